"""The append-only log: what opens, what changes a position, and what it refuses."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from concerns.models import Concern, Event
from tests import factories as make
from tests.record_rules import refused_by_database, sentence_from_database

DAY = dt.date(2022, 3, 3)


@pytest.fixture
def recommendation(db):
    return make.RecommendationFactory()


def claim(recommendation, by, on, became="in_progress"):
    return Event.change(
        recommendation,
        position="force_status",
        became=became,
        kind="claimed_progress",
        happened_on=on,
        by=by,
        route="command",
    )


def test_first_event_opens_the_record(recommendation):
    event = recommendation.events.get()

    assert (event.kind, event.position, event.was, event.became) == ("opened", "status", "", "open")
    assert event.happened_on == dt.date(2021, 9, 30)


def test_change_writes_what_it_was_and_became(recommendation, inspector):
    event = claim(recommendation, inspector, DAY)

    assert (event.was, event.became, event.recorded_by) == ("not_started", "in_progress", inspector)
    assert (recommendation.force_status, recommendation.force_status_since_on) == (
        "in_progress",
        DAY,
    )


def test_change_to_what_it_is_already_refused(recommendation, inspector):
    with pytest.raises(ValidationError, match="it is not_started already"):
        claim(recommendation, inspector, DAY, became="not_started")


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False)])
def test_change_before_the_last_change_refused(recommendation, inspector, days, refused):
    claim(recommendation, inspector, DAY)
    happened_on = DAY + dt.timedelta(days=days)

    rule = refused_by_database(
        lambda: claim(recommendation, inspector, happened_on, became="claimed_complete")
    )

    assert rule == ("event_not_before_last" if refused else None)


def test_struck_out_change_does_not_bind(recommendation, inspector):
    mistake = claim(recommendation, inspector, DAY)
    Event.append(
        recommendation,
        kind="struck_out",
        strikes_out=mistake,
        note="It was another recommendation.",
        happened_on=DAY,
        by=inspector,
        route="command",
    )

    earlier = claim(recommendation, inspector, dt.date(2022, 1, 1), became="claimed_complete")

    assert earlier.pk
    assert mistake not in Event.objects.standing()


def test_comment_of_an_earlier_day_stands(recommendation, inspector):
    claim(recommendation, inspector, DAY)

    comment = Event.append(
        recommendation,
        kind="commented",
        note="Spoke to the force.",
        happened_on=dt.date(2021, 12, 1),
        by=inspector,
        route="command",
    )

    assert comment.pk


def test_event_of_tomorrow_refused(recommendation, inspector):
    ahead = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)

    assert (
        sentence_from_database(lambda: claim(recommendation, inspector, ahead))
        == "happened_on: today or earlier."
    )


def test_second_opening_refused(recommendation, inspector):
    def open_again():
        Event.append(
            recommendation,
            kind="opened",
            position="status",
            became="open",
            happened_on=DAY,
            by=inspector,
            route="command",
        )

    assert refused_by_database(open_again) == "event_opens_first"


def test_record_whose_log_does_not_begin_with_its_opening_refused(db, inspector):
    bare = make.ForceFactory()
    concern = Concern(
        reference="X", kind="area_for_improvement", force=bare, title="X", raised_on=DAY
    )
    concern.save()

    assert refused_by_database(lambda: make.EventFactory(concern=concern)) == "event_opens_first"


@pytest.mark.parametrize("subjects", [(), ("concern", "recommendation")])
def test_event_without_one_subject_refused(recommendation, subjects):
    values = {"concern": None, "recommendation": None}
    values |= {name: getattr(recommendation, name, recommendation) for name in subjects}

    rule = refused_by_database(lambda: make.EventFactory(**values))

    assert rule in {"event_has_one_subject", "event_opens_first"}


def test_raw_edit_of_the_log_refused(recommendation):
    assert (
        refused_by_database(lambda: recommendation.events.update(note="Nothing happened."))
        == "log_append_only"
    )


def test_raw_delete_of_the_log_refused(recommendation):
    assert (
        refused_by_database(lambda: recommendation.events.all()._raw_delete("default"))
        == "never_deleted"
    )


def test_story_of_a_concern_holds_all_that_belongs_to_it(recommendation, inspector):
    concern = recommendation.concern
    action = make.ActionFactory(concern=concern, recommendation=recommendation)
    make.EventFactory()  # another concern's

    story = Event.objects.story_of(concern)

    assert {event.subject for event in story} == {concern, recommendation, action}
    assert [event.happened_on for event in story] == sorted(e.happened_on for e in story)


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_leave_one_event():
    recommendation, person = make.RecommendationFactory(), make.UserFactory()
    together, outcomes = threading.Barrier(2), []

    def claim_it():
        try:
            together.wait(20)
            claim(recommendation, person, DAY)
            outcomes.append("claimed")
        except ValidationError as error:
            outcomes.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=claim_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(outcomes) == ["claimed", "force_status: it is in_progress already."]
    assert recommendation.events.filter(kind="claimed_progress").count() == 1
