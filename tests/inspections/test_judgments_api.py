"""Judgments: the list shows those in force, the detail every one there ever was."""

import datetime as dt

import pytest

from tests import factories

ADDRESS = "/api/v1/judgments/"
LATER = dt.date(2021, 11, 10)


@pytest.fixture
def ask(api_client, inspector):
    def get(address, by=inspector):
        api_client.force_authenticate(by)
        return api_client.get(address).json()

    return get


@pytest.fixture
def judgment(db):
    return factories.JudgmentFactory(state="pending")


def succeeded_by(judgment, publication):
    return factories.JudgmentFactory(
        inspection=judgment.inspection,
        area=judgment.area,
        publication=publication,
        as_of_on=LATER,
        graded=True,
    )


def numbers(answer):
    return [row["id"] for row in answer["results"]]


def test_later_judgment_stands_in_the_place_of_the_earlier(judgment, ask):
    later = succeeded_by(judgment, judgment.publication)
    assert numbers(ask(ADDRESS)) == [later.pk]
    earlier = ask(f"{ADDRESS}{judgment.pk}/")
    assert (earlier["state"], earlier["superseded_at"]) == ("pending", None)


def test_draft_successor_leaves_the_published_judgment_in_force_for_others(judgment, ask, analyst):
    draft = succeeded_by(judgment, factories.PublicationFactory(draft=True))
    assert numbers(ask(ADDRESS)) == [draft.pk]
    assert numbers(ask(ADDRESS, by=analyst)) == [judgment.pk]


def test_corrected_judgment_leaves_the_list_and_says_why(judgment, ask, inspector):
    right = judgment.supersede(by=inspector, because="our_error", note="Misread.", state="ungraded")
    assert numbers(ask(ADDRESS)) == [right.pk]
    wrong = ask(f"{ADDRESS}{judgment.pk}/")
    assert wrong["superseded_because"] == "our_error"
    assert wrong["superseded_note"] == "Misread."
    assert wrong["successor"] == right.pk
    assert ask(f"{ADDRESS}{right.pk}/")["supersedes"] == judgment.pk


def test_inspection_out_of_reach_is_null_and_its_force_is_not(ask, analyst, inspector):
    unpublished = factories.InspectionFactory(publication=None)
    published = factories.PublicationFactory(addresses=[unpublished.force])
    factories.JudgmentFactory(inspection=unpublished, publication=published)
    (row,) = ask(ADDRESS, by=analyst)["results"]
    assert row["inspection"] is None
    assert row["force"]["slug"] == unpublished.force.slug
    (row,) = ask(ADDRESS, by=inspector)["results"]
    assert row["inspection"]["reference"] == unpublished.reference


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("force=north", ["north"]),
        ("force__in=north,south", ["north", "south"]),
        ("area=responding", ["north", "south"]),
        ("area=responding&framework=second", ["south"]),
        ("grade=good", ["north"]),
        ("grade__in=good,poor", ["north", "south"]),
        ("state=graded&publication__published_on_before=2021-09-29", []),
        ("publication__published_on_after=2021-09-30", ["north", "south"]),
        ("as_of_on_after=2021-10-01", []),
        ("as_of_on_before=2021-09-30", ["north", "south"]),
    ],
)
def test_list_is_filtered(ask, query, found):
    for place, framework, grade in (("north", "first", "good"), ("south", "second", "poor")):
        framework = factories.FrameworkFactory(slug=framework)
        factories.JudgmentFactory(
            inspection=factories.InspectionFactory(
                force=factories.ForceFactory(slug=place), framework=framework
            ),
            area=factories.AreaFactory(framework=framework, slug="responding"),
            grade=factories.GradeFactory(scale=framework.scale, slug=grade),
            state="graded",
        )
    answer = ask(f"{ADDRESS}?{query}&ordering=force")
    assert sorted(row["force"]["slug"] for row in answer["results"]) == found


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("force=", "force is empty"),
        ("force=norht", "north"),
        ("area=respnding", "responding"),
        ("grade=goood", "good"),
        ("state=gradet", "graded"),
        ("as_of_on_before=30.9.2021", "YYYY-MM-DD"),
        ("force=north&force=south", "force__in"),
        ("fore=north", "did you mean force?"),
        ("force=%00", "NUL"),
    ],
)
def test_parameter_is_refused_in_words(ask, query, words):
    judged = factories.JudgmentFactory(
        graded=True, inspection=factories.InspectionFactory(force__slug="north")
    )
    factories.AreaFactory(slug="responding")
    factories.GradeFactory(slug="good", scale=judged.grade.scale)
    answer = ask(f"{ADDRESS}?{query}")
    assert answer["status"] == 400
    assert words in answer["errors"][0]["detail"]
    assert answer["errors"][0]["parameter"] == query.partition("=")[0]
