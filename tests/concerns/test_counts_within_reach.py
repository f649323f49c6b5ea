"""What a page counts of a concern is what its reader may see."""

import datetime as dt

import pytest
from django.urls import reverse

from tests import factories as make


@pytest.mark.parametrize(("role", "counted"), [("inspector", 1), ("analyst", 0)])
def test_recommendation_of_a_draft_is_counted_within_reach_only(
    request, client_of, force, role, counted
):
    concern = make.ConcernFactory(force=force, cause=True)
    draft = make.PublicationFactory(draft=True, addresses=[force])
    wording = make.WordingFactory(
        publication=draft,
        deadline_kind="by_date",
        deadline_months=None,
        deadline_on=dt.date(2021, 12, 1),
    )
    make.RecommendationFactory(concern=concern, wording=wording)
    person = request.getfixturevalue(role)

    page = client_of(person).get(reverse("admin:concerns_concern_changelist"))

    (row,) = page.context["cl"].result_list
    assert row.open_recommendations == counted
    assert row.next_due_on == (dt.date(2021, 12, 1) if counted else None)


@pytest.mark.parametrize(("role", "counted"), [("inspector", 0), ("analyst", 1)])
def test_concern_out_of_reach_is_asked_as_none(request, api_client, force, role, counted):
    draft = make.ConcernFactory(force=force, cause=True, draft=True)
    make.RecommendationFactory(concern=draft, wording=make.WordingFactory())
    make.RecommendationFactory(concern=make.ConcernFactory(force=force, cause=True))
    api_client.force_authenticate(request.getfixturevalue(role))

    for asked, number in (("true", counted), ("false", 2 - counted)):
        answer = api_client.get(f"/api/v1/recommendations/?concern__isnull={asked}")
        assert len(answer.json()["results"]) == number
