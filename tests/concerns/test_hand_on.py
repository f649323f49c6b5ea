"""A force that merges into another hands on what is live; nothing is lost."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from concerns import actions
from concerns.models import Action, Concern, Recommendation
from tests import factories as make
from tests.concerns.closing import PROPOSED_ON, code_of, propose, said

MERGED_ON = dt.date(2023, 4, 1)
PROMISED_ON = dt.date(2023, 9, 30)
EXTENDED_TO = dt.date(2022, 6, 30)


@pytest.fixture
def old(force):
    """The liaison officer's force, which has gone into the other officer's."""
    force.existed_until = MERGED_ON
    force.save()
    return force


@pytest.fixture
def new(old, other_force):
    old.succeeded_by = other_force
    old.save()
    return other_force


@pytest.fixture
def cause(old, liaison_officer, inspector):
    """Two recommendations, one far gone and one closed; an action; an area for improvement."""
    cause = make.ConcernFactory(cause=True, force=old, reference="C1")
    put = make.RecommendationFactory(concern=cause, reference="C1.1")
    told = said(liaison_officer)
    put.claim_complete(**told)
    put.promise(promised_on=PROMISED_ON, **told)
    put.extend_deadline(due_on=EXTENDED_TO, **said(inspector, note="More time."))
    closed = make.RecommendationFactory(concern=cause, reference="C1.2")
    propose(closed, inspector)
    closed.approve_closure(**said(make.UserFactory(role="lead_inspector")))
    make.ActionFactory(concern=cause, recommendation=put).start(**told)
    improvement = make.ConcernFactory(force=old, reference="A1")
    improvement.claim_progress(**told)
    return cause


def hand_on(force, by, **more):
    return actions.hand_on(force, **said(by, MERGED_ON, **more))


def test_everything_live_goes_on_with_its_positions(cause, old, new, inspector):
    hand_on(old, inspector)

    assert not Concern.objects.live().filter(force=old).exists()
    assert not Recommendation.objects.live().filter(force=old).exists()
    successor = Concern.objects.get(reference="C1-inherited")
    assert (successor.force, successor.status, successor.raised_on) == (new, "open", MERGED_ON)
    put = successor.recommendations.get()
    assert (put.reference, put.force_status) == ("C1.1-inherited", "claimed_complete")
    assert (put.promised_on, put.due_on) == (PROMISED_ON, EXTENDED_TO)
    assert Concern.objects.get(reference="A1-inherited").force_status == "in_progress"
    action = Action.objects.get(concern=successor)
    assert (action.state, action.recommendation) == ("in_progress", put)
    assert Action.objects.get(concern=cause).state == "dropped"


def test_line_is_kept_and_the_log_agrees(cause, old, new, inspector):
    hand_on(old, inspector)

    assert set(cause.later_lines.values_list("how", "later__reference")) == {
        ("inherited", "C1-inherited")
    }
    said_by_check = StringIO()
    call_command("check_record", stdout=said_by_check)
    assert said_by_check.getvalue().startswith("The record agrees with its log: 4 concerns,")


def test_what_is_decided_stays(cause, old, new, inspector):
    hand_on(old, inspector)

    assert Recommendation.objects.get(reference="C1.2").status == "closed_complete"
    successor = Concern.objects.get(reference="C1-inherited")
    assert (successor.completeness, successor.missing) == (
        "partial",
        "Its decided recommendations, which stay with C1.",
    )


def test_successors_people_see_what_they_inherit(
    cause, old, new, inspector, liaison_officer, other_liaison_officer
):
    hand_on(old, inspector)

    heirs = Recommendation.objects.visible_to(other_liaison_officer)
    assert list(heirs.values_list("reference", flat=True)) == ["C1.1-inherited"]
    seen = Concern.objects.visible_to(other_liaison_officer)
    assert set(seen.values_list("force__slug", flat=True)) == {new.slug}
    assert Concern.objects.visible_to(liaison_officer).filter(force=old).count() == 2


def test_without_successor_refused(cause, old, inspector):
    assert code_of(lambda: hand_on(old, inspector)) == "no_successor"
    assert code_of(lambda: cause.inherit(**said(inspector, MERGED_ON))) == "no_successor"


def test_nothing_live_refused(old, new, inspector):
    assert code_of(lambda: hand_on(old, inspector)) == "nothing_to_hand_on"


def test_day_before_the_last_change_of_one_changes_nothing(cause, old, new, inspector):
    told = said(inspector, PROPOSED_ON - dt.timedelta(days=1))

    assert code_of(lambda: actions.hand_on(old, **told)) == "event_not_before_last"
    assert Concern.objects.filter(force=new).count() == 0


def test_recommendation_goes_with_its_concern(cause, old, new, inspector):
    put = cause.recommendations.get(reference="C1.1")

    rule = code_of(lambda: put.inherit(**said(inspector, MERGED_ON)))

    assert rule == "inherited_with_concern"


def test_national_wording_that_both_have_is_handed_on_once(old, new, inspector):
    report = make.PublicationFactory(addresses=[old, new])
    wording = make.WordingFactory(publication=report)
    of_old, of_new = (
        make.RecommendationFactory(concern=None, force=force, wording=wording)
        for force in (old, new)
    )

    (event,) = hand_on(old, inspector)

    of_old.refresh_from_db()
    assert (of_old.status, event.recommendation) == ("superseded", of_old)
    assert event.note == f"It goes on as {of_new}."
    assert wording.recommendations.count() == 2


def test_role_that_records_no_concerns_refused(cause, old, new, liaison_officer):
    assert code_of(lambda: hand_on(old, liaison_officer)) == "forbidden"
