"""Until when the next reading of a measure is expected, and what is said when none has come."""

import datetime as dt

import pytest

from concerns.models import Progress
from tests import factories as make
from tests.concerns.series import progress, read, series
from tests.past import noon, recording_at

pytestmark = pytest.mark.django_db

LATEST = "2022-03-31"


def expected(measure, *, months=None, days=None):
    measure.expected_every_months, measure.expected_every_days = months, days
    measure.save(update_fields=["expected_every_months", "expected_every_days"])
    return measure


def aimed_at(measure, value="50", **values):
    make.TargetFactory(measure=measure, low=value, high=value, **values)
    return measure


@pytest.mark.parametrize(
    ("latest", "cadence", "next_due_on"),
    [
        ("2022-03-31", {"months": 3}, dt.date(2022, 6, 30)),  # quarters end with their months
        ("2022-06-30", {"months": 3}, dt.date(2022, 9, 30)),
        ("2022-02-28", {"months": 1}, dt.date(2022, 3, 31)),
        ("2022-01-31", {"months": 1}, dt.date(2022, 2, 28)),
        ("2024-01-31", {"months": 1}, dt.date(2024, 2, 29)),
        ("2024-02-28", {"months": 12}, dt.date(2025, 2, 28)),  # not the end of that February
        ("2024-02-29", {"months": 12}, dt.date(2025, 2, 28)),
        ("2022-01-30", {"months": 1}, dt.date(2022, 2, 28)),
        ("2022-01-15", {"months": 1}, dt.date(2022, 2, 15)),
        ("2022-01-01/2022-03-31", {"months": 3}, dt.date(2022, 6, 30)),
        ("2022-03-31", {"days": 28}, dt.date(2022, 4, 28)),
        ("2022-03-31", {"days": 1}, dt.date(2022, 4, 1)),
        ("2022-03-31", {}, None),
    ],
)
def test_next_reading_is_due_a_cadence_after_the_latest(latest, cadence, next_due_on):
    measure = expected(series((latest, "100")), **cadence)

    assert progress(measure, "2025-12-31").next_due_on == next_due_on


@pytest.mark.parametrize(
    ("as_at", "is_stale", "days"),
    [
        ("2022-03-31", False, None),
        ("2022-06-29", False, None),
        ("2022-06-30", False, None),  # the last day of the cadence
        ("2022-07-01", True, 1),
        ("2022-07-02", True, 2),
        ("2023-07-01", True, 366),
    ],
)
def test_measure_is_stale_from_the_day_after_one_was_due(as_at, is_stale, days):
    measure = expected(series(("2021-12-31", "100"), (LATEST, "80")), months=3)

    found = progress(measure, as_at)

    assert (found.is_stale, found.days_stale) == (is_stale, days)
    assert found.pace == ("stale" if is_stale else "no_target")
    assert found.pace_at_latest == "no_target"


def test_measure_without_cadence_is_never_stale():
    found = progress(series((LATEST, "80")), "2099-12-31")

    assert (found.is_stale, found.days_stale, found.next_due_on) == (False, None, None)


def test_measure_without_reading_has_no_day_to_be_due_by():
    found = progress(expected(series(), days=1))

    assert (found.is_stale, found.next_due_on, found.latest_id) == (False, None, None)
    assert (found.pace, found.change_refusal) == ("no_target", "no_reading")


def test_reading_without_a_stated_period_is_not_the_one_that_was_due():
    measure = expected(series((LATEST, "80")), days=28)
    read(measure, "2022-04-20", "70", period_basis="not_stated")

    assert progress(measure, "2022-04-29").is_stale


@pytest.mark.parametrize("said", ["70", ">50", "9..12", "down"])
def test_reading_of_any_kind_is_the_one_that_was_due(said):
    measure = expected(series((LATEST, "80"), ("2022-04-28", said)), days=28)

    assert not progress(measure, "2022-05-26").is_stale


def test_reading_that_was_not_known_yet_had_not_come(inspector):
    with recording_at(noon("2026-01-01")):
        measure = expected(series(), days=28)
    read(measure, LATEST, "80")
    read(measure, "2022-04-28", "70")

    assert progress(measure, "2022-04-29").is_stale is False
    before = progress(measure, "2022-04-29", known_at=noon("2026-01-02"))
    assert before.next_due_on is None


@pytest.mark.parametrize(
    ("latest", "pace_at_latest", "refusal"),
    [
        ("40", "met", None),  # what was met then need not be met today
        ("99", "behind", None),
        ("120", "worse_than_baseline", None),
        ("down", "cannot_be_said", "direction_only"),
    ],
)
def test_stale_stands_before_every_other_pace(latest, pace_at_latest, refusal):
    measure = expected(series(("2021-09-30", "100"), (LATEST, latest)), days=28)
    aimed_at(measure, set_on=dt.date(2021, 10, 1))

    found = progress(measure, "2022-04-29")

    assert (found.pace, found.pace_at_latest, found.pace_refusal) == (
        "stale",
        pace_at_latest,
        refusal,
    )
    assert progress(measure, "2022-04-28").pace == pace_at_latest


@pytest.mark.parametrize(
    ("set_on", "from_on", "pace"),
    [
        ("2022-06-01", "2022-04-01", "cannot_be_said"),  # the target is of the new definition
        ("2022-06-01", "2022-06-01", "cannot_be_said"),
        ("2022-06-01", "2022-06-02", "met"),
        ("2022-06-01", "2021-09-30", "met"),
        ("2021-10-01", "2022-03-31", "cannot_be_said"),  # the latest reading is
        ("2021-10-01", "2022-04-01", "met"),
    ],
)
def test_target_across_a_series_break_is_not_met(set_on, from_on, pace):
    measure = aimed_at(
        series(("2021-09-30", "100"), (LATEST, "40")), set_on=dt.date.fromisoformat(set_on)
    )
    make.SeriesBreakFactory(indicator=measure.indicator, from_on=dt.date.fromisoformat(from_on))

    found = progress(measure)

    assert found.pace == pace
    assert found.pace_refusal == (None if pace == "met" else "series_break")


def test_filters_reach_the_tables_of_the_function():
    measure = expected(series((LATEST, "80")), days=28)
    found = Progress.objects.at(as_at=dt.date(2023, 1, 1)).filter(measure=measure, is_stale=True)

    plan = found.explain()

    assert "Function Scan" not in plan  # it is inlined
    assert f"(measure.id = {measure.pk})" in plan or f"(id = {measure.pk})" in plan
    assert found.get().pk == measure.pk
