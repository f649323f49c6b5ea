"""Concerns: positions in the list, the whole story in the detail, each within reach."""

import datetime as dt

import pytest

from concerns.models import Recommendation
from tests import factories, reach

ADDRESS = "/api/v1/concerns/"


@pytest.fixture
def ask(api_client, inspector):
    def get(address, by=inspector):
        api_client.force_authenticate(by)
        answer = api_client.get(address)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


@pytest.fixture
def cause(db):
    """A published cause with two recommendations, due on 30 December 2021 and at once."""
    force = factories.ForceFactory(slug="greater-manchester")
    cause = factories.ConcernFactory(
        cause=True,
        force=force,
        publication=factories.PublicationFactory(kind="accelerated_cause", addresses=[force]),
    )
    factories.RecommendationFactory(concern=cause, reference="C1.1")
    factories.RecommendationFactory(
        concern=cause,
        reference="C1.2",
        wording=factories.WordingFactory(
            publication=cause.publication, deadline_kind="immediate", deadline_months=None
        ),
    )
    return cause


def test_list_row_says_both_positions_and_the_next_deadline(cause, ask):
    Recommendation.objects.filter(reference="C1.1").update(force_status="claimed_complete")
    (row,) = ask(f"{ADDRESS}?force=greater-manchester&kind=cause_of_concern")["results"]
    assert (row["status"], row["force_status"]) == ("open", "not_started")
    assert (row["open_recommendations"], row["next_due_on"]) == (2, "2021-12-30")
    assert (row["is_accelerated"], row["public_on"]) == (True, "2021-09-30")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=cause_of_concern", 1),
        ("kind__in=cause_of_concern,area_of_concern", 1),
        ("kind=area_for_improvement", 0),
        ("force_status=not_started", 1),
        ("force_status__in=in_progress,claimed_complete", 0),
        ("is_accelerated=true", 1),
        ("is_accelerated=false", 0),
        ("next_due_on_before=2021-12-29", 0),
        ("next_due_on_before=2021-12-30", 1),
        ("next_due_on_after=2021-12-31", 0),
        ("raised_on_after=2021-10-01", 0),
        ("raised_on_before=2021-09-30", 1),
        ("publication__published_on_after=2021-09-30", 1),
        ("status=open&force=greater-manchester", 1),
    ],
)
def test_list_is_filtered(cause, ask, query, found):
    assert len(ask(f"{ADDRESS}?{query}")["results"]) == found


def test_detail_tells_recommendations_lines_and_measures(cause, ask):
    earlier = factories.ConcernFactory(force=cause.force, raised_on=dt.date(2017, 11, 9))
    later = factories.ConcernFactory(force=cause.force)
    factories.LineageFactory(earlier=earlier, later=cause)
    factories.LineageFactory(earlier=cause, later=later, how="merged")
    measure = factories.MeasureFactory(force=cause.force, concerns=[cause])
    row = ask(f"{ADDRESS}{cause.pk}/")
    assert [each["reference"] for each in row["recommendations"]] == ["C1.1", "C1.2"]
    assert [each["due_on"] for each in row["recommendations"]] == ["2021-12-30", None]
    assert [line["concern"]["id"] for line in row["earlier"]] == [earlier.pk]
    assert [(line["concern"]["id"], line["how"]) for line in row["later"]] == [(later.pk, "merged")]
    assert [each["id"] for each in row["measures"]] == [measure.pk]


def test_detail_leaves_out_what_is_out_of_reach(cause, ask, analyst):
    unseen = factories.ConcernFactory(force=cause.force, draft=True)
    factories.LineageFactory(earlier=cause, later=unseen)
    letter = factories.PublicationFactory(draft=True, addresses=[cause.force])
    factories.RecommendationFactory(
        concern=cause,
        reference="C1.3",
        wording=factories.WordingFactory(publication=letter),
    )
    whole, part = ask(f"{ADDRESS}{cause.pk}/"), ask(f"{ADDRESS}{cause.pk}/", by=analyst)
    assert (len(whole["recommendations"]), len(whole["later"])) == (3, 1)
    assert (len(part["recommendations"]), len(part["later"])) == (2, 0)


def guarded(force):
    """Published rows that name what is still a draft."""
    draft = factories.PublicationFactory(draft=True, addresses=[force])
    unseen = factories.ConcernFactory(force=force, cause=True, publication=draft)
    report = factories.PublicationFactory(addresses=[force])
    seen = factories.ConcernFactory(
        force=force,
        publication=report,
        inspection=factories.InspectionFactory(force=force, publication=draft),
    )
    return {
        ("concerns", "inspection"): seen,
        ("recommendations", "concern"): factories.RecommendationFactory(
            concern=unseen, wording=factories.WordingFactory(publication=report)
        ),
        ("events", "publication"): factories.EventFactory(
            concern=seen, audience="everyone", publication=draft
        ),
        ("lineages", "publication"): factories.LineageFactory(
            earlier=seen,
            later=factories.ConcernFactory(force=force, publication=report),
            publication=draft,
        ),
        ("figures", "compared_with"): factories.FigureFactory(
            force=force,
            publication=report,
            compared_with=factories.FigureFactory(force=force, publication=draft),
        ),
        ("responses", "same_findings_as"): factories.ResponseFactory(
            force=force,
            publication=report,
            is_required=False,
            not_required_because="Covered by another.",
            same_findings_as=draft,
        ),
    }


CITES = [
    ("concerns", "inspection"),
    ("recommendations", "concern"),
    ("events", "publication"),
    ("lineages", "publication"),
    ("figures", "compared_with"),
    ("responses", "same_findings_as"),
]


@pytest.mark.parametrize("cite", CITES)
def test_what_cites_a_draft_does_not_give_it_away(ask, inspector, analyst, cite):
    resource, name = cite
    row = guarded(factories.ForceFactory())[cite]
    address = f"/api/v1/{resource}/{reach.key_of(resource, row)}/"
    assert ask(address)[name] is not None
    assert ask(address, by=analyst)[name] is None
    listed = ask(f"/api/v1/{resource}/", by=analyst)["results"]
    assert [each[name] for each in listed if each["id"] == row.pk] == [None]
