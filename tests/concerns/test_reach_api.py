"""Who sees what: role x own or other force x draft, sent, published x list and detail."""

import pytest

from api.writing import EditsRows
from concerns.models import Event
from tests import factories, reach
from tests.concerns.test_lists_api import VIEWS

FOLLOWING = {**reach.INSPECTIONS, **reach.CONCERNS}


@pytest.fixture
def force(db, liaison_officer, other_liaison_officer):
    own = factories.ForceFactory()
    own.liaison_officers.add(liaison_officer)
    factories.ForceFactory().liaison_officers.add(other_liaison_officer)
    return own


@pytest.fixture
def sees(api_client):
    """Whether the person finds the row in the list; its own address has to agree."""

    def ask(resource, row, person):
        api_client.force_authenticate(person)
        key = reach.key_of(resource, row)
        listed = api_client.get(f"/api/v1/{resource}/")
        assert listed.status_code == 200, listed.content
        alone = api_client.get(f"/api/v1/{resource}/{key}/")
        seen = key in reach.keys_in(resource, listed.json())
        assert alone.status_code == (200 if seen else 404), alone.content
        return seen

    return ask


@pytest.mark.parametrize("stage", reach.STAGES)
@pytest.mark.parametrize("resource", FOLLOWING)
def test_row_is_seen_as_its_publication_is(request, force, inspector, sees, resource, stage):
    row = FOLLOWING[resource](force, stage)
    assert sees(resource, row, inspector)  # it exists
    for person in reach.PEOPLE:
        expected = stage in reach.SEES_FROM[person]
        assert sees(resource, row, request.getfixturevalue(person)) is expected, person


@pytest.mark.parametrize("resource", reach.REFERENCE)
def test_reference_data_is_seen_by_everybody(request, force, sees, resource):
    row = reach.REFERENCE[resource](force, "draft")
    for person in reach.PEOPLE:
        assert sees(resource, row, request.getfixturevalue(person)), person


@pytest.mark.parametrize("resource", ["responses", "answers"])
def test_response_is_seen_as_its_publication_is(request, force, sees, resource):
    row = reach.EVERYTHING[resource](force, "published")
    for person in reach.PEOPLE:
        expected = "published" in reach.SEES_FROM[person]
        assert sees(resource, row, request.getfixturevalue(person)) is expected, person


@pytest.mark.parametrize("stage", reach.STAGES)
def test_action_is_for_inspectorate_and_force(request, force, sees, stage):
    row = reach.action(force, stage)
    for person in reach.PEOPLE:
        expected = stage in reach.SEES_FROM[person] and person != "analyst"
        assert sees("actions", row, request.getfixturevalue(person)) is expected, person


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("inspectorate", {"inspector", "lead_inspector"}),
        ("force", {"inspector", "lead_inspector", "liaison_officer"}),
        ("everyone", {"inspector", "lead_inspector", "liaison_officer", "analyst"}),
    ],
)
def test_event_is_for_its_audience(request, force, sees, audience, readers):
    row = reach.event(force, "published", audience=audience)
    for person in reach.PEOPLE:
        assert sees("events", row, request.getfixturevalue(person)) is (person in readers), person


def test_event_of_recommendation_and_action_follows_it(force, analyst, liaison_officer, sees):
    action = reach.action(force, "published")
    of_action = Event.objects.get(action=action)
    of_recommendation = Event.objects.get(recommendation=action.recommendation)
    assert sees("events", of_recommendation, analyst)
    assert not sees("events", of_action, analyst)
    assert sees("events", of_action, liaison_officer)


@pytest.mark.parametrize("resource", reach.EVERYTHING)
def test_nobody_unknown_reads(db, api_client, resource):
    answer = api_client.get(f"/api/v1/{resource}/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


EDITED = {resource for resource, view in VIEWS.items() if issubclass(view, EditsRows)}


@pytest.mark.parametrize("resource", reach.EVERYTHING)
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_is_replaced_deleted_or_edited_unread(
    force, lead_inspector, api_client, resource, method
):
    row = reach.EVERYTHING[resource](force, "published")
    api_client.force_authenticate(lead_inspector)
    address = f"/api/v1/{resource}/{reach.key_of(resource, row)}/"
    unread = 428 if method == "patch" and resource in EDITED else 405
    assert getattr(api_client, method)(address, {}).status_code == unread
