"""Every list: what one row says, how many queries it takes, and that each field is described."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.serializers import BaseSerializer

from api.serializers import undescribed_fields
from concerns.urls import router as concerns_router
from inspections.urls import router as inspections_router
from tests import factories, reach

VIEWS = {
    prefix: view
    for router in (inspections_router, concerns_router)
    for prefix, view, _ in router.registry
}

RECORDED = {"recorded_at", "supersedes", "superseded_at", "superseded_because"}
STATED = {
    *("kind", "low", "high", "low_inclusive", "high_inclusive", "value", "text"),
    *("margin", "margin_level", "approximate"),
    *("direction", "change_unit", "base_on", "base_label"),
}
FORCE = {"slug": {}, "name": {}}
AREA = {"id": {}, "slug": {}, "name": {}}
PUBLICATION = {"reference": {}, "title": {}, "published_on": {}}
CONCERN = {"id": {}, "reference": {}, "title": {}}
INDICATOR = {"code": {}, "name": {}, "unit": {}, "better": {}}
MEASURE = {"id": {}, "indicator": INDICATOR, "force": FORCE, "said_by": {}}
READING = {
    *("period_start", "period_end", "period_basis", "sample_size", "numerator", "denominator"),
    *("source", *STATED),
}
TARGET = {
    *("low", "high", "due_on", "due_on_precision", "set_on", "set_on_precision"),
    *("set_by", "statement"),
}


def plain(*names):
    return {name: {} for name in names}


SHAPES = {
    "forces": plain(
        *("slug", "name", "kind", "ons_code", "area_name", "region", "country"),
        *("local_policing_body", "existed_from", "existed_until", "succeeded_by"),
    ),
    "frameworks": {
        **plain("slug", "name", "cycle", "published_on", "published_on_precision"),
        **plain("comparable_with_previous", "comparability_reason", "source_url", "note"),
        "scale": FORCE,
        "previous": FORCE,
    },
    "areas": {
        **plain("id", "slug", "name", "position", "parent", "is_graded", "graded_when", "aliases"),
        "framework": FORCE,
        "follows": AREA,
    },
    "inspections": {
        **plain("reference", "title", "kind", "fieldwork_started_on", "fieldwork_ended_on"),
        **plain("declared_areas", "declared_graded", "completeness", "missing"),
        "force": FORCE,
        "framework": FORCE,
        "publication": PUBLICATION,
    },
    "publications": plain(
        *("reference", "title", "kind", "state", "sent_on", "sent_on_precision"),
        *("published_on", "published_on_precision", "url", "answers", "note"),
    ),
    "judgments": {
        **plain("id", "state", "carried_from", "as_of_on", "note", *RECORDED),
        "force": FORCE,
        "inspection": {"reference": {}, "title": {}},
        "area": AREA,
        "grade": {"slug": {}, "name": {}, "rank": {}},
        "publication": PUBLICATION,
    },
    "monitoring-stages": {
        **plain("id", "stage", "started_on", "started_on_precision"),
        **plain("ended_on", "ended_on_precision", "note", *RECORDED),
        "force": FORCE,
        "publication": PUBLICATION,
    },
    "concerns": {
        **plain("id", "reference", "external_references", "kind", "area", "title"),
        **plain("raised_on", "raised_on_precision", "public_on", "is_accelerated"),
        **plain("status", "status_since_on", "force_status", "promised_on"),
        **plain("open_recommendations", "next_due_on", "completeness", "missing"),
        "force": FORCE,
        "inspection": {"reference": {}, "title": {}},
        "publication": PUBLICATION,
    },
    "lineages": {
        **plain("id", "how", "happened_on", "happened_on_precision", *RECORDED),
        "earlier": CONCERN,
        "later": CONCERN,
        "publication": PUBLICATION,
    },
    "wordings": {
        **plain("id", "number", "text", "deadline_kind", "deadline_months", "deadline_days"),
        **plain("deadline_on", "deadline_words"),
        "publication": PUBLICATION,
    },
    "recommendations": {
        **plain("id", "reference", "status", "status_since_on", "force_status"),
        **plain("force_status_since_on", "promised_on", "due_on"),
        "force": FORCE,
        "concern": CONCERN,
        "wording": {
            **plain("id", "number", "text", "deadline_kind", "deadline_words"),
            "publication": PUBLICATION,
        },
    },
    "actions": {
        **plain("id", "title", "owner", "due_on", "external_reference", "state"),
        **plain("evidence", "evidence_links"),
        "concern": CONCERN,
        "recommendation": {"id": {}, "reference": {}},
    },
    "events": {
        **plain("id", "recommendation", "action", "kind", "position", "was", "became"),
        **plain("happened_on", "happened_on_precision", "recorded_at", "recorded_by_role"),
        **plain("route", "note", "evidence_links", "assessment", "audience"),
        **plain("strikes_out", "struck_out_by"),
        "concern": CONCERN,
        "publication": PUBLICATION,
    },
    "responses": {
        **plain("id", "due_on", "is_required", "not_required_because", "same_findings_as"),
        "publication": PUBLICATION,
        "force": FORCE,
    },
    "indicators": {
        **plain("code", "name", "definition", "unit", "better", "floor", "ceiling"),
        **plain("nature", "period_months"),
        "part_of": INDICATOR,
    },
    "measures": {**MEASURE, **plain("expected_every_months", "expected_every_days")},
    "targets": {**plain("id", *TARGET, *RECORDED), "measure": MEASURE},
    "baselines": {
        **plain("id", "period_start", "period_end", "chosen_on", "note", *RECORDED),
        "measure": MEASURE,
    },
    "readings": {**plain("id", *READING, *RECORDED), "measure": MEASURE},
    "figures": {
        **plain("id", "code", "places", "words", "unit", "nature", "said_by", "said_in"),
        **plain("period_words", "reading", "target", "note", "claim", "claim_direction"),
        **plain("comparator_label", "comparator_value", "comparator_margin"),
        **plain("comparator_coverage", "comparator_period", *STATED, *RECORDED),
        "publication": PUBLICATION,
        "force": FORCE,
        "area": AREA,
        "compared_with": {"id": {}, "code": {}, "words": {}},
    },
    "progress": {
        **plain("as_at", "baseline_chosen", "base_on", "raised_on", "counted_from_on"),
        **plain("days_since_raised", "days_since_baseline"),
        "measure": MEASURE,
        "latest": plain("id", "recorded_at", "supersedes", *READING),
        "baseline": plain("id", "recorded_at", "supersedes", *READING),
        "target": plain("id", "recorded_at", "supersedes", *TARGET),
        "change": plain(
            *("low", "high", "low_inclusive", "high_inclusive"),
            *("percent_low", "percent_high", "refusal"),
        ),
        "reached": {**plain("said", "refusal", "first_days"), "first": {}},
        "way": plain("low", "high"),
        "pace": plain("said", "expected_now", "refusal"),
    },
}


def shape_of(value):
    """The nested names of an answer; a list or a plain value has none."""
    return {k: shape_of(v) for k, v in value.items()} if isinstance(value, dict) else {}


def full_row(resource, force):
    """A published row; progress gets two readings, so that all of it is answered."""
    if resource != "progress":
        return reach.EVERYTHING[resource](force, "published")
    row = reach.progress(force, "published")
    factories.ReadingFactory(measure=row.measure)
    return row


def test_every_resource_is_tested():
    assert set(VIEWS) == set(SHAPES) == set(reach.EVERYTHING)


@pytest.mark.parametrize("resource", SHAPES)
def test_list_row_has_exactly_these_names(api_client, inspector, resource):
    row = full_row(resource, factories.ForceFactory())
    api_client.force_authenticate(inspector)
    answer = api_client.get(f"/api/v1/{resource}/").json()
    key = reach.key_of(resource, row)
    listed = answer["results"][reach.keys_in(resource, answer).index(key)]
    assert shape_of(listed) == SHAPES[resource]


@pytest.mark.parametrize("resource", SHAPES)
@pytest.mark.parametrize("person", ["inspector", "liaison_officer", "analyst"])
def test_list_takes_as_many_queries_for_six_rows_as_for_two(request, api_client, resource, person):
    reader = request.getfixturevalue(person)
    force = factories.ForceFactory()
    force.liaison_officers.add(request.getfixturevalue("liaison_officer"))
    api_client.force_authenticate(reader)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = api_client.get(f"/api/v1/{resource}/")
        assert answer.status_code == 200
        return len(captured), len(answer.json()["results"])

    full_row(resource, force), full_row(resource, force)
    few, rows_of_few = queries()
    for _ in range(4):
        full_row(resource, force)
    many, rows_of_many = queries()
    assert rows_of_many > rows_of_few or (resource, person) == ("actions", "analyst")
    assert many == few


@pytest.mark.parametrize("resource", VIEWS)
def test_every_field_is_described(resource):
    view = VIEWS[resource]
    shapes = [view.serializer_class, view.detail_serializer_class]
    for shape in filter(None, shapes):
        assert issubclass(shape, BaseSerializer)
        assert undescribed_fields(shape) == []


@pytest.mark.parametrize("resource", VIEWS)
def test_every_parameter_is_described(resource):
    filters = VIEWS[resource].filterset_class.base_filters
    assert [name for name, each in filters.items() if not each.help_text] == []


@pytest.mark.parametrize("resource", VIEWS)
@pytest.mark.parametrize("sign", ["", "-"])
def test_every_order_is_kept_over_pages(api_client, inspector, resource, sign):
    force = factories.ForceFactory()
    for _ in range(3):
        full_row(resource, force)
    api_client.force_authenticate(inspector)
    whole = reach.keys_in(resource, api_client.get(f"/api/v1/{resource}/").json())
    for name in VIEWS[resource].ordering_fields:
        address = f"/api/v1/{resource}/?ordering={sign}{name}&page_size=2&with_total=true"
        walked = []
        while address:
            answer = api_client.get(address)
            assert answer.status_code == 200, answer.content
            page = answer.json()
            assert page["total"] == len(whole)
            walked += reach.keys_in(resource, page)
            address = page["next"]
        assert sorted(walked) == sorted(whole)


@pytest.mark.parametrize("resource", VIEWS)
@pytest.mark.parametrize("parameter", ["as_at", "known_at", "search", "colour"])
def test_parameters_not_offered_are_refused(api_client, inspector, resource, parameter):
    api_client.force_authenticate(inspector)
    answer = api_client.get(f"/api/v1/{resource}/?{parameter}=2021-09-30")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == parameter
