"""Closing in the admin: offered or explained, and done by two people."""

from django.urls import reverse

from tests import factories as make
from tests.concerns.closing import (
    APPROVED_ON,
    PROPOSED_IN_FORM,
    letter_to,
    page_of,
    propose,
    step_of,
)


def test_page_offers_what_may_be_done_and_says_why_not(client_of, improvement, inspector):
    page = client_of(inspector).get(page_of(improvement)).content.decode()

    assert f'href="{step_of(improvement, "propose-closure")}">Propose closure</a>' in page
    assert "Approve closure, Refuse closure, " in page
    assert "</dt><dd>A lead inspector decides this.</dd>" in page
    assert " style=" not in page


def test_proposer_reads_why_they_do_not_approve(client_of, improvement, lead_inspector):
    propose(improvement, lead_inspector)

    page = client_of(lead_inspector).get(page_of(improvement)).content.decode()

    assert "<dt>Approve closure</dt><dd>Whoever proposed closure does not approve it" in page
    assert "Closure was proposed by lead_inspector on 3 March 2022: closed as complete." in page


def test_closing_by_two_people(client_of, improvement, inspector, lead_inspector):
    proposed = client_of(inspector).post(step_of(improvement, "propose-closure"), PROPOSED_IN_FORM)
    assert proposed.status_code == 302, proposed.content
    approved = client_of(lead_inspector).post(
        step_of(improvement, "approve-closure"), {"happened_on": "2022-10-28"}
    )

    assert approved["Location"] == page_of(improvement)
    improvement.refresh_from_db()
    assert (improvement.status, improvement.status_since_on) == ("closed_complete", APPROVED_ON)
    assert improvement.events.get(kind="closure_approved").route == "admin"


def test_cause_is_proposed_with_what_becomes_of_its_recommendations(
    client_of, force, inspector, lead_inspector
):
    cause = make.ConcernFactory(cause=True, force=force)
    put = make.RecommendationFactory(concern=cause)
    letter = letter_to(force)
    client = client_of(inspector)

    bare = client.post(step_of(cause, "propose-closure"), PROPOSED_IN_FORM)
    client.post(
        step_of(cause, "propose-closure"),
        {**PROPOSED_IN_FORM, f"becomes_of_{put.pk}": "closed_no_further_action"},
    )
    client_of(lead_inspector).post(
        step_of(cause, "approve-closure"),
        {"happened_on": "2022-10-28", "publication": letter.pk},
    )

    assert f"Open: {put.reference}." in bare.content.decode()
    cause.refresh_from_db()
    put.refresh_from_db()
    assert (cause.status, put.status) == ("closed_complete", "closed_no_further_action")


def test_event_is_struck_out_on_its_page(client_of, improvement, inspector, lead_inspector):
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
