"""Nobody closes a record alone, by whatever route."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from accounts.roles import Role
from concerns.models import Concern, Event
from tests import factories as make
from tests.concerns.closing import APPROVED_ON, PROPOSED_ON, code_of, letter_to, propose, said
from tests.conftest import person
from tests.record_rules import refused_by_database

CLOSED = {"position": "status", "was": "closure_proposed", "became": "closed_complete"}


@pytest.fixture
def second_lead(db):
    return person("second_lead", Role.LEAD_INSPECTOR)


@pytest.fixture
def proposed(lead_inspector):
    """An area for improvement whose closure the lead inspector has proposed."""
    concern = make.ConcernFactory()
    propose(concern, lead_inspector)
    return concern


def insert(concern, by, **values):
    """Write an event past every verb, and past the model's own checks."""
    told = {"kind": "closure_approved", "happened_on": APPROVED_ON, "route": "admin", **values}
    return lambda: Event(concern=concern, recorded_by=by, **told).save(force_insert=True)


def test_proposer_does_not_approve_whatever_their_role(proposed, lead_inspector, second_lead):
    told = said(lead_inspector, APPROVED_ON)

    assert code_of(lambda: proposed.approve_closure(**told)) == "event_approver_is_not_proposer"
    proposed.approve_closure(**{**told, "by": second_lead})

    assert proposed.status == "closed_complete"


def test_superuser_does_not_approve_alone(db):
    glass = User.objects.create_superuser("glass")
    concern = make.ConcernFactory()
    propose(concern, glass)

    rule = code_of(lambda: concern.approve_closure(**said(glass, APPROVED_ON)))

    assert rule == "event_approver_is_not_proposer"


def test_proposer_of_a_recommendation_does_not_close_it_with_its_cause(inspector, lead_inspector):
    recommendation = make.RecommendationFactory()
    cause = recommendation.concern
    propose(recommendation, lead_inspector)
    propose(cause, inspector)
    told = said(lead_inspector, APPROVED_ON, publication=letter_to(cause.force))

    rule = code_of(lambda: cause.approve_closure(**told))

    assert rule == "event_approver_is_not_proposer"


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"outcome": "closed_complete", **CLOSED}, "event_approver_is_not_proposer"),
        ({"outcome": "closed_complete"}, "event_approver_is_not_proposer"),
        ({"kind": "commented", "note": "x", **CLOSED}, "event_closes_what_was_proposed"),
        ({"kind": "reopened", **CLOSED}, "event_closes_what_was_proposed"),
        ({"kind": "closed_by_letter", **CLOSED}, "event_closed_by_approved_letter"),
        (
            {"kind": "closure_recorded", **CLOSED, "happened_on": dt.date.max},
            "event_closure_before_our_time",
        ),
    ],
)
def test_raw_event_of_the_proposer_closes_nothing(proposed, lead_inspector, values, rule):
    assert refused_by_database(insert(proposed, lead_inspector, **values)) == rule


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"outcome": "closed_no_further_action"}, "event_closes_what_was_proposed"),
        (
            {"outcome": "closed_complete", "happened_on": PROPOSED_ON - dt.timedelta(days=1)},
            "event_closes_what_was_proposed",
        ),
        ({"outcome": "closed_complete", **CLOSED}, None),
    ],
)
def test_raw_approval_is_of_what_was_proposed(proposed, second_lead, values, rule):
    assert refused_by_database(insert(proposed, second_lead, **values)) == rule


def test_raw_approval_without_proposal_refused(second_lead):
    concern = make.ConcernFactory()
    values = {"outcome": "closed_complete", **CLOSED, "was": "open"}

    rule = refused_by_database(insert(concern, second_lead, **values))

    assert rule == "event_closes_what_was_proposed"


def test_raw_approval_of_a_cause_without_letter_refused(inspector, second_lead):
    cause = make.ConcernFactory(cause=True)
    propose(cause, inspector)
    draft = letter_to(cause.force, draft=True)
    closing = {"outcome": "closed_complete", **CLOSED}

    bare = refused_by_database(insert(cause, second_lead, **closing))
    unsent = refused_by_database(insert(cause, second_lead, **closing, publication=draft))

    assert (bare, unsent) == ("event_cause_closed_by_letter", "event_cause_closed_by_letter")


def test_raw_approval_over_open_recommendations_refused(inspector, second_lead):
    cause = make.RecommendationFactory().concern
    outcomes = dict.fromkeys(cause.recommendations.all(), "closed_complete")
    propose(cause, inspector, recommendations=outcomes)
    values = {"outcome": "closed_complete", **CLOSED, "publication": letter_to(cause.force)}

    rule = refused_by_database(insert(cause, second_lead, **values))

    assert rule == "event_recommendations_decided_first"


@pytest.mark.parametrize("cause", [True, False])
def test_status_changed_past_the_log_is_not_approved(lead_inspector, cause):
    concern = make.ConcernFactory(cause=cause)
    Concern.objects.filter(pk=concern.pk).update(status="closure_proposed")
    told = said(lead_inspector, APPROVED_ON, publication=letter_to(concern.force, draft=True))

    assert code_of(lambda: concern.approve_closure(**told)) == "wrong_status"


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_leave_one_event():
    concern = make.ConcernFactory()
    propose(concern, make.UserFactory())
    leads = [make.UserFactory(role=Role.LEAD_INSPECTOR) for _ in range(2)]
    together, outcomes = threading.Barrier(2), []

    def approve(lead):
        own = Concern.objects.get(pk=concern.pk)
        try:
            together.wait(20)
            own.approve_closure(**said(lead, APPROVED_ON))
            outcomes.append("closed")
        except ValidationError as error:
            outcomes.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(lead,)) for lead in leads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    refusal = "Approve closure: not while its status is closed as complete."
    assert sorted(outcomes) == [refusal, "closed"]
    assert concern.events.filter(kind="closure_approved").count() == 1
