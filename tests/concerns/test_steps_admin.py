"""Next steps in the admin: offered, refused with the reason in their place, and done."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from concerns.transitions import TRANSITIONS
from tests import factories as make
from tests import reach
from tests.concerns.closing import APPROVED_ON, LINKS, letter_to, propose


def client_of(person, **options):
    client = Client(**options)
    client.force_login(person)
    return client


def page_of(record):
    return reverse(f"admin:concerns_{record._meta.model_name}_change", args=[record.pk])


def step_of(record, verb):
    return reverse(f"admin:concerns_{record._meta.model_name}_step", args=[record.pk, verb])


@pytest.fixture
def improvement(force):
    return make.ConcernFactory(force=force)


PROPOSAL = {
    "outcome": "closed_complete",
    "note": "Seen on site.",
    "evidence_links": LINKS[0],
    "happened_on": "2022-03-03",
    "version": "1",
}


def test_page_offers_what_may_be_done_and_says_why_not(improvement, inspector):
    page = client_of(inspector).get(page_of(improvement)).content.decode()

    assert f'href="{step_of(improvement, "propose-closure")}">Propose closure</a>' in page
    assert "<dt>Approve closure</dt><dd>A lead inspector decides this.</dd>" in page
    assert " style=" not in page


def test_proposer_reads_why_they_do_not_approve(improvement, lead_inspector):
    propose(improvement, lead_inspector)

    page = client_of(lead_inspector).get(page_of(improvement)).content.decode()

    assert "<dt>Approve closure</dt><dd>Whoever proposed closure does not approve it" in page
    assert "Closure was proposed by lead_inspector on 3 March 2022: closed as complete." in page


def test_closing_by_two_people(improvement, inspector, lead_inspector):
    proposed = client_of(inspector).post(step_of(improvement, "propose-closure"), PROPOSAL)
    assert proposed.status_code == 302, proposed.content
    approved = client_of(lead_inspector).post(
        step_of(improvement, "approve-closure"), {"happened_on": "2022-10-28"}
    )

    assert approved["Location"] == page_of(improvement)
    improvement.refresh_from_db()
    assert (improvement.status, improvement.status_since_on) == ("closed_complete", APPROVED_ON)
    assert improvement.events.get(kind="closure_approved").route == "admin"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"note": ""}, "This field is required."),
        ({"evidence_links": ""}, "complete takes an address of evidence or a publication."),
        ({"happened_on": "2021-09-29"}, "not before the last change of a position"),
        ({"happened_on": "2999-01-01"}, "happened_on: today or earlier."),
        ({"version": "7"}, "it was at version 7 and is at 1."),
    ],
)
def test_refusal_stands_in_the_form_and_what_was_typed_is_kept(
    improvement, inspector, values, sentence
):
    answer = client_of(inspector).post(
        step_of(improvement, "propose-closure"), {**PROPOSAL, **values}
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert 'value="closed_complete" required' in page or "checked" in page
    improvement.refresh_from_db()
    assert improvement.status == "open"


def test_step_needs_its_token_against_forgery(improvement, inspector):
    client = client_of(inspector, enforce_csrf_checks=True)

    assert client.post(step_of(improvement, "propose-closure"), PROPOSAL).status_code == 403


@pytest.mark.parametrize("stage", reach.STAGES)
@pytest.mark.parametrize("person", reach.PEOPLE)
@pytest.mark.parametrize(
    ("verb", "may"),
    [
        ("claim-complete", {"liaison_officer"}),
        ("propose-closure", {"inspector", "lead_inspector"}),
        ("withdraw", {"lead_inspector"}),
        ("comment", {"inspector", "lead_inspector", "liaison_officer"}),
    ],
)
def test_step_is_for_its_people_within_reach(request, force, other_force, person, stage, verb, may):
    row = reach.concern(force, stage)

    answer = client_of(request.getfixturevalue(person)).get(step_of(row, verb))

    sees = stage in reach.SEES_FROM[person]
    assert answer.status_code == (404 if not sees else 200 if person in may else 403)


def test_step_that_is_over_leads_back_saying_why(improvement, inspector):
    propose(improvement, inspector)

    answer = client_of(inspector).get(step_of(improvement, "propose-closure"), follow=True)

    assert "Propose closure: not while it is closure proposed." in answer.content.decode()


def test_unknown_step_is_not_found(improvement, inspector):
    assert client_of(inspector).get(step_of(improvement, "finish")).status_code == 404


@pytest.mark.parametrize(
    ("subject", "verb"), [(s, t.verb) for t in TRANSITIONS for s in t.subjects]
)
def test_every_step_has_a_page(request, force, subject, verb):
    force.existed_until, force.succeeded_by = dt.date(2030, 1, 1), make.ForceFactory()
    force.save()
    record = {
        "concern": lambda: make.ConcernFactory(force=force),
        "recommendation": lambda: make.RecommendationFactory(concern__force=force),
        "action": lambda: make.ActionFactory(concern__force=force),
    }[subject]()
    (transition,) = [t for t in TRANSITIONS if t.verb == verb]
    if transition.sources:
        type(record)._base_manager.filter(pk=record.pk).update(
            **{record.standing_field: transition.sources[0]}
        )
    claims = transition.permission == "claim_progress"
    person = request.getfixturevalue("liaison_officer" if claims else "lead_inspector")

    answer = client_of(person).get(step_of(record, transition.address))

    if (subject, verb) == ("recommendation", "inherit"):
        assert answer.status_code == 302  # with its concern
        return
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'value="{transition.label}"' in page
    assert all(f'name="{name}"' in page for name in ("happened_on", "note"))


def test_cause_is_proposed_with_what_becomes_of_its_recommendations(
    force, inspector, lead_inspector
):
    cause = make.ConcernFactory(cause=True, force=force)
    put = make.RecommendationFactory(concern=cause)
    letter = letter_to(force)
    client = client_of(inspector)

    bare = client.post(step_of(cause, "propose-closure"), PROPOSAL)
    client.post(
        step_of(cause, "propose-closure"),
        {**PROPOSAL, f"becomes_of_{put.pk}": "closed_no_further_action"},
    )
    client_of(lead_inspector).post(
        step_of(cause, "approve-closure"),
        {"happened_on": "2022-10-28", "publication": letter.pk},
    )

    assert f"Open: {put.reference}." in bare.content.decode()
    cause.refresh_from_db()
    put.refresh_from_db()
    assert (cause.status, put.status) == ("closed_complete", "closed_no_further_action")


def test_event_is_struck_out_on_its_page(improvement, inspector, lead_inspector):
    event = propose(improvement, lead_inspector)
    address = reverse("admin:concerns_event_strike_out", args=[event.pk])
    shown = reverse("admin:concerns_event_change", args=[event.pk])

    refused = client_of(inspector).get(shown).content.decode()
    assert "Whoever recorded an event strikes it out, or a lead inspector." in refused
    assert client_of(inspector).get(address).status_code == 403
    answer = client_of(lead_inspector).post(address, {"note": "Another concern was meant."})

    assert answer.status_code == 302
    improvement.refresh_from_db()
    assert improvement.status == "open"


def test_list_proposes_for_the_selected_and_names_who_is_refused(force, inspector):
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
        address, {**selected, **PROPOSAL, "apply": "yes"}, follow=True
    ).content.decode()

    assert all(str(row) in asked for row in rows)
    assert f"{rows[0]}: Propose closure: not while it is closure proposed." in done
    assert "Propose closure: done for 2." in done
    for row in rows:
        row.refresh_from_db()
    assert {row.status for row in rows} == {"closure_proposed"}


def test_list_approves_and_refuses_what_others_proposed(inspector, lead_inspector):
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
        ("inspector", {"propose_closure_of_selected"}),
        (
            "lead_inspector",
            {
                "propose_closure_of_selected",
                "approve_closure_of_selected",
                "refuse_closure_of_selected",
            },
        ),
        ("liaison_officer", set()),
        ("analyst", set()),
    ],
)
def test_list_offers_what_the_role_may(request, improvement, person, offered):
    answer = client_of(request.getfixturevalue(person)).get(
        reverse("admin:concerns_concern_changelist")
    )

    form = answer.context["action_form"]
    found = {value for value, _ in form.fields["action"].choices if value} if form else set()
    assert found == offered
