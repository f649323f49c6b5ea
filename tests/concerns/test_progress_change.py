"""Change of a measure from its baseline: what is subtracted, and what never is."""

import datetime as dt

import pytest

from tests import factories as make
from tests.concerns.series import change, number, progress, read, series

pytestmark = pytest.mark.django_db

BASE, LATEST = "2021-09-30", "2022-03-31"


@pytest.mark.parametrize(
    ("base", "latest", "low", "high", "percent_low", "percent_high"),
    [
        ("100", "40", "-60", "-60", "-60.0", "-60.0"),
        ("77.7±3.2", "90.6±2.8", "12.9", "12.9", "16.6", "16.6"),
        ("3", "1", "-2", "-2", "-66.7", "-66.7"),
        ("100", "9..12", "-91", "-88", "-91.0", "-88.0"),
        ("10..12", "4..6", "-8", "-4", "-66.7", "-40.0"),
        ("100", ">50", "-50", None, "-50.0", None),
        ("100", "<24", None, "-76", None, "-76.0"),
        (">100", "40", None, "-60", None, "-60.0"),
        ("<=100", "40", "-60", None, None, None),
        ("0", "5", "5", "5", None, None),
        ("-10", "5", "15", "15", None, None),
        ("10", "-5", "-15", "-15", "-150.0", "-150.0"),
        ("10..20", "-6..-4", "-26", "-14", "-160.0", "-120.0"),
        ("10..20", "<=-4", None, "-14", None, "-120.0"),
        ("100", "100", "0", "0", "0.0", "0.0"),
    ],
)
def test_change_is_latest_less_baseline(base, latest, low, high, percent_low, percent_high):
    found = progress(series((BASE, base), (LATEST, latest)))

    assert found.change_refusal is None
    assert (found.change_low, found.change_high) == (number(low), number(high))
    assert (found.change_percent_low, found.change_percent_high) == (
        number(percent_low),
        number(percent_high),
    )


@pytest.mark.parametrize(
    ("base", "latest", "low_inclusive", "high_inclusive"),
    [
        ("100", "40", True, True),
        ("100", ">50", False, None),
        ("100", ">=50", True, None),
        ("100", "<24", None, False),
        (">100", "40", None, False),
        (">=100", "40", None, True),
        ("<100", "40", False, None),
    ],
)
def test_change_reaches_its_limit_only_if_both_ends_do(base, latest, low_inclusive, high_inclusive):
    found = progress(series((BASE, base), (LATEST, latest)))

    assert found.change_low_inclusive is low_inclusive
    assert found.change_high_inclusive is high_inclusive


def test_decimals_are_kept_as_stated():
    found = progress(series((BASE, "77.70"), (LATEST, "90.6")))

    assert str(found.change_low) == "12.90"


def test_measure_without_reading_has_no_change():
    found = progress(series())

    assert (found.latest_id, found.baseline_id) == (None, None)
    assert {found.change_refusal, found.reached_refusal} == {"no_reading"}
    assert (found.pace, found.pace_refusal) == ("no_target", "no_target")


def test_single_reading_is_its_own_baseline():
    found = progress(series((BASE, "100")))

    assert found.latest_id == found.baseline_id
    assert found.change_refusal == "too_few_readings"


def test_direction_is_never_subtracted():
    found = progress(series((BASE, "100"), (LATEST, "down")))

    assert found.change_refusal == "direction_only"
    assert (found.change_low, found.change_high) == (None, None)


def test_direction_is_no_baseline():
    found = progress(series((BASE, "down"), ("2021-12-31", "80"), (LATEST, "60")))

    assert found.change_low == -20


def test_period_that_is_not_stated_stays_out():
    measure = series((BASE, "100"), ("2021-12-31", "80"))
    read(measure, LATEST, "10", period_basis="not_stated")
    read(measure, "2021-01-01", "500", period_basis="not_stated")

    assert progress(measure).change_low == -20


