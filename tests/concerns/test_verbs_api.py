"""Verbs by the API: who may, what is answered, and what a refusal says."""

import datetime as dt

import pytest

from accounts.roles import TokenScope
from tests import factories as make
from tests import reach
from tests.accounts.factories import make_token
from tests.concerns.closing import LINKS, letter_to, propose, today

PROPOSAL = {"outcome": "closed_complete", "note": "Seen on site.", "evidence_links": LINKS}


@pytest.fixture
def post(api_client):
    def send(by, address, data=None, **headers):
        api_client.force_authenticate(by)
        return api_client.post(f"/api/v1/{address}/", data or {}, format="json", headers=headers)

    return send


@pytest.fixture
def improvement(force):
    return make.ConcernFactory(force=force)


def fault_of(answer):
    (fault,) = answer.json()["errors"]
    return fault


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


@pytest.mark.parametrize(
    ("data", "pointer", "code"),
    [
        ({**PROPOSAL, "note": ""}, "/note", "blank"),
        ({**PROPOSAL, "outcome": "done"}, "/outcome", "invalid_choice"),
        ({**PROPOSAL, "evidence_links": []}, "/evidence_links", "evidence_missing"),
        ({**PROPOSAL, "evidence_links": ["no"]}, "/evidence_links/0", "invalid"),
        ({**PROPOSAL, "publication": "none-such"}, "/publication", "does_not_exist"),
        ({**PROPOSAL, "happened_on": "2021-09-29"}, "/happened_on", "event_not_before_last"),
        ({**PROPOSAL, "happened_on": "2999-01-01"}, "/happened_on", "event_not_in_future"),
        ({**PROPOSAL, "happend_on": "2022-01-01"}, "/happend_on", "unknown_field"),
    ],
)
def test_bad_input_is_told_where_and_what(post, improvement, inspector, data, pointer, code):
    answer = post(inspector, f"concerns/{improvement.pk}/propose-closure", data)

    assert answer.status_code == 400, answer.content
    assert (fault_of(answer)["pointer"], fault_of(answer)["code"]) == (pointer, code)
    improvement.refresh_from_db()
    assert improvement.status == "open"


def test_unknown_verb_is_not_found_and_a_verb_is_not_read(post, api_client, improvement, inspector):
    unknown = post(inspector, f"concerns/{improvement.pk}/finish")
    read = api_client.get(f"/api/v1/concerns/{improvement.pk}/withdraw/")
    patched = api_client.patch(f"/api/v1/concerns/{improvement.pk}/", {"status": "withdrawn"})

    assert (unknown.status_code, read.status_code, patched.status_code) == (404, 405, 405)


ACCESS = [
    ("concerns", "claim-complete", {}, {"liaison_officer"}),
    ("concerns", "promise", {"promised_on": "2999-01-01"}, {"liaison_officer"}),
    ("concerns", "propose-closure", PROPOSAL, {"inspector", "lead_inspector"}),
    ("concerns", "withdraw", {"note": "Raised twice."}, {"lead_inspector"}),
    (
        "concerns",
        "comment",
        {"note": "Spoke to each other."},
        {"inspector", "lead_inspector", "liaison_officer"},
    ),
    ("concerns", "revisit", {"assessment": "no_progress"}, {"inspector", "lead_inspector"}),
    ("actions", "start", {}, {"inspector", "lead_inspector", "liaison_officer"}),
]


@pytest.mark.parametrize("stage", reach.STAGES)
@pytest.mark.parametrize("person", reach.PEOPLE)
@pytest.mark.parametrize(
    ("resource", "verb", "data", "may"), ACCESS, ids=lambda value: value if value else None
)
def test_verb_is_for_its_people_within_reach(
    request, post, force, other_force, person, stage, resource, verb, data, may
):
    row = reach.EVERYTHING[resource](force, stage)

    answer = post(request.getfixturevalue(person), f"{resource}/{row.pk}/{verb}", data)

    sees = stage in reach.SEES_FROM[person] and not (resource == "actions" and person == "analyst")
    assert answer.status_code == (404 if not sees else 200 if person in may else 403), (
        answer.content
    )


@pytest.mark.parametrize(
    ("scopes", "status"),
    [((TokenScope.READ,), 403), ((TokenScope.READINGS,), 403), ((TokenScope.VERBS,), 200)],
)
def test_token_needs_the_scope(api_client, improvement, inspector, scopes, status):
    _, secret = make_token(inspector, scopes=scopes)

    answer = api_client.post(
        f"/api/v1/concerns/{improvement.pk}/comment/",
        {"note": "By a program."},
        format="json",
        headers={"Authorization": f"Bearer {secret}"},
    )

    assert answer.status_code == status
    assert status == 200 or answer.json()["detail"] == "The token has no scope verbs."


