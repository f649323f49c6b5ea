"""What is measured, observed and aimed at, what was printed of it, and how it is going."""

from __future__ import annotations

from concerns.views import (
    FigureViewSet,
    IndicatorViewSet,
    MeasureViewSet,
    ProgressViewSet,
    ReadingViewSet,
    TargetViewSet,
)
from exports.datasets.listed import ListedDataset

INDICATORS = ListedDataset(
    name="indicators",
    version=1,
    description="Indicators: what is measured, in which unit, and which way is better.",
    view=IndicatorViewSet,
    order=("code",),
    key="code",
    totals=("unit", "better"),
)

MEASURES = ListedDataset(
    name="measures",
    version=1,
    description="Measures: an indicator of one force, as one source says it.",
    view=MeasureViewSet,
    order=("id",),
    key="id",
    totals=("force_slug", "said_by"),
)

TARGETS = ListedDataset(
    name="targets",
    version=1,
    description="Targets of measures, moved ones included, as nothing has corrected them.",
    view=TargetViewSet,
    order=("measure_id", "id"),
    key="id",
    totals=("measure_force_slug",),
)

READINGS = ListedDataset(
    name="readings",
    version=2,
    description="Readings: what was observed of a measure in a period, as one source said it.",
    view=ReadingViewSet,
    order=("measure_id", "period_end", "period_start"),
    key="id",
    totals=("measure_force_slug", "measure_said_by", "kind"),
)

FIGURES = ListedDataset(
    name="figures",
    version=2,
    description="Figures as publications printed them: where, what of, and what was made of them.",
    view=FigureViewSet,
    order=("publication_reference", "id"),
    key="id",
    totals=("force_slug", "nature", "said_by"),
)

PROGRESS = ListedDataset(
    name="progress",
    version=3,
    description="How each measure is going at the end of the day `as_at`; what cannot be compared "
    "says why.",
    view=ProgressViewSet,
    order=("measure_id",),
    totals=("measure_force_slug", "reached_said", "pace_said", "is_stale"),
)
