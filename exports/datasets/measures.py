"""What was observed of measures, and how they are going."""

from __future__ import annotations

from api.columns import Column, ColumnType
from concerns.models import Progress, Reading
from exports.datasets.dataset import Dataset
from exports.datasets.parts import about_force, stated

INDICATOR_UNIT = "as in measure_indicator_unit"
DIFFERENCE_UNIT = f"{INDICATOR_UNIT}; percentage points where measure_indicator_unit is percent"

_OF_MEASURE = (
    Column("measure.id", "The measure's number in this service."),
    Column("measure.indicator.code", "What is measured: the indicator's code."),
    Column("measure.indicator.name", "What is measured, in words."),
    Column("measure.indicator.unit", "The unit its values are in."),
    Column("measure.indicator.better", "Which way is better."),
    *about_force("measure."),
    Column("measure.said_by", "Whose figures they are."),
)


def _reading(prefix: str = "", whose: str = "") -> tuple[Column, ...]:
    """Return the columns of a reading but for its own number and its measure."""
    change_unit = f"{prefix}change_unit".replace(".", "_")
    unit = f"{INDICATOR_UNIT}; percent of the base where {change_unit} is percent"
    return (
        Column(f"{prefix}period_start", whose=whose),
        Column(f"{prefix}period_end", whose=whose),
        Column(f"{prefix}period_basis", whose=whose),
        *stated(unit, prefix, whose),
        Column(f"{prefix}sample_size", unit="members of the sample", whose=whose),
        Column(f"{prefix}numerator", unit="what is counted above the line", whose=whose),
        Column(f"{prefix}denominator", unit="what is counted below the line", whose=whose),
        Column(f"{prefix}source", whose=whose),
        Column(f"{prefix}recorded_at", whose=whose),
        Column(
            f"{prefix}supersedes",
            "The number of the reading this one corrects; empty = none.",
            whose=whose,
        ),
    )


READINGS = Dataset(
    name="readings",
    version=1,
    description="Readings: what was observed of a measure in a period, as one source said it.",
    model=Reading,
    rows=lambda clocks, reader: Reading.objects.at(clocks),
    order=("measure_id", "period_end", "period_start"),
    force="measure__force__slug",
    described=(
        Column("id", "The reading's number in this service; a correction has another."),
        *_OF_MEASURE,
        *_reading(),
    ),
)


def _reading_of_progress(name: str, whose: str) -> tuple[Column, ...]:
    number = Column(f"{name}.id", f"{whose}: its number; empty = there is none.")
    return number, *_reading(f"{name}.", whose)


def _target(whose: str = "The target") -> tuple[Column, ...]:
    return (
        Column("target.id", f"{whose}: its number; empty = none is set."),
        Column("target.low", unit=INDICATOR_UNIT, whose=whose),
        Column("target.high", unit=INDICATOR_UNIT, whose=whose),
        Column("target.due_on", whose=whose),
        Column("target.due_on_precision", whose=whose),
        Column("target.set_on", whose=whose),
        Column("target.set_on_precision", whose=whose),
        Column("target.set_by", whose=whose),
        Column("target.statement", whose=whose),
        Column("target.recorded_at", whose=whose),
        Column(
            "target.supersedes",
            "The number of the target this one corrects; empty = none.",
            whose=whose,
        ),
    )


PROGRESS = Dataset(
    name="progress",
    version=2,
    description="How each measure is going at the end of the day `as_at`; what cannot be compared "
    "says why.",
    model=Progress,
    rows=lambda clocks, reader: Progress.objects.at(as_at=clocks.as_at, known_at=clocks.known_at),
    order=("measure_id",),
    force="measure__force__slug",
    described=(
        *_OF_MEASURE,
        Column("as_at", "The day it is told as of.", type=ColumnType.DATE),
        *_reading_of_progress("latest", "The latest reading"),
        *_reading_of_progress("baseline", "The baseline"),
        Column("baseline_chosen"),
        *_target(),
        Column("base_on"),
        Column("raised_on"),
        Column("counted_from_on"),
        Column("days_since_raised", unit="days"),
        Column("days_since_baseline", unit="days"),
        Column("change.low", source="change_low", unit=DIFFERENCE_UNIT),
        Column("change.high", source="change_high", unit=DIFFERENCE_UNIT),
        Column("change.low_inclusive", source="change_low_inclusive"),
        Column("change.high_inclusive", source="change_high_inclusive"),
        Column(
            "change.percent_low",
            "Least change in percent of the baseline, to one decimal.",
            source="change_percent_low",
            unit="percent of the baseline",
        ),
        Column(
            "change.percent_high",
            "Most change in percent of the baseline, to one decimal.",
            source="change_percent_high",
            unit="percent of the baseline",
        ),
        Column("change.refusal", source="change_refusal"),
        Column("reached.said", source="reached"),
        Column("reached.refusal", source="reached_refusal"),
        Column(
            "reached.first.id",
            "The number of the first reading for which it held; empty = none.",
            source="reached_first__id",
        ),
        Column(
            "reached.first.period_start",
            "The first reading for which it held: first day of its period.",
            source="reached_first__period_start",
        ),
        Column(
            "reached.first.period_end",
            "The first reading for which it held: last day of its period.",
            source="reached_first__period_end",
        ),
        Column("reached.first_days", source="reached_first_days", unit="days"),
        Column("way.low", source="way_low", unit="part of the way, 1 = there"),
        Column("way.high", source="way_high", unit="part of the way, 1 = there"),
        Column("pace.said", source="pace"),
        Column("pace.at_latest", source="pace_at_latest"),
        Column("pace.expected_now", source="expected_now", unit=INDICATOR_UNIT),
        Column("pace.refusal", source="pace_refusal"),
        Column("next_due_on"),
        Column("is_stale"),
        Column("days_stale", unit="days"),
    ),
)
