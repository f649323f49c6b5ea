"""Whether a measure has come down to a part of its baseline, and when it first had."""

import datetime as dt

import pytest

from concerns.models import Event
from tests import factories as make
from tests.concerns.series import change, progress, read, series

pytestmark = pytest.mark.django_db

BASE, LATEST = "2021-09-30", "2022-03-31"


@pytest.mark.parametrize(
    ("base", "latest", "said", "refusal"),
    [
        ("100", "50", "yes", None),  # at the limit is reached
        ("100", "49", "yes", None),
        ("100", "50.000000000001", "no", None),
        ("100", "45±5", "yes", None),  # its margin ends at the limit
        ("100", "45±5.1", "cannot_be_said", "interval_too_wide"),
        ("100", "55±5", "cannot_be_said", "interval_too_wide"),
        ("100", "55±4.9", "no", None),
        ("100", ">50", "no", None),  # more than half
        ("100", ">=50", "cannot_be_said", "interval_too_wide"),
        ("100", "<50", "yes", None),
        ("100", "<=50", "yes", None),
        ("100", "<=51", "cannot_be_said", "interval_too_wide"),
        ("100", "40..50", "yes", None),
        ("100", "40..60", "cannot_be_said", "interval_too_wide"),
        ("100", "51..60", "no", None),
        ("100±10", "45", "yes", None),  # half of the least it can have been
        ("100±10", "46", "cannot_be_said", "interval_too_wide"),
        ("100±10", "55", "cannot_be_said", "interval_too_wide"),
        ("100±10", "56", "no", None),
        ("<100", "50", "no", None),  # half of less than 100 is less than 50
        ("<=100", "50", "cannot_be_said", "interval_too_wide"),
        ("<=100", "51", "no", None),
        (">100", "50", "yes", None),
        (">100", "51", "cannot_be_said", "interval_too_wide"),
        ("0", "0", "cannot_be_said", "not_positive"),
        ("-10", "-20", "cannot_be_said", "not_positive"),
        ("2±3", "0", "cannot_be_said", "not_positive"),
    ],
)
def test_reached_holds_only_if_the_whole_interval_does(base, latest, said, refusal):
    found = progress(series((BASE, base), (LATEST, latest)))

    assert (found.reached, found.reached_refusal) == (said, refusal)


@pytest.mark.parametrize(
    ("fraction", "said"), [("0.39", "no"), ("0.4", "yes"), ("0.5", "yes"), ("1", "yes")]
)
def test_reached_asks_about_any_part(fraction, said):
    measure = series((BASE, "100"), (LATEST, "40"))

    assert progress(measure, fraction=fraction).reached == said


@pytest.mark.parametrize(
    ("better", "said", "refusal"),
    [
        ("lower", "yes", None),
        ("neither", "yes", None),
        ("higher", "cannot_be_said", "more_is_better"),
    ],
)
def test_falling_is_no_progress_where_more_is_better(better, said, refusal):
    found = progress(series((BASE, "100"), (LATEST, "40"), better=better))

    assert (found.reached, found.reached_refusal) == (said, refusal)
    assert found.reached_first_id == (found.latest_id if said == "yes" else None)


@pytest.mark.parametrize(
    ("said", "unit", "reached", "refusal"),
    [
        ("<-50", "percent", "yes", None),  # down by more than half
        ("<=-50", "percent", "yes", None),
        ("-50", "percent", "yes", None),
        ("-49", "percent", "no", None),
        (">-50", "percent", "no", None),  # down by less than half
        (">=-50", "percent", "cannot_be_said", "interval_too_wide"),
        ("-60..-40", "percent", "cannot_be_said", "interval_too_wide"),
        ("-55±5", "percent", "yes", None),
        ("-55±6", "percent", "cannot_be_said", "interval_too_wide"),
        ("20", "percent", "no", None),
        ("-50", "absolute", "cannot_be_said", "level_unknown"),
    ],
)
def test_reached_by_a_change_from_a_base_of_unknown_level(said, unit, reached, refusal):
    found = progress(series((LATEST, change(said, unit=unit))))

    assert (found.reached, found.reached_refusal) == (reached, refusal)
    assert found.baseline_id is None


@pytest.fixture
def concern(db):
    return make.ConcernFactory()  # raised and published on 30 September 2021


FALLING = (
    ("2021-09-30", "100"),
    ("2021-10-14", "60"),
    ("2021-10-28", "50"),
    ("2021-11-11", "30"),
    ("2021-11-30", "70"),
)


@pytest.mark.parametrize(
    ("as_at", "reached", "days"),
    [
        ("2021-10-27", "no", None),
        ("2021-10-28", "yes", 28),
        ("2021-10-29", "yes", 28),
        ("2021-11-11", "yes", 28),
        ("2021-11-29", "yes", 28),
        ("2021-11-30", "no", 28),  # it held once, and holds no more
    ],
)
def test_first_reading_that_reached_half_and_its_days(concern, as_at, reached, days):
    measure = series(*FALLING, concerns=[concern])

    found = progress(measure, as_at)

    assert (found.reached, found.reached_first_days) == (reached, days)
    assert (found.reached_first is None) is (days is None)
    if days:
        assert found.reached_first.period_end == dt.date(2021, 10, 28)


