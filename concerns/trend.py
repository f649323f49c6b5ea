"""Which way a series goes, and when it would reach its target: Theil-Sen, with its interval.

The slope is the median of the slopes between every two readings, which one odd reading does not
move far; its interval is at 95 percent. Numbers are floats in here only: slopes leave it with three
significant digits, days rounded up to whole ones. A slope is said per 28 days, four weeks: months
are of unlike length.

Source: P. K. Sen, Estimates of the Regression Coefficient Based on Kendall's Tau, Journal of the
American Statistical Association 63 (1968), 1379-1389; as computed by scipy.stats.theilslopes.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from django.db import models

from api.days import day_text
from api.fields import plain
from concerns.refusals import Refusal
from concerns.values import difference_unit, interval_text

FEWEST = 5
"""Readings a trend needs at least: our own choice."""
MOST = 500
"""The newest readings a trend is computed from: it looks at every two of them."""
LEVEL = Decimal("95")
"""Confidence level of the interval, in percent."""
DAYS = 28
"""Days a slope is said for."""
SIGNIFICANT_DIGITS = 3
DECIMALS = 12
HORIZON_DAYS = 36_525
"""A target that is farther away than a hundred years is not reached at this trend."""


class Way(models.TextChoices):
    """Which way a series goes; an interval of slopes on both sides of nought says neither."""

    RISING = "rising", "Rising"
    FALLING = "falling", "Falling"
    NOT_CLEAR = "not_clear", "Neither rising nor falling clearly"


class Reach(models.TextChoices):
    """Whether a target would be reached at a trend."""

    REACHED = "reached", "The latest reading is there"
    BETWEEN = "between", "Between two days"
    NOT_BEFORE = "not_before", "Not before a day, and perhaps not at all"
    NOT_AT_THIS_TREND = "not_at_this_trend", "Not at this trend"


@dataclass(frozen=True)
class Observed:
    """A reading of a period [start, end]: its value if it is one, and the period's length in words."""

    start: dt.date
    end: dt.date
    length: str
    value: Decimal | None


@dataclass(frozen=True)
class Goal:
    """A target set on a day: a value in [at_least, at_most], None unbounded, and it in words."""

    at_least: Decimal | None
    at_most: Decimal | None
    set_on: dt.date
    text: str


@dataclass(frozen=True)
class Slope:
    """Change in 28 days, in the series' unit: the median of all, and the ends of its interval."""

    middle: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Trend:
    """A trend, or why there is none. `left_out` counts dated readings that state no single value.

    `unit` is the readings', `target` is in words. `earliest_on` and `latest_on` bound the day on which the target would be reached; a `latest_on`
    that is None is no day at all.
    """

    readings: int
    left_out: int
    unit: str = ""
    target: str = ""
    refusal: Refusal | None = None
    first_on: dt.date | None = None
    last_on: dt.date | None = None
    slope: Slope | None = None
    way: Way | None = None
    reach: Reach | None = None
    reach_refusal: Refusal | None = None
    earliest_on: dt.date | None = None
    latest_on: dt.date | None = None

    @property
    def text(self) -> str:
        """The trend in words, its interval, and when the target would be reached."""
        return _in_words(self)


@dataclass(frozen=True)
class _Point:
    start: dt.date
    end: dt.date
    length: str
    value: Decimal


def trend_of(
    readings: Sequence[Observed],
    *,
    unit: str,
    breaks: Sequence[dt.date] = (),
    goal: Goal | None = None,
) -> Trend:
    """Return the trend of readings in the order of their periods.

    Only those of the definition that the latest one has are used: a break of the series on a day
    keeps out every reading that begins before it.
    """
    kept = _of_one_definition(readings, breaks)
    points = [_Point(r.start, r.end, r.length, r.value) for r in kept if r.value is not None]
    refusal = _refusal(readings, kept, points)
    target = goal.text if goal else ""
    told = Trend(len(points), len(kept) - len(points), unit, target, refusal)
    return told if refusal else _fitted(points, told, breaks, goal)


def _of_one_definition(
    readings: Sequence[Observed], breaks: Sequence[dt.date]
) -> Sequence[Observed]:
    passed = [day for day in breaks if readings and day <= readings[-1].end]
    return [one for one in readings if one.start >= max(passed)] if passed else readings


def _refusal(
    readings: Sequence[Observed], kept: Sequence[Observed], points: Sequence[_Point]
) -> Refusal | None:
    if len(points) < FEWEST:
        if len(kept) >= FEWEST:
            return Refusal.NOT_ONE_VALUE
        return Refusal.SERIES_BREAK if len(readings) >= FEWEST else Refusal.TOO_FEW_POINTS
    if len({point.length for point in points}) > 1:
        return Refusal.UNLIKE_PERIODS
    overlap = any(then.start <= one.end for one, then in pairwise(points))
    return Refusal.OVERLAPPING if overlap else None


