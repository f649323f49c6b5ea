import dataclasses
import json
from decimal import Decimal

import pytest
from django.db import DatabaseError, OperationalError, connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Random

from api.clocks import Clocks
from api.columns import Column, ColumnType
from api.streams import BLOCK_BYTES, blocks
from api.table_formats import FORMATS
from exports.datasets import CONCERNS, DATASETS, READINGS
from tests.exports.reading_back import (
    as_django_says,
    cells_of_csv,
    exported,
    in_csv,
    in_json,
    objects_of_ndjson,
)
from tests.exports.worlds import two_forces
from tests.factories import PUBLISHED_ON, ConcernFactory, MeasureFactory, ReadingFactory

DATASET_NAMES = sorted(set(DATASETS) - {"worklist"})  # nothing waits yet on that day
LIVE = Clocks(PUBLISHED_ON, is_live=True)
HEADER_ONLY = {"csv": 1, "ndjson": 0}

NASTY = [
    'He said "no", twice',
    "back\\slash \\n \\N \\. \\x01",
    "\\.",
    "one\ntwo\r\nthree\rfour",
    "comma, semicolon; tab\tend",
    "  spaces kept  ",
    "é ü ß 日本語 🚓 \u2028 \u0085 \ufeff",
    "\x01\x02\x1f\x7f",
    "NULL",
    "{'}$$%s%%(x)s",
    "x" * 100_000,
]


def everything(dataset):
    return dataset.queryset(clocks=LIVE, user=None)


def stream_of(dataset, format_name):
    rows = everything(dataset)
    return blocks(rows, dataset.cells(rows), FORMATS[format_name], connection)


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_csv_equals_queryset(name, db):
    two_forces()
    dataset = DATASETS[name]
    expected = as_django_says(dataset, everything(dataset))
    data, number = exported(dataset, "csv", everything(dataset))
    header, rows = cells_of_csv(data)
    assert header == [column.name for column in dataset.columns]
    assert len(rows) == number == len(expected) >= 6
    assert rows == [[in_csv(value) for value in row.values()] for row in expected]


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_ndjson_equals_queryset(name, db):
    two_forces()
    dataset = DATASETS[name]
    expected = as_django_says(dataset, everything(dataset))
    data, number = exported(dataset, "ndjson", everything(dataset))
    rows = objects_of_ndjson(data)
    assert len(rows) == number == len(expected) >= 6
    for row, said in zip(rows, expected, strict=True):
        assert list(row) == list(said)
        assert {key: in_csv(value) for key, value in row.items()} == {
            key: in_csv(value) for key, value in said.items()
        }
        assert row == {key: in_json(value) for key, value in said.items()}


@pytest.mark.parametrize("format_name", HEADER_ONLY)
@pytest.mark.parametrize("name", [name for name in DATASET_NAMES if name != "overview"])
def test_export_of_nothing(name, format_name, db):
    dataset = DATASETS[name]
    data, number = exported(dataset, format_name, everything(dataset))
    assert number == 0
    assert data.count(b"\r\n") == data.count(b"\n") == HEADER_ONLY[format_name]
    assert exported(dataset, format_name, everything(dataset).none()) == (data, 0)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_text_survives_both_formats(text, db):
    ConcernFactory(reference="first", title=text[:200], detail=text)
    ConcernFactory(reference="second")
    data, _ = exported(CONCERNS, "ndjson", everything(CONCERNS))
    row = objects_of_ndjson(data)[0]
    assert (row["title"], row["detail"]) == (text[:200], text)
    data, _ = exported(CONCERNS, "csv", everything(CONCERNS))
    header, rows = cells_of_csv(data)
    row = dict(zip(header, rows[0], strict=True))
    assert (row["title"], row["detail"]) == (text[:200], text)
    assert len(rows) == 2


def test_csv_lines_end_in_crlf_and_cells_keep_theirs(db):
    ConcernFactory(reference="first", detail="one\ntwo")
    ConcernFactory(reference="second", detail="one\r\ntwo")
    data, number = exported(CONCERNS, "csv", everything(CONCERNS))
    assert number == 2
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == 1 + 2 + 1
    assert data.count(b"\n") == 1 + 2 + 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])  # noqa: RUF001
def test_csv_defuses_text(start, db):
    text = start + "HYPERLINK(1)"
    ConcernFactory(title=text, detail="1" + text, external_references=[text])
    header, (row,) = cells_of_csv(exported(CONCERNS, "csv", everything(CONCERNS))[0])
    cells = dict(zip(header, row, strict=True))
    assert cells["title"] == cells["external_references"] == "'" + text
    assert cells["detail"] == "1" + text
    (plain,) = objects_of_ndjson(exported(CONCERNS, "ndjson", everything(CONCERNS))[0])
    assert plain["title"] == text


