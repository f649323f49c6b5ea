"""Every figure of a small record, worked out by hand."""

import datetime as dt

import pytest
from django.utils import timezone

from api.clocks import Clocks
from concerns.overview import overview_of
from concerns.overview.shapes import Days, Promptness
from tests.concerns.overviews import AS_AT, SmallRecord, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(force, liaison_officer, lead_inspector):
    return SmallRecord(force, liaison_officer, lead_inspector)


@pytest.fixture(params=["live", "as at", "known at"])
def overview(request, record, inspector):
    known_at = timezone.now() + dt.timedelta(hours=1) if request.param == "known at" else None
    clocks = Clocks(AS_AT, known_at, is_live=request.param == "live")
    return overview_of(inspector, clocks)


def counts(breakdown):
    """The rows that count something."""
    return {row.key: row.count for row in breakdown.rows if row.count}


def test_concerns_in_every_way(overview):
    told = overview.concerns

    assert told.total == 5
    assert counts(told.by_force) == {"own-force": 3, "b": 2}
    assert counts(told.by_region) == {"North West": 3, None: 2}
    assert counts(told.by_area) == {"response": 1, None: 4}
    assert counts(told.by_kind) == {"cause_of_concern": 1, "area_for_improvement": 4}
    assert counts(told.by_status) == {"open": 3, "closed_complete": 1, "superseded": 1}
    assert counts(told.by_force_status) == {"not_started": 1, None: 4}


def test_recommendations_in_every_way(overview):
    told = overview.recommendations

    assert told.total == 5
    assert counts(told.by_force) == {"own-force": 4, "b": 1}
    assert counts(told.by_region) == {"North West": 4, None: 1}
    assert counts(told.by_area) == {"response": 3, None: 2}
    assert counts(told.by_kind) == {"cause_of_concern": 3, None: 2}
    assert counts(told.by_status) == {"open": 4, "closed_complete": 1}
    assert counts(told.by_force_status) == {"not_started": 3, "claimed_complete": 2}
    assert overview.wordings.text == "5 recommendations, 4 wordings"


def test_row_for_those_that_have_none_is_there_at_nought(overview):
    none = overview.recommendations.by_force_status.rows[-1]

    assert (none.key, none.label, none.count) == (None, "Nothing claimed", 0)
    assert all(row.key for row in overview.concerns.by_kind.rows)


def test_deadlines(overview):
    told = overview.deadlines

    assert (told.overdue, told.due_soon) == (1, 1)
    assert (told.immediate.count, told.immediate.longest) == (1, Days(1004, 1004))
    assert overview.awaiting_verification.concerns.count == 0
    assert overview.awaiting_verification.recommendations.median == Days(10, 10)


def test_ageing_by_form_and_by_line(overview):
    form, line = overview.ageing.by_form, overview.ageing.by_line

    assert (form.total, form.rows[-1].count, form.rows[-1].approximate) == (3, 3, 0)
    assert (line.total, line.rows[-1].count, line.rows[-1].approximate) == (3, 3, 1)
    assert form.median == line.median == Days(1004, 1004)
    assert (form.since, line.since) == ("since 30 September 2021", "since 2017")


def test_quarters(overview):
    concerns = {quarter.name: quarter for quarter in overview.quarters.concerns}
    first, raised = concerns["2017-Q1"], concerns["2021-Q3"]

    assert (next(iter(concerns)), list(concerns)[-1], len(concerns)) == ("2017-Q1", "2023-Q1", 25)
    assert (first.opened, first.approximate) == (1, 1)
    assert (raised.opened, raised.superseded, raised.approximate) == (4, 1, 0)
    assert concerns["2022-Q1"].closed_complete == 2
    assert concerns["2023-Q1"].reopened == 1
    assert concerns["2019-Q2"].opened == 0
    told = [(q.name, q.opened, q.closed_complete) for q in overview.quarters.recommendations]
    assert [each for each in told if any(each[1:])] == [
        ("2021-Q3", 3, 0),
        ("2022-Q1", 0, 1),
        ("2024-Q1", 2, 0),
    ]
    assert len(told) == 11


def test_days_to_close(overview):
    concerns = overview.days_to_close.concerns
    recommendations = overview.days_to_close.recommendations

    # One closed after 100 days, three still open after 1,004; the one of 2017 has no exact days.
    assert (concerns.number, concerns.closed, concerns.left_out) == (4, 1, 1)
    assert (concerns.lower_quartile.days, concerns.median.days) == (100, None)
    # One of five closed, after 154 days: 80 percent are left.
    assert (recommendations.closed, recommendations.censored) == (1, 4)
    assert "80 percent" in recommendations.lower_quartile.refusal


def test_came_back_within_two_years(overview):
    concerns, recommendations = overview.came_back.concerns, overview.came_back.recommendations

    assert concerns.closed_by_on == day("2022-07-01")
    assert (concerns.closed, concerns.came_back) == (2, 1)
    assert (recommendations.closed, recommendations.came_back) == (1, 0)


def test_in_time_by_claim_and_late_by_decision(overview):
    assert overview.in_time.by_claim == Promptness(2, 2, 0, 0, 0)
    assert overview.in_time.by_decision == Promptness(1, 0, 1, 0, 0)


def test_coverage(overview):
    assert overview.coverage.text == "1 of 2 forces loaded, 1 in part"
    assert overview.coverage.none == 0


@pytest.mark.parametrize(("as_at", "total"), [("2021-09-29", 0), ("2021-09-30", 5)])
def test_as_at_a_day_before_anything_was_published(record, inspector, as_at, total):
    told = overview_of(inspector, Clocks(day(as_at)))

    assert told.concerns.total == total
    assert told.coverage.complete == (1 if total else 0)
    assert told.deadlines.overdue == 0
