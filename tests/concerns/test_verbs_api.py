"""Verbs by the API: who may, which tokens, which version, and what bad input is told."""

import pytest

from accounts.roles import TokenScope
from tests import reach
from tests.accounts.factories import make_token
from tests.concerns.closing import PROPOSAL, fault_of


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

    assert (unknown.status_code, read.status_code) == (404, 405)


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
