"""What is to be put right: concerns and recommendations as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, QuerySet, Value, When

from api.columns import Column, ColumnType
from api.fields import Precision
from concerns.models import Concern, Recommendation
from concerns.positions import ForceStatus
from concerns.querysets import overdue_on
from exports.datasets.dataset import Dataset
from exports.datasets.parts import about_force, of_publication
from inspections.models import Inspection

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks


def _concerns(clocks: Clocks, reader: User | None) -> QuerySet[Any]:
    rows: Any = Concern.objects.at(clocks)
    positions: QuerySet[Any] = rows.with_positions(clocks, reader=reader)
    return positions


def _recommendations(clocks: Clocks, reader: User | None) -> QuerySet[Any]:
    rows: Any = Recommendation.objects.at(clocks)
    is_overdue = Case(When(overdue_on(clocks.as_at), then=Value(True)), default=Value(False))
    told: QuerySet[Any] = rows.annotate(is_overdue=is_overdue)
    return told


CONCERNS = Dataset(
    name="concerns",
    version=1,
    description="Causes of concern, areas of concern and areas for improvement, as they stand.",
    model=Concern,
    rows=_concerns,
    order=("reference",),
    force="force__slug",
    described=(
        Column("id", "The concern's number in this service."),
        Column("reference"),
        Column("external_references", "References others use, separated by semicolons."),
        Column("kind"),
        *about_force(),
        Column("inspection.reference", "The inspection that found it: its key; empty = none."),
        Column("inspection.title", "The inspection that found it: its title."),
        Column("area.id", "The area of the framework it belongs to: its number."),
        Column("area.slug", "The area of the framework it belongs to: its short name."),
        Column("area.name", "The area of the framework it belongs to: its name."),
        *of_publication("publication", "the publication it stands in"),
        Column("title"),
        Column("detail"),
        Column("raised_on"),
        Column("raised_on_precision"),
        Column("status"),
        Column("status_since_on"),
        Column("status_since_on_precision"),
        Column(
            "force_status",
            "What the force claims; of a cause, the least advanced of its recommendations.",
            source="shown_force_status",
            type=ColumnType.TEXT,
            choices=ForceStatus,
        ),
        Column("promised_on"),
        Column(
            "open_recommendations",
            "How many of its recommendations are still to be done.",
            unit="recommendations",
            type=ColumnType.INTEGER,
        ),
        Column(
            "next_due_on",
            "The earliest last day of those recommendations; empty = none has one.",
            type=ColumnType.DATE,
        ),
        Column(
            "public_on",
            "The day its publication counts from: published, else sent.",
            type=ColumnType.DATE,
        ),
        Column(
            "public_on_precision",
            "How exactly that day is known: day, month or year.",
            type=ColumnType.TEXT,
            choices=Precision,
        ),
        Column(
            "is_accelerated",
            "Whether it was published ahead of the force's report.",
            type=ColumnType.BOOLEAN,
        ),
        Column("completeness"),
        Column("missing"),
    ),
    scoped={"inspection": Inspection},
)

RECOMMENDATIONS = Dataset(
    name="recommendations",
    version=1,
    description="Recommendations, each as put to one force, with what it claims and our decision.",
    model=Recommendation,
    rows=_recommendations,
    order=("reference",),
    force="force__slug",
    described=(
        Column("id", "The recommendation's number in this service."),
        Column("reference"),
        *about_force(),
        Column("concern.id", "The concern it belongs to: its number; empty = none in reach."),
        Column("concern.reference", "The concern it belongs to: its reference."),
        Column("concern.title", "The concern it belongs to: its title."),
        Column("wording.id", "The number of the wording, which other forces may share."),
        *of_publication("wording.publication", "the publication it stands in"),
        Column("wording.number", "Its number in the publication.", unit="counted from 1"),
        Column("wording.text", "What is asked."),
        Column("wording.deadline_kind", "Which style of deadline it was given."),
        Column("wording.deadline_words", "The deadline as the publication puts it."),
        Column("status"),
        Column("status_since_on"),
        Column("status_since_on_precision"),
        Column("force_status"),
        Column("force_status_since_on"),
        Column("force_status_since_on_precision"),
        Column("promised_on"),
        Column("due_on"),
        Column(
            "is_overdue",
            "Whether it is still to be done, its last day is past and it is not claimed complete.",
            type=ColumnType.BOOLEAN,
        ),
    ),
    scoped={"concern": Concern},
)
