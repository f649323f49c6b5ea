"""Who counts what in the overview, with how many queries, and that it can be cited."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests import reach
from tests.concerns.overviews import SmallRecord

ADDRESS = "/api/v1/overview/"


@pytest.fixture
def ask(api_client):
    """Ask as somebody."""

    def asked(by):
        api_client.force_authenticate(by)
        return api_client.get(ADDRESS, {"as_at": "2024-06-30"})

    return asked


def totals(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["concerns"]["total"], answer.json()["recommendations"]["total"]


@pytest.mark.parametrize("person", reach.PEOPLE)
def test_each_counts_what_they_see(request, ask, force, person):
    for stage in reach.STAGES:
        make.RecommendationFactory(
            concern=make.ConcernFactory(force=force, cause=True, **reach.STAGES[stage])
        )
    seen = len(reach.SEES_FROM[person])

    assert totals(ask(by=request.getfixturevalue(person))) == (seen, seen)


def test_area_of_a_concern_out_of_reach_is_not_told(ask, analyst, force):
    draft = make.ConcernFactory(force=force, cause=True, draft=True, area=make.AreaFactory())
    make.RecommendationFactory(concern=draft, wording=make.WordingFactory())
    told = ask(by=analyst).json()["recommendations"]

    assert told["by_area"]["rows"] == [{"key": None, "label": "No area", "count": 1}]
    assert told["by_kind"]["rows"][-1] == {"key": None, "label": "No concern", "count": 1}


def test_nobody_sees_it_without_signing_in(api_client, db):
    assert api_client.get(ADDRESS).status_code == 401


@pytest.mark.parametrize("person", ["inspector", "liaison_officer", "analyst"])
def test_as_many_queries_for_six_as_for_one(request, ask, force, person):
    reader = request.getfixturevalue(person)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            number = totals(ask(by=reader))
        return len(captured), number

    reach.recommendation(force, "published")
    reach.lineage(force, "published")
    few, less = queries()
    for _ in range(5):
        reach.recommendation(force, "published")
        reach.lineage(force, "published")
    many, more = queries()
    assert more > less
    assert many == few < 40


@pytest.mark.django_db(transaction=True)
def test_live_answer_equals_the_one_it_says_to_cite(
    api_client, inspector, analyst, force, liaison_officer, lead_inspector
):
    SmallRecord(force, liaison_officer, lead_inspector)
    for person in (inspector, analyst):
        api_client.force_authenticate(person)
        live = api_client.get(f"{ADDRESS}?force__region=North+West")
        cited = re.search(r'<([^>]+)>; rel="cite-as"', live["Link"])[1]
        pinned = api_client.get(cited)

        assert pinned.json() == live.json()
        assert totals(pinned) == (3, 4)
        assert pinned["Known-At"] != "live"
