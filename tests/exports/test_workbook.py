"""Workbooks: definitions first, then rows; read back as a spreadsheet has them."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

from api.streams import blocks
from exports import workbook
from exports.actions import export_dataset
from exports.datasets import CONCERNS, DATASETS, READINGS
from exports.files import FileRefused
from exports.formats import FORMATS
from exports.snapshots import snapshot
from exports.verification import faults_of
from tests.exports.reading_back import as_django_says
from tests.exports.test_streams import everything
from tests.exports.worlds import two_forces
from tests.factories import ConcernFactory, ReadingFactory


def book_of(dataset):
    rows = everything(dataset)
    about = {"dataset": dataset.name, "known_at": "2021-09-30T08:00:00.000000Z"}
    stream = blocks(rows, dataset.cells(rows), FORMATS["xlsx"], connection, about=about)
    parts = list(stream)
    data = b"".join(block for block, _ in parts)
    return load_workbook(io.BytesIO(data)), sum(number for _, number in parts)


def in_cell(value):
    """What a cell holds of a value: nothing for empty text, numbers as floats, no zones."""
    match value:
        case None | "":
            return None
        case bool():
            return value
        case Decimal():
            return float(value)
        case dt.date():
            return dt.datetime.combine(value, dt.time())
    return value


@pytest.mark.parametrize("name", ["concerns", "readings", "events", "progress", "overview"])
def test_workbook_equals_queryset(name, db):
    two_forces()
    dataset = DATASETS[name]
    expected = as_django_says(dataset, everything(dataset))
    book, number = book_of(dataset)
    header, *rows = book["Rows"].iter_rows(values_only=True)
    assert book.sheetnames == ["Definitions", "Rows"]
    assert list(header) == [column.name for column in dataset.columns]
    assert len(rows) == number == len(expected) >= 6
    for row, said in zip(rows, expected, strict=True):
        for cell, (name_, value) in zip(row, said.items(), strict=True):
            if isinstance(value, dt.datetime):
                told = value.astimezone(dt.UTC).replace(tzinfo=None)
                assert abs(cell - told) <= dt.timedelta(milliseconds=1), name_
            else:
                assert cell == in_cell(value), name_


def test_definitions_say_what_each_column_means(db):
    book, _ = book_of(READINGS)
    rows = list(book["Definitions"].iter_rows(values_only=True))
    assert rows[0][:2] == ("dataset", "readings")
    told = {row[0]: row for row in rows}
    assert told["margin_level"][1:4] == (
        "decimal",
        "percent",
        "Confidence level in percent, only if stated.",
    )
    assert "bound: Bound on one side" in told["kind"][4].split("\n")
    assert {column.name for column in READINGS.columns} <= set(told)


def test_header_is_frozen_and_columns_are_filtered(db):
    ConcernFactory()
    ConcernFactory()
    sheet = book_of(CONCERNS)[0]["Rows"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.auto_filter.ref.endswith("3")


def cell_of(book, dataset, name):
    place = [column.name for column in dataset.columns].index(name) + 1
    return book["Rows"].cell(2, place)


@pytest.mark.parametrize(
    ("stated", "shown"), [("77.70", "0.00"), ("-3.0", "0.0"), ("12", "0"), ("0.001", "0.000")]
)
def test_numbers_are_numbers_with_their_decimals(stated, shown, db):
    ReadingFactory(value=Decimal(stated), measure__indicator__floor=None)
    cell = cell_of(book_of(READINGS)[0], READINGS, "value")
    assert (cell.data_type, cell.value, cell.number_format) == ("n", float(stated), shown)


def test_number_that_would_be_rounded_is_text(db):
    ReadingFactory(value=Decimal("123456789012345678.10"))
    cell = cell_of(book_of(READINGS)[0], READINGS, "value")
    assert (cell.data_type, cell.value) == ("s", "123456789012345678.10")


def test_dates_are_dates(db):
    ReadingFactory()
    cell = cell_of(book_of(READINGS)[0], READINGS, "period_end")
    assert cell.is_date
    assert cell.number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])  # noqa: RUF001
def test_text_that_would_run_is_defused(start, db):
    ConcernFactory(title=f"{start}HYPERLINK(1)", detail="1+1")
    book, _ = book_of(CONCERNS)
    title, detail = (cell_of(book, CONCERNS, name) for name in ("title", "detail"))
    assert (title.data_type, title.value) == ("s", f"'{start}HYPERLINK(1)")
    assert (detail.data_type, detail.value) == ("s", "1+1")


def test_text_longer_than_a_cell_is_refused(db):
    ConcernFactory(reference="first", detail="x" * 32_767)
    book, _ = book_of(CONCERNS)
    assert len(cell_of(book, CONCERNS, "detail").value) == 32_767
    ConcernFactory(reference="second", detail="x" * 32_768)
    with pytest.raises(FileRefused, match=r"Row 2, column detail: its text of 32,768 characters"):
        book_of(CONCERNS)


def test_same_rows_are_the_same_bytes(db):
    two_forces()
    rows = everything(READINGS)
    first, second = (
        b"".join(
            block for block, _ in blocks(rows, READINGS.cells(rows), FORMATS["xlsx"], connection)
        )
        for _ in range(2)
    )
    assert first == second


@pytest.mark.django_db(transaction=True)
def test_more_rows_than_a_sheet_has_are_refused_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook.Workbook, "most_rows", 2)
    for _ in range(3):
        ConcernFactory()
    told = []
    with (
        snapshot(now=timezone.now()) as taken,
        pytest.raises(FileRefused, match="3 rows are more than the 1,048,575"),
    ):
        export_dataset(
            CONCERNS,
            format_=FORMATS["xlsx"],
            path=tmp_path / "x.xlsx",
            taken=taken,
            on_rows=told.append,
        )
    assert (told, list(tmp_path.iterdir())) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_workbook_is_what_its_manifest_says(tmp_path):
    ConcernFactory()
    ConcernFactory()
    path = tmp_path / "x.xlsx"
    with snapshot(now=timezone.now()) as taken:
        told = export_dataset(CONCERNS, format_=FORMATS["xlsx"], path=path, taken=taken)
    assert told["rows"] == 2
    assert list(faults_of(path)) == []


def test_sheet_has_the_rows_that_spreadsheets_have():
    assert workbook.MOST_ROWS + 1 == 2**20
