"""What a token tied to forces writes, counts and compares: of their rows alone."""

import datetime as dt

import pytest

from accounts.models import Token
from concerns.models import Concern, Event, Reading
from inspections.models import Publication
from tests import factories, reach
from tests.concerns.series import read
from tests.tied import session_of, tied_client

POINT = {"period_start": "2021-12-01", "period_end": "2021-12-01", "value": 12}
ENDED_ON = dt.date(2023, 4, 1)


@pytest.fixture
def forces(db):
    return factories.ForceFactory(slug="mine"), factories.ForceFactory(slug="other")


@pytest.fixture
def client(lead_inspector, forces):
    return tied_client(lead_inspector, forces[0])


def test_reading_of_another_force_is_not_recorded(client, lead_inspector, forces):
    mine, other = (reach.measure(force, "published") for force in forces)
    by_name = {"force": "other", "indicator": other.indicator.code, "said_by": other.said_by}
    for measure in ({"measure": other.pk}, by_name):
        answer = client.post("/api/v1/readings/", {**POINT, **measure})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "does_not_exist")
    assert not Reading.objects.exists()
    assert client.post("/api/v1/readings/", {**POINT, "measure": mine.pk}).status_code == 201


def test_reading_of_another_force_is_neither_corrected_nor_withdrawn(client, forces):
    other = reach.reading(forces[1], "published")
    said = {"supersedes": other.pk, "because": "our_error", "note": "Misread.", "value": 1}
    assert client.post("/api/v1/readings/", said).status_code == 400
    withdrawn = client.post(f"/api/v1/readings/{other.pk}/withdraw/", {"note": "Gone."})
    assert withdrawn.status_code == 404
    assert Reading.objects.current().get() == other


@pytest.mark.parametrize("resource", ["concerns", "recommendations", "actions"])
def test_verb_is_for_the_own_forces_records(client, forces, resource):
    mine, other = (reach.EVERYTHING[resource](force, "published") for force in forces)
    told = {"note": "Rang them.", "happened_on": "2023-01-02"}
    statuses = [
        client.post(f"/api/v1/{resource}/{row.pk}/comment/", told).status_code
        for row in (mine, other)
    ]
    assert statuses == [200, 404]
    assert Event.objects.filter(kind="commented").count() == 1


def test_event_of_another_force_is_not_struck_out(client, forces):
    other = reach.event(forces[1], "published")
    answer = client.post(f"/api/v1/events/{other.pk}/strike-out/", {"note": "A mistake."})
    assert answer.status_code == 404


def test_concern_of_another_force_does_not_go_on_with_the_own(client, forces):
    mine, other = (reach.concern(force, "published") for force in forces)
    body = {"others": [other.reference], "later": mine.reference, "happened_on": "2023-01-02"}
    answer = client.post(f"/api/v1/concerns/{mine.pk}/merge/", body)
    assert answer.status_code == 400
    assert "/others" in answer.json()["errors"][0]["pointer"]


@pytest.fixture
def merged(forces):
    """The first force has gone into the second."""
    old, new = forces
    old.existed_until, old.succeeded_by = ENDED_ON, new
    old.save()
    return reach.concern(old, "published")


def test_nothing_is_opened_against_another_force(client, lead_inspector, forces, merged):
    address, day = f"/api/v1/concerns/{merged.pk}/inherit/", {"happened_on": "2023-04-01"}
    for path in (address, "/api/v1/forces/mine/hand-on/", "/api/v1/forces/other/hand-on/"):
        answer = client.post(path, day)
        assert answer.status_code == 403, answer.content
        assert "The token is tied to forces" in answer.json()["detail"]
    assert Concern.objects.get() == merged

    told = client.get(f"/api/v1/concerns/{merged.pk}/").json()["allowed_transitions"]
    assert next(each["allowed"] for each in told if each["verb"] == "inherit") is False

    both = tied_client(lead_inspector, *forces, name="both")
    assert both.post("/api/v1/forces/mine/hand-on/", day).status_code == 200
    assert Concern.objects.live().get().force == forces[1]


@pytest.mark.parametrize(("addressed", "status"), [(1, 200), (2, 403), (0, 403)])
def test_release_is_of_what_is_addressed_to_the_own_forces_alone(client, forces, addressed, status):
    letter = factories.PublicationFactory(draft=True, addresses=list(forces[:addressed]))
    address = f"/api/v1/publications/{letter.reference}/release/"
    assert client.post(address, {"published_on": "2023-01-02"}).status_code == status
    assert Publication.objects.filter(state="published").exists() is (status == 200)


def test_overview_counts_the_own_forces_alone(client, lead_inspector, forces):
    for force in forces:
        reach.recommendation(force, "draft")
    for asking, expected in ((session_of(lead_inspector), 2), (client, 1)):
        told = asking.get("/api/v1/overview/").json()
        totals = told["concerns"]["total"], told["recommendations"]["total"]
        assert totals == (expected, expected)


def test_forces_are_compared_of_the_own_alone(client, lead_inspector, forces):
    indicator = factories.IndicatorFactory(code="action-taken")
    for force in forces:
        measure = factories.MeasureFactory(indicator=indicator, force=force)
        read(measure, "2020-04-01/2021-03-31", "8.5" if force == forces[0] else "9.5")
    address = (
        "/api/v1/comparisons/forces/?indicator=action-taken"
        "&period_start=2020-04-01&period_end=2021-03-31"
    )
    assert session_of(lead_inspector).get(address).json()["n"] == 2
    alone = client.get(address)
    assert (alone.status_code, alone.json()["errors"][0]["code"]) == (400, "one_force")


def test_grades_are_compared_of_the_own_alone(client, lead_inspector, forces):
    other = reach.judgment(forces[1], "published")
    address = "/api/v1/comparisons/grades/?force=other"
    assert other.area.name in session_of(lead_inspector).get(address).content.decode()
    answer = client.get(address)
    assert answer.status_code == 200
    assert other.area.name not in answer.content.decode()


@pytest.mark.parametrize("resource", ["concerns", "readings", "figures"])
def test_filter_by_another_force_finds_nothing(client, forces, resource):
    for force in forces:
        reach.EVERYTHING[resource](force, "published")
    found = {
        slug: len(client.get(f"/api/v1/{resource}/?force={slug}").json()["results"])
        for slug in ("mine", "other")
    }
    assert found["other"] == 0
    assert found["mine"] > 0


def test_row_of_another_force_cannot_be_named_in_a_filter(client, forces):
    other = reach.concern(forces[1], "published")
    answer = client.get(f"/api/v1/recommendations/?concern={other.reference}")
    assert answer.status_code == 400
    assert other.reference not in answer.json()["errors"][0]["detail"].partition(";")[2]


def test_past_is_told_of_the_own_forces_alone(client, lead_inspector, forces):
    mine, other = (reach.concern(force, "published") for force in forces)
    past = "/api/v1/concerns/?as_at=2025-01-01"
    told = [row["id"] for row in client.get(past).json()["results"]]
    assert told == [mine.pk]
    everything = session_of(lead_inspector).get(past).json()["results"]
    assert {row["id"] for row in everything} == {mine.pk, other.pk}
    assert Token.objects.get().is_tied
