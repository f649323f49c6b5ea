"""Recommendations overdue, the log, actions, responses, wordings and lines of descent."""

import datetime as dt

import pytest
from django.utils import timezone

from api.clocks import london_date
from concerns.models import Event, Recommendation
from tests import factories, reach


@pytest.fixture
def ask(api_client, inspector):
    def get(address, by=inspector):
        api_client.force_authenticate(by)
        answer = api_client.get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


@pytest.mark.parametrize(
    ("days", "claimed", "overdue"),
    [
        (-1, "in_progress", True),
        (0, "in_progress", False),
        (1, "in_progress", False),
        (-1, "claimed_complete", False),
        (None, "in_progress", False),
    ],
)
def test_recommendation_is_overdue_from_the_day_after_its_last(db, ask, days, claimed, overdue):
    today = london_date(timezone.now())
    row = factories.RecommendationFactory()
    due_on = None if days is None else today + dt.timedelta(days=days)
    Recommendation.objects.filter(pk=row.pk).update(due_on=due_on, force_status=claimed)
    assert len(ask("recommendations/?overdue=true")["results"]) == overdue
    assert len(ask("recommendations/?overdue=false")["results"]) == (not overdue)


def test_log_of_a_concern_tells_its_recommendations_and_actions_too(db, ask):
    action = reach.action(factories.ForceFactory(), "published")
    reach.action(factories.ForceFactory(), "published")
    row = ask(f"events/?concern={action.concern.reference}")["results"]
    assert {
        (bool(e["concern"]), bool(e["recommendation"]), bool(e["action"]), e["kind"]) for e in row
    } == {
        (True, False, False, "opened"),
        (False, True, False, "opened"),
        (False, False, True, "opened"),
    }


def test_action_names_its_recommendation_within_reach_only(liaison_officer, ask):
    force = factories.ForceFactory()
    force.liaison_officers.add(liaison_officer)
    cause = reach.concern(force, "published", cause=True)
    draft = factories.PublicationFactory(draft=True, addresses=[force])
    put = factories.RecommendationFactory(
        concern=cause, wording=factories.WordingFactory(publication=draft)
    )
    action = factories.ActionFactory(concern=cause, recommendation=put)
    assert ask(f"actions/{action.pk}/")["recommendation"]["id"] == put.pk
    assert ask(f"actions/{action.pk}/", by=liaison_officer)["recommendation"] is None


@pytest.mark.parametrize("resource", ["events", "actions", "lineages"])
def test_list_is_asked_for_one_force(db, ask, resource):
    forces = [factories.ForceFactory(slug=slug) for slug in ("north", "south")]
    rows = [reach.EVERYTHING[resource](force, "published") for force in forces]
    answer = ask(f"{resource}/?force=north")
    assert rows[0].pk in reach.keys_in(resource, answer)
    assert rows[1].pk not in reach.keys_in(resource, answer)


def test_event_says_what_strikes_it_out(db, ask):
    mistake = factories.EventFactory()
    strike = factories.EventFactory(
        concern=mistake.concern, kind="struck_out", strikes_out=mistake, note="Another force."
    )
    assert ask(f"events/{mistake.pk}/")["struck_out_by"] == strike.pk
    assert ask(f"events/{strike.pk}/")["strikes_out"] == mistake.pk
    assert ask(f"events/{strike.pk}/")["struck_out_by"] is None


@pytest.mark.parametrize("person", ["inspector", "liaison_officer", "analyst"])
def test_people_appear_by_role(request, ask, person):
    reader = request.getfixturevalue(person)
    force = factories.ForceFactory()
    force.liaison_officers.add(request.getfixturevalue("liaison_officer"))
    event = reach.event(force, "published")
    row = ask(f"events/{event.pk}/", by=reader)
    assert row["recorded_by_role"] == "inspector"
    assert event.recorded_by.username not in str(row)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=commented", 1),
        ("kind__in=commented,opened", 2),
        ("happened_on_after=2022-03-03", 1),
        ("happened_on_after=2022-03-04", 0),
        ("happened_on_before=2022-03-02", 1),
        ("audience=inspectorate", 1),
        ("route=api", 0),
    ],
)
def test_log_is_filtered(db, ask, query, found):
    factories.EventFactory()
    assert len(ask(f"events/?{query}")["results"]) == found


def test_response_tells_its_current_answers(db, ask, inspector):
    response = factories.ResponseFactory()
    answer = factories.AnswerFactory(response=response, reason="First.")
    answer.supersede(by=inspector, because="our_error", reason="Second.")
    row = ask(f"responses/{response.pk}/")
    assert [(each["position"], each["reason"]) for each in row["answers"]] == [
        ("commented", "Second.")
    ]


def test_wording_tells_whom_it_was_put_to_within_reach(liaison_officer, ask):
    report = factories.PublicationFactory(
        addresses=[factories.ForceFactory(name=name) for name in ("North", "South")]
    )
    north, south = report.addresses.order_by("name")
    north.liaison_officers.add(liaison_officer)
    wording = factories.WordingFactory(publication=report)
    for force in (south, north):
        factories.RecommendationFactory(concern=None, force=force, wording=wording)
    both = ask(f"wordings/{wording.pk}/")["recommendations"]
    own = ask(f"wordings/{wording.pk}/", by=liaison_officer)["recommendations"]
    assert [each["force"]["name"] for each in both] == ["North", "South"]
    assert [each["force"]["name"] for each in own] == ["North"]
    assert Event.objects.filter(recommendation__wording=wording).count() == 2


def test_line_is_found_from_either_end(db, ask):
    line = factories.LineageFactory()
    factories.LineageFactory()
    for concern in (line.earlier, line.later):
        answer = ask(f"lineages/?concern={concern.reference}")
        assert [row["id"] for row in answer["results"]] == [line.pk]
