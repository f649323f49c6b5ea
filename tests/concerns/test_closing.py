"""Closing: proposed by one person, approved by another, opened again; each with its day."""

import datetime as dt

import pytest

from concerns.models import Concern
from tests import factories as make
from tests.concerns.closing import (
    APPROVED_ON,
    PROPOSED_ON,
    code_of,
    letter_to,
    propose,
    said,
    sentence_of,
    today,
)


@pytest.fixture
def improvement(db):
    return make.ConcernFactory()


@pytest.fixture
def recommendation(db):
    return make.RecommendationFactory()


@pytest.mark.parametrize("kind", ["area_for_improvement", "area_of_concern"])
@pytest.mark.parametrize("outcome", ["closed_complete", "closed_no_further_action"])
def test_approval_closes_what_is_no_cause(inspector, lead_inspector, kind, outcome):
    concern = make.ConcernFactory(kind=kind)

    propose(concern, inspector, outcome=outcome)
    assert concern.status == "closure_proposed"
    event = concern.approve_closure(**said(lead_inspector, APPROVED_ON))

    assert (concern.status, concern.status_since_on) == (outcome, APPROVED_ON)
    assert (event.was, event.became, event.outcome) == ("closure_proposed", outcome, outcome)
    assert event.recorded_by == lead_inspector


def test_recommendation_closes_while_its_cause_stays_open(
    recommendation, inspector, lead_inspector
):
    propose(recommendation, inspector)
    recommendation.approve_closure(**said(lead_inspector, APPROVED_ON))

    assert recommendation.status == "closed_complete"
    assert Concern.objects.get(pk=recommendation.concern_id).status == "open"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"note": " "}, "note_missing"),
        ({"outcome": "", "note": "Done."}, "outcome_missing"),
        ({"outcome": "withdrawn"}, "not_an_outcome"),
        ({"evidence_links": []}, "evidence_missing"),
        ({"evidence_links": [], "outcome": "closed_no_further_action"}, None),
        ({"evidence_links": ["nonsense"]}, "item_invalid"),
    ],
)
def test_proposal_says_as_what_and_why(improvement, inspector, values, code):
    assert code_of(lambda: propose(improvement, inspector, **values)) == code
    improvement.refresh_from_db()
    assert improvement.status == ("open" if code else "closure_proposed")


def test_publication_stands_for_evidence(improvement, inspector):
    report = letter_to(improvement.force, kind="report")

    propose(improvement, inspector, evidence_links=[], publication=report)

    assert improvement.standing_proposal().publication == report


def test_refusal_needs_a_note_and_opens_again(improvement, inspector, lead_inspector):
    propose(improvement, inspector)

    told = said(lead_inspector, APPROVED_ON)
    assert code_of(lambda: improvement.refuse_closure(**told)) == "note_missing"
    event = improvement.refuse_closure(**told, note="The data are not there yet.")

    assert (improvement.status, event.audience) == ("open", "inspectorate")
    assert improvement.standing_proposal() is None


def test_closed_is_reopened_by_a_lead_inspector_saying_why(improvement, inspector, lead_inspector):
    propose(improvement, inspector)
    improvement.approve_closure(**said(lead_inspector, APPROVED_ON))

    told = said(inspector, APPROVED_ON, note="It came back.")
    assert code_of(lambda: improvement.reopen(**told)) == "forbidden"
    improvement.reopen(**{**told, "by": lead_inspector})

    assert improvement.status == "open"


def test_withdrawing_takes_open_recommendations_along(recommendation, lead_inspector):
    cause = recommendation.concern
    assert code_of(lambda: cause.withdraw(**said(lead_inspector))) == "note_missing"

    cause.withdraw(**said(lead_inspector, note="It was another force."))

    recommendation.refresh_from_db()
    assert (cause.status, recommendation.status) == ("withdrawn", "withdrawn")


@pytest.mark.parametrize(("days", "code"), [(-1, "event_not_before_last"), (0, None), (1, None)])
def test_closure_is_not_before_the_last_change(improvement, inspector, lead_inspector, days, code):
    propose(improvement, inspector)
    on = PROPOSED_ON + dt.timedelta(days=days)

    assert code_of(lambda: improvement.approve_closure(**said(lead_inspector, on))) == code


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, False), (1, True)])
def test_closure_is_not_in_the_future(improvement, inspector, lead_inspector, days, refused):
    propose(improvement, inspector)
    on = today() + dt.timedelta(days=days)

    def approve():
        improvement.approve_closure(**said(lead_inspector, on))

    if refused:
        assert sentence_of(approve) == "happened_on: today or earlier."
    else:
        approve()
    improvement.refresh_from_db()
    assert improvement.status == ("closure_proposed" if refused else "closed_complete")


@pytest.mark.parametrize(
    ("publication", "day", "code"),
    [
        (None, PROPOSED_ON, "publication_missing"),
        ("draft", PROPOSED_ON, "publication_draft"),
        ("published", PROPOSED_ON, None),
        ("published", "today", "event_closure_before_our_time"),
    ],
)
def test_earlier_closure_is_recorded_by_one_from_a_publication(
    improvement, lead_inspector, publication, day, code
):
    traits = {"draft": True} if publication == "draft" else {}
    source = letter_to(improvement.force, **traits) if publication else None
    told = said(lead_inspector, today() if day == "today" else day, publication=source)

    def record():
        improvement.record_closure(outcome="closed_complete", **told)

    assert code_of(record) == code


def test_earlier_closure_of_a_cause_waits_for_its_recommendations(recommendation, lead_inspector):
    cause = recommendation.concern
    told = said(lead_inspector, publication=letter_to(cause.force))

    def record(record):
        return code_of(lambda: record.record_closure(outcome="closed_complete", **told))

    assert record(cause) == "open_recommendations"
    assert [record(recommendation), record(cause)] == [None, None]
