"""Closing by the API: by two people, a cause by its letter; mistakes struck out."""

from tests import factories as make
from tests.concerns.closing import PROPOSAL, fault_of, letter_to, propose, today


def test_closing_by_the_api(post, improvement, inspector, lead_inspector):
    address = f"concerns/{improvement.pk}"

    proposed = post(inspector, f"{address}/propose-closure", PROPOSAL)
    refused = post(inspector, f"{address}/approve-closure")
    closed = post(lead_inspector, f"{address}/approve-closure")

    assert proposed.status_code == 200, proposed.content
    assert proposed.json()["status"] == "closure_proposed"
    assert proposed.json()["closure"] == {
        "outcome": "closed_complete",
        "proposed_on": str(today()),
        "approved_on": None,
        "letter": None,
    }
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "A lead inspector decides this.",
    )
    assert (closed.status_code, closed.json()["status"]) == (200, "closed_complete")
    assert set(closed.json()) == set(proposed.json())
    assert improvement.events.get(kind="closure_approved").route == "api"


def test_proposer_is_refused_in_the_rules_words(post, improvement, lead_inspector):
    propose(improvement, lead_inspector)

    answer = post(lead_inspector, f"concerns/{improvement.pk}/approve-closure")

    assert answer.status_code == 400
    assert fault_of(answer) == {
        "pointer": "",
        "detail": (
            "Whoever proposed closure does not approve it, whatever their role: another lead "
            "inspector does."
        ),
        "code": "event_approver_is_not_proposer",
    }


def test_cause_waits_for_its_letter_and_closes_by_it(post, force, inspector, lead_inspector):
    cause = make.ConcernFactory(cause=True, force=force)
    put = make.RecommendationFactory(concern=cause)
    letter = letter_to(force, draft=True)
    outcomes = [{"recommendation": put.reference, "outcome": "closed_complete"}]
    address = f"concerns/{cause.pk}"

    post(inspector, f"{address}/propose-closure", {**PROPOSAL, "recommendations": outcomes})
    approval = {"publication": letter.reference}
    waiting = post(lead_inspector, f"{address}/approve-closure", approval).json()
    sent = post(
        lead_inspector, f"publications/{letter.reference}/release", {"sent_on": str(today())}
    )

    assert (waiting["status"], waiting["closure"]["letter"]) == (
        "closure_proposed",
        letter.reference,
    )
    assert (sent.status_code, sent.json()["state"]) == (200, "sent")
    cause.refresh_from_db()
    put.refresh_from_db()
    assert (cause.status, put.status) == ("closed_complete", "closed_complete")


def test_release_is_a_lead_inspectors(post, force, inspector, liaison_officer):
    letter = letter_to(force, draft=True)
    address = f"publications/{letter.reference}/release"

    answers = [post(by, address, {"sent_on": "2022-01-01"}) for by in (inspector, liaison_officer)]

    assert [answer.status_code for answer in answers] == [403, 404]
    assert answers[0].json()["detail"] == "A lead inspector sends and publishes."


def test_event_is_struck_out(post, improvement, inspector, lead_inspector):
    event = propose(improvement, inspector)
    address = f"events/{event.pk}/strike-out"

    bare = post(inspector, address)
    struck = post(inspector, address, {"note": "Another concern was meant."})
    again = post(inspector, address, {"note": "Another concern was meant."})

    assert fault_of(bare)["pointer"] == "/note"
    assert (struck.status_code, struck.json()["id"]) == (200, event.pk)
    assert struck.json()["struck_out_by"] == event.struck_out_by.pk
    assert again.status_code == 400
    improvement.refresh_from_db()
    assert improvement.status == "open"


def test_force_learns_nothing_of_a_proposal_but_the_status(
    api_client, improvement, inspector, liaison_officer
):
    propose(improvement, inspector)
    api_client.force_authenticate(liaison_officer)

    row = api_client.get(f"/api/v1/concerns/{improvement.pk}/").json()
    log = api_client.get(f"/api/v1/events/?concern={improvement.reference}").json()["results"]

    assert (row["status"], row["closure"]) == ("closure_proposed", None)
    assert [event["kind"] for event in log] == ["opened"]
