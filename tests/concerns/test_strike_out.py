"""Striking out: by whoever recorded it or a lead inspector, and never to close a record."""

import pytest

from accounts.roles import Role
from concerns.models import Concern
from tests import factories as make
from tests.concerns.closing import APPROVED_ON, code_of, letter_to, propose, said
from tests.conftest import person
from tests.record_rules import refused_by_database


@pytest.fixture
def second_lead(db):
    return person("second_lead", Role.LEAD_INSPECTOR)


@pytest.fixture
def closed(inspector, lead_inspector):
    concern = make.ConcernFactory()
    propose(concern, inspector)
    concern.approve_closure(**said(lead_inspector, APPROVED_ON))
    return concern


def strike(event, by, note="Another concern was meant."):
    return lambda: event.strike_out(happened_on=APPROVED_ON, by=by, route="command", note=note)


def last(record, kind):
    return record.events.filter(kind=kind).latest("pk")


def test_struck_out_approval_leaves_the_proposal(closed, lead_inspector):
    strike(last(closed, "closure_approved"), lead_inspector)()

    closed.refresh_from_db()
    assert closed.status == "closure_proposed"
    assert closed.standing_proposal() is not None


def test_proposal_under_an_approval_stands(closed, lead_inspector):
    rule = code_of(strike(last(closed, "closure_proposed"), lead_inspector))

    assert rule == "event_strikes_out_last_decision"


def test_proposal_under_an_approval_by_letter_stands(inspector, lead_inspector):
    cause = make.ConcernFactory(cause=True)
    propose(cause, inspector)
    letter = letter_to(cause.force, draft=True)
    cause.approve_closure(**said(lead_inspector, APPROVED_ON, publication=letter))

    rule = code_of(strike(last(cause, "closure_proposed"), inspector))
    approval = last(cause, "closure_approved")
    strike(approval, lead_inspector)()

    assert rule == "event_strikes_out_last_decision"
    assert cause.standing_approval() is None


def test_reopening_is_not_struck_out(closed, lead_inspector, second_lead):
    closed.reopen(**said(lead_inspector, APPROVED_ON, note="It came back."))
    reopened = last(closed, "reopened")

    assert code_of(strike(reopened, second_lead)) == "event_strike_out_closes_nothing"
    assert refused_by_database(
        lambda: make.EventFactory(
            concern=closed, kind="struck_out", strikes_out=reopened, note="Mistake."
        )
    ) == ("event_strike_out_closes_nothing")
    assert Concern.objects.get(pk=closed.pk).status == "open"


def test_striking_a_refusal_does_not_let_the_proposer_close(lead_inspector, second_lead):
    concern = make.ConcernFactory()
    propose(concern, lead_inspector)
    concern.refuse_closure(**said(second_lead, APPROVED_ON, note="Not yet."))

    strike(last(concern, "closure_refused"), lead_inspector)()
    concern.refresh_from_db()
    told = said(lead_inspector, APPROVED_ON)

    assert concern.status == "closure_proposed"
    assert code_of(lambda: concern.approve_closure(**told)) == "event_approver_is_not_proposer"


def test_striking_the_others_proposal_does_not_let_one_close_alone(inspector, lead_inspector):
    concern = make.ConcernFactory()
    propose(concern, inspector)
    strike(last(concern, "closure_proposed"), lead_inspector)()
    concern.refresh_from_db()
    propose(concern, lead_inspector, on=APPROVED_ON)

    rule = code_of(lambda: concern.approve_closure(**said(lead_inspector, APPROVED_ON)))

    assert rule == "event_approver_is_not_proposer"


@pytest.mark.parametrize(
    ("who", "may"),
    [("liaison_officer", True), ("lead_inspector", True), ("inspector", False)],
)
def test_claim_is_struck_out_by_whoever_made_it_or_a_lead(
    request, force, liaison_officer, who, may
):
    concern = make.ConcernFactory(force=force)
    concern.claim_complete(**said(liaison_officer))

    rule = code_of(strike(last(concern, "claimed_complete"), request.getfixturevalue(who)))

    concern.refresh_from_db()
    assert rule == (None if may else "forbidden")
    assert concern.force_status == ("" if may else "claimed_complete")


def test_recommendation_of_a_closed_cause_is_not_brought_back(inspector, lead_inspector):
    recommendation = make.RecommendationFactory()
    cause = recommendation.concern
    propose(cause, inspector, recommendations={recommendation: "closed_complete"})
    told = said(lead_inspector, APPROVED_ON, publication=letter_to(cause.force))
    cause.approve_closure(**told)

    rule = code_of(strike(last(recommendation, "closure_approved"), lead_inspector))

    assert rule == "concern_not_live"


def test_supersession_stands_while_its_line_does(inspector):
    earlier = make.ConcernFactory()
    later = make.ConcernFactory(force=earlier.force)
    earlier.supersede(later=later, **said(inspector))
    superseded = last(earlier, "superseded")
    assert code_of(strike(superseded, inspector)) == "line_stands"

    earlier.later_lines.get().withdraw(by=inspector, note="Another concern was meant.")
    strike(superseded, inspector)()

    earlier.refresh_from_db()
    assert earlier.status == "open"
