"""Workbooks: what cells hold, and what is never unpacked."""

import datetime as dt
import io
import zipfile

import pytest

from concerns.uploads import workbook as reading
from concerns.uploads.workbook import read_workbook
from tests.concerns.uploads.files import workbook

HEAD = ("period_start", "period_end", "value", "source")
MAY = (dt.date(2021, 5, 1), dt.date(2021, 5, 31))

HALF_PAST_NINE = dt.datetime(2021, 5, 1, 9, 30)  # noqa: DTZ001 - a spreadsheet knows no zone


def sentences(table):
    return [fault.sentence for fault in table.faults]


def packed(**parts):
    """Return a workbook with parts of its archive replaced or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(HEAD))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


def test_days_and_text_are_read_and_blank_rows_are_none():
    table = read_workbook(workbook(HEAD, (*MAY, 77.7, "Letter"), (), (*MAY, "78.10", None)))

    assert table.faults == []
    assert table.sheet == "Readings"
    assert table.lines == [2, 4]
    assert table.cells == [
        ["2021-05-01", "2021-05-31", "77.7", "Letter"],
        ["2021-05-01", "2021-05-31", "78.10", ""],
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (77.7, "General", "77.7"),
        (77.7, "0.00", "77.70"),
        (77.695, "0.00", "77.695"),
        (1234.5, "#,##0.00", "1234.50"),
        (80, "0", "80"),
        (80, "0.0", "80.0"),
        (0.1 + 0.2, "General", "0.3"),
        (0.777, "0.00%", "77.70%"),
        (0.777, "0%", "77.7%"),
        (0.07, "0%", "7%"),
        (-3.5, "0.00;[Red]-0.00", "-3.50"),
        (1e-7, "General", "0.0000001"),
        (100, "General", "100"),
        (12.5, '0.0" hours"', "12.5"),
    ],
)
def test_number_is_what_its_cell_shows_with_nothing_lost(value, number_format, read):
    table = read_workbook(workbook(HEAD, (*MAY, value, ""), formats={"C2": number_format}))

    assert (table.faults, table.cells[0][2]) == ([], read)


@pytest.mark.parametrize(
    ("row", "name", "said"),
    [
        ((44317, MAY[1], 1, ""), "period_start", "the number 44317, not a day"),
        ((*MAY, dt.date(2021, 2, 3), ""), "value", "holds the day 2021-02-03 here"),
        ((HALF_PAST_NINE, MAY[1], 1, ""), "period_start", "a time of day"),
        ((*MAY, "#DIV/0!", ""), "value", "#DIV/0!"),
        ((*MAY, "=1+1", ""), "value", "never calculated"),
        ((*MAY, 1, "=A2"), "source", "never calculated"),
        (("5/1/21", MAY[1], 1, ""), "period_start", "is no day"),
    ],
)
def test_cell_that_cannot_be_read_says_so(row, name, said):
    table = read_workbook(workbook(HEAD, row))

    [fault] = table.faults
    assert (fault.row, fault.field) == (0, name)
    assert said in fault.sentence


def test_huge_number_is_left_to_the_engine():
    table = read_workbook(workbook(HEAD, (*MAY, 1e300, "")))

    assert table.faults == []
    assert len(table.cells[0][2]) == 301


def test_sheet_called_readings_is_read_wherever_it_stands():
    book = reading.openpyxl.Workbook()
    book.active.append(["What this is"])
    sheet = book.create_sheet("READINGS ")
    sheet.append(["value"])
    sheet.append([1])
    file = io.BytesIO()
    book.save(file)

    table = read_workbook(file.getvalue())

    assert (table.sheet, table.cells) == ("READINGS ", [["1"]])


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "junk.bin"])
def test_archive_that_unpacks_to_too_much_is_refused_in_words(part):
    bomb = packed(**{part: b" " * (reading.MOST_OF_SHEETS + reading.MOST_OF_THE_REST + 1)})
    assert len(bomb) < 300_000

    [sentence] = sentences(read_workbook(bomb))

    assert sentence.startswith("The workbook unpacks to more than is read here")


def test_part_beside_the_sheets_has_a_bound_of_its_own():
    bomb = packed(**{"xl/styles.xml": b" " * (reading.MOST_OF_THE_REST + 1)})

    [sentence] = sentences(read_workbook(bomb))

    assert "unpacks to more" in sentence


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"PK\x03\x04",
        b"value\n1",
        packed(**{"xl/worksheets/sheet1.xml": b"<worksheet>"}),
        packed(**{"xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'}),
        workbook(HEAD)[:-40],
    ],
)
def test_what_is_no_workbook_is_refused_in_words(body):
    table = read_workbook(body)

    assert table.is_unreadable
    assert sentences(table)[0].endswith(".")


def test_sheet_too_wide_is_refused():
    table = read_workbook(workbook([f"c{n}" for n in range(70)]))

    assert sentences(table) == ["The sheet has more than 64 columns."]
