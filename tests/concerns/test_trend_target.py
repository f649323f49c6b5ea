"""When a target would be reached at a trend, counted from the latest reading on."""

import datetime as dt
from decimal import Decimal

import pytest

from concerns.trend import HORIZON_DAYS, Goal, Observed, trend_of

DAY = dt.date(2021, 1, 1)
STRAIGHT = ("100", "90", "80", "70", "60")  # ten fewer in 28 days; the latest on 23 April 2021
BENT = ("100", "96", "88", "76", "60")  # between 4 and 16 fewer in 28 days


def trend(values, low=None, high=None, *, set_on=DAY, breaks=(), step=28):
    days = (DAY + dt.timedelta(days=step * number) for number in range(len(values)))
    readings = [
        Observed(day, day, "a day", Decimal(value)) for day, value in zip(days, values, strict=True)
    ]
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    goal = Goal(*ends, set_on, "so many incidents")
    return trend_of(readings, unit="incidents", breaks=breaks, goal=goal)


def days_after(found, day):
    return None if day is None else (day - found.last_on).days


@pytest.mark.parametrize(
    ("values", "low", "high", "reach", "earliest", "latest"),
    [
        (STRAIGHT, None, "40", "between", 56, 56),
        (STRAIGHT, None, "39.9", "between", 57, 57),  # the first day on which it is there
        (STRAIGHT, None, "60", "reached", None, None),
        (STRAIGHT, None, "59", "between", 3, 3),
        (STRAIGHT, "61", None, "not_at_this_trend", None, None),  # it goes the other way
        (STRAIGHT, "60", None, "reached", None, None),
        (STRAIGHT, "40", "50", "between", 28, 28),  # the nearest end of the range
        (STRAIGHT, "60", "70", "reached", None, None),
        (STRAIGHT, "70", "80", "not_at_this_trend", None, None),
        (BENT, None, "44", "between", 28, 112),
        (("10", "20", "30", "40", "50"), "60", None, "between", 28, 28),
        (("60", "60", "60", "60", "60"), None, "50", "not_at_this_trend", None, None),
        (("90", "100", "80", "70", "60"), None, "50", "not_before", 14, None),
        (("60", "60", "50", "40", "30"), None, "20", "not_before", 28, None),
    ],
)
def test_target_is_reached_between_the_days_of_both_ends(
    values, low, high, reach, earliest, latest
):
    found = trend(values, low, high)

    assert found.reach == reach
    assert days_after(found, found.earliest_on) == earliest
    assert days_after(found, found.latest_on) == latest


@pytest.mark.parametrize(
    ("beyond", "reach"), [(0, "between"), (Decimal("0.1"), "not_at_this_trend")]
)
def test_target_a_hundred_years_away_is_not_reached(beyond, reach):
    found = trend(("104", "103", "102", "101", "100"), None, 100 - HORIZON_DAYS - beyond, step=1)

    assert found.reach == reach


@pytest.mark.parametrize(
    ("set_on", "from_on", "refusal"),
    [
        ("2021-06-01", "2021-05-01", "series_break"),
        ("2021-06-01", "2021-06-02", None),
        ("2020-06-01", "2021-01-01", "series_break"),
        ("2020-06-01", "2020-06-01", None),
    ],
)
def test_target_of_another_definition_is_not_looked_for(set_on, from_on, refusal):
    breaks = [dt.date.fromisoformat(from_on)]

    found = trend(STRAIGHT, None, "40", set_on=dt.date.fromisoformat(set_on), breaks=breaks)

    assert found.slope.middle == -10
    assert found.reach_refusal == refusal
    assert (found.earliest_on is None) is bool(refusal)


@pytest.mark.parametrize(
    ("values", "high", "words"),
    [
        (STRAIGHT, "60", "The latest reading is at the target so many incidents."),
        (STRAIGHT[::-1], "50", "The target so many incidents would not be reached at this trend."),
        (
            BENT,
            "44",
            "At this trend the target so many incidents would be reached between 21 May 2021 and "
            "13 August 2021.",
        ),
        (
            ("90", "100", "80", "70", "60"),
            "50",
            "At this trend the target so many incidents would be reached on 7 May 2021 at the earliest, "
            "and perhaps not at all.",
        ),
    ],
)
def test_target_is_said_in_words(values, high, words):
    assert trend(values, None, high).text.endswith(words)
