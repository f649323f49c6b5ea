"""A measure's readings as a chart: from values and dates to places on the page.

Only places are computed here; a template draws them. Across, places are percentages of the
width, and down they are pixels, so that letters keep their size however narrow the page is.
A margin is drawn as a bar, a bound as an arrow, a range as a span: none becomes a false point.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

LEFT, RIGHT = 13.0, 97.0  # of the width, in percent
TOP, BOTTOM, HEIGHT = 28, 196, 236  # in pixels
TICKS_ACROSS = 3
LEVEL_KINDS = ("point", "range", "bound")


@dataclass(frozen=True)
class Reading:
    """A reading to be drawn: [start, end], [low, high] with None unbounded, and its words."""

    start: dt.date
    end: dt.date
    kind: str
    low: Decimal | None
    high: Decimal | None
    margin: Decimal | None = None
    base_on: dt.date | None = None
    is_superseded: bool = False
    text: str = ""


@dataclass(frozen=True)
class Aim:
    """A target: its value, from which day it is aimed at, and by when."""

    value: Decimal
    due_on: dt.date | None
    text: str


@dataclass(frozen=True)
class Moment:
    """Something on the time axis: an event of the concern, or a break of the series."""

    on: dt.date
    text: str
    is_break: bool = False


@dataclass(frozen=True)
class Mark:
    """One reading's places: the period across, its values down."""

    left: str
    middle: str
    right: str
    top: float
    bottom: float
    is_point: bool
    points_up: bool
    points_down: bool
    is_superseded: bool
    text: str
    anchor: str
    words_at: float


@dataclass(frozen=True)
class Line:
    """A line from one place to another, with its words."""

    x1: str
    y1: float
    x2: str
    y2: float
    text: str = ""
    is_break: bool = False
    anchor: str = "start"


@dataclass(frozen=True)
class Tick:
    """A label on an axis."""

    at: str | float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """Everything the template draws."""

    title: str
    description: str
    marks: list[Mark]
    moments: list[Line]
    baseline: Line | None
    path: Line | None
    across: list[Tick]
    down: list[Tick]
    height: int = HEIGHT
    left: str = f"{LEFT}%"
    right: str = f"{RIGHT}%"
    top: int = TOP
    bottom: int = BOTTOM


@dataclass(frozen=True)
class _Scale:
    """Where a day and a value lie."""

    first: dt.date
    last: dt.date
    least: float
    most: float
    step: float = field(default=1)

    def across(self, day: dt.date) -> float:
        days = max((self.last - self.first).days, 1)
        return LEFT + (RIGHT - LEFT) * (day - self.first).days / days

    def down(self, value: Decimal | float) -> float:
        share = (float(value) - self.least) / (self.most - self.least)
        return round(BOTTOM - (BOTTOM - TOP) * share, 1)


def draw(
    title: str,
    readings: Sequence[Reading],
    *,
    unit: str,
    baseline: Decimal | None = None,
    aim: Aim | None = None,
    moments: Sequence[Moment] = (),
) -> Chart | None:
    """Place the readings that have a level; None if there is none to draw."""
    drawn = [reading for reading in readings if reading.kind in LEVEL_KINDS]
    return _placed(title, drawn, unit, baseline, aim, moments) if drawn else None


def draw_share_of_base(
    title: str, readings: Sequence[Reading], *, moments: Sequence[Moment] = ()
) -> Chart | None:
    """Place changes in percent from a base of unknown level on an axis where the base is 100."""
    drawn = [_share(reading) for reading in readings if reading.kind == "change"]
    if not drawn:
        return None
    bases = {reading.base_on for reading in drawn if reading.base_on}
    starts = [
        Reading(day, day, "point", Decimal(100), Decimal(100), text="base") for day in sorted(bases)
    ]
    return _placed(title, [*starts, *drawn], "percent of the base", None, None, moments)


def _share(reading: Reading) -> Reading:
    shares = [None if end is None else 100 + end for end in (reading.low, reading.high)]
    low, high = shares
    kind = "point" if low == high else "range" if None not in shares else "bound"
    return Reading(
        reading.start,
        reading.end,
        kind,
        low,
        high,
        reading.margin,
        reading.base_on,
        reading.is_superseded,
        reading.text,
    )


