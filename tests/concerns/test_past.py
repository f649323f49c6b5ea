"""What was true then, as it was known then: late and corrected rows, positions, publications."""

import datetime as dt
from decimal import Decimal

import pytest

from api.clocks import Clocks
from concerns.actions import release
from concerns.models import Action, Concern, Event, Reading, Recommendation, Target
from inspections.models import Judgment, MonitoringStage
from tests import factories as make
from tests.past import noon, recording_at

pytestmark = pytest.mark.django_db


def day(text):
    return dt.date.fromisoformat(text)


def at(as_at, known_at=None):
    return Clocks(as_at=day(as_at), known_at=noon(known_at) if known_at else None)


def change(record, position, became, on, by):
    kinds = {
        "force_status": "claimed_progress",
        "promised_on": "promised",
        "due_on": "deadline_changed",
        "state": "state_changed",
    }
    return Event.change(
        record,
        position=position,
        became=became,
        kind=kinds[position],
        happened_on=day(on),
        by=by,
        route="command",
    )


def test_reading_for_march_that_was_recorded_in_may():
    with recording_at(noon("2026-02-01")):
        measure = make.MeasureFactory()
    with recording_at(noon("2026-05-04")):
        reading = make.ReadingFactory(
            measure=measure, period_start=day("2026-03-01"), period_end=day("2026-03-31")
        )

    def found(clocks):
        return list(Reading.objects.at(clocks))

    assert found(at("2026-03-31", "2026-04-30")) == []  # known in April: nothing yet
    assert found(at("2026-03-31")) == [reading]  # as at March, asked today
    assert found(at("2026-03-30")) == []
    assert found(at("2026-04-30", "2026-05-04")) == [reading]  # the very instant counts


def test_corrected_reading_is_told_as_it_stood(inspector):
    with recording_at(noon("2026-04-01")):
        first = make.ReadingFactory(value=Decimal("41.0"))
    with recording_at(noon("2026-05-01")):
        second = first.supersede(
            by=inspector, because="our_error", low=Decimal("14.0"), high=Decimal("14.0")
        )
    with recording_at(noon("2026-06-01")):
        second.withdraw(by=inspector, note="It was never said.")

    def values(known_at):
        told = Reading.objects.at(at("2026-06-01", known_at))
        return [(row.low, row.superseded_at, row.superseded_because) for row in told]

    assert values("2026-03-31") == []
    assert values("2026-04-30") == [(Decimal("41.0"), None, "")]
    assert values("2026-05-01") == [(Decimal("14.0"), None, "")]
    assert values("2026-06-01") == []
    assert list(Reading.objects.at(at("2026-06-01"))) == []


@pytest.fixture
def recommendation(inspector):
    """Published 30 September 2021, due 30 December; in progress, promised, extended, closed."""
    with recording_at(noon("2026-01-01")):
        recommendation = make.RecommendationFactory()
        change(recommendation, "force_status", "in_progress", "2021-10-10", inspector)
        change(recommendation, "promised_on", day("2021-12-01"), "2021-10-12", inspector)
    with recording_at(noon("2026-02-01")):
        change(recommendation, "due_on", day("2022-03-31"), "2021-12-20", inspector)
        recommendation.record_closure(
            outcome="closed_complete",
            publication=recommendation.concern.publication,
            happened_on=day("2022-03-03"),
            by=make.UserFactory(role="lead_inspector"),
            route="command",
        )
    return recommendation


@pytest.mark.parametrize(
    ("as_at", "positions"),
    [
        ("2021-09-30", ("open", "not_started", None, "2021-12-30")),
        ("2021-10-09", ("open", "not_started", None, "2021-12-30")),
        ("2021-10-10", ("open", "in_progress", None, "2021-12-30")),
        ("2021-10-12", ("open", "in_progress", "2021-12-01", "2021-12-30")),
        ("2021-12-19", ("open", "in_progress", "2021-12-01", "2021-12-30")),
        ("2021-12-20", ("open", "in_progress", "2021-12-01", "2022-03-31")),
        ("2022-03-02", ("open", "in_progress", "2021-12-01", "2022-03-31")),
        ("2022-03-03", ("closed_complete", "in_progress", "2021-12-01", "2022-03-31")),
    ],
)
def test_positions_as_at_a_day(recommendation, as_at, positions):
    row = Recommendation.objects.at(at(as_at)).get()

    told = (row.status, row.force_status, row.promised_on, row.due_on)
    assert tuple(None if each is None else str(each) for each in told) == positions


