"""What inspections found and what follows: judgments, stages of monitoring, responses owed."""

from __future__ import annotations

from concerns.views import ResponseViewSet
from exports.datasets.listed import ListedDataset
from inspections.views import JudgmentViewSet, MonitoringStageViewSet

JUDGMENTS = ListedDataset(
    name="judgments",
    version=1,
    description="Judgments of areas: the one in force for each inspection and area.",
    view=JudgmentViewSet,
    order=("id",),
    key="id",
    totals=("force_slug", "state", "grade_slug"),
)

MONITORING_STAGES = ListedDataset(
    name="monitoring-stages",
    version=1,
    description="Stages of monitoring that forces are or were in.",
    view=MonitoringStageViewSet,
    order=("id",),
    key="id",
    totals=("force_slug", "stage"),
)

RESPONSES = ListedDataset(
    name="responses",
    version=1,
    description="Responses that local policing bodies owe to what was published.",
    view=ResponseViewSet,
    order=("id",),
    key="id",
    totals=("force_slug", "is_required"),
)
