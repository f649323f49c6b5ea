"""Closing proposed, approved and refused for the rows selected in a list."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.concerns.closing import (
    PROPOSED_IN_FORM,
    propose,
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
        address, {**selected, **PROPOSED_IN_FORM, "apply": "yes"}, follow=True
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
    values = {"_selected_action": [own.pk, others.pk], "apply": "yes", "happened_on": "2022-10-28"}
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


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        ("inspector", {"propose_closure_of_selected", "inherit_of_selected"}),
        (
            "lead_inspector",
            {
                "propose_closure_of_selected",
                "approve_closure_of_selected",
                "refuse_closure_of_selected",
                "inherit_of_selected",
            },
        ),
        ("liaison_officer", set()),
        ("analyst", set()),
    ],
)
def test_list_offers_what_the_role_may(client_of, request, improvement, person, offered):
    answer = client_of(request.getfixturevalue(person)).get(
        reverse("admin:concerns_concern_changelist")
    )

    form = answer.context["action_form"]
    found = {value for value, _ in form.fields["action"].choices if value} if form else set()
    assert found == offered
