"""From readings of measures to what charts draw: charts, and the words that explain them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from api.clocks import Clocks
from api.days import day_text
from concerns import chart
from concerns.models import Progress, Reading, SeriesBreak, Target
from concerns.moments import Moment
from concerns.values import ChangeUnit, ValueKind, interval_text

MOST_DRAWN = 500


@dataclass(frozen=True)
class Pictures:
    """The charts of a measure, each with its own axis, and what they leave out.

    `rows` are the readings drawn, the newest first.
    """

    charts: list[chart.Chart]
    rows: list[Reading]
    left_out: list[str]
    has_margin: bool
    has_arrow: bool
    has_range: bool
    has_hollow: bool
    has_superseded: bool
    has_undated: bool


def pictures_of(
    told: Iterable[Progress],
    clocks: Clocks,
    *,
    moments: Sequence[Moment] = (),
    most: int = MOST_DRAWN,
) -> dict[int, Pictures]:
    """Draw the newest `most` readings of each measure at the clocks. Two queries.

    Live, superseded ones too; of the past, those that nothing had corrected as far as was known.
    The measure of each row is loaded, with its indicator. Answers by the number of the measure.
    """
    progress = {row.measure_id: row for row in told}
    readings = _newest(progress, clocks, most + 1)
    breaks = _breaks({row.measure.indicator_id for row in progress.values()}, clocks)
    return {
        number: _pictures(
            row,
            readings[number],
            [*moments, *breaks[row.measure.indicator_id]],
            most,
            Moment(clocks.as_at, "today" if clocks.is_live else "as at"),
        )
        for number, row in progress.items()
    }


def _newest(progress: Mapping[int, Progress], clocks: Clocks, most: int) -> dict[int, list[Any]]:
    told = Reading.objects.all() if clocks.is_live else Reading.objects.at(clocks)
    place = Window(
        RowNumber(),
        partition_by=F("measure"),
        order_by=[F("period_end").desc(), F("pk").desc()],
    )
    rows = told.filter(measure__in=list(progress)).annotate(place=place).filter(place__lte=most)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("measure", "place"):
        row.measure = progress[row.measure_id].measure
        found[row.measure_id].append(row)
    return found


def _breaks(indicators: set[int], clocks: Clocks) -> dict[int, list[Moment]]:
    rows = SeriesBreak.objects.known(clocks.known_at).filter(indicator__in=indicators)
    if not clocks.is_live:
        rows = rows.filter(from_on__lte=clocks.as_at)
    found: dict[int, list[Moment]] = defaultdict(list)
    for row in rows.order_by("from_on"):
        found[row.indicator_id].append(Moment(row.from_on, "definition changed", is_break=True))
    return found


def _pictures(
    progress: Progress, rows: list[Reading], moments: Sequence[Moment], most: int, today: Moment
) -> Pictures:
    measure = progress.measure
    drawn, title, unit = rows[:most], str(measure), measure.indicator.unit
    levels = [_drawn(row) for row in drawn if row.change_unit == ""]
    shares = [_drawn(row) for row in drawn if row.change_unit == ChangeUnit.PERCENT]
    base = _single(progress.baseline)
    charts = [
        chart.draw(
            title,
            levels,
            unit=unit,
            baseline=base,
            aim=_aim(progress, base),
            moments=moments,
            today=today,
        ),
        chart.draw_share_of_base(
            f"{title}: in percent of the level at its base", shares, moments=moments, today=today
        ),
    ]
    placed = [one for one in charts if one is not None]
    marks = [mark for one in placed for mark in one.marks]
    return Pictures(
        charts=placed,
        rows=drawn,
        left_out=_left_out(rows, most),
        has_margin=any(mark.has_margin for mark in marks),
        has_arrow=any(mark.points_up or mark.points_down for mark in marks),
        has_range=any(mark.shape == "range" for mark in marks),
        has_hollow=any(mark.is_hollow for mark in marks),
        has_superseded=any(mark.is_superseded for mark in marks),
        has_undated=any(not mark.is_dated for mark in marks),
    )


def _drawn(row: Reading) -> chart.Reading:
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


def _left_out(rows: list[Reading], most: int) -> list[str]:
    directions = sum(row.kind == ValueKind.DIRECTION for row in rows)
    absolute = sum(row.change_unit == ChangeUnit.ABSOLUTE for row in rows)
    said = []
    if directions:
        said.append(f"state a direction only: {directions}")
    if absolute:
        said.append(f"state a change from a base whose level is not known: {absolute}")
    if len(rows) > most:
        said.append(f"are older than the newest {most}")
    return said
