"""A measure's readings as a chart: from values and dates to places on the page.

Only places are computed here; a template draws them. Across, places are percentages of the
width, and down they are pixels, so that letters keep their size however narrow the page is.
A margin is drawn as a bar, a bound as an arrow, a range as a span: none becomes a false point.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from api.days import day_text
from concerns.axis import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Scale,
    Tick,
    anchor,
    anchor_of_tick,
    percent,
    step_of,
    ticks_of_days,
    ticks_of_values,
)
from concerns.moments import Flag, Moment, flags, near

HEIGHT = BOTTOM + 50  # in pixels
ROW_OF_WORDS = 16  # in pixels; words about neighbouring moments stand in two rows
MOST_WORDS = 4
MOST_DESCRIBED = 12
LEVEL_KINDS = ("point", "range", "bound")


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
    flags: list[Flag]
    today: Tick | None
    beyond: list[Moment]
    height: int = HEIGHT
    left: str = f"{LEFT}%"
    right: str = f"{RIGHT}%"
    top: int = TOP
    bottom: int = BOTTOM
    below_axis: int = BOTTOM + 6
    words_below_axis: int = BOTTOM + 24
    today_at: int = BOTTOM + 42
    flags_at: int = TOP - 12


def draw(
    title: str,
    readings: Sequence[Reading],
    *,
    unit: str,
    baseline: Decimal | None = None,
    aim: Aim | None = None,
    moments: Sequence[Moment] = (),
    today: Moment | None = None,
) -> Chart | None:
    """Place the readings that have a level; None if there is none to draw.

    Of the moments and today, those far from all readings are not drawn but told:
    `Chart.beyond`, and an arrow at the edge.
    """
    drawn = [reading for reading in readings if reading.kind in LEVEL_KINDS]
    return _placed(title, drawn, unit, baseline, aim, moments, today) if drawn else None


def draw_share_of_base(
    title: str,
    readings: Sequence[Reading],
    *,
    moments: Sequence[Moment] = (),
    today: Moment | None = None,
) -> Chart | None:
    """Place changes in percent from a base of unknown level on an axis where the base is 100.

    Takes only changes in percent; a change in the indicator's own unit has no place on it.
    """
    drawn = [_share(reading) for reading in readings if reading.kind == "change"]
    if not drawn:
        return None
    bases = {reading.base_on for reading in drawn if reading.base_on}
    starts = [
        Reading(day, day, "point", Decimal(100), Decimal(100), text="the base")
        for day in sorted(bases)
    ]
    return _placed(title, [*starts, *drawn], "percent of the base", None, None, moments, today)


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
    today: Moment | None,
) -> Chart:
    moments = sorted(moments, key=lambda moment: moment.on)
    days = [moment.on for moment in moments]
    scale = _scale(readings, baseline, aim, [*days, today.on] if today else days)
    shown = [moment for moment in moments if scale.first <= moment.on <= scale.last]
    in_words = [moment for moment in shown if not moment.number]
    by_number = [moment for moment in shown if moment.number]
    return Chart(
        title=title,
        description=_description(readings, unit) + _description_of_today(today, scale),
        marks=[_mark(reading, scale) for reading in _worded(readings)],
        moments=[
            *(
                _moment(moment, scale, 1 if by_number else row % 2)
                for row, moment in enumerate(in_words)
            ),
            *(_moment(moment, scale, 0) for moment in by_number),
        ],
        baseline=_level(baseline, scale, "baseline"),
        path=_path(baseline, aim, scale),
        across=ticks_of_days(scale, min(reading.start for reading in readings)),
        down=ticks_of_values(scale),
        flags=flags(by_number, scale.across),
        today=_today(today, scale),
        beyond=[moment for moment in moments if moment not in shown],
    )


def _today(today: Moment | None, scale: Scale) -> Tick | None:
    """Mark today where it lies; where it is beyond the edge, an arrow says so."""
    if today is None:
        return None
    if today.on > scale.last:
        day = f"{today.on.day} {today.on:%b %Y}"
        return Tick("", f"{today.text}, {day} \N{RIGHTWARDS ARROW}", "end")
    share = scale.across(today.on)
    return Tick(percent(share), today.text, anchor_of_tick(share))


def _description_of_today(today: Moment | None, scale: Scale) -> str:
    if today is None or today.on <= scale.last:
        return ""
    return f" {today.text.capitalize()}, {day_text(today.on)}, lies beyond the right edge."


def _worded(readings: Sequence[Reading]) -> list[Reading]:
    """Keep the words of the first and the latest current reading where all would overlap."""
    current = [reading for reading in readings if not reading.is_superseded and reading.text]
    if len(current) > MOST_WORDS:
        order = sorted(current, key=lambda reading: (reading.end, reading.start))
        current = [order[0], order[-1]]
    return [reading if reading in current else replace(reading, text="") for reading in readings]


def _scale(
    readings: Sequence[Reading],
    baseline: Decimal | None,
    aim: Aim | None,
    besides: Sequence[dt.date],
) -> Scale:
    days = [day for reading in readings for day in (reading.start, reading.end)]
    if aim and aim.due_on:
        days.append(aim.due_on)
    days += near(besides, min(days), max(days))
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
    step = step_of((most - least) / 3)
    day = dt.timedelta(days=pad)
    return Scale(
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


def _mark(reading: Reading, scale: Scale) -> Mark:
    margin = reading.margin or Decimal(0)
    top = TOP if reading.high is None else scale.down(reading.high + margin)
    bottom = BOTTOM if reading.low is None else scale.down(reading.low - margin)
    left, right = scale.across(reading.start), scale.across(reading.end)
    middle = (left + right) / 2
    return Mark(
        left=percent(left),
        middle=percent(middle),
        right=percent(right),
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
        anchor=anchor(middle),
        words_at=bottom + 18 if top < TOP + 18 and bottom < BOTTOM - 24 else max(top - 9, 14),
    )


def _at(reading: Reading, scale: Scale) -> float:
    """Return where the period is drawn: at the value, the bound, or the middle of the range."""
    ends = [end for end in (reading.low, reading.high) if end is not None]
    return scale.down(sum(ends, Decimal(0)) / len(ends))


def _moment(moment: Moment, scale: Scale, row: int) -> Line:
    share = scale.across(moment.on)
    at, anchor = percent(share), "end" if share > 50 else "start"
    top = TOP - 16 - row * ROW_OF_WORDS
    text = "" if moment.number else moment.text
    return Line(at, top, at, BOTTOM, text, moment.is_break, anchor)


def _level(value: Decimal | None, scale: Scale, text: str) -> Line | None:
    if value is None:
        return None
    at = scale.down(value)
    return Line(percent(LEFT), at, percent(RIGHT), at, text)


def _path(baseline: Decimal | None, aim: Aim | None, scale: Scale) -> Line | None:
    if aim is None:
        return None
    if baseline is None or aim.from_on is None or aim.due_on is None:
        return _level(aim.value, scale, aim.text)
    due = scale.across(aim.due_on)
    return Line(
        percent(scale.across(aim.from_on)),
        scale.down(baseline),
        percent(due),
        scale.down(aim.value),
        aim.text,
        anchor="end" if due > 50 else "start",
    )


def _description(readings: Sequence[Reading], unit: str) -> str:
    current = [reading for reading in readings if not reading.is_superseded and reading.text]
    if len(current) > MOST_DESCRIBED:
        order = sorted(current, key=lambda reading: (reading.end, reading.start))
        first, last = order[0].text, order[-1].text
        return f"In {unit}. {len(current)} readings, from {first} to {last}."
    return f"In {unit}. " + "; ".join(reading.text for reading in current) + "."
