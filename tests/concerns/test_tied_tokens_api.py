"""A token tied to forces reaches their rows only, of what its owner reaches: every list and row."""

import pytest

from concerns.models import Event
from tests import factories, reach
from tests.tied import session_of, tied_client

OF_A_FORCE = {
    **reach.INSPECTIONS,
    **reach.CONCERNS,
    "actions": reach.action,
    "responses": reach.response,
}
OWNERS = {"inspector": "draft", "liaison_officer": "sent", "analyst": "published"}
"""Each with the earliest stage of a publication that they reach."""
CASES = [
    (owner, "published" if resource == "responses" else stage, resource)
    for owner, stage in OWNERS.items()
    for resource in OF_A_FORCE
    if (owner, resource) != ("analyst", "actions")
]


@pytest.fixture
def forces(db, liaison_officer):
    """A force and another, which the liaison officer both speaks for."""
    made = factories.ForceFactory(), factories.ForceFactory()
    for force in made:
        force.liaison_officers.add(liaison_officer)
    return made


def listed(client, resource):
    answer = client.get(f"/api/v1/{resource}/?with_total=true")
    assert answer.status_code == 200, answer.content
    keys = reach.keys_in(resource, answer.json())
    assert answer.json()["total"] == len(keys)
    return keys


def status_of(client, resource, key):
    return client.get(f"/api/v1/{resource}/{key}/").status_code


@pytest.mark.parametrize(("owner", "stage", "resource"), CASES)
def test_no_row_of_another_force_is_reached(request, forces, owner, stage, resource):
    person = request.getfixturevalue(owner)
    mine, other = (reach.key_of(resource, OF_A_FORCE[resource](force, stage)) for force in forces)
    session = session_of(person)
    assert {mine, other} <= set(listed(session, resource))  # both exist, and the owner sees them
    assert status_of(session, resource, other) == 200

    client = tied_client(person, forces[0])

    seen = listed(client, resource)
    assert mine in seen
    assert other not in seen
    assert status_of(client, resource, mine) == 200
    assert status_of(client, resource, other) == 404


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("resource", ["concerns", "measures", "publications"])
def test_tied_to_both_forces_all_is_reached(request, forces, owner, resource):
    person = request.getfixturevalue(owner)
    keys = {reach.key_of(resource, OF_A_FORCE[resource](force, "published")) for force in forces}
    all_of_it = set(listed(session_of(person), resource))
    assert set(listed(tied_client(person, *forces), resource)) == all_of_it >= keys


@pytest.mark.parametrize("resource", reach.REFERENCE)
def test_reference_data_is_reached_whole(forces, analyst, resource):
    row = reach.REFERENCE[resource](forces[1], "draft")
    assert reach.key_of(resource, row) in listed(tied_client(analyst, forces[0]), resource)


@pytest.mark.parametrize("stage", ["draft", "sent"])
@pytest.mark.parametrize("resource", ["concerns", "judgments", "measures"])
def test_tie_never_adds_to_what_the_owner_reaches(forces, analyst, resource, stage):
    OF_A_FORCE[resource](forces[0], stage)
    assert listed(tied_client(analyst, forces[0]), resource) == []


@pytest.mark.parametrize("owner", ["inspector", "analyst"])
@pytest.mark.parametrize("resource", ["concerns", "publications", "readings"])
def test_last_tie_lost_nothing_is_reached(request, forces, owner, resource):
    OF_A_FORCE[resource](forces[0], "published")
    client = tied_client(request.getfixturevalue(owner), forces[0])
    assert listed(client, resource)

    forces[0].api_tokens.clear()

    assert listed(client, resource) == []


def test_liaison_officer_who_left_a_force_reaches_nothing_of_it(forces, liaison_officer):
    reach.concern(forces[0], "published")
    client = tied_client(liaison_officer, *forces)
    forces[0].liaison_officers.clear()
    assert listed(client, "concerns") == []


@pytest.mark.parametrize("audience", ["inspectorate", "force", "everyone"])
def test_inspector_reads_every_audience_through_a_tied_token(forces, inspector, audience):
    event = reach.event(forces[0], "published", audience=audience)
    assert event.pk in listed(tied_client(inspector, forces[0]), "events")
    assert Event.objects.filter(pk=event.pk, audience=audience).exists()


def test_publication_to_many_is_reached_with_the_own_row_alone(forces, analyst):
    shared = factories.PublicationFactory(addresses=list(forces))
    mine, other = (
        factories.ConcernFactory(force=force, publication=shared, inspection=None)
        for force in forces
    )
    client = tied_client(analyst, forces[0])
    assert listed(client, "publications") == [shared.reference]
    assert listed(client, "concerns") == [mine.pk]
    assert status_of(client, "concerns", other.pk) == 404


def test_publication_to_nobody_is_reached(forces, analyst):
    paper = factories.PublicationFactory(addresses=[])
    assert listed(tied_client(analyst, forces[0]), "publications") == [paper.reference]


def test_wording_put_to_both_shows_the_own_recommendation_alone(forces, inspector):
    wording = factories.WordingFactory(
        publication=factories.PublicationFactory(addresses=list(forces))
    )
    mine, other = (
        factories.RecommendationFactory(wording=wording, force=force, concern=None)
        for force in forces
    )
    answer = tied_client(inspector, forces[0]).get(f"/api/v1/wordings/{wording.pk}/")
    told = [row["id"] for row in answer.json()["recommendations"]]
    assert told == [mine.pk]
    session = session_of(inspector).get(f"/api/v1/wordings/{wording.pk}/")
    assert {row["id"] for row in session.json()["recommendations"]} == {mine.pk, other.pk}


def test_force_follows_what_it_took_over(forces, analyst):
    earlier = factories.ForceFactory(existed_until="2001-01-01", succeeded_by=forces[0])
    sent = reach.publication(earlier, "published")
    assert listed(tied_client(analyst, forces[0]), "publications") == [sent.reference]
    other = tied_client(analyst, forces[1], name="of the other")
    assert listed(other, "publications") == []