@pytest.mark.parametrize(
    ("first", "second", "are_alike"),
    [
        ("2021-01-01/2021-03-31", "2021-04-01/2021-06-30", True),  # 90 and 91 days: quarters
        ("2020-04-01/2020-06-30", "2021-05-01/2021-07-31", True),  # 91 and 92 days: quarters
        ("2022-01-01/2022-01-31", "2022-02-01/2022-02-28", True),  # months
        ("2022-02-01/2022-02-28", "2024-02-01/2024-02-29", True),  # February, and a leap year's
        ("2022-01-06/2022-02-05", "2022-03-01/2022-03-31", True),  # a month from the sixth
        ("2022-01-01/2022-01-28", "2022-02-01/2022-02-28", False),  # 28 days, and a month of 28
        ("2022-01-01/2022-01-07", "2022-02-01/2022-02-07", True),
        ("2022-01-01/2022-01-07", "2022-02-01/2022-02-08", False),
        ("2021-01-01/2021-12-31", "2022-01-01/2022-03-31", False),
        ("2021-01-01/2021-12-31", "2024-01-01/2024-12-31", True),  # 365 and 366 days: years
        ("2021-09-30", "2022-03-01/2022-03-31", False),  # an instant against a month
        ("2021-09-30", "2022-03-31", True),
    ],
)
def test_periods_of_unlike_length_are_never_subtracted(first, second, are_alike):
    found = progress(series((first, "100"), (second, "40")))

    assert found.change_refusal == (None if are_alike else "unlike_periods")
    assert found.reached == ("yes" if are_alike else "cannot_be_said")
    assert found.change_low == (-60 if are_alike else None)


INSTANTS = (BASE, LATEST)
QUARTERS = ("2021-04-01/2021-06-30", "2021-07-01/2021-09-30")


@pytest.mark.parametrize(
    ("periods", "from_on", "refused"),
    [
        (INSTANTS, "2021-09-30", False),  # the baseline is of the new definition
        (INSTANTS, "2021-10-01", True),
        (INSTANTS, "2022-03-31", True),  # the latest is of the new one
        (INSTANTS, "2022-04-01", False),
        (QUARTERS, "2021-04-01", False),
        (QUARTERS, "2021-04-02", True),  # the baseline has both definitions
        (QUARTERS, "2021-07-01", True),
        (QUARTERS, "2021-09-30", True),
        (QUARTERS, "2021-10-01", False),
    ],
)
def test_nothing_is_computed_across_a_series_break(periods, from_on, refused):
    measure = series((periods[0], "100"), (periods[1], "40"))
    make.SeriesBreakFactory(indicator=measure.indicator, from_on=dt.date.fromisoformat(from_on))
    make.TargetFactory(measure=measure, set_on=dt.date(2021, 3, 1), low=30, high=30)

    found = progress(measure)

    said = "series_break" if refused else None
    assert (found.change_refusal, found.reached_refusal) == (said, said)
    assert found.reached_first_id == (None if refused else found.latest_id)


def test_break_of_another_indicator_or_withdrawn_refuses_nothing(inspector):
    measure = series((BASE, "100"), (LATEST, "40"))
    make.SeriesBreakFactory(from_on=dt.date(2022, 1, 1))
    gone = make.SeriesBreakFactory(indicator=measure.indicator, from_on=dt.date(2022, 1, 1))
    gone.withdraw(by=inspector, note="It was another indicator's.")

    assert progress(measure).change_refusal is None


def test_change_in_percent_says_no_level():
    found = progress(series((LATEST, change("<-50", on=BASE))))

    assert found.change_refusal == "level_unknown"
    assert (found.change_low, found.change_high) == (None, None)
    assert (found.change_percent_low, found.change_percent_high) == (None, -50)
    assert (found.base_on, found.days_since_baseline) == (dt.date(2021, 9, 30), 1554)


def test_absolute_change_says_how_much():
    found = progress(series((LATEST, change("-20..-10", unit="absolute"))))

    assert found.change_refusal is None
    assert (found.change_low, found.change_high) == (-20, -10)
    assert (found.base_on, found.change_percent_low) == (None, None)


def test_change_over_a_series_break_is_not_said():
    measure = series((LATEST, change("<-50", on=BASE)))
    make.SeriesBreakFactory(indicator=measure.indicator, from_on=dt.date(2021, 10, 1))

    assert progress(measure).change_refusal == "series_break"