def test_positions_since_which_day(recommendation):
    before = Recommendation.objects.at(at("2022-03-02")).get()
    after = Recommendation.objects.at(at("2022-03-03")).get()

    assert (before.status_since_on, before.force_status_since_on) == (
        day("2021-09-30"),
        day("2021-10-10"),
    )
    assert after.status_since_on == day("2022-03-03")


def test_what_we_had_not_been_told_of_is_not_told(recommendation):
    assert not Recommendation.objects.at(at("2022-03-03", "2025-12-31")).exists()
    in_january = Recommendation.objects.at(at("2022-03-03", "2026-01-31")).get()
    assert (in_january.status, in_january.due_on) == ("open", day("2021-12-30"))
    in_february = Recommendation.objects.at(at("2022-03-03", "2026-02-01")).get()
    assert (in_february.status, in_february.due_on) == ("closed_complete", day("2022-03-31"))


def test_filters_ask_about_the_position_that_is_told(recommendation):
    past = at("2022-03-02")

    assert Recommendation.objects.at(past).filter(status="open").count() == 1
    assert Recommendation.objects.at(past).overdue(day("2022-04-01")).count() == 1
    assert Recommendation.objects.at(at("2022-03-03")).filter(status="open").count() == 0
    shown = Concern.objects.at(past).with_positions(past).get()
    assert (shown.open_recommendations, shown.next_due_on) == (1, day("2022-03-31"))
    shown = Concern.objects.at(at("2022-03-03")).with_positions(at("2022-03-03")).get()
    assert (shown.open_recommendations, shown.next_due_on) == (0, None)


def test_struck_out_event_counts_until_we_knew_better(recommendation):
    closing = recommendation.events.get(kind="closure_recorded")
    with recording_at(noon("2026-03-01")):
        closing.strike_out(
            happened_on=day("2026-03-01"),
            by=make.UserFactory(role="lead_inspector"),
            route="command",
            note="Another one.",
        )

    def status(known_at):
        return Recommendation.objects.at(at("2022-06-01", known_at)).get().status

    assert status("2026-02-28") == "closed_complete"
    assert status("2026-03-01") == status(None) == "open"
    told = Event.objects.at(at("2022-06-01", "2026-02-28"))
    assert (
        told.with_strike(at("2022-06-01", "2026-02-28")).get(pk=closing.pk).striking_event is None
    )


def test_deadline_whose_change_was_struck_out_is_the_first_again(recommendation, inspector):
    moved = recommendation.events.get(position="due_on")
    with recording_at(noon("2026-03-01")):
        moved.strike_out(
            happened_on=day("2026-03-01"), by=inspector, route="command", note="Another one."
        )

    assert Recommendation.objects.at(at("2022-06-01")).get().due_on == day("2021-12-30")
    known = Recommendation.objects.at(at("2022-06-01", "2026-02-28")).get()
    assert known.due_on == day("2022-03-31")


def test_action_moves_on(inspector):
    action = make.ActionFactory()
    change(action, "state", "done", "2022-01-10", inspector)

    assert not Action.objects.at(at("2021-09-29")).exists()
    assert Action.objects.at(at("2022-01-09")).get().state == "planned"
    assert Action.objects.at(at("2022-01-10")).get().state == "done"


