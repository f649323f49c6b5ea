"""Verbs that meet: each waits for the other, on real connections, and one outcome stands."""

import pytest

from accounts.roles import Role
from concerns.actions import release
from concerns.models import Concern, Lineage
from tests import factories as make
from tests.at_once import codes_at_once
from tests.concerns.closing import APPROVED_ON, letter_to, propose, said

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_letter_that_goes_out_while_closure_is_approved_closes_it(turn):
    cause = make.RecommendationFactory().concern
    letter = letter_to(cause.force, draft=True)
    outcomes = dict.fromkeys(cause.recommendations.all(), "closed_complete")
    propose(cause, make.UserFactory(), recommendations=outcomes)
    lead = make.UserFactory(role=Role.LEAD_INSPECTOR)

    came_to = codes_at_once(
        lambda: Concern.objects.get(pk=cause.pk).approve_closure(
            **said(lead, APPROVED_ON, publication=letter)
        ),
        lambda: release(letter, by=lead, route="command", sent_on=APPROVED_ON),
    )

    cause.refresh_from_db()
    assert came_to == [None, None]
    assert (cause.status, cause.status_since_on) == ("closed_complete", APPROVED_ON)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_concerns_do_not_supersede_each_other(turn):
    one = make.ConcernFactory()
    two = make.ConcernFactory(force=one.force)
    by = make.UserFactory()

    came_to = codes_at_once(
        lambda: Concern.objects.get(pk=one.pk).supersede(later=two, **said(by)),
        lambda: Concern.objects.get(pk=two.pk).supersede(later=one, **said(by)),
    )

    assert sorted(came_to, key=str) == [None, "later_not_live"]
    assert Lineage.objects.count() == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_recommendation_and_its_cause_are_decided_one_after_the_other(turn):
    put = make.RecommendationFactory()
    cause = put.concern
    letter = letter_to(cause.force)
    propose(cause, make.UserFactory(), recommendations={put: "closed_complete"})
    leads = [make.UserFactory(role=Role.LEAD_INSPECTOR) for _ in range(2)]

    came_to = codes_at_once(
        lambda: type(put).objects.get(pk=put.pk).approve_closure(**said(leads[0], APPROVED_ON)),
        lambda: Concern.objects.get(pk=cause.pk).approve_closure(
            **said(leads[1], APPROVED_ON, publication=letter)
        ),
    )

    put.refresh_from_db()
    cause.refresh_from_db()
    assert came_to[1] is None
    assert came_to[0] in {None, "wrong_status"}
    assert (put.status, cause.status) == ("closed_complete", "closed_complete")
    assert put.events.filter(kind="closure_approved").count() == 1