@pytest.mark.parametrize(
    ("header", "status"), [('"1"', 200), ("*", 200), ('"2"', 412), ("1", 412), ('W/"1"', 412)]
)
def test_version_that_was_decided_upon_is_honoured(post, improvement, inspector, header, status):
    answer = post(
        inspector, f"concerns/{improvement.pk}/propose-closure", PROPOSAL, **{"If-Match": header}
    )

    assert answer.status_code == status
    assert answer.json().get("title") == (
        "Precondition Failed" if status == 412 else "Response to the public"
    )
    improvement.refresh_from_db()
    assert improvement.version == (2 if status == 200 else 1)


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


def test_lines_are_drawn_by_reference(post, force, inspector):
    one, two, later = (make.ConcernFactory(force=force) for _ in range(3))
    unseen = {"later": "none-such"}

    refused = post(inspector, f"concerns/{one.pk}/merge", unseen)
    merged = post(
        inspector,
        f"concerns/{one.pk}/merge",
        {"later": later.reference, "others": [two.reference]},
    )

    assert fault_of(refused)["pointer"] == "/later"
    assert merged.status_code == 200, merged.content
    assert [line["concern"]["reference"] for line in merged.json()["later"]] == [later.reference]
    assert later.earlier_lines.count() == 2


def test_recommendation_is_added(post, force, inspector):
    cause = make.ConcernFactory(cause=True, force=force)
    data = {
        "reference": "C1.1",
        "text": "Publish the plan.",
        "deadline_kind": "within_period",
        "deadline_months": 3,
        "happened_on": "2021-09-30",
    }

    answer = post(inspector, f"concerns/{cause.pk}/add-recommendation", data)
    bad = post(
        inspector,
        f"concerns/{cause.pk}/add-recommendation",
        {**data, "reference": "C1.2", "deadline_on": "2022-01-01"},
    )

    assert answer.status_code == 201, answer.content
    (put,) = answer.json()["recommendations"]
    assert (put["reference"], put["due_on"]) == ("C1.1", "2021-12-30")
    assert fault_of(bad)["code"] == "wording_deadline_fits_kind"


def test_force_hands_on(post, force, other_force, improvement, inspector, analyst):
    force.existed_until, force.succeeded_by = dt.date(2023, 4, 1), other_force
    force.save()

    refused = post(analyst, f"forces/{force.slug}/hand-on")
    answer = post(inspector, f"forces/{force.slug}/hand-on", {"happened_on": "2023-04-01"})

    assert (refused.status_code, answer.status_code) == (403, 200)
    assert other_force.concerns.get().reference == f"{improvement.reference}-inherited"


def test_claim_by_the_api(post, force, liaison_officer):
    put = make.RecommendationFactory(concern__force=force)

    answer = post(liaison_officer, f"recommendations/{put.pk}/claim-progress")
    again = post(liaison_officer, f"recommendations/{put.pk}/claim-progress")

    assert (answer.status_code, answer.json()["force_status"]) == (200, "in_progress")
    assert fault_of(again)["code"] == "unchanged"


def test_detail_says_what_the_caller_may(api_client, force, inspector, liaison_officer):
    put = make.RecommendationFactory(concern__force=force)

    def allowed(by):
        api_client.force_authenticate(by)
        row = api_client.get(f"/api/v1/recommendations/{put.pk}/").json()
        return {each["verb"]: each["reason"] for each in row["allowed_transitions"]}

    inside, outside = allowed(inspector), allowed(liaison_officer)
    assert inside["propose-closure"] == ""
    assert inside["approve-closure"] == "A lead inspector decides this."
    assert inside["claim-complete"] == (
        "A liaison officer of the force claims progress and promises."
    )
    assert outside["claim-complete"] == ""
    assert outside["propose-closure"] == "An inspector proposes closure."
    assert list(inside) == list(outside)


def test_force_learns_nothing_of_a_proposal_but_the_status(
    api_client, improvement, inspector, liaison_officer
):
    propose(improvement, inspector)
    api_client.force_authenticate(liaison_officer)

    row = api_client.get(f"/api/v1/concerns/{improvement.pk}/").json()
    log = api_client.get(f"/api/v1/events/?concern={improvement.reference}").json()["results"]

    assert (row["status"], row["closure"]) == ("closure_proposed", None)
    assert [event["kind"] for event in log] == ["opened"]
