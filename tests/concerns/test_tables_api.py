"""Every list as a table: cell by cell what the JSON says, for everybody, at every clock."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from urllib.parse import urlencode

import polars
import pytest
from django.core.management import call_command

from api.flat import fields_in_words, flat_columns
from api.tabular import DEFUSED_BY, FORMULA_STARTS
from tests.concerns import tables
from tests.concerns.test_lists_api import VIEWS

IN_WORDS = {
    "readings": ["text"],
    "figures": ["text"],
    "progress": ["latest.text", "baseline.text"],
}
CLOCKED = {resource for resource, view in VIEWS.items() if "list" in view.clocked_actions}


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """The record, committed once for this file: a table is read on a connection of its own."""
    with django_db_blocker.unblock():
        try:
            yield tables.world()
        finally:
            call_command("flush", interactive=False, verbosity=0)


def columns_of(resource):
    return flat_columns(VIEWS[resource].serializer_class())


def flat(row, path):
    """What the JSON says at a path; nothing where something it leads through is null."""
    for name in path.split("."):
        row = None if row is None else row[name]
    return "; ".join(map(str, row)) if isinstance(row, list) else row


def of_csv(data):
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def of_ndjson(data):
    return [json.loads(line, parse_float=Decimal) for line in data.splitlines()]


def of_parquet(data):
    return polars.read_parquet(data).to_dicts()


def in_csv(column, value):
    if value is None:
        return ""
    if column.type == "boolean":
        return "true" if value else "false"
    text = str(value)
    is_free = column.type == "text" and not column.choices
    return DEFUSED_BY + text if is_free and text[:1] and text[0] in FORMULA_STARTS else text


def in_parquet(column, value):
    if value is None:
        return None
    if column.type == "date":
        return dt.date.fromisoformat(value)
    if column.type == "decimal":
        return round(Decimal(value), 12)
    return value


AS = {
    "csv": (of_csv, in_csv),
    "ndjson": (of_ndjson, lambda column, value: value),
    "parquet": (of_parquet, in_parquet),
}


def instant(value):
    """An instant without regard to how it is written."""
    return dt.datetime.fromisoformat(value) if isinstance(value, str) and value else value or None


@pytest.mark.parametrize("resource", VIEWS)
@pytest.mark.parametrize("reader", tables.READERS)
def test_table_says_what_json_says(people, db, api_client, resource, reader):
    api_client.force_authenticate(people[reader])
    columns = columns_of(resource)
    for clocks in tables.CLOCKS.values() if resource in CLOCKED else [{}]:
        address = f"/api/v1/{resource}/?{urlencode(clocks)}"
        page = json.loads(api_client.get(f"{address}&page_size=1000").content, parse_float=Decimal)
        assert page["next"] is None
        for name, (read, written) in AS.items():
            answer = api_client.get(f"{address}&format={name}")
            assert answer.status_code == 200, answer.content
            rows = read(answer.getvalue())
            assert len(rows) == len(page["results"])
            for row, said in zip(rows, page["results"], strict=True):
                assert list(row) == [column.name for column in columns]
                for column in columns:
                    told, expected = row[column.name], flat(said, column.path)
                    if column.type == "instant":
                        assert instant(told) == instant(expected)
                    else:
                        same = written(column, expected)
                        assert (column.name, str(told)) == (column.name, str(same))


def test_world_names_what_is_out_of_reach(people, db, api_client):
    """Otherwise the test above would not show that it is masked."""
    masked = {
        ("concerns", "inspection"),
        ("lineages", "publication"),
        ("recommendations", "concern"),
        ("actions", "recommendation"),
        ("events", "publication"),
        ("judgments", "inspection"),
        ("publications", "answers"),
        ("responses", "same_findings_as"),
        ("figures", "compared_with"),
    }
    query = {"known_at": tables.CLOCKS["known at"]["known_at"], "page_size": 1000}
    for resource, field in masked:
        asked = query if resource in CLOCKED else {"page_size": 1000}
        null = {}
        for reader in ("inspector", "liaison_officer"):
            api_client.force_authenticate(people[reader])
            page = api_client.get(f"/api/v1/{resource}/", asked).json()
            null[reader] = {
                row.get("id", row.get("reference")) for row in page["results"] if row[field] is None
            }
        assert null["liaison_officer"] - null["inspector"] or resource == "publications", resource


def test_only_words_are_left_out():
    left_out = {name: fields_in_words(view.serializer_class()) for name, view in VIEWS.items()}
    assert {name: fields for name, fields in left_out.items() if fields} == IN_WORDS


@pytest.mark.parametrize("resource", VIEWS)
def test_columns_are_described(resource):
    columns = columns_of(resource)
    names = [column.name for column in columns]
    assert len(names) == len(set(names))
    assert [column.name for column in columns if not column.description] == []
    numbers = {column.name for column in columns if column.type in ("integer", "decimal")}
    units = {column.name for column in columns if column.unit}
    assert units <= numbers
    assert [column.name for column in columns if column.type == "decimal" and not column.unit] == []
