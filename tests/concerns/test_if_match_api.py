"""Verbs at addresses of their own honour the version that somebody decided upon."""

import datetime as dt

import pytest

from concerns.models import Concern
from tests.concerns.closing import letter_to, propose


@pytest.fixture
def strike_out(improvement, inspector):
    """The event that has brought its concern to the second version."""
    event = propose(improvement, inspector)
    return f"events/{event.pk}", "strike-out", {"note": "Another concern was meant."}


@pytest.fixture
def hand_on(force, other_force, improvement):
    force.existed_until, force.succeeded_by = dt.date(2023, 4, 1), other_force
    force.save()
    return f"forces/{force.slug}", "hand-on", {"happened_on": "2023-04-01"}


@pytest.fixture
def release(force):
    letter = letter_to(force, draft=True)
    letter.note = "Agreed."
    letter.save()
    return f"publications/{letter.reference}", "release", {"sent_on": "2022-01-01"}


@pytest.mark.parametrize("verb", ["strike_out", "hand_on", "release"])
@pytest.mark.parametrize(
    ("header", "status"), [('"2"', 200), ("*", 200), ('"1"', 412), ('"3"', 412), ("2", 412)]
)
def test_version_that_was_decided_upon_is_honoured(
    request, post, api_client, lead_inspector, verb, header, status
):
    record, address, values = request.getfixturevalue(verb)
    api_client.force_authenticate(lead_inspector)
    before = api_client.get(f"/api/v1/{record}/").json()

    answer = post(lead_inspector, f"{record}/{address}", values, **{"If-Match": header})

    assert before["version"] == 2
    assert answer.status_code == status, answer.content
    after = api_client.get(f"/api/v1/{record}/").json()
    is_done = after != before or Concern.objects.filter(reference__endswith="-inherited").exists()
    assert is_done == (status == 200)


def test_event_of_a_record_changed_since_is_not_struck_out(post, strike_out, lead_inspector):
    record, address, values = strike_out
    refuse = {"note": "Not yet."}
    concern = Concern.objects.get()
    assert post(lead_inspector, f"concerns/{concern.pk}/refuse-closure", refuse).status_code == 200

    stale = post(lead_inspector, f"{record}/{address}", values, **{"If-Match": '"2"'})

    assert (stale.status_code, stale.json()["title"]) == (412, "Precondition Failed")
    concern.refresh_from_db()
    assert (concern.status, concern.version) == ("open", 3)
