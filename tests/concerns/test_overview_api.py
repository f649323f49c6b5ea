"""The overview's address: what it says, what it can be asked, and what it refuses."""

import pytest

from api.serializers import undescribed_fields
from concerns.overview.filters import OverviewFilter, RecommendationOverviewFilter
from concerns.serializers.overview import OverviewSerializer
from tests.concerns.overviews import SmallRecord

ADDRESS = "/api/v1/overview/"


@pytest.fixture
def record(force, liaison_officer, lead_inspector):
    return SmallRecord(force, liaison_officer, lead_inspector)


@pytest.fixture
def ask(api_client, inspector):
    """Ask as the inspector, unless told as whom."""

    def asked(by=inspector, **query):
        api_client.force_authenticate(by)
        return api_client.get(ADDRESS, {"as_at": "2024-06-30", **query})

    return asked


def totals(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["concerns"]["total"], answer.json()["recommendations"]["total"]


def test_document_has_every_section_and_says_its_clocks(ask, record):
    answer = ask()

    assert list(answer.json()) == list(OverviewSerializer().fields)
    assert (answer["As-At"], answer["Known-At"]) == ("2024-06-30", "live")
    assert answer.json()["as_at"] == "2024-06-30"
    assert answer.json()["wordings"]["text"] == "5 recommendations, 4 wordings"
    assert answer.json()["concerns"]["by_region"] == {
        "total": 5,
        "remainder": 0,
        "rows": [
            {"key": "North West", "label": "North West", "count": 3},
            {"key": None, "label": "No region", "count": 2},
        ],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"force": "b"}, (2, 1)),
        ({"force__in": "b,own-force"}, (5, 5)),
        ({"force__region": "North West"}, (3, 4)),
        ({"force__region__in": "North West"}, (3, 4)),
        ({"kind": "cause_of_concern"}, (1, 3)),
        ({"kind__in": "cause_of_concern,area_for_improvement"}, (5, 3)),
        ({"area": "response"}, (1, 3)),
        ({"area__in": "response"}, (1, 3)),
        ({"status": "closed_complete"}, (1, 1)),
        ({"status__in": "open,superseded"}, (4, 4)),
        ({"force_status": "claimed_complete"}, (0, 2)),
        ({"force_status__in": "not_started,claimed_complete"}, (1, 5)),
    ],
)
def test_filters_narrow_both(ask, record, query, expected):
    assert totals(ask(**query)) == expected


def test_coverage_follows_force_and_region(ask, record):
    assert ask(force="b").json()["coverage"]["text"] == "0 of 1 force loaded, 1 in part"
    assert ask(force__region="North West").json()["coverage"]["text"] == "1 of 1 force loaded"


@pytest.mark.parametrize(
    ("query", "parameter", "hint"),
    [
        ({"forse": "b"}, "forse", "did you mean force?"),
        ({"force__region": "North Wset"}, "force__region", "there are North West"),
        ({"page_size": "5"}, "page_size", "There is no parameter"),
        ({"as_at": "2199-01-01"}, "as_at", "or earlier"),
        ({"kind": ""}, "kind", "is empty"),
    ],
)
def test_what_is_not_understood_is_refused(ask, record, query, parameter, hint):
    answer = ask(**query)

    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == parameter
    assert hint in fault["detail"]


def test_everything_is_described():
    assert undescribed_fields(OverviewSerializer) == []
    for filters in (OverviewFilter.base_filters, RecommendationOverviewFilter.base_filters):
        assert [name for name, each in filters.items() if not each.help_text] == []
    assert set(OverviewFilter.base_filters) == set(RecommendationOverviewFilter.base_filters)


def test_root_names_it_and_it_has_no_rows(api_client, inspector):
    api_client.force_authenticate(inspector)

    assert api_client.get("/api/v1/").json()["overview"].endswith(ADDRESS)
    assert api_client.get(f"{ADDRESS}1/").status_code == 404
    assert api_client.post(ADDRESS, {}).status_code == 405
