import json

import pytest
from django.test import Client
from drf_spectacular.settings import patched_settings
from drf_spectacular.validation import validate_schema

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]
SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
}


@pytest.fixture
def description(capsys):
    """The description, as anybody reads it; drf-spectacular says on stderr what it misses."""
    with patched_settings(SETTINGS):
        answer = Client().get("/api/schema/")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("application/json")
        described = json.loads(answer.content)
        validate_schema(described)
    assert capsys.readouterr().err == ""
    return described


def parameters(description, path="/api/v1/tokens/"):
    return {each["name"]: each for each in description["paths"][path]["get"]["parameters"]}


def test_description_is_openapi_3_1(description):
    assert description["openapi"] == "3.1.0"
    assert set(description["paths"]) == {
        "/api/v1/",
        "/api/v1/tokens/",
        "/api/v1/tokens/columns/",
        "/api/v1/tokens/{id}/",
        "/api/v1/forces/",
        "/api/v1/forces/columns/",
        "/api/v1/forces/{slug}/",
        "/api/v1/lone-forces/",
        "/api/v1/lone-forces/columns/",
        "/api/v1/lone-forces/{slug}/",
    }


def test_every_operation_documents_its_problems(description):
    for operations in description["paths"].values():
        for method, operation in operations.items():
            expected = {"400", "401", "403", "404", "406"}
            if method == "post":
                expected |= {"411", "413", "415"}
            assert expected < set(operation["responses"])
            content = operation["responses"]["400"]["content"]
            assert content["application/problem+json"]["schema"]["$ref"].endswith("/Problem")
    assert "errors" in description["components"]["schemas"]["Problem"]["properties"]


def test_every_parameter_of_a_list_is_described(description):
    described = parameters(description)
    assert set(described) == {
        "If-None-Match",
        "id",
        "id__in",
        "id_gte",
        "name",
        "name__in",
        "created_at_before",
        "created_at_after",
        "last_used_at__isnull",
        "owner",
        "owner__in",
        "page_size",
        "cursor",
        "with_total",
        "ordering",
        "fields",
        "format",
    }
    assert described["name__in"]["schema"] == {"type": "array", "items": {"type": "string"}}
    assert described["name__in"]["explode"] is False
    assert described["id"]["schema"]["type"] == "integer"
    assert described["created_at_before"]["schema"]["format"] == "date-time"
    assert described["page_size"]["schema"]["maximum"] == 1000
    assert "-owner" in described["ordering"]["schema"]["items"]["enum"]


def test_choices_and_references_are_described(description):
    described = parameters(description, "/api/v1/forces/")
    assert "territorial" in described["kind"]["schema"]["enum"]
    assert described["liaison_officers"]["schema"]["type"] == "integer"
    assert described["succeeded_by"]["schema"]["type"] == "string"


def test_every_property_of_a_row_is_described(description):
    properties = description["components"]["schemas"]["Token"]["properties"]
    assert [name for name, each in properties.items() if not each.get("description")] == []


def test_description_in_yaml():
    with patched_settings(SETTINGS):
        assert Client().get("/api/schema/?format=yaml").content.startswith(b"openapi: 3.1.0")


@pytest.mark.parametrize("query", ["lang=xx", "version=2", "format=xml"])
def test_description_takes_no_other_parameter(query):
    answer = Client().get(f"/api/schema/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_docs_page_names_no_other_host_and_holds_no_inline_script():
    answer = Client().get("/api/docs/")
    page = answer.content.decode()
    assert "http" not in page
    assert "<style" not in page
    assert "style=" not in page
    assert page.count("<script src=") == page.count("<script") == 2
    assert "'unsafe" not in answer.get("Content-Security-Policy", "")


def test_formats_of_a_list_are_described(description):
    of_list = description["paths"]["/api/v1/tokens/"]["get"]["responses"]["200"]["content"]
    assert set(of_list) == {
        "application/json",
        "text/csv",
        "application/x-ndjson",
        "application/vnd.apache.parquet",
    }
    assert of_list["text/csv"]["schema"]["type"] == "string"
    assert parameters(description)["format"]["schema"]["enum"] == [
        "csv",
        "json",
        "ndjson",
        "parquet",
    ]
    of_row = description["paths"]["/api/v1/tokens/{id}/"]["get"]
    assert set(of_row["responses"]["200"]["content"]) == {"application/json"}
    assert "fields" in {each["name"] for each in of_row["parameters"]}


def test_unchanged_answers_of_reading_are_described(description):
    for operations in description["paths"].values():
        for method, operation in operations.items():
            assert ("304" in operation["responses"]) == (method == "get")
    unchanged = description["paths"]["/api/v1/tokens/"]["get"]["responses"]["304"]
    assert "content" not in unchanged


def test_operations_stand_with_their_resource_and_say_in_short_what_they_do(description):
    listed = description["paths"]["/api/v1/lone-forces/"]["get"]
    assert listed["tags"] == ["lone forces"]
    assert listed["summary"] == "List lone forces"
