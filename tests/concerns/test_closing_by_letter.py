"""A cause of concern is closed by its letter, with every recommendation decided."""

import datetime as dt

import pytest

from concerns.actions import release
from tests import factories as make
from tests.concerns.closing import (
    APPROVED_ON,
    PROPOSED_ON,
    code_of,
    letter_to,
    propose,
    said,
    sentence_of,
)

SENT_ON = dt.date(2022, 11, 1)


@pytest.fixture
def cause(force):
    concern = make.ConcernFactory(cause=True, force=force, reference="C1")
    for number in (1, 2):
        make.RecommendationFactory(concern=concern, reference=f"C1.{number}")
    return concern


def propose_all(cause, by):
    outcomes = dict.fromkeys(cause.recommendations.all(), "closed_complete")
    return propose(cause, by, recommendations=outcomes)


def statuses(cause):
    cause.refresh_from_db()
    recommendations = cause.recommendations.order_by("reference")
    return [cause.status, *recommendations.values_list("status", flat=True)]


def approve(cause, by, letter, on=APPROVED_ON):
    return cause.approve_closure(**said(by, on, publication=letter))


def test_open_recommendation_without_outcome_refused(cause, inspector):
    first = cause.recommendations.get(reference="C1.1")

    def closing():
        propose(cause, inspector, recommendations={first: "closed_complete"})

    assert "Open: C1.2." in sentence_of(closing)
    assert code_of(closing) == "open_recommendations"
    assert statuses(cause) == ["open", "open", "open"]


def test_recommendation_of_another_concern_refused(cause, inspector):
    other = make.RecommendationFactory()

    def closing():
        propose(cause, inspector, recommendations={other: "closed_complete"})

    assert code_of(closing) == "not_an_open_recommendation"


def test_decided_recommendation_needs_no_outcome(cause, inspector, lead_inspector):
    first, second = cause.recommendations.order_by("reference")
    propose(first, inspector)
    first.approve_closure(**said(lead_inspector))
    propose(cause, inspector, recommendations={second: "closed_no_further_action"})

    approve(cause, lead_inspector, letter_to(cause.force))

    assert statuses(cause) == ["closed_complete", "closed_complete", "closed_no_further_action"]


def test_recommendation_added_since_holds_the_approval(cause, inspector, lead_inspector):
    propose_all(cause, inspector)
    make.RecommendationFactory(concern=cause, reference="C1.3")

    rule = code_of(lambda: approve(cause, lead_inspector, letter_to(cause.force)))

    assert rule == "open_recommendations"


@pytest.mark.parametrize("kind", ["closure_letter", "revisit_letter", "letter", "report"])
def test_letter_that_is_out_closes_at_once_on_the_day_given(cause, inspector, lead_inspector, kind):
    propose_all(cause, inspector)

    event = approve(cause, lead_inspector, letter_to(cause.force, kind=kind))

    assert statuses(cause) == ["closed_complete"] * 3
    assert (event.happened_on, cause.status_since_on) == (APPROVED_ON, APPROVED_ON)


@pytest.mark.parametrize(
    ("make_letter", "code"),
    [
        (lambda force: None, "letter_missing"),
        (lambda force: letter_to(force, kind="announcement"), "letter_kind"),
        (lambda force: letter_to(make.ForceFactory()), "letter_of_other_force"),
        (
            lambda force: letter_to(
                force, released={"sent_on": APPROVED_ON + dt.timedelta(days=1)}
            ),
            "before_letter",
        ),
        (lambda force: letter_to(force, released={"sent_on": APPROVED_ON}), None),
    ],
)
def test_letter_must_fit(cause, inspector, lead_inspector, make_letter, code):
    propose_all(cause, inspector)

    assert code_of(lambda: approve(cause, lead_inspector, make_letter(cause.force))) == code


def test_draft_closes_on_the_day_it_is_sent(cause, inspector, lead_inspector):
    letter = letter_to(cause.force, draft=True)
    propose_all(cause, inspector)
    event = approve(cause, lead_inspector, letter)
    assert (event.position, statuses(cause)) == ("", ["closure_proposed"] * 3)
    assert cause.standing_approval() == event

    # Whoever proposed may send the letter: another person has approved.
    release(letter, by=inspector, route="command", sent_on=SENT_ON)

    assert statuses(cause) == ["closed_complete"] * 3
    closed = cause.events.get(kind="closed_by_letter")
    assert (closed.happened_on, closed.publication) == (SENT_ON, letter)


def test_approval_that_stands_is_not_given_twice(cause, inspector, lead_inspector):
    letter = letter_to(cause.force, draft=True)
    propose_all(cause, inspector)
    approve(cause, lead_inspector, letter)

    assert code_of(lambda: approve(cause, lead_inspector, letter)) == "approval_stands"


def test_approval_that_was_refused_since_closes_nothing(cause, inspector, lead_inspector):
    letter = letter_to(cause.force, draft=True)
    propose_all(cause, inspector)
    approve(cause, lead_inspector, letter)
    cause.refuse_closure(**said(lead_inspector, APPROVED_ON, note="New figures."))

    release(letter, by=lead_inspector, route="command", sent_on=SENT_ON)

    assert statuses(cause) == ["open", "closed_complete", "closed_complete"]


@pytest.mark.parametrize(
    ("sent_on", "code"),
    [
        (APPROVED_ON - dt.timedelta(days=1), "letter_before_last_change"),
        (APPROVED_ON, None),
    ],
)
def test_letter_sent_before_the_approval_is_not_sent(
    cause, inspector, lead_inspector, sent_on, code
):
    letter = letter_to(cause.force, draft=True)
    propose_all(cause, inspector)
    approve(cause, lead_inspector, letter)

    def send():
        release(letter, by=lead_inspector, route="command", sent_on=sent_on)

    assert code_of(send) == code
    letter.refresh_from_db()
    assert letter.state == ("draft" if code else "sent")


def test_letter_does_not_go_out_while_a_recommendation_is_open(cause, inspector, lead_inspector):
    letter = letter_to(cause.force, draft=True)
    propose_all(cause, inspector)
    approve(cause, lead_inspector, letter)
    make.RecommendationFactory(concern=cause, reference="C1.3")

    def send():
        release(letter, by=lead_inspector, route="command", sent_on=SENT_ON)

    assert code_of(send) == "open_recommendations"
    assert statuses(cause) == ["closure_proposed"] * 3 + ["open"]


def test_recommendation_stays_closed_while_its_cause_is(cause, inspector, lead_inspector):
    propose_all(cause, inspector)
    approve(cause, lead_inspector, letter_to(cause.force))
    first = cause.recommendations.get(reference="C1.1")
    told = said(lead_inspector, SENT_ON, note="It came back.")

    assert code_of(lambda: first.reopen(**told)) == "concern_not_live"
    cause.reopen(**told)
    first.reopen(**told)

    assert statuses(cause) == ["open", "open", "closed_complete"]
    assert first.status_since_on > PROPOSED_ON
