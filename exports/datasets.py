"""The datasets: named, versioned tables of described columns over the querysets of the API.

A dataset's version goes up when a column is renamed, removed or comes to mean something else;
a new column at the end leaves it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, When
from django.db.models.functions import Collate

from accounts.models import User
from concerns.models import Concern, Figure, Progress, Reading, Recommendation
from concerns.positions import ForceStatus
from exports.columns import BoundColumn, Column, ColumnType

INDICATOR_UNIT = "as in measure_indicator_unit"
READING_UNIT = f"{INDICATOR_UNIT}; percent of the base where change_unit is percent"
FIGURE_UNIT = "as in unit; percent of the base where change_unit is percent"


@dataclass(frozen=True)
class Dataset:
    """A named, versioned table of described columns.

    `rows` returns the rows as of a day in London (live: what is current now); `order` names the
    columns they are sorted by, which together are unique among them; `force` is the path to the
    slug of the force they are about.
    """

    name: str
    version: int
    description: str
    model: type[models.Model]
    rows: Callable[[dt.date], models.QuerySet[Any]]
    order: tuple[str, ...]
    force: str
    described: tuple[Column, ...]

    @cached_property
    def columns(self) -> tuple[BoundColumn, ...]:
        """The columns, with what the model's fields say of them."""
        return tuple(column.of(self.model) for column in self.described)

    def queryset(
        self, *, as_at: dt.date, user: User | None, forces: Sequence[str] = ()
    ) -> models.QuerySet[Any]:
        """Return the rows within the person's reach, in their order.

        `user` None is the whole record: whoever holds the database's console has it anyway.
        `forces` are slugs; none means all.
        """
        rows: Any = self.rows(as_at)
        if user is not None:
            rows = rows.visible_to(user)
        if forces:
            rows = rows.filter(**{f"{self.force}__in": forces})
        ordered: models.QuerySet[Any] = rows.order_by(*self._ordering())
        return ordered

    def _ordering(self) -> list[Any]:
        """Return the expressions of the order; text sorts by code point, the same everywhere."""
        by_name = {column.name: column for column in self.columns}
        return [
            Collate(by_name[name].expression, "C")
            if by_name[name].type == ColumnType.TEXT
            else by_name[name].expression
            for name in self.order
        ]


def _point(prefix: str = "") -> Case:
    """Return the value if it is a point; a bound or a range never becomes one."""
    return Case(
        When(**{f"{prefix}kind": "point"}, then=F(f"{prefix}low")),
        output_field=models.DecimalField(max_digits=30, decimal_places=12),
    )


def _overdue(as_at: dt.date) -> Exists:
    """Return whether a recommendation is overdue on that day, as its queryset says."""
    return Exists(Recommendation.objects.overdue(as_at).filter(pk=OuterRef("pk")))


def _force(prefix: str = "") -> tuple[Column, ...]:
    return (
        Column(f"{prefix}force.slug", "The force it is about: its lasting short name."),
        Column(f"{prefix}force.name", "The force it is about: its name."),
    )


def _publication(prefix: str, of: str) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}.reference", f"Our own key of {of}."),
        Column(f"{prefix}.title", f"Title of {of}."),
        Column(f"{prefix}.published_on", f"When everybody could read {of}; empty = not yet."),
    )


_MEASURE = (
    Column("measure.id", "The measure's number in this service."),
    Column("measure.indicator.code", "What is measured: the indicator's code."),
    Column("measure.indicator.name", "What is measured, in words."),
    Column("measure.indicator.unit", "The unit its values are in."),
    Column("measure.indicator.better", "Which way is better."),
    *_force("measure."),
    Column("measure.said_by", "Whose figures they are."),
)


def _stated(unit: str) -> tuple[Column, ...]:
    """Return the columns of a value as stated, all from its own fields."""
    return (
        Column("kind"),
        Column(
            "value",
            "The value of a point; else empty.",
            unit=unit,
            source=_point(),
            type=ColumnType.DECIMAL,
        ),
        Column("low", unit=unit),
        Column("high", unit=unit),
        Column("low_inclusive"),
        Column("high_inclusive"),
        Column("direction"),
        Column("change_unit"),
        Column("base_on"),
        Column("base_label"),
        Column("margin", unit=unit),
        Column("margin_level", unit="percent"),
        Column("approximate"),
    )


