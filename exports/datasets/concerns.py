"""What is to be put right, and what is done about it: concerns, recommendations, actions, log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Coalesce

from api.columns import Column, ColumnType
from concerns.filters.event import FORCES
from concerns.querysets import overdue_on
from concerns.views import ActionViewSet, ConcernViewSet, EventViewSet, RecommendationViewSet
from exports.datasets.listed import ListedDataset

if TYPE_CHECKING:
    from api.clocks import Clocks


def _told_overdue(rows: QuerySet[Any], clocks: Clocks) -> QuerySet[Any]:
    is_overdue = Case(When(overdue_on(clocks.as_at), then=Value(True)), default=Value(False))
    told: QuerySet[Any] = rows.annotate(is_overdue=is_overdue)
    return told


def _of_force(name: str, description: str, paths: tuple[str, ...]) -> Column:
    """Return a column of the force that a row is about by way of what it happened to."""
    told = [f"{path}__{name}" for path in paths]
    source = Coalesce(*told) if len(told) > 1 else told[0]
    return Column(f"force.{name}", description, source=source, type=ColumnType.TEXT)


def _about_force(*paths: str) -> tuple[Column, ...]:
    return (
        _of_force("slug", "The force it is about: its lasting short name.", paths),
        _of_force("name", "The force it is about: its name.", paths),
    )


CONCERNS = ListedDataset(
    name="concerns",
    version=2,
    description="Causes of concern, areas of concern and areas for improvement, as they stand.",
    view=ConcernViewSet,
    order=("reference",),
    key="id",
    totals=("force_slug", "kind", "status", "force_status", "completeness"),
    added=(Column("detail"),),
)

RECOMMENDATIONS = ListedDataset(
    name="recommendations",
    version=2,
    description="Recommendations, each as put to one force, with what it claims and our decision.",
    view=RecommendationViewSet,
    order=("reference",),
    key="id",
    totals=("force_slug", "status", "force_status", "is_overdue"),
    annotated=_told_overdue,
    added=(
        Column(
            "is_overdue",
            "Whether it is still to be done, its last day is past and it is not claimed complete.",
            type=ColumnType.BOOLEAN,
        ),
    ),
)

ACTIONS = ListedDataset(
    name="actions",
    version=1,
    description="Follow-up actions of forces; the inspectorate and the force alone see them.",
    view=ActionViewSet,
    order=("id",),
    key="id",
    totals=("force_slug", "state"),
    first=_about_force("concern__force"),
)

EVENTS = ListedDataset(
    name="events",
    version=1,
    description="The log: what happened to concerns, recommendations and actions, and was said.",
    view=EventViewSet,
    order=("id",),
    key="id",
    totals=("force_slug", "kind", "audience"),
    first=_about_force(*FORCES),
)
