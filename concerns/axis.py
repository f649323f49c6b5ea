"""The axes of charts: days across in percent of the width, values down in pixels, their labels."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

LEFT, RIGHT = 0.0, 100.0  # of the width between the labels, in percent
TOP, BOTTOM = 48, 224  # in pixels
MOST_TICKS_ACROSS = 4
WIDTH_OF_LETTER = 3.2  # percent of the width of a chart of 220 pixels
GAP = 3.0  # percent of that width, between two labels
STEPS_IN_DAYS = (1, 2, 7, 14)
STEPS_IN_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True)
class Tick:
    """A label on an axis; a spare one gives way where the page is narrow."""

    at: str | float
    text: str
    anchor: str = "middle"
    is_spare: bool = False


@dataclass(frozen=True)
class Scale:
    """Where a day and a value lie."""

    first: dt.date
    last: dt.date
    least: float
    most: float
    step: float = field(default=1)

    def across(self, day: dt.date) -> float:
        """Return where a day lies, in percent of the width."""
        days = max((self.last - self.first).days, 1)
        return LEFT + (RIGHT - LEFT) * (day - self.first).days / days

    def down(self, value: Decimal | float) -> float:
        """Return where a value lies, in pixels from the top."""
        share = (float(value) - self.least) / (self.most - self.least)
        return round(BOTTOM - (BOTTOM - TOP) * share, 1)


def ticks_of_days(scale: Scale, first: dt.date) -> list[Tick]:
    """Label a few days: round months, or over a short time every so many days from the first."""
    days = _round_days(scale, first)
    ticks: list[Tick] = []
    taken = 0.0
    for day, text in zip(days, _day_labels(days), strict=True):
        share = scale.across(day)
        left, right = _extent(share, text)
        is_spare = bool(ticks) and left < taken
        taken = taken if is_spare else right + GAP
        ticks.append(Tick(percent(share), text, anchor_of_tick(share), is_spare))
    return ticks


def _extent(share: float, text: str) -> tuple[float, float]:
    """Return the ends of a label in percent of the narrowest chart."""
    width = len(text) * WIDTH_OF_LETTER
    left = {"start": share, "middle": share - width / 2, "end": share - width}
    start = left[anchor_of_tick(share)]
    return start, start + width


def _day_labels(days: Sequence[dt.date]) -> list[str]:
    """Name months with their year; single days with it only where the year is new."""
    if all(day.day == 1 for day in days):
        return [f"{day:%b %Y}" for day in days]
    years = [None, *(day.year for day in days)]
    return [
        f"{day.day} {day:%b}" if day.year == before else f"{day.day} {day:%b %Y}"
        for day, before in zip(days, years, strict=False)
    ]


def _round_days(scale: Scale, first: dt.date) -> list[dt.date]:
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


def ticks_of_values(scale: Scale) -> list[Tick]:
    """Label every step from the least value to the most."""
    count = round((scale.most - scale.least) / scale.step)
    values = [scale.least + scale.step * number for number in range(count + 1)]
    return [Tick(scale.down(value), _short(value), "end") for value in values]


def _short(value: float) -> str:
    """Write a label of the axis; millions as such, so that it fits beside the chart."""
    if abs(value) >= 1_000_000:
        return f"{value / 1_000_000:,.10g} m"
    return f"{value:,.10g}"


def step_of(rough: float) -> float:
    """Return the first round step (1, 2, 2.5 or 5 times a power of ten) not below a rough one."""
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if rough <= power * factor)


def anchor(share: float) -> str:
    """Return which way words grow, so that they stay on the page."""
    if share < 35:
        return "start"
    return "end" if share > 65 else "middle"


def anchor_of_tick(share: float) -> str:
    """Keep the first and the last label inside the chart."""
    if share < 8:
        return "start"
    return "end" if share > 92 else "middle"


def percent(share: float) -> str:
    """Write a place as the attribute of an element."""
    return f"{share:.2f}%"