READINGS = Dataset(
    name="readings",
    version=1,
    description="Readings: what was observed of a measure in a period, as one source said it.",
    model=Reading,
    rows=lambda as_at: Reading.objects.current(),
    order=("measure_id", "period_end", "period_start"),
    force="measure__force__slug",
    described=(
        Column("id", "The reading's number in this service; a correction has another."),
        *_MEASURE,
        Column("period_start"),
        Column("period_end"),
        Column("period_basis"),
        *_stated(READING_UNIT),
        Column("sample_size", unit="members of the sample"),
        Column("numerator", unit="what is counted above the line"),
        Column("denominator", unit="what is counted below the line"),
        Column("source"),
        Column("recorded_at"),
        Column("supersedes.id", "The number of the reading this one corrects; empty = none."),
    ),
)

CONCERNS = Dataset(
    name="concerns",
    version=1,
    description="Causes of concern, areas of concern and areas for improvement, as they stand.",
    model=Concern,
    rows=lambda as_at: Concern.objects.with_positions(),
    order=("reference",),
    force="force__slug",
    described=(
        Column("id", "The concern's number in this service."),
        Column("reference"),
        Column("external_references", "References others use, separated by semicolons."),
        Column("kind"),
        *_force(),
        Column("inspection.reference", "The inspection that found it; empty = we do not hold it."),
        Column("inspection.title", "The inspection that found it: its title."),
        Column("area.id", "The area of the framework it belongs to: its number."),
        Column("area.slug", "The area of the framework it belongs to: its short name."),
        Column("area.name", "The area of the framework it belongs to: its name."),
        *_publication("publication", "the publication it stands in"),
        Column("title"),
        Column("detail"),
        Column("raised_on"),
        Column("raised_on_precision"),
        Column("status"),
        Column("status_since_on"),
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
            "is_accelerated",
            "Whether it was published ahead of the force's report.",
            type=ColumnType.BOOLEAN,
        ),
        Column("completeness"),
        Column("missing"),
    ),
)

RECOMMENDATIONS = Dataset(
    name="recommendations",
    version=1,
    description="Recommendations, each as put to one force, with what it claims and our decision.",
    model=Recommendation,
    rows=lambda as_at: Recommendation.objects.annotate(is_overdue=_overdue(as_at)),
    order=("reference",),
    force="force__slug",
    described=(
        Column("id", "The recommendation's number in this service."),
        Column("reference"),
        *_force(),
        Column("concern.reference", "The cause of concern it belongs to; empty = to none."),
        *_publication("wording.publication", "the publication it stands in"),
        Column("wording.number", "Its number in the publication.", unit="counted from 1"),
        Column("wording.text", "What is asked."),
        Column("wording.deadline_kind", "Which style of deadline it was given."),
        Column("wording.deadline_words", "The deadline as the publication puts it."),
        Column("status"),
        Column("status_since_on"),
        Column("force_status"),
        Column("force_status_since_on"),
        Column("promised_on"),
        Column("due_on"),
        Column(
            "is_overdue",
            "Whether it is still to be done, its last day is past and it is not claimed complete.",
            type=ColumnType.BOOLEAN,
        ),
    ),
)

