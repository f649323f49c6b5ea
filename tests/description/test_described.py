"""Every operation, parameter and property says what it is, and is shown by an example."""

import pytest

REF = "#/components/schemas/"


@pytest.fixture(scope="module")
def operations(description):
    return {
        operation["operationId"]: operation
        for operations in description["paths"].values()
        for operation in operations.values()
    }


def test_every_operation_says_what_it_does(operations):
    assert [name for name, each in operations.items() if not each.get("summary")] == []
    assert [name for name, each in operations.items() if not each.get("description")] == []


def test_every_parameter_says_what_it_is(operations):
    undescribed = [
        f"{name}: {parameter['name']}"
        for name, each in operations.items()
        for parameter in each.get("parameters", ())
        if not parameter.get("description")
    ]
    assert undescribed == []


A_FILE = "application/octet-stream"
"""Bytes that are no JSON, of which no example is shown."""


def test_every_property_says_what_it_is(description):
    undescribed = [
        f"{name}.{field}"
        for name, shape in description["components"]["schemas"].items()
        for field, value in shape.get("properties", {}).items()
        if not value.get("description")
    ]
    assert undescribed == []


def test_every_body_and_answer_of_an_operation_has_an_example(operations):
    lacking = []
    for name, operation in operations.items():
        parts = {status: each for status, each in operation["responses"].items() if status < "300"}
        if "requestBody" in operation:
            parts["request"] = operation["requestBody"]
        lacking += [
            f"{name} {part}"
            for part, each in parts.items()
            if A_FILE not in each["content"]
            and not any("examples" in content for content in each["content"].values())
        ]
    assert lacking == []


def test_every_row_that_is_answered_is_shown_in_an_example(description, operations):
    shown = set()
    shapes = description["components"]["schemas"]
    for operation in operations.values():
        for answer in operation["responses"].values():
            content = answer.get("content", {}).get("application/json", {})
            for example in content.get("examples", {}).values():
                shown |= set(shown_by(example["value"], content["schema"], shapes))
    answered = {
        f"{operation['responses'][status]['content']['application/json']['schema']['$ref']}"
        for operation in operations.values()
        for status in operation["responses"]
        if status < "300"
        and A_FILE not in operation["responses"][status]["content"]
        and "$ref" in operation["responses"][status]["content"]["application/json"]["schema"]
    }
    lacking = [
        f"{name}.{field}"
        for name in sorted(reference.removeprefix(REF) for reference in answered)
        for field in shapes[name].get("properties", ())
        if (name, field) not in shown and "example" not in shapes[name]["properties"][field]
    ]
    assert lacking == []


def shown_by(value, schema, shapes):
    """The properties of named shapes that an example holds."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REF)
        for field, inner in shapes[name].get("properties", {}).items():
            if isinstance(value, dict) and field in value:
                yield name, field
                yield from shown_by(value[field], inner, shapes)
    for part in (part for how in ("allOf", "oneOf") for part in schema.get(how, ())):
        yield from shown_by(value, part, shapes)
    if isinstance(value, list):
        for each in value:
            yield from shown_by(each, schema.get("items", {}), shapes)


@pytest.mark.parametrize(
    ("shape", "field"),
    [
        ("Reading", "superseded_because"),
        ("Reading", "direction"),
        ("Event", "assessment"),
        ("Figure", "claim_direction"),
        ("Force", "local_policing_body"),
    ],
)
def test_choice_that_is_answered_empty_says_so(description, shape, field):
    value = description["components"]["schemas"][shape]["properties"][field]
    assert {"$ref": f"{REF}BlankEnum"} in value["oneOf"]


def test_figure_that_corrects_none_says_so(description):
    figure = description["components"]["schemas"]["Figure"]
    assert "null" in figure["properties"]["supersedes"]["type"]


@pytest.mark.parametrize("subject", ["concern", "recommendation", "action"])
def test_row_of_verbs_demands_the_record_and_the_verb_alone(description, subject):
    row = description["components"]["schemas"][f"{subject.title()}Step"]
    assert set(row["required"]) == {subject, "verb"}
