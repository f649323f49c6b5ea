"""Claims, promises, deadlines and actions: what the force says of itself, and its days."""

import datetime as dt

import pytest

from concerns.models import Recommendation
from tests import factories as make
from tests.concerns.closing import PROPOSED_ON, code_of, said, sentence_of

DUE_ON = dt.date(2021, 12, 30)


@pytest.fixture
def recommendation(force):
    return make.RecommendationFactory(concern__force=force)


@pytest.mark.parametrize("claim", ["not_started", "awaiting_allocation", "in_progress"])
def test_force_says_how_far_it_is(recommendation, liaison_officer, claim):
    recommendation.claim_complete(**said(liaison_officer))

    event = recommendation.claim_progress(force_status=claim, **said(liaison_officer))

    assert (event.was, event.became, event.audience) == ("claimed_complete", claim, "everyone")
    assert (recommendation.force_status, recommendation.status) == (claim, "open")


def test_same_claim_again_refused(recommendation, liaison_officer):
    recommendation.claim_progress(**said(liaison_officer))

    assert code_of(lambda: recommendation.claim_progress(**said(liaison_officer))) == "unchanged"


def test_complete_is_no_claim_of_progress(recommendation, liaison_officer):
    told = said(liaison_officer)

    def claim():
        recommendation.claim_progress(force_status="claimed_complete", **told)

    assert code_of(claim) == "not_a_claim"


def test_cause_with_recommendations_takes_no_claim(recommendation, liaison_officer):
    cause = recommendation.concern
    told = said(liaison_officer)

    assert sentence_of(lambda: cause.claim_complete(**told)) == (
        "It has recommendations: claim and promise on each of those."
    )
    assert code_of(lambda: cause.promise(promised_on=PROPOSED_ON, **told)) == (
        "claim_on_recommendations"
    )
    Recommendation.objects.update(status="withdrawn")
    cause.claim_complete(**told)
    assert cause.force_status == "claimed_complete"


def test_refusal_does_not_tell_of_a_recommendation_in_a_draft(api_client, force, liaison_officer):
    cause = make.ConcernFactory(cause=True, force=force)
    draft = make.PublicationFactory(draft=True, addresses=[force])
    put = make.RecommendationFactory(concern=cause, wording=make.WordingFactory(publication=draft))
    alike = make.ConcernFactory(cause=True, force=force)
    api_client.force_authenticate(liaison_officer)

    def told(concern):
        return api_client.get(f"/api/v1/concerns/{concern.pk}/").json()["allowed_transitions"]

    assert told(cause) == told(alike)
    assert "ecommendations: claim" not in str(told(cause))
    cause.claim_complete(**said(liaison_officer))
    shown = api_client.get(f"/api/v1/concerns/{cause.pk}/").json()
    assert (shown["force_status"], shown["recommendations"]) == ("claimed_complete", [])

    draft.release(published_on=PROPOSED_ON)

    assert not any(each["allowed"] for each in told(cause) if each["verb"].startswith("claim"))
    shown = api_client.get(f"/api/v1/concerns/{cause.pk}/").json()
    assert (shown["force_status"], len(shown["recommendations"])) == ("not_started", 1)
    assert put.force_status == "not_started"


@pytest.mark.parametrize("who", ["other_liaison_officer", "inspector", "lead_inspector"])
def test_nobody_claims_for_the_force(request, recommendation, other_force, who):
    told = said(request.getfixturevalue(who))

    assert code_of(lambda: recommendation.claim_complete(**told)) == "forbidden"


@pytest.mark.parametrize(("days", "code"), [(-1, "promise_in_past"), (0, None), (1, None)])
def test_promise_is_not_of_the_past(recommendation, liaison_officer, days, code):
    promised_on = PROPOSED_ON + dt.timedelta(days=days)
    told = said(liaison_officer)

    assert code_of(lambda: recommendation.promise(promised_on=promised_on, **told)) == code
    assert recommendation.promised_on == (None if code else promised_on)


@pytest.mark.parametrize(("days", "code"), [(0, "deadline_not_later"), (1, None)])
def test_deadline_is_extended_to_a_later_day(recommendation, inspector, days, code):
    due_on = DUE_ON + dt.timedelta(days=days)
    told = said(inspector, note="The system arrives in spring.")

    def extend():
        recommendation.extend_deadline(due_on=due_on, **told)

    assert code_of(extend) == code
    assert recommendation.due_on == (DUE_ON if code else due_on)


def test_extension_says_why(recommendation, inspector):
    def extend():
        recommendation.extend_deadline(due_on=dt.date(2022, 6, 30), **said(inspector))

    assert code_of(extend) == "note_missing"


def test_immediate_has_no_deadline_to_extend(force, inspector):
    cause = make.ConcernFactory(cause=True, force=force)
    wording = make.WordingFactory(
        publication=cause.publication, deadline_kind="immediate", deadline_months=None
    )
    immediate = make.RecommendationFactory(concern=cause, wording=wording)
    told = said(inspector, note="More time.")

    def extend():
        immediate.extend_deadline(due_on=dt.date(2022, 6, 30), **told)

    assert code_of(extend) == "no_deadline"


def test_action_moves_on_by_whom_may_record_it(force, liaison_officer, other_liaison_officer):
    action = make.ActionFactory(concern=make.ConcernFactory(force=force))

    assert code_of(lambda: action.start(**said(other_liaison_officer))) == "forbidden"
    action.start(**said(liaison_officer))
    action.finish(**said(liaison_officer, evidence_links=["https://example.org/plan"]))
    assert code_of(lambda: action.resume(**said(liaison_officer))) == "note_missing"
    action.resume(**said(liaison_officer, note="The data were wrong."))

    states = list(action.events.order_by("pk").values_list("became", flat=True))
    assert states == ["planned", "in_progress", "done", "in_progress"]


@pytest.mark.parametrize(
    ("who", "audience", "heard_by"),
    [
        ("inspector", "", "inspectorate"),
        ("inspector", "everyone", "everyone"),
        ("liaison_officer", "", "force"),
        ("liaison_officer", "everyone", "everyone"),
    ],
)
def test_comment_is_for_its_own_side_unless_told(request, recommendation, who, audience, heard_by):
    told = said(request.getfixturevalue(who), note="Spoke to each other.")

    assert recommendation.comment(audience=audience, **told).audience == heard_by


def test_force_does_not_comment_past_itself(recommendation, liaison_officer):
    told = said(liaison_officer, note="Hidden.")

    rule = code_of(lambda: recommendation.comment(audience="inspectorate", **told))

    assert rule == "audience_not_yours"


def test_revisit_says_what_it_found(recommendation, inspector):
    cause = recommendation.concern
    assert code_of(lambda: cause.revisit(assessment="", **said(inspector))) == (
        "assessment_missing"
    )

    event = cause.revisit(assessment="some_progress", audience="everyone", **said(inspector))

    assert (event.kind, event.assessment, event.position) == ("revisited", "some_progress", "")


def test_recommendation_is_added_under_the_next_number(recommendation, inspector):
    cause = recommendation.concern
    told = said(inspector, text="Publish the plan.", deadline_kind="within_period")

    event = cause.add_recommendation(reference="C1.9", deadline_days=28, **told)

    added = event.recommendation
    assert added.wording.number == recommendation.wording.number + 1
    assert (added.due_on, added.status_since_on) == (dt.date(2021, 10, 28), PROPOSED_ON)
