"""Closing proposed, approved and refused for the rows selected in a list."""

import pytest
from django.urls import reverse

from concerns.transitions import NOT_BY_PROPOSER
from tests import factories as make
from tests.concerns.closing import (
    PROPOSED_IN_FORM,
    propose,
    today,
)


def test_list_proposes_for_the_selected_and_names_who_is_refused(client_of, force, inspector):
    rows = [make.RecommendationFactory(concern__force=force) for _ in range(3)]
    propose(rows[0], inspector)
    address = reverse("admin:concerns_recommendation_changelist")
    selected = {
        "action": "propose_closure_of_selected",
        "_selected_action": [row.pk for row in rows],
    }
    client = client_of(inspector)

    asked = client.post(address, selected).content.decode()
    done = client.post(
        address, {**selected, **PROPOSED_IN_FORM, "on_error": "skip", "apply": "yes"}, follow=True
    ).content.decode()

    assert all(str(row) in asked for row in rows)
    assert f"{rows[0]}: Propose closure: not while its status is closure proposed." in done
    assert "Propose closure: done for 2." in done
    for row in rows:
        row.refresh_from_db()
    assert {row.status for row in rows} == {"closure_proposed"}


def test_list_approves_and_refuses_what_others_proposed(client_of, inspector, lead_inspector):
    own, others = make.ConcernFactory(), make.ConcernFactory()
    propose(own, lead_inspector)
    propose(others, inspector)
    address = reverse("admin:concerns_concern_changelist")
    values = {"_selected_action": [own.pk, others.pk], "apply": "yes", "on_error": "skip"}
    values["happened_on"] = "2022-10-28"
    client = client_of(lead_inspector)

    approved = client.post(
        address, {**values, "action": "approve_closure_of_selected"}, follow=True
    ).content.decode()
    client.post(
        address,
        {**values, "action": "refuse_closure_of_selected", "note": "Not yet."},
        follow=True,
    )

    own.refresh_from_db()
    others.refresh_from_db()
    assert f"{own}: Whoever proposed closure does not approve it" in approved
    assert (own.status, others.status) == ("open", "closed_complete")


def test_choice_is_nothing_if_any_is_refused(client_of, force, inspector):
    rows = [make.RecommendationFactory(concern__force=force) for _ in range(2)]
    propose(rows[0], inspector)
    address = reverse("admin:concerns_recommendation_changelist")
    sent = {
        "action": "propose_closure_of_selected",
        "_selected_action": [row.pk for row in rows],
        **PROPOSED_IN_FORM,
        "on_error": "all_or_nothing",
        "apply": "yes",
    }

    answer = client_of(inspector).post(address, sent)

    page = answer.content.decode()
    assert f"{rows[0]}: Propose closure: not while" in page
    assert f"{rows[1]}: it can be done." in page
    assert "Nothing is done yet." in page
    assert PROPOSED_IN_FORM["note"] in page  # what was typed stays
    rows[1].refresh_from_db()
    assert rows[1].status == "open"


def test_look_beforehand_tells_and_changes_nothing(client_of, inspector, lead_inspector):
    own, others = make.ConcernFactory(), make.ConcernFactory()
    propose(own, lead_inspector)
    propose(others, inspector)
    sent = {
        "action": "approve_closure_of_selected",
        "_selected_action": [own.pk, others.pk],
        "happened_on": "2022-10-28",
        "on_error": "skip",
        "look": "yes",
    }

    page = client_of(lead_inspector).post(reverse("admin:concerns_concern_changelist"), sent)

    told = {each.row: (each.result, each.reasons) for each in page.context["told"]}
    assert told[others] == ("done", [])
    assert told[own] == ("refused", [NOT_BY_PROPOSER])
    assert not page.context["stored"]
    others.refresh_from_db()
    assert others.status == "closure_proposed"


def test_officer_claims_on_own_force_and_is_told_of_the_other(
    client_of, liaison_officer, force, other_force
):
    own = make.ConcernFactory(force=force)
    sent = {
        "action": "claim_complete_of_selected",
        "_selected_action": [own.pk, make.ConcernFactory(force=other_force).pk],
        "happened_on": "2022-10-28",
        "on_error": "skip",
        "apply": "yes",
    }

    client_of(liaison_officer).post(reverse("admin:concerns_concern_changelist"), sent)

    own.refresh_from_db()
    assert own.force_status == "claimed_complete"


def test_actions_are_moved_on_in_the_list(client_of, inspector, improvement):
    rows = [make.ActionFactory(concern=improvement) for _ in range(2)]
    sent = {
        "action": "start_of_selected",
        "_selected_action": [row.pk for row in rows],
        "happened_on": today().isoformat(),
        "on_error": "skip",
        "apply": "yes",
    }

    answer = client_of(inspector).post(reverse("admin:concerns_action_changelist"), sent)

    assert answer.status_code == 302, answer.context["told"]
    for row in rows:
        row.refresh_from_db()
    assert {row.state for row in rows} == {"in_progress"}


INSIDE = {"propose_closure", "revisit", "comment", "inherit"}
LEAD = {"approve_closure", "refuse_closure", "record_closure", "reopen", "withdraw"}
OFFICER = {"claim_progress", "claim_complete", "promise", "comment"}


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        ("inspector", INSIDE),
        ("lead_inspector", INSIDE | LEAD),
        ("liaison_officer", OFFICER),
        ("analyst", set()),
    ],
)
def test_list_offers_what_the_role_may(client_of, request, improvement, person, offered):
    answer = client_of(request.getfixturevalue(person)).get(
        reverse("admin:concerns_concern_changelist")
    )

    form = answer.context["action_form"]
    found = {value for value, _ in form.fields["action"].choices if value} if form else set()
    assert found == {f"{verb}_of_selected" for verb in offered}
