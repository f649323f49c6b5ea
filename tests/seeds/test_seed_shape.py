import json

import pytest
from django.core.exceptions import FieldDoesNotExist

from concerns import models as concerns
from inspections import models as inspections
from seeds.document import read_document
from seeds.faults import DocumentRefused
from seeds.shape import check_shape, validator
from seeds.stated import FORMS

MODELS = {
    "publications": inspections.Publication,
    "inspections": inspections.Inspection,
    "judgments": inspections.Judgment,
    "monitoring_stages": inspections.MonitoringStage,
    "concerns": concerns.Concern,
    "lineages": concerns.Lineage,
    "indicators": concerns.Indicator,
    "series_breaks": concerns.SeriesBreak,
    "measures": concerns.Measure,
    "readings": concerns.Reading,
    "targets": concerns.Target,
    "baselines": concerns.Baseline,
    "figures": concerns.Figure,
    "responses": concerns.Response,
}
NESTED = {"events", "recommendations", "answers"}


def properties(section):
    return validator().schema["properties"][section]["items"]["properties"]


@pytest.mark.parametrize("section", MODELS)
def test_fields_of_the_format_are_those_of_the_model(section):
    model = MODELS[section]
    for name in properties(section):
        if name in FORMS or name in NESTED:
            continue
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            pytest.fail(f"{section}: {name} is no field of {model.__name__}")


@pytest.mark.parametrize("section", MODELS)
def test_choices_of_the_format_are_those_of_the_model(section):
    for name, schema in properties(section).items():
        if name == "change" or "enum" not in schema:
            continue
        choices = {value for value, _ in MODELS[section]._meta.get_field(name).flatchoices}
        assert set(schema["enum"]) == choices - {"none"}, name


def test_schema_describes_what_would_be_right():
    def bare(schema, path):
        if "description" not in schema and "$ref" not in schema:
            yield path
        for name, inner in schema.get("properties", {}).items():
            yield from bare(inner, f"{path}.{name}")
        if "items" in schema:
            yield from bare(schema["items"], f"{path}[]")

    schema = validator().schema
    assert list(bare(schema, "document")) == []
    assert [name for name, inner in schema["$defs"].items() if "description" not in inner] == []
    validator().check_schema(json.loads(json.dumps(schema)))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("about: x\n", "line 1: title: it is missing: give a mapping with a title"),
        (
            "title: x\nfigure: []\n",
            "line 2: figure: there is no such field: did you mean figures?",
        ),
        (
            "title: x\nmeasures:\n  - indicator: a\n    force: b\n",
            "line 3: measures a b, said_by: it is missing: give a measure with indicator",
        ),
        (
            "title: x\nmeasures:\n  - {indicator: a, force: b, said_by: me}\n",
            "line 3: measures a b me, said_by: me stands here: give whose figure it is: ins",
        ),
        (
            "title: x\nlineages:\n  - earlier: A\n    later: B\n    how: merged\n"
            "    happened_on: 30/09/2021\n",
            "line 6: lineages A B, happened_on: 30/09/2021 stands here: give a day (2021-09-30)",
        ),
        (
            "title: x\nreadings:\n  - measure: a/b/c\n    period_start: 2021-09\n"
            "    period_end: 2021-09-30\n    value: 1\n",
            "line 4: readings a/b/c 2021-09-30, period_start: 2021-09 stands here: give an exact",
        ),
        (
            "title: x\nreadings:\n  - measure: a/b/c\n    period_start: 2021-09-30\n"
            "    period_end: 2021-09-30\n    value: .nan\n",
            "line 6: readings a/b/c 2021-09-30, value: .nan stands here: give a number",
        ),
        (
            "title: x\nconcerns:\n  - reference: A\n    kind: area_for_improvement\n"
            "    force: b\n    title: x\n    raised_on: 2021\n    completeness: complete\n"
            "    events:\n      - kind: commented\n        happened_on: 2021\n        audeince: force\n",
            "line 12: events commented 2021, audeince: there is no such field: did you mean aud",
        ),
        (
            "title: x\npublications:\n",
            "line 2: publications: nothing stands here: give a list of records",
        ),
    ],
)
def test_fault_of_shape_names_line_record_field_and_what_is_right(write, text, fault):
    with pytest.raises(DocumentRefused) as refusal:
        check_shape(read_document(write(text)))

    assert str(refusal.value).startswith(f"small, {fault}")


def test_all_faults_of_shape_are_told_at_once(write):
    text = "title: x\nmeasures:\n  - {indicator: a, force: b}\n  - {force: b, said_by: ons}\n"
    with pytest.raises(DocumentRefused) as refusal:
        check_shape(read_document(write(text)))

    assert [fault.line for fault in refusal.value.faults] == [3, 4]
