"""Every dataset has the rows and totals that the API's list answers at the same clocks."""

import datetime as dt
import json
from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import call_command

from api.clocks import Clocks, instant_text, london_date, settled_instant
from exports.datasets import DATASETS, ListedDataset
from exports.totals import totals_of
from tests.concerns import tables
from tests.exports.reading_back import exported, objects_of_ndjson

LISTED = {name: one for name, one in DATASETS.items() if isinstance(one, ListedDataset)}
ONLY_HERE = {"is_overdue", "detail"}


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """The record, committed once for this file."""
    with django_db_blocker.unblock():
        try:
            yield {**tables.world(), "settled": settled_instant()}
        finally:
            call_command("flush", interactive=False, verbosity=0)


def clocks_asked(view, settled):
    """Today as known at the settled instant; of what takes clocks, past ones too."""
    today = Clocks(london_date(settled), settled)
    if "list" not in view.clocked_actions:
        return {today: {}}
    past = Clocks(dt.date(2021, 10, 15), settled)
    known = Clocks(london_date(tables.BETWEEN), tables.BETWEEN)
    return {
        clocks: {"as_at": clocks.as_at.isoformat(), "known_at": instant_text(clocks.known_at)}
        for clocks in (today, past, known)
    }


def flat(row, path):
    for name in path.split("."):
        row = None if row is None else row.get(name)
    return "; ".join(map(str, row)) if isinstance(row, list) else row


def in_words(value):
    """A cell without regard to how JSON writes an instant; decimals with theirs."""
    if isinstance(value, str) and value.endswith("Z"):
        return dt.datetime.fromisoformat(value)
    return str(value)


def sorted_cells(rows):
    return sorted((tuple(map(in_words, row)) for row in rows), key=str)


@pytest.mark.parametrize("reader", tables.READERS)
@pytest.mark.parametrize("name", LISTED)
def test_rows_and_totals_equal_the_api(people, db, api_client, name, reader):
    dataset, user = LISTED[name], people[reader]
    api_client.force_authenticate(user)
    only_here = ONLY_HERE | {column.name for column in dataset.first}
    columns = [column for column in dataset.columns if column.name not in only_here]
    for clocks, query in clocks_asked(dataset.view, people["settled"]).items():
        asked = {**query, "page_size": 1000, "with_total": "true"}
        page = json.loads(api_client.get(f"/api/v1/{name}/", asked).content, parse_float=Decimal)
        rows = dataset.queryset(clocks=clocks, user=user)
        found = objects_of_ndjson(exported(dataset, "ndjson", rows)[0])

        assert page["next"] is None
        assert len(found) == page["total"]
        assert sorted_cells([row[column.name] for column in columns] for row in found) == (
            sorted_cells([flat(row, column.path) for column in columns] for row in page["results"])
        )
        total, by_value = totals_of(dataset, rows)
        assert total == page["total"]
        assert list(by_value) == list(dataset.totals)
        for column in columns:
            if column.name in by_value:
                said = Counter(flat(row, column.path) for row in page["results"])
                told = {in_json(value): number for value, number in said.items()}
                assert by_value[column.name] == told


def in_json(value):
    """How a total names a value: as text, and none as the empty one."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def test_there_is_something_to_compare(people, db):
    for name, dataset in LISTED.items():
        clocks = Clocks(london_date(people["settled"]), people["settled"])
        everything = dataset.queryset(clocks=clocks, user=None).count()
        assert everything >= 2, name
        assert dataset.queryset(clocks=clocks, user=people["analyst"]).count() < everything or (
            name in {"indicators", "responses"}
        )
