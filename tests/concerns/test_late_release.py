"""A publication that is released some days late: deadlines are ordered among deadlines."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from api.clocks import Clocks
from concerns.actions import release
from concerns.models import Recommendation
from tests import factories as make
from tests.concerns.closing import code_of, propose, said, sentence_of
from tests.record_rules import refused_by_database, sentence_from_database

SENT_ON = make.PUBLISHED_ON
CLAIMED_ON = dt.date(2021, 10, 10)
DUE_SINCE_SENT = dt.date(2021, 12, 30)
AROUND = [(-1, CLAIMED_ON - dt.timedelta(days=1)), (0, CLAIMED_ON), (1, dt.date(2021, 10, 11))]


def due(published_on):
    """The last day of three months, counted from some day of October."""
    return published_on.replace(year=2022, month=1)


def publish(recommendation, by, on):
    report = recommendation.wording.publication
    release(report, by=by, route="command", published_on=on)
    recommendation.refresh_from_db()


@pytest.fixture
def sent(force, liaison_officer):
    """Sent to the force, which has claimed and promised on the same day."""
    recommendation = make.RecommendationFactory(
        concern=make.ConcernFactory(force=force, cause=True, sent=True)
    )
    recommendation.claim_progress(**said(liaison_officer, CLAIMED_ON))
    recommendation.promise(promised_on=dt.date(2021, 12, 1), **said(liaison_officer, CLAIMED_ON))
    return recommendation


@pytest.mark.parametrize(("days", "published_on"), AROUND)
def test_claim_and_promise_do_not_stand_in_its_way(sent, lead_inspector, days, published_on):
    publish(sent, lead_inspector, published_on)

    counted = sent.events.get(kind="deadline_changed")
    assert (counted.happened_on - CLAIMED_ON).days == days
    assert (counted.was, counted.became) == (str(DUE_SINCE_SENT), str(due(published_on)))
    assert (sent.due_on, sent.force_status) == (due(published_on), "in_progress")
    call_command("check_record", stdout=StringIO())


@pytest.mark.parametrize(("days", "published_on"), AROUND)
def test_decision_does_not_stand_in_its_way(force, inspector, lead_inspector, days, published_on):
    recommendation = make.RecommendationFactory(
        concern=make.ConcernFactory(force=force, cause=True, sent=True)
    )
    propose(recommendation, inspector, CLAIMED_ON)

    publish(recommendation, lead_inspector, published_on)

    assert (recommendation.status, recommendation.due_on) == (
        "closure_proposed",
        due(published_on),
    )
    assert recommendation.standing_proposal() is not None


def test_deadline_is_told_from_the_day_of_publication_on(sent, lead_inspector):
    published_on = dt.date(2021, 10, 5)
    publish(sent, lead_inspector, published_on)

    def told(days):
        clocks = Clocks(published_on + dt.timedelta(days=days))
        rows = Recommendation.objects.at(clocks).filter(pk=sent.pk)
        return rows.values_list("due_on", "force_status").first()

    assert told(-1) is None  # what is published counts from its day
    assert told(0) == told(1) == (due(published_on), "not_started")
    assert told(5) == (due(published_on), "in_progress")


@pytest.mark.parametrize(("days", "code"), [(-1, "deadline_changed_since"), (0, None), (1, None)])
def test_publication_before_an_extension_refused(sent, inspector, lead_inspector, days, code):
    extended_on = dt.date(2021, 10, 20)
    told = said(inspector, extended_on, note="More time.")
    sent.extend_deadline(due_on=dt.date(2022, 6, 30), **told)

    found = code_of(lambda: publish(sent, lead_inspector, extended_on + dt.timedelta(days=days)))

    assert found == code
    sent.refresh_from_db()
    assert sent.wording.publication.state == ("sent" if code else "published")
    assert (sent.due_on == dt.date(2022, 6, 30)) == bool(code)


def test_refusal_says_what_comes_first(sent, inspector, lead_inspector):
    told = said(inspector, dt.date(2021, 10, 20), note="More time.")
    sent.extend_deadline(due_on=dt.date(2022, 6, 30), **told)

    assert sentence_of(lambda: publish(sent, lead_inspector, CLAIMED_ON)) == (
        f"The deadline of {sent} was changed on 2021-10-20, after 2021-10-10: strike that out, "
        "and extend it again once this is released."
    )


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False)])
def test_extension_before_the_opening_refused(sent, inspector, days, refused):
    told = said(inspector, SENT_ON + dt.timedelta(days=days), note="More time.")

    def extend():
        sent.extend_deadline(due_on=dt.date(2022, 6, 30), **told)

    rule = refused_by_database(extend)

    assert rule == ("event_deadline_not_before_last" if refused else None)
    if refused:
        assert sentence_from_database(extend) == (
            "happened_on: not before the record was opened, nor before its deadline changed last."
        )


def test_struck_out_extension_does_not_bind(sent, inspector, lead_inspector):
    told = said(inspector, dt.date(2021, 10, 20), note="More time.")
    extension = sent.extend_deadline(due_on=dt.date(2022, 6, 30), **told)
    extension.strike_out(**said(inspector, dt.date(2021, 10, 21), note="Another was meant."))

    publish(sent, lead_inspector, CLAIMED_ON)

    assert sent.due_on == due(CLAIMED_ON)


def test_struck_out_counting_leaves_the_deadline_it_began_with(sent, lead_inspector):
    publish(sent, lead_inspector, CLAIMED_ON)
    counted = sent.events.get(kind="deadline_changed")

    counted.strike_out(**said(lead_inspector, CLAIMED_ON, note="Another report was meant."))

    sent.refresh_from_db()
    assert sent.due_on == DUE_SINCE_SENT
    call_command("check_record", stdout=StringIO())


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False)])
def test_claim_before_the_last_deadline_refused(
    sent, liaison_officer, lead_inspector, days, refused
):
    published_on = CLAIMED_ON + dt.timedelta(days=10)
    publish(sent, lead_inspector, published_on)
    told = said(liaison_officer, published_on + dt.timedelta(days=days))

    rule = code_of(lambda: sent.claim_complete(**told))

    assert rule == ("event_not_before_last" if refused else None)


def test_recommendation_opened_after_publication_is_due_from_its_opening(force, lead_inspector):
    draft = make.PublicationFactory(draft=True, addresses=[force])
    concern = make.ConcernFactory(
        force=force, cause=True, publication=draft, raised_on=dt.date(2021, 10, 4)
    )
    recommendation = make.RecommendationFactory(concern=concern)

    publish(recommendation, lead_inspector, dt.date(2021, 10, 1))

    counted = recommendation.events.get(kind="deadline_changed")
    assert counted.happened_on == dt.date(2021, 10, 4)
    assert recommendation.due_on == dt.date(2022, 1, 1)
