"""Bands of age, medians over dates known to a month or year, and lines of descent."""

import datetime as dt
from collections import Counter

import pytest

from concerns.overview.ages import Span, band_of, banded, lines_begun, span_of, waiting
from concerns.overview.shapes import Days

AS_AT = dt.date(2022, 12, 31)


def ago(days, precision="day"):
    return span_of(AS_AT - dt.timedelta(days=days), precision)


def exactly(text):
    return span_of(dt.date.fromisoformat(text), "day")


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, "up_to_90_days"),
        (90, "up_to_90_days"),
        (91, "91_to_180_days"),
        (180, "91_to_180_days"),
        (181, "181_to_365_days"),
        (365, "181_to_365_days"),
        (366, "1_to_2_years"),
        (730, "1_to_2_years"),
        (731, "over_2_years"),
    ],
)
def test_band_of_an_age(days, band):
    assert band_of(days) == band


@pytest.mark.parametrize(
    ("day", "precision", "last"),
    [
        ("2022-02-01", "month", "2022-02-28"),
        ("2024-02-01", "month", "2024-02-29"),
        ("2017-01-01", "year", "2017-12-31"),
        ("2017-01-01", "day", "2017-01-01"),
    ],
)
def test_days_that_a_date_can_be(day, precision, last):
    assert str(span_of(dt.date.fromisoformat(day), precision).last) == last


def test_inexact_date_is_in_its_band_and_counted_beside():
    year = span_of(dt.date(2022, 1, 1), "year")
    ages = banded(Counter([year, ago(10), ago(100)]), AS_AT)

    assert [(row.count, row.approximate) for row in ages.rows] == [
        (1, 0),
        (1, 0),
        (1, 1),
        (0, 0),
        (0, 0),
    ]
    # The year leaves 0 to 364 days: the median of three lies from 10 to 100.
    assert ages.median == Days(10, 100)
    assert ages.since == "since 2022"


def test_oldest_is_told_as_exactly_as_it_is_known():
    def since(*spans):
        return banded(Counter(spans), AS_AT).since

    assert since(span_of(dt.date(2017, 1, 1), "year")) == "since 2017"
    assert since(span_of(dt.date(2017, 3, 1), "month")) == "since March 2017"
    assert since(exactly("2017-03-02")) == "since 2 March 2017"
    assert since() == ""


def test_waiting_says_median_and_longest():
    found = waiting(Counter([ago(3), ago(5), ago(9), ago(40)]), AS_AT)

    assert (found.count, found.median, found.longest) == (4, Days(5, 5), Days(40, 40))
    assert waiting(Counter(), AS_AT).median is None


A, B, C, D = (exactly(f"201{n}-01-01") for n in (7, 8, 9, 6))


def begun(live, links):
    """When the lines of the live ones began; 1 is of 2017, 2 of 2018, 3 of 2019, 4 of 2016."""
    spans = {1: A, 2: B, 3: C, 4: D}
    lines = lines_begun({pk: spans[pk] for pk in live}, links, {pk: spans[pk] for pk, _ in links})
    return sorted(span.first.year for span in lines.elements())


@pytest.mark.parametrize(
    ("live", "links", "years"),
    [
        ([3], [], [2019]),
        ([3], [(1, 2), (2, 3)], [2017]),
        ([3], [(1, 3), (2, 3)], [2017]),  # two merged into one
        ([2, 3], [(1, 2), (1, 3)], [2017]),  # one split into two is one line
        ([1, 2, 3], [], [2017, 2018, 2019]),
        ([2], [(2, 3), (4, 3)], [2018]),  # a closed relative that is no ancestor
        ([], [(1, 2)], []),
    ],
)
def test_line_counts_once_since_its_first_ancestor(live, links, years):
    assert begun(live, links) == years


def test_ancestor_known_to_its_year_makes_the_line_approximate():
    live = {2: exactly("2018-05-01")}
    lines = lines_begun(live, [(1, 2)], {1: span_of(dt.date(2017, 1, 1), "year")})

    assert lines == Counter([Span(dt.date(2017, 1, 1), dt.date(2017, 12, 31))])