def test_first_reading_is_the_first_that_certainly_did(concern):
    measure = series(
        (BASE, "100"), ("2021-10-14", "48±3"), ("2021-10-28", "48±2"), concerns=[concern]
    )

    assert progress(measure).reached_first_days == 28


def test_reading_before_publication_counts_backwards(concern):
    measure = series(("2021-06-30", "100"), ("2021-09-20", "50"), concerns=[concern])

    assert progress(measure).reached_first_days == -10


def test_measure_of_no_concern_counts_no_days():
    found = progress(series(*FALLING))

    assert found.reached_first.period_end == dt.date(2021, 10, 28)
    assert (found.reached_first_days, found.days_since_raised) == (None, None)


def test_backlog_was_halved_within_four_weeks(concern):
    # "Backlogs down by more than 50 percent within four weeks", the base's level unknown.
    measure = series(("2021-10-28", change("<-50", on=BASE)), concerns=[concern])

    found = progress(measure)

    assert (found.reached, found.reached_first_days) == ("yes", 28)
    assert found.days_since_raised == 1554  # 30 September 2021 to 1 January 2026


@pytest.mark.parametrize(
    ("earlier", "counts"),
    [
        ({"on": BASE}, True),
        ({"on": "2021-09-01"}, False),
        ({"label": "the worst week"}, False),
    ],
)
def test_change_from_another_base_is_not_the_first(concern, earlier, counts):
    measure = series(
        ("2021-10-14", change("-60", **earlier)),
        ("2021-10-28", change("-70", on=BASE)),
        concerns=[concern],
    )

    assert progress(measure).reached_first_days == (14 if counts else 28)


def test_change_from_the_same_named_base_is_the_first(concern):
    measure = series(
        ("2021-10-14", change("-60", label="the worst week")),
        ("2021-10-28", change("-70", label="the worst week")),
        concerns=[concern],
    )

    assert progress(measure).reached_first_days == 14


def test_change_from_the_baselines_day_is_the_first_of_a_series_of_levels(concern):
    measure = series((BASE, "100"), ("2021-11-30", "40"), concerns=[concern])
    read(measure, "2021-10-14", change("-60", on=BASE))
    read(measure, "2021-10-07", change("-60", on="2021-09-01"))

    assert progress(measure).reached_first_days == 14


@pytest.mark.parametrize("base", [{"on": BASE}, {"label": "the worst week"}])
def test_a_level_after_a_stated_change_does_not_undo_it(concern, base):
    measure = series(("2021-10-28", change("<-50", **base)), concerns=[concern])
    read(measure, "2021-12-01", "1200")

    found = progress(measure)

    # Of the one level nobody can say what it is half of; what was said before stays said.
    assert (found.reached, found.reached_refusal) == ("cannot_be_said", "too_few_readings")
    assert found.reached_first.period_end == dt.date(2021, 10, 28)
    assert found.reached_first_days == 28


@pytest.mark.parametrize("stage", ["draft", "sent", "published"])
def test_days_count_from_published_concerns_only(stage):
    # Whoever asks sees the same figure, so it may not tell of what only some may know.
    traits = {} if stage == "published" else {stage: True}
    measure = series(*FALLING, concerns=[make.ConcernFactory(**traits)])

    found = progress(measure, "2021-10-28")

    assert found.days_since_raised == (28 if stage == "published" else None)


@pytest.mark.parametrize(
    ("as_at", "days"), [("2021-09-29", None), ("2021-09-30", 0), ("2021-10-01", 1)]
)
def test_days_since_raised_begin_on_the_day(concern, as_at, days):
    assert progress(series(concerns=[concern]), as_at).days_since_raised == days


def test_days_count_from_the_earliest_concern_that_is_open(concern, inspector):
    later = make.ConcernFactory(raised_on=dt.date(2021, 9, 20))
    closed = make.ConcernFactory(raised_on=dt.date(2021, 9, 1))
    Event.change(
        closed,
        position="status",
        became="closed_complete",
        kind="closure_recorded",
        publication=closed.publication,
        happened_on=dt.date(2021, 10, 30),
        by=inspector,
        route="command",
    )
    measure = series(concerns=[concern, later, closed])

    before, after = progress(measure, "2021-10-29"), progress(measure, "2021-10-30")

    assert (before.raised_on, before.days_since_raised) == (dt.date(2021, 9, 1), 58)
    assert (after.raised_on, after.days_since_raised) == (dt.date(2021, 9, 20), 40)
    assert after.counted_from_on == dt.date(2021, 9, 30)
