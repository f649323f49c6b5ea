"""Which way a series goes: Theil-Sen against a computation of our own, and what it refuses."""

import datetime as dt
import math
from decimal import Decimal
from itertools import combinations
from statistics import NormalDist, median

import pytest

from concerns.refusals import Refusal
from concerns.trend import Observed, trend_of

DAY = dt.date(2021, 1, 1)


def on(day, value, length="0 months 1 days", days=1):
    """A reading whose period ends that many days after the first of January 2021."""
    end = DAY + dt.timedelta(days=day)
    start = end - dt.timedelta(days=days - 1)
    return Observed(start, end, length, None if value is None else Decimal(value))


def every(step, *values, **period):
    return [on(step * number, value, **period) for number, value in enumerate(values)]


def trend(readings, **values):
    return trend_of(readings, **{"unit": "incidents", **values})


def sen(readings):
    """Sen's estimate and interval, from the definition: slopes of every pair, ranks by Kendall."""
    days = [(reading.end - DAY).days for reading in readings]
    values = [float(reading.value) for reading in readings]
    pairs = combinations(zip(days, values, strict=True), 2)
    slopes = sorted((later - one) / (then - day) for (day, one), (then, later) in pairs)
    count = len(readings)
    spread = math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    spread *= NormalDist().inv_cdf(0.975)
    low = max(round((len(slopes) - spread) / 2) - 1, 0)
    high = min(round((len(slopes) + spread) / 2), len(slopes) - 1)
    return median(slopes), slopes[low], slopes[high]


SERIES = {
    "falling": every(28, "100", "93", "88.5", "79", "61.2", "60", "48"),
    "uneven days": [on(0, "5"), on(9, "7"), on(30, "6.5"), on(31, "9"), on(70, "12"), on(99, "11")],
    "one odd reading": every(7, "10", "11", "12", "950", "14", "15", "16", "17", "18.5", "19"),
    "thirty": every(30, *(str(1000 - 7 * n + (n * 37) % 41) for n in range(30))),
}


@pytest.mark.parametrize("name", SERIES)
def test_slope_and_interval_are_those_of_sen(name):
    found = trend(SERIES[name]).slope

    for said, slope in zip((found.middle, found.low, found.high), sen(SERIES[name]), strict=True):
        assert float(said) == pytest.approx(28 * slope, rel=0.005)  # three significant digits


def test_straight_line_has_its_own_slope_and_no_width():
    found = trend(every(28, "100", "90", "80", "70", "60"))

    assert (found.slope.middle, found.slope.low, found.slope.high) == (-10, -10, -10)
    assert (found.way, found.readings, found.left_out) == ("falling", 5, 0)
    assert (found.first_on, found.last_on) == (DAY, DAY + dt.timedelta(days=112))


@pytest.mark.parametrize(
    ("values", "way"),
    [
        (("1", "2", "3", "4", "5"), "rising"),
        (("5", "4", "3", "2", "1"), "falling"),
        (("1", "2", "1", "2", "1"), "not_clear"),
        (("5", "5", "5", "5", "5"), "not_clear"),
        (("1", "1", "2", "3", "4"), "not_clear"),  # an end of the interval is nought
    ],
)
def test_way_needs_the_whole_interval(values, way):
    assert trend(every(28, *values)).way == way


@pytest.mark.parametrize(
    ("rise", "said"),
    [
        ("30.8", "30.8"),
        ("12345.678", "12300"),
        ("0.0123456", "0.0123"),
        ("0.0001", "0.0001"),
        ("0.0000000000004", "0"),  # beyond twelve decimals
    ],
)
def test_slopes_are_said_with_three_significant_digits(rise, said):
    values = [str(Decimal(rise) * number) for number in range(5)]

    assert str(trend(every(28, *values)).slope.middle) == said


@pytest.mark.parametrize(("count", "refusal"), [(0, 1), (1, 1), (4, 1), (5, 0), (6, 0)])
def test_trend_needs_five_readings(count, refusal):
    found = trend(every(28, *(str(number) for number in range(count))))

    assert found.refusal == (Refusal.TOO_FEW_POINTS if refusal else None)
    assert (found.slope is None) is bool(refusal)


@pytest.mark.parametrize(
    ("values", "refusal", "left_out"),
    [
        (("1", None, "3", "4", "5", "6"), None, 1),
        (("1", None, "3", "4", "5"), "not_one_value", 1),
        (("1", None, "3", None), "too_few_points", 2),
    ],
)
def test_what_states_no_single_value_is_left_out_and_counted(values, refusal, left_out):
    found = trend(every(28, *values))

    assert (found.refusal, found.left_out) == (refusal, left_out)
    assert f"left out as stating no single value: {left_out}" in found.text


def test_unlike_periods_have_no_trend():
    readings = [*every(31, "1", "2", "3", "4"), on(150, "5", "1 months 0 days", 31)]

    assert trend(readings).refusal == "unlike_periods"


@pytest.mark.parametrize(("days", "refusal"), [(28, None), (29, "overlapping")])
def test_overlapping_periods_have_no_trend(days, refusal):
    readings = every(28, "1", "2", "3", "4", "5", length="alike", days=days)

    assert trend(readings).refusal == refusal


@pytest.mark.parametrize(
    ("day", "readings", "refusal"),
    [
        (0, 8, None),  # the first reading is of the new definition
        (1, 7, None),
        (84, 5, None),
        (85, 4, "series_break"),
        (196, 1, "series_break"),
        (197, 8, None),  # after the latest reading
    ],
)
def test_only_readings_of_the_latest_definition_count(day, readings, refusal):
    series = every(28, *"12345678")

    found = trend(series, breaks=[DAY + dt.timedelta(days=day)])

    assert (found.readings, found.refusal) == (readings, refusal)


def test_reading_that_holds_both_definitions_is_left_aside():
    series = every(28, *"123456", length="alike", days=28)

    assert trend(series, breaks=[series[0].end]).readings == 5
    assert trend(series, breaks=[series[0].start]).readings == 6


def test_trend_is_said_with_its_interval_and_its_unit():
    found = trend(every(28, "60", "62", "64", "66", "68"), unit="percent")

    assert found.text == (
        "Rising by 2 percentage points in 28 days (95 percent interval: 2; 5 readings, "
        "1 January 2021 to 23 April 2021). When a target would be reached cannot be said: no "
        "target is set."
    )