def _placed(
    title: str,
    readings: Sequence[Reading],
    unit: str,
    baseline: Decimal | None,
    aim: Aim | None,
    moments: Sequence[Moment],
) -> Chart:
    scale = _scale(readings, baseline, aim)
    shown = [moment for moment in moments if scale.first <= moment.on <= scale.last]
    return Chart(
        title=title,
        description=_description(readings, unit),
        marks=[_mark(reading, scale) for reading in readings],
        moments=[_moment(moment, scale) for moment in shown],
        baseline=_level(baseline, scale, "baseline"),
        path=_path(readings, baseline, aim, scale),
        across=_days(scale),
        down=_values(scale, unit),
    )


def _scale(readings: Sequence[Reading], baseline: Decimal | None, aim: Aim | None) -> _Scale:
    days = [day for reading in readings for day in (reading.start, reading.end)]
    if aim and aim.due_on:
        days.append(aim.due_on)
    first, last = min(days), max(days)
    pad = max((last - first).days // 20, 2)
    values = [float(end) for reading in readings for end in _reach(reading)]
    values += [
        float(value) for value in (baseline, aim.value if aim else None) if value is not None
    ]
    least, most = min(values), max(values)
    if least >= 0 and (least <= most / 2 or least == most):
        least = 0.0
    if least == most:
        most = least + 1
    step = _step((most - least) / 3)
    day = dt.timedelta(days=pad)
    return _Scale(
        first - day,
        last + day,
        math.floor(least / step) * step,
        math.ceil(most / step) * step,
        step,
    )


def _reach(reading: Reading) -> list[Decimal]:
    margin = reading.margin or Decimal(0)
    ends = [reading.low, reading.high]
    shift = [-margin, margin]
    return [end + by for end, by in zip(ends, shift, strict=True) if end is not None]


def _step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if rough <= power * factor)


def _mark(reading: Reading, scale: _Scale) -> Mark:
    margin = reading.margin or Decimal(0)
    top = TOP if reading.high is None else scale.down(reading.high + margin)
    bottom = BOTTOM if reading.low is None else scale.down(reading.low - margin)
    left, right = scale.across(reading.start), scale.across(reading.end)
    middle = (left + right) / 2
    near_right = middle > (LEFT + RIGHT) / 2
    return Mark(
        left=_percent(left),
        middle=_percent(middle),
        right=_percent(right),
        top=top,
        bottom=bottom,
        is_point=reading.kind == "point",
        points_up=reading.high is None,
        points_down=reading.low is None,
        is_superseded=reading.is_superseded,
        text=reading.text,
        anchor="end" if near_right else "start",
        words_at=max(top - 7, 12) if reading.low is not None else min(bottom, top + 14) - 20,
    )


def _moment(moment: Moment, scale: _Scale) -> Line:
    at = _percent(scale.across(moment.on))
    anchor = "end" if scale.across(moment.on) > (LEFT + RIGHT) / 2 else "start"
    return Line(at, TOP - 8, at, BOTTOM, moment.text, moment.is_break, anchor)


def _level(value: Decimal | None, scale: _Scale, text: str) -> Line | None:
    if value is None:
        return None
    at = scale.down(value)
    return Line(_percent(LEFT), at, _percent(RIGHT), at, text)


def _path(
    readings: Sequence[Reading], baseline: Decimal | None, aim: Aim | None, scale: _Scale
) -> Line | None:
    if aim is None:
        return None
    if baseline is None or aim.due_on is None:
        return _level(aim.value, scale, aim.text)
    start = min(reading.end for reading in readings)
    return Line(
        _percent(scale.across(start)),
        scale.down(baseline),
        _percent(scale.across(aim.due_on)),
        scale.down(aim.value),
        aim.text,
        anchor="end",
    )


def _days(scale: _Scale) -> list[Tick]:
    span = (scale.last - scale.first).days
    days = [
        scale.first + dt.timedelta(days=round(span * number / (TICKS_ACROSS - 1)))
        for number in range(TICKS_ACROSS)
    ]
    form = "%b %Y" if span > 200 else "%-d %b %Y"
    anchors = ["start", *["middle"] * (TICKS_ACROSS - 2), "end"]
    return [
        Tick(_percent(scale.across(day)), day.strftime(form), anchor)
        for day, anchor in zip(days, anchors, strict=True)
    ]


def _values(scale: _Scale, unit: str) -> list[Tick]:
    count = round((scale.most - scale.least) / scale.step)
    values = [scale.least + scale.step * number for number in range(count + 1)]
    return [Tick(scale.down(value), f"{value:,.10g}", "end") for value in values]


def _description(readings: Sequence[Reading], unit: str) -> str:
    current = [reading for reading in readings if not reading.is_superseded and reading.text]
    return f"In {unit}. " + "; ".join(reading.text for reading in current) + "."


def _percent(share: float) -> str:
    return f"{share:.2f}%"
