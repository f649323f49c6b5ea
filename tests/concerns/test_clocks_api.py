"""The two clocks on lists: which take them, and that a live answer can be cited."""

import re

import pytest

from concerns.actions import release
from tests import factories, reach
from tests.concerns.test_lists_api import VIEWS
from tests.past import noon, recording_at

CLOCKED = {
    "actions",
    "answers",
    "baselines",
    "concerns",
    "events",
    "figures",
    "judgments",
    "lineages",
    "monitoring-stages",
    "progress",
    "readings",
    "recommendations",
    "responses",
    "targets",
}


def cited(answer):
    """The address under which an answer can be cited."""
    return re.search(r'<([^>]+)>; rel="cite-as"', answer["Link"])[1]


def rows(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.mark.parametrize("resource", sorted(set(VIEWS) - CLOCKED))
@pytest.mark.parametrize("clock", ["as_at", "known_at"])
def test_what_has_no_clocks_refuses_them(api_client, inspector, resource, clock):
    api_client.force_authenticate(inspector)
    answer = api_client.get(f"/api/v1/{resource}/?{clock}=2021-09-30")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"].startswith(f"{clock} is not taken here")
    assert "As-At" not in answer


@pytest.mark.parametrize("resource", sorted(CLOCKED))
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("as_at=2199-01-01", "in_future"),
        ("as_at=last+week", "invalid"),
        ("known_at=2199-01-01T00:00:00Z", "not_settled"),
        ("known_at=2021-09-30T12:00:00", "no_offset"),
        ("known_at=2021-09-30", "before_known_from"),
    ],
)
def test_clocks_that_cannot_be_answered_are_refused(api_client, inspector, resource, query, code):
    api_client.force_authenticate(inspector)
    answer = api_client.get(f"/api/v1/{resource}/?{query}")

    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert (fault["parameter"], fault["code"]) == (query.partition("=")[0], code)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("resource", sorted(CLOCKED))
def test_live_answer_equals_the_one_it_says_to_cite(
    api_client, inspector, liaison_officer, analyst, force, resource
):
    factories.MonitoringStageFactory()  # so that something is recorded, whatever is asked for
    for stage in reach.STAGES:
        if resource not in ("responses", "answers") or stage == "published":
            reach.EVERYTHING[resource](force, stage)
    if resource == "progress":
        reach.full_row(resource, force)

    seen = {}
    for person in (inspector, liaison_officer, analyst):
        api_client.force_authenticate(person)
        live = api_client.get(f"/api/v1/{resource}/?page_size=1000")
        pinned = api_client.get(cited(live))

        assert live["Known-At"] == "live"
        assert live["As-At"] == pinned["As-At"]
        assert pinned["Known-At"] in cited(live).replace("%3A", ":")
        assert "Link" not in pinned
        assert rows(pinned) == rows(live)
        today = api_client.get(f"/api/v1/{resource}/?page_size=1000&as_at={live['As-At']}")
        assert rows(today) == rows(live)
        seen[person.role] = len(rows(live))
    assert seen["inspector"] >= seen["liaison_officer"] >= seen["analyst"]
    assert seen["inspector"] > 0


@pytest.mark.parametrize("person", ["liaison_officer", "analyst"])
def test_line_to_what_was_released_later_is_not_told_of_before(
    request, api_client, inspector, force, person
):
    with recording_at(noon("2026-01-01")):
        line = factories.LineageFactory(
            earlier=factories.ConcernFactory(force=force),
            later=factories.ConcernFactory(force=force, draft=True),
        )
    with recording_at(noon("2026-01-03")):
        report, day = line.later.publication, factories.PUBLISHED_ON
        release(report, by=inspector, route="command", published_on=day)
    api_client.force_authenticate(request.getfixturevalue(person))

    def told(known_at):
        return len(rows(api_client.get(f"/api/v1/lineages/?known_at={known_at}T12:00:00Z")))

    assert [told(f"2026-01-0{number}") for number in (2, 3, 4)] == [0, 1, 1]


def test_pages_keep_their_clocks(api_client, inspector):
    for _ in range(3):
        factories.ConcernFactory()
    api_client.force_authenticate(inspector)
    first = api_client.get("/api/v1/concerns/?as_at=2022-01-01&page_size=2")
    second = api_client.get(first.json()["next"])

    assert (len(rows(first)), len(rows(second))) == (2, 1)
    assert second["As-At"] == "2022-01-01"
    other = first.json()["next"].replace("as_at=2022-01-01", "as_at=2022-01-02")
    assert api_client.get(other).status_code == 400


def test_detail_takes_no_clocks_but_progress_does(api_client, inspector):
    concern = factories.ConcernFactory()
    measure = factories.MeasureFactory(concerns=[concern])
    factories.ReadingFactory(measure=measure)
    api_client.force_authenticate(inspector)

    assert api_client.get(f"/api/v1/concerns/{concern.pk}/?as_at=2022-01-01").status_code == 400
    before = api_client.get(f"/api/v1/progress/{measure.pk}/?as_at=2021-09-29").json()
    after = api_client.get(f"/api/v1/progress/{measure.pk}/?as_at=2021-09-30").json()
    assert before["latest"] is None
    assert after["latest"]["value"] == 100
