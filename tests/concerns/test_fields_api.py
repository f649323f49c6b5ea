"""`fields` selects what a list, a row or a table says."""

import json

import pytest

from tests import factories, reach

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(api_client, inspector):
    api_client.force_authenticate(inspector)
    factories.ReadingFactory()

    def get(query, resource="readings"):
        return api_client.get(f"/api/v1/{resource}/{query}")

    return get


@pytest.mark.parametrize(
    ("fields", "row"),
    [
        ("kind", {"kind": "point"}),
        ("kind,measure.force.slug", {"kind": "point", "measure": {"force": {"slug": None}}}),
        ("measure.force", {"measure": {"force": {"slug": None, "name": None}}}),
        ("text,kind", {"kind": "point", "text": None}),
    ],
)
def test_json_keeps_its_nesting(ask, fields, row):
    (told,) = ask(f"?fields={fields}").json()["results"]

    def same(told, row):
        assert list(told) == sorted(row, key=list(told).index)
        for name, value in row.items():
            if isinstance(value, dict):
                same(told[name], value)
            elif value is not None:
                assert told[name] == value

    same(told, row)


def test_single_row_takes_fields(ask):
    (row,) = ask("?fields=id").json()["results"]
    assert set(ask(f"{row['id']}/?fields=id,share").json()) == {"id", "share"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("colour", "there is no field 'colour'"),
        ("measure.colour", "there is no field 'measure.colour'"),
        ("perod_end", "period_end"),
        ("kind,,low", "there is no field ''"),
        ("kind,kind", "kind is given twice"),
        ("measure,measure.id", "measure.id is given twice"),
        ("measure.force.slug,measure.force", "measure.force.slug is given twice"),
    ],
)
@pytest.mark.parametrize("format_name", ["json", "csv"])
def test_fields_that_cannot_be_selected_are_refused(ask, format_name, fields, words):
    answer = ask(f"?format={format_name}&fields={fields}")
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == "fields"
    assert words in fault["detail"]


def test_words_stand_in_json_only(ask):
    (fault,) = ask("?format=csv&fields=id,text").json()["errors"]
    assert fault["code"] == "only_in_json"
    assert [*ask("columns/").json()["only_in_json"]] == ["text"]


def test_table_has_the_columns_in_the_order_asked_for(ask):
    told = ask("columns/?fields=value,measure.force,id").json()["columns"]
    names = ["value", "measure_force_slug", "measure_force_name", "id"]
    assert [column["name"] for column in told] == names
    header = ask("?format=csv&fields=value,measure.force,id").getvalue().split(b"\r\n")[0]
    assert header.decode() == ",".join(names)


def test_fields_may_change_between_pages(ask):
    factories.ReadingFactory()
    page = json.loads(ask("?page_size=1").content)
    following = ask(page["next"].partition("/readings/")[2] + "&fields=id")
    assert list(following.json()["results"][0]) == ["id"]


@pytest.mark.parametrize("address", ["overview/", "comparisons/grades/"])
def test_documents_take_no_fields(api_client, inspector, address):
    api_client.force_authenticate(inspector)
    assert api_client.get(f"/api/v1/{address}?fields=id").status_code == 400
    assert api_client.get(f"/api/v1/{address}?format=csv").status_code == 400


@pytest.mark.parametrize("resource", reach.EVERYTHING)
def test_every_list_describes_its_columns(ask, resource):
    told = ask("columns/", resource)
    assert told.status_code == 200
    assert told.json()["columns"]
