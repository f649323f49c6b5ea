"""What the overview says of the past: deadlines as they stood, strikes, lines, and coverage."""

import datetime as dt

import pytest

from api.clocks import Clocks, settled_instant
from concerns.actions import merge, split
from concerns.overview import overview_of
from tests import factories as make
from tests.concerns.closing import said
from tests.concerns.overviews import close, day
from tests.past import noon, recording_at

pytestmark = pytest.mark.django_db


def told(by, as_at, known_at=None):
    return overview_of(by, Clocks(day(as_at), noon(known_at) if known_at else None))


@pytest.mark.parametrize(
    ("extended_on", "in_time"),
    [(None, 0), ("2022-01-04", 1), ("2022-01-05", 1), ("2022-01-06", 0)],
)
def test_in_time_by_the_last_day_as_it_stood_when_it_was_claimed(
    force, inspector, liaison_officer, extended_on, in_time
):
    recommendation = make.RecommendationFactory(concern__force=force)  # due 30 December 2021

    def extend():
        note = "More to do than was thought."
        recommendation.extend_deadline(
            due_on=day("2022-03-31"), **said(inspector, day(extended_on), note=note)
        )

    if extended_on and extended_on <= "2022-01-05":
        extend()
    recommendation.claim_complete(**said(liaison_officer, day("2022-01-05")))
    if extended_on and extended_on > "2022-01-05":
        extend()

    done = told(inspector, "2022-12-31").in_time.by_claim
    assert (done.total, done.in_time, done.late) == (1, in_time, 1 - in_time)


def test_extension_that_was_struck_out_made_nothing_in_time(force, inspector, liaison_officer):
    with recording_at(noon("2026-01-01")):
        recommendation = make.RecommendationFactory(concern__force=force)
        longer = recommendation.extend_deadline(
            due_on=day("2022-03-31"), **said(inspector, day("2021-12-01"), note="Longer.")
        )
        recommendation.claim_complete(**said(liaison_officer, day("2022-01-05")))
    with recording_at(noon("2026-02-01")):
        longer.strike_out(**said(inspector, day("2026-02-01"), note="Another one was meant."))

    before = told(inspector, "2022-12-31", "2026-01-31").in_time.by_claim
    after = told(inspector, "2022-12-31", "2026-02-01").in_time.by_claim
    assert (before.in_time, before.late) == (1, 0)
    assert (after.in_time, after.late) == (0, 1)


def test_closing_counts_until_it_is_known_to_be_struck_out(inspector, lead_inspector):
    with recording_at(noon("2026-01-01")):
        closing = close(make.ConcernFactory(), "2022-01-08", lead_inspector)
    with recording_at(noon("2026-02-01")):
        closing.strike_out(**said(lead_inspector, day("2026-02-01"), note="Another one."))

    def closed(known_at):
        seen = told(inspector, "2024-06-30", known_at)
        number = sum(quarter.closed_complete for quarter in seen.quarters.concerns)
        return number, seen.days_to_close.concerns.closed, seen.came_back.concerns.closed

    assert closed("2026-01-31") == (1, 1, 1)
    assert closed("2026-02-01") == closed(None) == (0, 0, 0)


def test_closing_otherwise_is_censored_on_its_day(inspector, lead_inspector):
    close(
        make.ConcernFactory(), "2021-10-10", lead_inspector, outcome="closed_no_further_action"
    )  # after 10 days
    close(make.ConcernFactory(), "2021-10-20", lead_inspector)  # after 20, alone at risk

    spells = told(inspector, "2022-12-31").days_to_close.concerns
    assert (spells.closed, spells.censored, spells.median.days) == (1, 1, 20)


def test_closing_known_to_its_month_is_left_out_and_in_its_quarter(inspector, lead_inspector):
    concern = make.ConcernFactory()
    publication = make.PublicationFactory(addresses=[concern.force])
    make.EventFactory(
        concern=concern,
        kind="closure_recorded",
        position="status",
        was="open",
        became="closed_complete",
        happened_on=day("2022-02-01"),
        happened_on_precision="month",
        publication=publication,
        recorded_by=lead_inspector,
    )
    of_concern = type(concern).objects.filter(pk=concern.pk)
    of_concern.update(
        status="closed_complete",
        status_since_on=day("2022-02-01"),
        status_since_on_precision="month",
    )

    seen = told(inspector, "2024-06-30")
    assert (seen.days_to_close.concerns.number, seen.days_to_close.concerns.left_out) == (0, 1)
    assert (seen.came_back.concerns.closed, seen.came_back.concerns.left_out) == (0, 1)
    assert (seen.quarters.concerns[-1].name, seen.quarters.concerns[-1].approximate) == (
        "2022-Q1",
        0,
    )


def test_merged_and_split_are_one_line_from_the_day_it_happened(force, lead_inspector):
    first, second, whole, part, other = (
        make.ConcernFactory(force=force, raised_on=day(f"202{n}-01-01")) for n in range(5)
    )
    merge([first, second], later=whole, **said(lead_inspector, day("2024-03-01")))
    split(whole, parts=[part, other], **said(lead_inspector, day("2024-06-01")))

    def lines(as_at):
        ageing = told(lead_inspector, as_at).ageing
        return ageing.by_form.total, ageing.by_line.total, ageing.by_line.since

    assert lines("2024-02-29") == (5, 5, "since 1 January 2020")
    assert lines("2024-03-01") == (3, 3, "since 1 January 2020")
    assert lines("2024-06-01") == (2, 1, "since 1 January 2020")


@pytest.mark.parametrize(("days", "came_back"), [(729, 1), (730, 1), (731, 0)])
def test_raised_again_within_two_years(force, lead_inspector, days, came_back):
    concern = make.ConcernFactory(force=force)
    close(concern, "2022-01-01", lead_inspector)
    again_on = day("2022-01-01") + dt.timedelta(days=days)
    later = make.ConcernFactory(force=force, raised_on=again_on)
    concern.re_raise(later=later, **said(lead_inspector, again_on))

    back = told(lead_inspector, "2025-01-01").came_back.concerns
    assert (back.closed, back.came_back) == (1, came_back)


@pytest.mark.parametrize(("as_at", "closed"), [("2023-12-31", 0), ("2024-01-01", 1)])
def test_closed_less_than_two_years_before_does_not_count(lead_inspector, as_at, closed):
    close(make.ConcernFactory(), "2022-01-01", lead_inspector)

    assert told(lead_inspector, as_at).came_back.concerns.closed == closed


@pytest.mark.django_db(transaction=True)
def test_coverage_is_told_as_complete_as_it_was_known(inspector):
    inspection = make.InspectionFactory(completeness="partial", missing="Its grades.")
    make.InspectionFactory(publication=make.PublicationFactory(draft=True))
    then = settled_instant()
    inspection.completeness, inspection.missing = "complete", ""
    inspection.save()
    make.InspectionFactory()

    def coverage(known_at):
        seen = overview_of(inspector, Clocks(day("2022-01-01"), known_at)).coverage
        return seen.complete, seen.in_part

    assert coverage(then) == (0, 1)
    assert coverage(None) == coverage(settled_instant()) == (2, 0)
