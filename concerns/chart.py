"""A measure's readings as a chart: from values and dates to places on the page.

Only places are computed here; a template draws them. Across, places are percentages of the
width, and down they are pixels, so that letters keep their size however narrow the page is.
A margin is drawn as a bar, a bound as an arrow, a range as a span: none becomes a false point.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

LEFT, RIGHT = 0.0, 100.0  # of the width between the labels, in percent
TOP, BOTTOM, HEIGHT = 36, 212, 262  # in pixels
MOST_TICKS_ACROSS = 4
MOST_WORDS = 4
MOST_DESCRIBED = 12
LEVEL_KINDS = ("point", "range", "bound")
STEPS_IN_DAYS = (1, 2, 7, 14)
STEPS_IN_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True)
class Reading:
    """A reading to be drawn: [start, end], [low, high] with None unbounded, and its words.

    `is_open` says that the end of a bound is not possible itself ("more than"); `is_dated` is
    false where the day of publication stands in for a period that is not stated.
    """

    start: dt.date
    end: dt.date
    kind: str
    low: Decimal | None
    high: Decimal | None
    margin: Decimal | None = None
    base_on: dt.date | None = None
    is_superseded: bool = False
    text: str = ""
    approximate: bool = False
    is_open: bool = False
    is_dated: bool = True


@dataclass(frozen=True)
class Aim:
    """A target: its value, from which day the path to it leads (None = no path), and by when."""

    value: Decimal
    from_on: dt.date | None
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
    """One reading's places: the period across; its values down, `at` where the period is drawn.

    `is_hollow`: the value is approximate, or an end that is not possible itself.
    """

    left: str
    middle: str
    right: str
    top: float
    bottom: float
    at: float
    shape: str
    has_margin: bool
    points_up: bool
    points_down: bool
    is_hollow: bool
    is_dated: bool
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
    below_axis: int = BOTTOM + 6
    words_below_axis: int = BOTTOM + 24


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
    """Place changes in percent from a base of unknown level on an axis where the base is 100.

    Takes only changes in percent; a change in the indicator's own unit has no place on it.
    """
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
    return replace(reading, kind=kind, low=low, high=high)


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
        marks=[_mark(reading, scale) for reading in _worded(readings)],
        moments=[_moment(moment, scale) for moment in shown],
        baseline=_level(baseline, scale, "baseline"),
        path=_path(baseline, aim, scale),
        across=_days(scale, min(reading.start for reading in readings)),
        down=_values(scale),
    )


def _worded(readings: Sequence[Reading]) -> list[Reading]:
    """Keep the words of the first and the latest current reading where all would overlap."""
    current = [reading for reading in readings if not reading.is_superseded and reading.text]
    if len(current) > MOST_WORDS:
        order = sorted(current, key=lambda reading: (reading.end, reading.start))
        current = [order[0], order[-1]]
    return [reading if reading in current else replace(reading, text="") for reading in readings]


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
    return Mark(
        left=_percent(left),
        middle=_percent(middle),
        right=_percent(right),
        top=top,
        bottom=bottom,
        at=_at(reading, scale),
        shape=reading.kind,
        has_margin=margin > 0,
        points_up=reading.high is None,
        points_down=reading.low is None,
        is_hollow=reading.approximate or reading.is_open,
        is_dated=reading.is_dated,
        is_superseded=reading.is_superseded,
        text=reading.text,
        anchor=_anchor(middle),
        words_at=bottom + 18 if top < TOP + 18 and bottom < BOTTOM - 24 else max(top - 9, 14),
    )


def _at(reading: Reading, scale: _Scale) -> float:
    """Return where the period is drawn: at the value, the bound, or the middle of the range."""
    ends = [end for end in (reading.low, reading.high) if end is not None]
    return scale.down(sum(ends, Decimal(0)) / len(ends))


def _anchor(share: float) -> str:
    """Return which way words grow, so that they stay on the page."""
    if share < 35:
        return "start"
    return "end" if share > 65 else "middle"


def _moment(moment: Moment, scale: _Scale) -> Line:
    share = scale.across(moment.on)
    at, anchor = _percent(share), "end" if share > 50 else "start"
    return Line(at, TOP - 14, at, BOTTOM, moment.text, moment.is_break, anchor)


def _level(value: Decimal | None, scale: _Scale, text: str) -> Line | None:
    if value is None:
        return None
    at = scale.down(value)
    return Line(_percent(LEFT), at, _percent(RIGHT), at, text)


def _path(baseline: Decimal | None, aim: Aim | None, scale: _Scale) -> Line | None:
    if aim is None:
        return None
    if baseline is None or aim.from_on is None or aim.due_on is None:
        return _level(aim.value, scale, aim.text)
    due = scale.across(aim.due_on)
    return Line(
        _percent(scale.across(aim.from_on)),
        scale.down(baseline),
        _percent(due),
        scale.down(aim.value),
        aim.text,
        anchor="end" if due > 50 else "start",
    )


def _days(scale: _Scale, first: dt.date) -> list[Tick]:
    """Label a few days: round months, or over a short time every so many days from the first."""
    days = _round_days(scale, first)
    form = "%-d %b %Y" if any(day.day != 1 for day in days) else "%b %Y"
    return [
        Tick(_percent(scale.across(day)), day.strftime(form), _anchor_of_tick(scale.across(day)))
        for day in days
    ]


def _round_days(scale: _Scale, first: dt.date) -> list[dt.date]:
    for step in STEPS_IN_DAYS:
        if (scale.last - first).days // step < MOST_TICKS_ACROSS:
            count = (scale.last - first).days // step + 1
            return [first + dt.timedelta(days=step * number) for number in range(count)]
    start = scale.first.year * 12 + scale.first.month  # the month after the first, from 0
    end = scale.last.year * 12 + scale.last.month - 1
    for step in STEPS_IN_MONTHS:
        months = [month for month in range(start, end + 1) if month % step == 0]
        if len(months) <= MOST_TICKS_ACROSS:
            break
    return [dt.date(month // 12, month % 12 + 1, 1) for month in months]


def _anchor_of_tick(share: float) -> str:
    """Keep the first and the last label inside the chart."""
    if share < 8:
        return "start"
    return "end" if share > 92 else "middle"


def _values(scale: _Scale) -> list[Tick]:
    count = round((scale.most - scale.least) / scale.step)
    values = [scale.least + scale.step * number for number in range(count + 1)]
    return [Tick(scale.down(value), _short(value), "end") for value in values]


def _short(value: float) -> str:
    """Write a label of the axis; millions as such, so that it fits beside the chart."""
    if abs(value) >= 1_000_000:
        return f"{value / 1_000_000:,.10g} m"
    return f"{value:,.10g}"


def _description(readings: Sequence[Reading], unit: str) -> str:
    current = [reading for reading in readings if not reading.is_superseded and reading.text]
    if len(current) > MOST_DESCRIBED:
        order = sorted(current, key=lambda reading: (reading.end, reading.start))
        first, last = order[0].text, order[-1].text
        return f"In {unit}. {len(current)} readings, from {first} to {last}."
    return f"In {unit}. " + "; ".join(reading.text for reading in current) + "."


def _percent(share: float) -> str:
    return f"{share:.2f}%"
