"""Datasets as Parquet: typed, described, and equal to what the queryset says."""

import datetime as dt
import io
from decimal import Decimal

import duckdb
import pyarrow.parquet
import pytest
from django.db import connection

from api.parquet import DECIMALS
from api.streams import blocks
from api.table_formats import FORMATS
from exports.datasets import CONCERNS, DATASETS, READINGS
from tests.exports.reading_back import as_django_says, exported
from tests.exports.test_streams import LIVE, NASTY, everything
from tests.exports.worlds import two_forces
from tests.factories import ConcernFactory, ReadingFactory


def table(dataset, rows=None):
    data, number = exported(dataset, "parquet", everything(dataset) if rows is None else rows)
    read = pyarrow.parquet.read_table(io.BytesIO(data))
    assert read.num_rows == number
    return read


def typed(value):
    return round(value, DECIMALS) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("name", [name for name in DATASETS if name != "worklist"])
def test_parquet_equals_queryset(name, db):
    two_forces()  # where nothing waits: see test_worklist_dataset.py
    dataset = DATASETS[name]
    expected = as_django_says(dataset, dataset.queryset(clocks=LIVE, user=None))
    rows = table(dataset).to_pylist()
    assert len(rows) >= 6
    assert rows == [{key: typed(value) for key, value in row.items()} for row in expected]


def test_parquet_of_nothing_has_its_columns(db):
    assert table(READINGS).column_names == [column.name for column in READINGS.columns]
    assert table(READINGS, everything(READINGS).none()).num_rows == 0


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_text_survives(text, db):
    ConcernFactory(reference="first", title=text[:200], detail=text)
    (row,) = table(CONCERNS).to_pylist()
    assert (row["title"], row["detail"], row["external_references"]) == (text[:200], text, "")


def test_parquet_has_types_and_meanings(db):
    ReadingFactory(value=Decimal("77.70"))
    read = table(READINGS)
    assert str(read.schema.field("low").type) == "decimal128(38, 12)"
    assert str(read.schema.field("recorded_at").type) == "timestamp[us, tz=UTC]"
    assert str(read.schema.field("kind").type).startswith("dictionary<values=string")
    assert read.schema.field("value").metadata[b"unit"].startswith(b"as in measure_indicator_unit")
    (row,) = read.to_pylist()
    assert row["value"] == Decimal("77.7")
    assert type(row["period_end"]) is dt.date


def test_groups_of_rows_stay_small(db, monkeypatch):
    monkeypatch.setattr("api.parquet.GROUP_BYTES", 300_000)
    for number in range(12):
        ConcernFactory(reference=f"c{number:02}", detail="x" * 100_000)
    data, _ = exported(CONCERNS, "parquet", everything(CONCERNS))
    read = pyarrow.parquet.ParquetFile(io.BytesIO(data))
    assert read.metadata.num_row_groups > 2
    assert read.read().num_rows == 12


def test_same_rows_are_the_same_bytes(db):
    two_forces()
    rows = everything(READINGS)
    assert exported(READINGS, "parquet", rows) == exported(READINGS, "parquet", rows)


def test_parquet_says_what_it_is_of(db):
    ConcernFactory()
    rows = everything(CONCERNS)
    parts = blocks(
        rows,
        CONCERNS.cells(rows),
        FORMATS["parquet"],
        connection,
        about={"as_at": "2021-09-30"},
    )
    data = b"".join(block for block, _ in parts)
    assert pyarrow.parquet.read_schema(io.BytesIO(data)).metadata == {b"as_at": b"2021-09-30"}


def test_duckdb_reads_the_same_types_and_values(db, tmp_path):
    ReadingFactory(value=Decimal("77.70"))
    path = tmp_path / "x.parquet"
    path.write_bytes(exported(READINGS, "parquet", everything(READINGS))[0])
    rows = duckdb.sql(f"SELECT value, period_end, recorded_at, kind FROM '{path}'")
    told = dict(zip(rows.columns, map(str, rows.types), strict=True))
    assert told == {
        "value": "DECIMAL(38,12)",
        "period_end": "DATE",
        "recorded_at": "TIMESTAMP WITH TIME ZONE",
        "kind": "VARCHAR",
    }
    ((value, period_end, kind),) = rows.select("value, period_end, kind").fetchall()
    (row,) = table(READINGS).to_pylist()
    assert (value, period_end, kind) == (row["value"], row["period_end"], row["kind"])
