"""From a measure's readings to what the chart draws: charts, and the words that explain them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from api.clocks import Clocks
from concerns import chart
from concerns.models import Measure, Progress, Reading, SeriesBreak, Target
from concerns.values import ChangeUnit, ValueKind, day_text, interval_text

MOST_DRAWN = 500


@dataclass(frozen=True)
class Pictures:
    """The charts of a measure, each with its own axis, and what they leave out."""

    charts: list[chart.Chart]
    left_out: list[str]
    has_margin: bool
    has_hollow: bool
    has_superseded: bool
    has_undated: bool


def pictures_of(measure: Measure, progress: Progress, clocks: Clocks) -> Pictures:
    """Draw the newest readings of the measure at the clocks. Three queries at most.

    Live, superseded ones too; of the past, those that nothing had corrected as far as was known.
    """
    told = Reading.objects.all() if clocks.is_live else Reading.objects.at(clocks)
    newest = told.filter(measure=measure).order_by("-period_end", "-pk")
    rows = list(newest[: MOST_DRAWN + 1])
    drawn, title = rows[:MOST_DRAWN], str(measure)
    unit = measure.indicator.unit
    levels = [_drawn(row, unit) for row in drawn if row.change_unit == ""]
    shares = [_drawn(row, unit) for row in drawn if row.change_unit == ChangeUnit.PERCENT]
    moments = _moments(measure, progress, clocks)
    base = _single(progress.baseline)
    charts = [
        chart.draw(
            title,
            levels,
            unit=unit,
            baseline=base,
            aim=_aim(progress, base),
            moments=moments,
        ),
        chart.draw_share_of_base(
            f"{title}: in percent of the level at its base", shares, moments=moments
        ),
    ]
    placed = [one for one in charts if one is not None]
    marks = [mark for one in placed for mark in one.marks]
    return Pictures(
        charts=placed,
        left_out=_left_out(rows),
        has_margin=any(mark.has_margin for mark in marks),
        has_hollow=any(mark.is_hollow for mark in marks),
        has_superseded=any(mark.is_superseded for mark in marks),
        has_undated=any(not mark.is_dated for mark in marks),
    )


def _drawn(row: Reading, unit: str) -> chart.Reading:
    included = row.high_inclusive if row.low is None else row.low_inclusive
    return chart.Reading(
        start=row.period_start,
        end=row.period_end,
        kind=row.kind,
        low=row.low,
        high=row.high,
        margin=row.margin,
        base_on=row.base_on,
        is_superseded=row.superseded_at is not None,
        text=_label(row),
        approximate=row.approximate,
        is_open=(row.low is None or row.high is None) and not included,
        is_dated=row.period_basis != "not_stated",
    )


def _label(row: Reading) -> str:
    """Say the value as briefly as it can stand beside a mark; of a change, its share of the base."""
    if row.change_unit != ChangeUnit.PERCENT:
        return row.text()
    low, high = (None if end is None else 100 + end for end in (row.low, row.high))
    ends = (low, high, row.low_inclusive, row.high_inclusive)
    return interval_text(*ends, approximate=row.approximate)


def _moments(measure: Measure, progress: Progress, clocks: Clocks) -> list[chart.Moment]:
    breaks = SeriesBreak.objects.known(clocks.known_at).filter(indicator=measure.indicator_id)
    if not clocks.is_live:
        breaks = breaks.filter(from_on__lte=clocks.as_at)
    moments = [
        chart.Moment(row.from_on, "definition changed", is_break=True)
        for row in breaks.order_by("from_on")
    ]
    if progress.counted_from_on:
        moments.append(chart.Moment(progress.counted_from_on, "concern published"))
    return moments


def _single(reading: Reading | None) -> Decimal | None:
    """Return the level of a baseline that is one value."""
    if reading is None or reading.low != reading.high or reading.kind == ValueKind.CHANGE:
        return None
    level: Decimal | None = reading.low
    return level


def _aim(progress: Progress, base: Decimal | None) -> chart.Aim | None:
    target = progress.target
    value = None if target is None else _aimed_at(target, progress.measure.indicator.better)
    if target is None or value is None:
        return None
    due = f" by {day_text(target.due_on)}" if target.due_on else ""
    words = f"target {interval_text(target.low, target.high, True, True)}{due}"
    start = progress.baseline.period_end if progress.baseline and base is not None else None
    return chart.Aim(value, start, target.due_on, words)


def _aimed_at(target: Target, better: str) -> Decimal | None:
    """Return the end of a target that is met first; a range that is to be kept to has none."""
    first: dict[str, Decimal | None] = {
        "lower": target.low if target.high is None else target.high,
        "higher": target.high if target.low is None else target.low,
        "neither": target.low if target.low == target.high else None,
    }
    return first[better]


def _left_out(rows: list[Reading]) -> list[str]:
    directions = sum(row.kind == ValueKind.DIRECTION for row in rows)
    absolute = sum(row.change_unit == ChangeUnit.ABSOLUTE for row in rows)
    said = []
    if directions:
        said.append(f"state a direction only: {directions}")
    if absolute:
        said.append(f"state a change from a base whose level is not known: {absolute}")
    if len(rows) > MOST_DRAWN:
        said.append(f"are older than the newest {MOST_DRAWN}")
    return said