def _fitted(
    points: Sequence[_Point], told: Trend, breaks: Sequence[dt.date], goal: Goal | None
) -> Trend:
    from scipy.stats import theilslopes  # slow to load: only who asks for a trend waits

    first, last = points[0], points[-1]
    days = [float((point.end - first.end).days) for point in points]
    values = [float(point.value) for point in points]
    found = theilslopes(values, days, alpha=float(LEVEL) / 100)
    low, high = float(found.low_slope), float(found.high_slope)
    way = Way.RISING if low > 0 else Way.FALLING if high < 0 else Way.NOT_CLEAR
    slope = Slope(_rounded(float(found.slope) * DAYS), _rounded(low * DAYS), _rounded(high * DAYS))
    reach, refusal, earliest_on, latest_on = _reach(first, last, low, high, breaks, goal)
    return replace(
        told,
        first_on=first.start,
        last_on=last.end,
        slope=slope,
        way=way,
        reach=reach,
        reach_refusal=refusal,
        earliest_on=earliest_on,
        latest_on=latest_on,
    )


_Reached = tuple[Reach | None, Refusal | None, dt.date | None, dt.date | None]


def _reach(
    first: _Point,
    last: _Point,
    low: float,
    high: float,
    breaks: Sequence[dt.date],
    goal: Goal | None,
) -> _Reached:
    """Say when the target would be reached from the latest reading on, by the ends of the interval."""
    if goal is None:
        return None, Refusal.NO_TARGET, None, None
    since, until = min(goal.set_on, first.start), max(goal.set_on, last.end)
    if any(since < day <= until for day in breaks):
        return None, Refusal.SERIES_BREAK, None, None
    gap = _gap(last.value, goal)
    if not gap:
        return Reach.REACHED, None, None, None
    slowest, fastest = sorted(slope / float(gap) for slope in (low, high))
    earliest_on, latest_on = _day(last.end, fastest), _day(last.end, slowest)
    if earliest_on is None:
        return Reach.NOT_AT_THIS_TREND, None, None, None
    return (Reach.BETWEEN if latest_on else Reach.NOT_BEFORE), None, earliest_on, latest_on


def _gap(value: Decimal, goal: Goal) -> Decimal:
    """Return how far it is to the nearest value that meets the target; nought is there."""
    if goal.at_most is not None and value > goal.at_most:
        return goal.at_most - value
    if goal.at_least is not None and value < goal.at_least:
        return goal.at_least - value
    return Decimal(0)


def _day(start: dt.date, share_a_day: float) -> dt.date | None:
    """Return the first day by which the whole gap is closed, None if it is not in the horizon."""
    if share_a_day * HORIZON_DAYS < 1:
        return None
    return start + dt.timedelta(days=math.ceil(round(1 / share_a_day, 6)))


def _rounded(number: float) -> Decimal:
    """Round to three significant digits, and to twelve decimals at most."""
    number = round(number, DECIMALS)
    if not number:
        return Decimal(0)
    decimals = SIGNIFICANT_DIGITS - 1 - math.floor(math.log10(abs(number)))
    rounded = Decimal(str(round(number, min(decimals, DECIMALS))))
    return Decimal(f"{rounded.normalize():f}")


def _in_words(trend: Trend) -> str:
    left_out = _left_out(trend)
    if trend.refusal:
        return f"Cannot be said: {trend.refusal.label}{left_out}."
    assert trend.slope
    assert trend.way
    assert trend.first_on
    assert trend.last_on
    slope, way = trend.slope, f"{trend.way.label}:"
    middle, low, high = slope.middle, slope.low, slope.high
    if trend.way != Way.NOT_CLEAR:
        way = f"{trend.way.label} by"
    if trend.way == Way.FALLING:
        middle, low, high = -middle, -high, -low
    ends = interval_text(low, high, True, True)
    period = f"{day_text(trend.first_on)} to {day_text(trend.last_on)}"
    sentence = (
        f"{way} {plain(middle)} {difference_unit(trend.unit)} in {DAYS} days "
        f"({LEVEL} percent interval: {ends}; {trend.readings} readings, {period}{left_out})."
    )
    return f"{sentence} {_reach_in_words(trend)}"


def _left_out(trend: Trend) -> str:
    if not trend.left_out:
        return ""
    return f"; left out as stating no single value: {trend.left_out}"


def _reach_in_words(trend: Trend) -> str:
    target = trend.target
    if trend.reach_refusal:
        return f"When a target would be reached cannot be said: {trend.reach_refusal.label}."
    if trend.reach == Reach.REACHED:
        return f"The latest reading is at the target {target}."
    if trend.earliest_on is None:
        return f"The target {target} would not be reached at this trend."
    if trend.latest_on is None:
        return (
            f"At this trend the target {target} would be reached on {day_text(trend.earliest_on)} "
            "at the earliest, and perhaps not at all."
        )
    return (
        f"At this trend the target {target} would be reached between "
        f"{day_text(trend.earliest_on)} and {day_text(trend.latest_on)}."
    )
