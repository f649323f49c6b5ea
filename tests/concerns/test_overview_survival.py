"""Median and quartiles of days to close, against examples worked out by hand."""

from collections import Counter

import pytest

from concerns.overview.survival import days_to_close


def told(closed, censored=()):
    """The three quartiles in days."""
    found = days_to_close(Counter(closed), Counter(censored))
    return (found.lower_quartile.days, found.median.days, found.upper_quartile.days)


def test_worked_example_with_censoring():
    # At risk 6, 5, 3, 1: the share still open is 5/6 after 10 days, 5/6 * 4/5 = 2/3 after 20,
    # then (one censored at 25) 2/3 * 2/3 = 4/9 after 30, and (one at 35) 0 after 40.
    assert told([10, 20, 30, 40], [25, 35]) == (20, 30, 40)


def test_all_closed_is_the_ordinary_quartile():
    assert told([10, 20, 30, 40]) == (10, 20, 30)
    assert told([7]) == (7, 7, 7)


def test_ties_close_together():
    # 4 of 8 on the tenth day: exactly half is left, which is down to half.
    assert told([10, 10, 10, 10, 20, 20, 20, 20]) == (10, 10, 20)


def test_closed_on_the_day_another_is_censored_had_both_at_risk():
    # 1 - 1/2 = half on day 10, not nought: the censored one was still open that day.
    found = days_to_close(Counter([10]), Counter([10]))
    assert (found.median.days, found.upper_quartile.days) == (10, None)


@pytest.mark.parametrize(
    ("closed", "censored", "quartiles", "refusal"),
    [
        ([], [], (None, None, None), "there is none"),
        ([], [5, 9], (None, None, None), "none is closed as complete yet"),
        (
            [10],
            [20, 20, 20],
            (10, None, None),
            "an estimated 75 percent are still open at the longest time seen",
        ),
    ],
)
def test_what_cannot_be_said_says_why(closed, censored, quartiles, refusal):
    found = days_to_close(Counter(closed), Counter(censored))

    assert told(closed, censored) == quartiles
    assert found.upper_quartile.refusal == refusal


def test_numbers_add_up():
    found = days_to_close(Counter([1, 1, 2]), Counter([5]), left_out=3)

    assert (found.number, found.closed, found.censored, found.left_out) == (4, 3, 1, 3)
