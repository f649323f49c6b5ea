"""What one row of each list says: exactly these names."""

import pytest

from concerns.serializers import examples
from tests import factories, reach

RECORDED = {"recorded_at", "supersedes", "superseded_at", "superseded_because"}
STATED = {
    *("kind", "low", "high", "low_inclusive", "high_inclusive", "value", "text"),
    *("margin", "margin_level", "approximate"),
    *("direction", "change_unit", "base_on", "base_label"),
}
FORCE: dict = {"slug": {}, "name": {}}
AREA: dict = {"id": {}, "slug": {}, "name": {}}
DATED = ("published_on", "published_on_precision")
PUBLICATION: dict = {"reference": {}, "title": {}, **{name: {} for name in DATED}}
CONCERN: dict = {"id": {}, "reference": {}, "title": {}}
INDICATOR: dict = {"code": {}, "name": {}, "unit": {}, "better": {}}
MEASURE: dict = {"id": {}, "indicator": INDICATOR, "force": FORCE, "said_by": {}}
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


SHAPES: dict = {
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
        **plain("raised_on", "raised_on_precision", "public_on", "public_on_precision"),
        **plain("status", "status_since_on", "status_since_on_precision", "is_accelerated"),
        **plain("force_status", "promised_on"),
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
        **plain("id", "reference", "status", "status_since_on", "status_since_on_precision"),
        **plain("force_status", "force_status_since_on", "force_status_since_on_precision"),
        **plain("promised_on", "due_on"),
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
        **plain("route", "note", "evidence_links", "outcome", "assessment", "audience"),
        **plain("strikes_out", "struck_out_by"),
        "concern": CONCERN,
        "publication": PUBLICATION,
    },
    "responses": {
        **plain("id", "due_on", "is_required", "not_required_because", "same_findings_as"),
        "publication": PUBLICATION,
        "force": FORCE,
    },
    "answers": {
        **plain("id", "recommendation", "position", "reason", "answered_on", "url", *RECORDED),
        "response": {"id": {}, "publication": PUBLICATION, "force": FORCE},
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
        "pace": plain("said", "at_latest", "expected_now", "refusal"),
        **plain("next_due_on", "is_stale", "days_stale"),
    },
}


def shape_of(value):
    """The nested names of an answer; a list or a plain value has none."""
    return {k: shape_of(v) for k, v in value.items()} if isinstance(value, dict) else {}


def test_every_resource_has_its_shape_here():
    assert set(SHAPES) == set(reach.EVERYTHING)


@pytest.mark.parametrize("resource", SHAPES)
def test_list_row_has_exactly_these_names(api_client, inspector, resource):
    row = reach.full_row(resource, factories.ForceFactory())
    api_client.force_authenticate(inspector)
    answer = api_client.get(f"/api/v1/{resource}/").json()
    key = reach.key_of(resource, row)
    listed = answer["results"][reach.keys_in(resource, answer).index(key)]
    assert shape_of(listed) == SHAPES[resource]


@pytest.mark.parametrize(
    ("resource", "example"), [("readings", examples.READING), ("progress", examples.HALVED)]
)
def test_example_has_exactly_these_names(resource, example):
    optional = {"baseline": {}, "target": {}} if resource == "progress" else {}
    first = {"first": shape_of(example["reached"]["first"])} if optional else {}
    expected = {**SHAPES[resource], **optional}
    if first:
        expected["reached"] = {**expected["reached"], **first}
    assert shape_of(example) == expected