@pytest.mark.parametrize(
    "stated", ["77.70", "-3.0", "0", "-0.5", "0.000000000001", "123456789012345678.10", "1000000"]
)
def test_decimals_are_as_stated(stated, db):
    ReadingFactory(value=Decimal(stated), measure__indicator__floor=None)
    header, (row,) = cells_of_csv(exported(READINGS, "csv", everything(READINGS))[0])
    assert dict(zip(header, row, strict=True))["value"] == stated
    data, _ = exported(READINGS, "ndjson", everything(READINGS))
    assert f'"value":{stated},'.encode() in data
    assert json.loads(data)["low_inclusive"] is True


def test_bound_has_no_value(db):
    ReadingFactory(kind="bound", low=None, high=Decimal(30), high_inclusive=False)
    (row,) = objects_of_ndjson(exported(READINGS, "ndjson", everything(READINGS))[0])
    assert (row["kind"], row["value"], row["low"], row["high"]) == ("bound", None, None, 30)
    assert row["high_inclusive"] is False


@pytest.mark.parametrize("format_name", HEADER_ONLY)
def test_large_export_comes_in_blocks(format_name, db):
    for number in range(12):
        ConcernFactory(reference=f"c{number:02}", detail="x" * (BLOCK_BYTES // 4))
    parts = list(stream_of(CONCERNS, format_name))
    assert [rows for _, rows in parts] == [0, 4, 4, 4]
    assert max(len(block) for block, _ in parts) < 2 * BLOCK_BYTES
    assert b"".join(block for block, _ in parts).count(b"x" * 1000) >= 12


def broken_after(rows):
    """Return the concerns with a column that divides by nought at the last row.

    The random number keeps the database from computing it before it sorts.
    """
    last = everything(CONCERNS).last().pk
    share = Value(1) / (F("id") - Value(last)) + Random() * 0
    column = Column(
        "share", "One over the rows that follow.", source=share, type=ColumnType.DECIMAL
    )
    return dataclasses.replace(CONCERNS, added=(*CONCERNS.added, column))


@pytest.fixture
def many_concerns(db):
    for number in range(12):
        ConcernFactory(reference=f"c{number:02}", detail="x" * (BLOCK_BYTES // 4))


@pytest.mark.parametrize("format_name", FORMATS)
def test_stream_that_breaks_midway_raises(format_name, many_concerns, monkeypatch):
    monkeypatch.setattr("api.parquet.GROUP_BYTES", BLOCK_BYTES)  # else one group holds them all
    dataset = broken_after(12)
    stream = stream_of(dataset, format_name)
    sent = []
    with pytest.raises(DatabaseError, match="division by zero"), transaction.atomic():
        sent.extend(rows for _, rows in stream)
    assert 0 < sum(sent) < 12
    assert everything(CONCERNS).count() == 12


def test_stream_that_is_refused_raises(db):
    nowhere = dataclasses.replace(
        READINGS,
        added=(
            Column(
                "nowhere",
                "Nothing.",
                source=models.Func(function="no_such_function", output_field=models.TextField()),
                type=ColumnType.TEXT,
            ),
        ),
        order=(),
    )
    stream = stream_of(nowhere, "csv")
    with pytest.raises(DatabaseError, match="no_such_function"), transaction.atomic():
        list(stream)
    assert everything(READINGS).count() == 0


def test_stream_that_is_left_frees_its_connection(many_concerns):
    stream = stream_of(CONCERNS, "csv")
    savepoint = transaction.savepoint()
    assert next(stream)[1] == 0
    assert next(stream)[1] > 0
    stream.close()
    transaction.savepoint_rollback(savepoint)  # a cancelled query ends its transaction
    assert everything(CONCERNS).count() == 12


@pytest.fixture
def connection_may_die(transactional_db):
    yield
    connection.close()  # whatever came of it, the next test needs one that lives


@pytest.mark.usefixtures("connection_may_die")
def test_stream_whose_connection_dies_raises():
    for number in range(8):
        ConcernFactory(reference=f"c{number:02}", detail="x" * BLOCK_BYTES)
    stream = stream_of(CONCERNS, "csv")
    next(stream)
    next(stream)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    other.close()
    with pytest.raises(OperationalError):
        list(stream)
    connection.close()
    assert everything(CONCERNS).count() == 8


def test_stream_asks_nothing_per_row(db, django_assert_num_queries):
    measure = MeasureFactory()
    for day in range(1, 4):
        ReadingFactory(measure=measure, period_start=PUBLISHED_ON.replace(day=day))
    with django_assert_num_queries(0):  # COPY itself goes past Django's log
        _, number = exported(READINGS, "csv", everything(READINGS))
    assert number == 3
