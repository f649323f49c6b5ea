import copy

import pytest

from api.promises import broken, promises

TEXT = {"type": "string"}
DESCRIPTION = {
    "paths": {
        "/rows/": {
            "get": {
                "operationId": "rows",
                "parameters": [
                    {"in": "query", "name": "kind", "schema": {"$ref": "#/components/schemas/Kind"}}
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "array",
                                    "items": {"$ref": "#/components/schemas/Row"},
                                }
                            }
                        }
                    },
                    "400": {"description": "Malformed."},
                },
            },
            "post": {
                "operationId": "add",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Entry"}}
                    },
                },
                "responses": {"201": {"description": "Made."}},
            },
        }
    },
    "components": {
        "schemas": {
            "Kind": {"type": "string", "enum": ["good", "bad"]},
            "Row": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "integer"},
                    "kind": {"allOf": [{"$ref": "#/components/schemas/Kind"}]},
                    "note": TEXT,
                },
            },
            "Entry": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"$ref": "#/components/schemas/Kind"}, "note": TEXT},
            },
        }
    },
}


@pytest.fixture
def changed():
    return copy.deepcopy(DESCRIPTION)


@pytest.fixture
def rows(changed):
    return changed["paths"]["/rows/"]


@pytest.fixture
def shapes(changed):
    return changed["components"]["schemas"]


def test_the_same_description_keeps_every_promise(changed):
    assert broken(promises(DESCRIPTION), changed) == []


def test_what_is_added_breaks_nothing(changed, rows, shapes):
    rows["delete"] = {"operationId": "remove", "responses": {}}
    rows["get"]["responses"]["410"] = {"description": "Gone."}
    rows["get"]["parameters"].append({"in": "query", "name": "search", "schema": TEXT})
    shapes["Kind"]["enum"].append("ugly")
    shapes["Row"]["properties"]["title"] = TEXT
    shapes["Row"]["required"].append("note")
    shapes["Entry"]["properties"]["title"] = TEXT
    shapes["Entry"]["required"] = []
    shapes["New"] = {"type": "object", "required": ["a"], "properties": {"a": TEXT}}
    assert broken(promises(DESCRIPTION), changed) == []


def test_removed_property(changed, shapes):
    del shapes["Row"]["properties"]["note"]
    assert broken(promises(DESCRIPTION), changed) == ["no longer: shape Row holds note: string"]


def test_changed_type(changed, shapes):
    shapes["Row"]["properties"]["note"] = {"type": ["string", "null"]}
    assert broken(promises(DESCRIPTION), changed) == ["no longer: shape Row holds note: string"]


def test_removed_value_of_a_choice(changed, shapes):
    shapes["Kind"]["enum"].remove("bad")
    assert broken(promises(DESCRIPTION), changed) == [
        "no longer: GET /rows/ takes query kind: one is bad",
        "no longer: shape Entry holds kind: one is bad",
        "no longer: shape Row holds kind: one is bad",
    ]


def test_property_that_is_no_longer_always_there(changed, shapes):
    shapes["Row"]["required"] = []
    assert broken(promises(DESCRIPTION), changed) == ["no longer: shape Row always holds id"]


def test_property_newly_demanded_of_a_request(changed, shapes):
    shapes["Entry"]["required"].append("note")
    assert broken(promises(DESCRIPTION), changed) == ["newly: shape Entry demands note"]


def test_parameter_newly_demanded(changed, rows):
    rows["get"]["parameters"].append(
        {"in": "query", "name": "force", "schema": TEXT, "required": True}
    )
    assert broken(promises(DESCRIPTION), changed) == ["newly: GET /rows/ demands query force"]


def test_removed_parameter(changed, rows):
    del rows["get"]["parameters"][0]
    assert len(broken(promises(DESCRIPTION), changed)) == 3


def test_removed_status(changed, rows):
    del rows["get"]["responses"]["400"]
    assert broken(promises(DESCRIPTION), changed) == ["no longer: GET /rows/ answers 400"]


def test_removed_operation_and_path(changed, rows):
    del rows["post"]
    assert "no longer: POST /rows/" in broken(promises(DESCRIPTION), changed)
    del changed["paths"]["/rows/"]
    assert "no longer: GET /rows/" in broken(promises(DESCRIPTION), changed)


def test_removed_format(changed, rows):
    del rows["get"]["responses"]["200"]["content"]["application/json"]
    assert "no longer: GET /rows/ answers 200 application/json: array of Row" in broken(
        promises(DESCRIPTION), changed
    )