FIGURES = Dataset(
    name="figures",
    version=1,
    description="Figures as publications printed them: where, what of, and what was made of them.",
    model=Figure,
    rows=lambda as_at: Figure.objects.current(),
    order=("publication_reference", "id"),
    force="force__slug",
    described=(
        Column("id", "The figure's number in this service; a correction has another."),
        *_publication("publication", "the publication that printed it"),
        Column("code"),
        *_force(),
        Column("area.id", "The area in whose section it stands: its number."),
        Column("area.slug", "The area in whose section it stands: its short name."),
        Column("area.name", "The area in whose section it stands: its name."),
        Column("places", "The lines it stands on, from 1, separated by semicolons."),
        Column("words"),
        Column("unit"),
        Column("nature"),
        Column("said_by"),
        Column("said_in"),
        Column("period_words"),
        *_stated(FIGURE_UNIT),
        Column("reading.id", "The number of the reading it is; empty = it is none."),
        Column("target.id", "The number of the target it is; empty = it is none."),
        Column("compared_with.code", "The figure it was compared with, if we hold it: its code."),
        Column("comparator_label"),
        Column("comparator_value", unit="as in unit"),
        Column("comparator_margin", unit="as in unit"),
        Column("comparator_coverage"),
        Column("comparator_period"),
        Column("claim"),
        Column("claim_direction"),
        Column("note"),
        Column("recorded_at"),
    ),
)


def _reading(name: str, what: str) -> tuple[Column, ...]:
    """Return the columns of a reading that progress was computed from."""
    unit = f"{INDICATOR_UNIT}; percent of the base where {name}_change_unit is percent"
    return (
        Column(f"{name}.id", f"{what}: its number; empty = there is none."),
        Column(f"{name}.period_start", f"{what}: first day of its period."),
        Column(f"{name}.period_end", f"{what}: last day of its period."),
        Column(f"{name}.kind", f"{what}: in which form it is stated."),
        Column(
            f"{name}.value",
            f"{what}: the value of a point; else empty.",
            unit=INDICATOR_UNIT,
            source=_point(f"{name}__"),
            type=ColumnType.DECIMAL,
        ),
        Column(f"{name}.low", f"{what}: lowest possible value.", unit=unit),
        Column(f"{name}.high", f"{what}: highest possible value.", unit=unit),
        Column(f"{name}.low_inclusive", f"{what}: whether the lowest value is possible itself."),
        Column(f"{name}.high_inclusive", f"{what}: whether the highest value is possible itself."),
        Column(f"{name}.change_unit", f"{what}: for a change, in what it is counted."),
        Column(
            f"{name}.margin",
            f"{what}: half-width of its confidence interval.",
            unit=unit,
        ),
        Column(f"{name}.approximate", f"{what}: whether the source says about or nearly."),
    )


PROGRESS = Dataset(
    name="progress",
    version=1,
    description="How each measure is going at the end of the day `as_at`; what cannot be compared "
    "says why.",
    model=Progress,
    rows=lambda as_at: Progress.objects.at(as_at=as_at),
    order=("measure_id",),
    force="measure__force__slug",
    described=(
        *_MEASURE,
        Column("as_at", "The day it is told as of.", type=ColumnType.DATE),
        *_reading("latest", "The latest reading"),
        *_reading("baseline", "The baseline"),
        Column("baseline_chosen"),
        Column("target.id", "The target: its number; empty = none is set."),
        Column("target.low", "The target: its lowest value.", unit=INDICATOR_UNIT),
        Column("target.high", "The target: its highest value.", unit=INDICATOR_UNIT),
        Column("target.due_on", "The target: by when it is to be reached."),
        Column("base_on"),
        Column("raised_on"),
        Column("counted_from_on"),
        Column("days_since_raised", unit="days"),
        Column("days_since_baseline", unit="days"),
        Column("change_low", unit=INDICATOR_UNIT),
        Column("change_high", unit=INDICATOR_UNIT),
        Column("change_low_inclusive"),
        Column("change_high_inclusive"),
        Column("change_percent_low", unit="percent of the baseline"),
        Column("change_percent_high", unit="percent of the baseline"),
        Column("change_refusal"),
        Column("reached"),
        Column("reached_refusal"),
        Column("reached_first.period_end", "The last day of the first reading for which it held."),
        Column("reached_first_days", unit="days"),
        Column("way_low", unit="part of the way, 1 = there"),
        Column("way_high", unit="part of the way, 1 = there"),
        Column("expected_now", unit=INDICATOR_UNIT),
        Column("pace"),
        Column("pace_refusal"),
    ),
)

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset for dataset in (READINGS, CONCERNS, RECOMMENDATIONS, FIGURES, PROGRESS)
}
"""Every dataset by its name."""
