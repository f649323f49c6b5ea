"""Merging an earlier file with changes: in its order, holding a few rows of it at a time."""

import pyarrow as pa
import pytest
from pyarrow import parquet

from api.parquet import CODED
from exports import merging
from exports.merging import MERGERS

ORDER = ["force", "due_on", "id"]
TOLD = {"key": "id", "order": ORDER, "columns": [{"name": name} for name in ORDER]}
SCHEMA = pa.schema([("force", CODED), ("due_on", pa.date32()), ("id", pa.int64())])


def in_order(rows):
    return sorted(rows, key=lambda row: [(row[name] is None, row[name] or 0) for name in ORDER])


def row(number, moved=0):
    """A row; some have no day, and those stand last within their force."""
    due_on = None if number % 5 == 0 else (number * 7 + moved) % 40
    return {"force": "zyx"[number % 3], "due_on": due_on, "id": number}


def written(path, rows, schema=SCHEMA, group=10):
    parquet.write_table(pa.Table.from_pylist(rows, schema), path, row_group_size=group)
    return path


def as_told(rows):
    """The rows as they are read back."""
    return pa.Table.from_pylist(rows, SCHEMA).to_pylist()


def changed(change, *rows):
    return [{"change": change, **each} for each in rows]


@pytest.fixture
def files(tmp_path):
    """An earlier file, changes of every kind from its first row to behind its last, and the result."""
    before = {number: row(number) for number in range(1, 101)}
    added = [row(number) for number in (0, 101, 102, 103, 200)]
    moved = [row(number, moved=11) for number in (3, 50, 99)]
    gone = [before[number] for number in (1, 2, 4, 40, 41, 42, 43, 100)]
    changes = [
        *changed("added", *added),
        *changed("changed", *moved),
        *changed("superseded", *gone[:4]),
        *changed("left", *gone[4:]),
    ]
    now = before | {each["id"]: each for each in (*added, *moved)}
    for each in gone:
        del now[each["id"]]
    schema = pa.schema([("change", CODED), *SCHEMA])
    return (
        written(tmp_path / "full.parquet", in_order(before.values())),
        written(tmp_path / "changes.parquet", changes, schema),
        in_order(now.values()),
    )


def merged(full, changes, path):
    """Merge into the file; return how many rows each block had."""
    numbers = []
    with path.open("wb") as file:
        for block, number in MERGERS["parquet"](TOLD).merged(full, changes):
            file.write(block)
            numbers.append(number)
    return numbers


@pytest.mark.parametrize("at_once", [1, 2, 3, 7, 10, 33, 100, 1000])
def test_parquet_is_merged_in_order_however_many_rows_are_held(
    files, tmp_path, monkeypatch, at_once
):
    monkeypatch.setattr(merging, "ROWS_AT_ONCE", at_once)
    full, changes, expected = files

    merged(full, changes, tmp_path / "now.parquet")

    now = parquet.read_table(tmp_path / "now.parquet")
    assert now.to_pylist() == as_told(expected)
    assert now.schema.equals(SCHEMA)


def test_no_more_rows_of_the_earlier_file_are_held_than_said(files, tmp_path, monkeypatch):
    monkeypatch.setattr(merging, "ROWS_AT_ONCE", 10)
    full, changes, expected = files
    put = 5 + 3  # of the changes all rows are held
    held = []
    batches = parquet.ParquetFile.iter_batches

    def counted(file, **asked):
        for batch in batches(file, **asked):
            held.append(len(batch))
            yield batch

    monkeypatch.setattr(parquet.ParquetFile, "iter_batches", counted)
    numbers = merged(full, changes, tmp_path / "now.parquet")

    assert held == [10] * 10
    assert sum(numbers) == len(expected)
    assert max(numbers) <= 10 + put
    assert len([number for number in numbers if number]) >= 10
    groups = parquet.read_metadata(tmp_path / "now.parquet")
    assert groups.num_row_groups == len([number for number in numbers if number])


def test_earlier_file_without_rows_takes_what_is_put(tmp_path):
    schema = pa.schema([("change", CODED), *SCHEMA])
    full = written(tmp_path / "full.parquet", [])
    changes = written(tmp_path / "changes.parquet", changed("added", row(3), row(1)), schema)

    assert sum(merged(full, changes, tmp_path / "now.parquet")) == 2
    found = parquet.read_table(tmp_path / "now.parquet").to_pylist()
    assert found == as_told(in_order([row(1), row(3)]))


def test_changes_that_remove_every_row_leave_a_file_without_rows(tmp_path):
    schema = pa.schema([("change", CODED), *SCHEMA])
    full = written(tmp_path / "full.parquet", in_order([row(1), row(2)]))
    changes = written(tmp_path / "changes.parquet", changed("left", row(1), row(2)), schema)

    assert sum(merged(full, changes, tmp_path / "now.parquet")) == 0
    assert parquet.read_table(tmp_path / "now.parquet").num_rows == 0