def test_concern_counts_from_its_publications_day(force, inspector, analyst, liaison_officer):
    with recording_at(noon("2026-01-01")):
        draft = make.PublicationFactory(draft=True, addresses=[force])
        make.ConcernFactory(force=force, publication=draft, raised_on=day("2021-09-20"))
    with recording_at(noon("2026-02-01")):
        release(draft, by=inspector, route="command", sent_on=day("2021-09-28"))
    with recording_at(noon("2026-03-01")):
        release(draft, by=inspector, route="command", published_on=day("2021-09-30"))

    def seen(person, as_at, known_at=None):
        clocks = at(as_at, known_at)
        return Concern.objects.at(clocks).visible_to(person, clocks).exists()

    # Known in January it was a draft: the inspectorate's alone, from the day it was raised.
    assert [seen(inspector, day, "2026-01-31") for day in ("2021-09-19", "2021-09-20")] == [
        False,
        True,
    ]
    assert not seen(liaison_officer, "2021-12-31", "2026-01-31")
    # Known in February it was sent.
    assert not seen(inspector, "2021-09-27", "2026-02-28")
    assert seen(inspector, "2021-09-28", "2026-02-28")
    assert seen(liaison_officer, "2021-09-28", "2026-02-28")
    assert not seen(analyst, "2021-12-31", "2026-02-28")
    # Since March it is published, and counts from that day for everybody.
    for person in (inspector, liaison_officer, analyst):
        assert not seen(person, "2021-09-29", "2026-03-31")
        assert seen(person, "2021-09-30", "2026-03-31")
        assert seen(person, "2021-09-30")


def test_moved_target_does_not_rewrite_the_past():
    with recording_at(noon("2026-01-01")):
        first = make.TargetFactory(set_on=day("2021-09-30"))
    with recording_at(noon("2026-02-01")):
        make.TargetFactory(measure=first.measure, set_on=day("2022-02-01"))

    assert list(Target.objects.at(at("2022-01-31"))) == [first]
    assert Target.objects.at(at("2022-02-01")).count() == 2
    assert list(Target.objects.at(at("2022-02-01", "2026-01-31"))) == [first]


def test_stage_and_judgment_as_at_a_day(inspector):
    make.MonitoringStageFactory(started_on=day("2020-12-01"))
    judgment = make.JudgmentFactory()
    with recording_at(noon("2026-01-01")):
        later = make.JudgmentFactory(
            inspection=judgment.inspection, area=judgment.area, as_of_on=day("2023-11-10")
        )

    assert not MonitoringStage.objects.at(at("2020-11-30")).exists()
    assert MonitoringStage.objects.at(at("2020-12-01")).exists()
    assert not Judgment.objects.in_force_for(inspector, at("2021-09-29")).exists()
    assert list(Judgment.objects.in_force_for(inspector, at("2024-01-01"))) == [later]


def test_clocks_come_before_filters():
    with pytest.raises(RuntimeError, match="before any filter"):
        Concern.objects.filter(kind="cause_of_concern").at(at("2022-01-01"))


def test_concern_known_to_the_year_is_open_since_that_year(inspector):
    concern = make.ConcernFactory(raised_on=day("2017-01-01"), raised_on_precision="year")

    told = Concern.objects.at(at("2021-12-31")).get()
    assert concern.events.get().happened_on_precision == "year"
    assert (concern.status_since_on_precision, told.status_since_on_precision) == ("year", "year")
    concern.propose_closure(
        outcome="closed_no_further_action",
        note="Seen.",
        by=inspector,
        route="command",
        happened_on=day("2022-03-03"),
    )
    assert concern.status_since_on_precision == "day"


def test_recommendation_opens_as_exactly_as_its_publication_is_known(force):
    letter = make.PublicationFactory(
        addresses=[force],
        released={"published_on": day("2021-09-01"), "published_on_precision": "month"},
    )
    recommendation = make.RecommendationFactory(
        concern=make.ConcernFactory(force=force, cause=True, publication=letter)
    )

    assert recommendation.status_since_on_precision == "month"
    assert recommendation.force_status_since_on_precision == "month"
    assert recommendation.due_on is None  # a month starts no clock
