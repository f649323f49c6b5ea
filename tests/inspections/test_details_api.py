"""What a single framework, force, publication or stage says beyond its list."""

import datetime as dt

import pytest

from tests import factories


@pytest.fixture
def ask(api_client, inspector):
    def get(address, by=inspector):
        api_client.force_authenticate(by)
        answer = api_client.get(address)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


def test_framework_lists_its_grades_best_first_and_its_areas_in_order(ask):
    framework = factories.FrameworkFactory(slug="peel")
    for rank, slug in ((2, "good"), (1, "outstanding")):
        factories.GradeFactory(scale=framework.scale, rank=rank, slug=slug)
    for position, slug in ((2, "second"), (1, "first")):
        factories.AreaFactory(framework=framework, position=position, slug=slug, aliases=["A"])
    row = ask("/api/v1/frameworks/peel/")
    assert [grade["slug"] for grade in row["scale"]["grades"]] == ["outstanding", "good"]
    assert [(area["slug"], area["aliases"]) for area in row["areas"]] == [
        ("first", ["A"]),
        ("second", ["A"]),
    ]


def test_force_names_its_predecessors_and_its_successor(ask):
    today = factories.ForceFactory(slug="north")
    factories.ForceFactory(slug="old-north", succeeded_by=today, existed_until=dt.date(1974, 4, 1))
    assert [row["slug"] for row in ask("/api/v1/forces/north/")["predecessors"]] == ["old-north"]
    assert ask("/api/v1/forces/old-north/")["succeeded_by"]["slug"] == "north"


def test_publication_lists_its_addresses_by_name(ask):
    forces = [factories.ForceFactory(name=name) for name in ("South", "North")]
    publication = factories.PublicationFactory(addresses=forces)
    row = ask(f"/api/v1/publications/{publication.reference}/")
    assert [force["name"] for force in row["addresses"]] == ["North", "South"]


def test_publication_names_what_it_answers_within_reach_only(ask, analyst):
    letter = factories.PublicationFactory(sent=True)
    report = factories.PublicationFactory(answers=letter)
    address = f"/api/v1/publications/{report.reference}/"
    assert ask(address)["answers"]["reference"] == letter.reference
    assert ask(address, by=analyst)["answers"] is None


@pytest.mark.parametrize(("slug", "found"), [("north", 1), ("south", 0)])
def test_publications_are_found_by_whom_they_address(ask, slug, found):
    factories.ForceFactory(slug="south")
    factories.PublicationFactory(addresses=[factories.ForceFactory(slug="north")])
    answer = ask(f"/api/v1/publications/?force={slug}&with_total=true")
    assert answer["total"] == found


def test_corrected_stage_leaves_the_list_and_says_why(ask, inspector):
    stage = factories.MonitoringStageFactory()
    right = stage.supersede(by=inspector, because="our_error", started_on=dt.date(2020, 12, 10))
    (listed,) = ask("/api/v1/monitoring-stages/")["results"]
    assert (listed["id"], listed["started_on"]) == (right.pk, "2020-12-10")
    old = ask(f"/api/v1/monitoring-stages/{stage.pk}/")
    assert (old["successor"], old["superseded_because"]) == (right.pk, "our_error")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("forces/nowhere/", 404),
        ("publications/nothing/", 404),
        ("areas/99999999999999999999/", 404),
        ("judgments/x/", 404),
        ("forces", 404),
        ("nothing/", 404),
    ],
)
def test_address_that_leads_nowhere_is_a_problem_document(api_client, inspector, address, status):
    api_client.force_authenticate(inspector)
    answer = api_client.get(f"/api/v1/{address}")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
