"""No body makes a verb fail: whatever is sent, the answer is a refusal in words or the record."""

import pytest

from concerns.serializers.verbs import ENTRIES
from concerns.transitions import BY_VERB
from tests import factories as make

JUNK = [None, True, 10**30, "", "\0", "x" * 10_000, [None], {"a": [1]}]
RECORDS = {
    "concern": lambda force: make.ConcernFactory(force=force),
    "recommendation": lambda force: make.RecommendationFactory(concern__force=force),
    "action": lambda force: make.ActionFactory(concern__force=force),
}
DAYS = ["0001-01-01", "9999-12-31"]


def person_for(request, verb):
    claims = BY_VERB[verb].permission == "claim_progress"
    return request.getfixturevalue("liaison_officer" if claims else "lead_inspector")


@pytest.mark.parametrize(("subject", "verb"), list(ENTRIES))
def test_junk_in_any_field_is_refused_in_words(request, post, force, subject, verb):
    record = RECORDS[subject](force)
    address = f"{subject}s/{record.pk}/{BY_VERB[verb].address}"
    by = person_for(request, verb)

    for name in ENTRIES[subject, verb]().fields:
        for value in [*JUNK, *DAYS]:
            answer = post(by, address, {"note": "Said.", name: value})
            assert answer.status_code in {200, 201, 400}, (name, value, answer.content)
            if answer.status_code == 400:
                problem = answer.json()
                assert problem.get("detail") or all(f["detail"] for f in problem["errors"])


@pytest.mark.parametrize("body", [[], "text", 7, None, [{}]])
def test_body_that_is_no_object_is_refused(post, force, inspector, body):
    record = make.ConcernFactory(force=force)

    answer = post(inspector, f"concerns/{record.pk}/comment", body)

    assert answer.status_code == 400


@pytest.mark.parametrize("key", ["0", "x", "99999999999999999999", "-1", "%00", "1.5"])
def test_key_that_is_none_is_not_found(post, inspector, key):
    assert post(inspector, f"concerns/{key}/comment", {"note": "Said."}).status_code == 404
