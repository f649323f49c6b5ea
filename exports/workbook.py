"""XLSX: a workbook for people, with its definitions on the first sheet and the rows on the second.

The rows come by COPY as in the other formats and are written one after the other, so that memory
does not grow with them. Numbers are numbers and show the decimals that were stated, dates are
dates. A number that a spreadsheet would round (more than 15 digits) stands as text, and so does
a date before 1900, which a spreadsheet does not know.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from xlsxwriter import Workbook as Book
from xlsxwriter.format import Format as Look
from xlsxwriter.worksheet import Worksheet

from api.columns import BoundColumn, ColumnType
from api.streams import BLOCK_BYTES
from api.tabular import Csv, Format
from exports.files import FileRefused

MOST_ROWS = 1_048_576 - 1
"""Rows of a sheet below its header. Source: Microsoft, Excel specifications and limits."""

MOST_CHARACTERS = 32_767
"""Characters of a cell. Source: as above."""

MOST_DIGITS = 15
"""Digits of a number that a spreadsheet keeps. Source: as above."""

FIRST_DAY = dt.date(1900, 3, 1)
"""The first day on which all spreadsheets agree: they take 1900 for a leap year."""

_CUT = -2
"""What the writer answers where it has cut a text: it counts UTF-16, as spreadsheets do."""

DEFINITIONS, ROWS = "Definitions", "Rows"
_HEADER = ("column", "type", "unit", "description", "values")
_WIDTHS: Mapping[ColumnType, int] = {
    ColumnType.TEXT: 24,
    ColumnType.INTEGER: 10,
    ColumnType.DECIMAL: 12,
    ColumnType.DATE: 12,
    ColumnType.INSTANT: 24,
    ColumnType.BOOLEAN: 8,
}


class NotForWorkbooks(FileRefused):
    """What no workbook holds; the text is a sentence that says what to do."""


class Workbook(Format):
    """A workbook: definitions, then the rows under a frozen header with a filter."""

    name = "xlsx"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    facts: ClassVar[dict[str, str]] = {
        "sheets": f"{DEFINITIONS}: what each column means; {ROWS}: the rows below their header",
        "no_value": "an empty cell, as for empty text",
        "decimals": (
            f"Numbers show the decimals that were stated; one of more than {MOST_DIGITS} digits "
            "stands as text, because a spreadsheet would round it."
        ),
        "instants": "UTC, to the millisecond; the other formats have microseconds.",
        "formulas": Csv.facts["formulas"],
    }
    most_rows = MOST_ROWS

    def cell(self, column: BoundColumn) -> Any:
        """Return the cell's expression: text defused, as in CSV."""
        return Csv().cell(column)

    def copy(self, select: str, columns: Sequence[BoundColumn]) -> str:
        """Return the COPY that CSV has."""
        return Csv().copy(select, columns)

    def encoded(
        self,
        batches: Iterator[list[Any]],
        columns: Sequence[BoundColumn],
        about: Mapping[str, str],
    ) -> Iterator[tuple[bytes, int]]:
        """Yield rows without bytes while the workbook grows in a temporary file, then the file.

        Raises: NotForWorkbooks for a row too many or a text too long.
        """
        yield b"", 0
        with tempfile.TemporaryDirectory(prefix="workbook-") as folder:
            path = Path(folder) / "workbook.xlsx"
            with Book(path, {"constant_memory": True, "tmpdir": folder}) as book:
                book.set_properties({"created": _made(about)})
                looks = _Looks(book)
                _define(book.add_worksheet(DEFINITIONS), columns, about, looks)
                sheet = _Rows(book.add_worksheet(ROWS), columns, looks)
                for lines in batches:
                    sheet.write(lines)
                    yield b"", len(lines)
                sheet.finish()
            with path.open("rb") as file:
                while block := file.read(BLOCK_BYTES):
                    yield block, 0


class _Looks:
    """How cells look; each number of decimals is a look of its own."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._decimals: dict[int, Look] = {}
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})

    def decimals(self, number: int) -> Look:
        """Return the look of a number with so many decimals."""
        if number not in self._decimals:
            shown = f"0.{'0' * number}" if number else "0"
            self._decimals[number] = self._book.add_format({"num_format": shown})
        return self._decimals[number]


class _Rows:
    """The sheet of rows, written from the top."""

    def __init__(self, sheet: Worksheet, columns: Sequence[BoundColumn], looks: _Looks) -> None:
        self._sheet = sheet
        self._columns = columns
        self._looks = looks
        self._at = 0
        writers: dict[ColumnType, Callable[[int, str], object]] = {
            ColumnType.TEXT: self._text,
            ColumnType.INTEGER: self._number,
            ColumnType.DECIMAL: self._number,
            ColumnType.DATE: self._date,
            ColumnType.INSTANT: self._instant,
            ColumnType.BOOLEAN: self._boolean,
        }
        self._writers = [writers[column.type] for column in columns]
        for place, column in enumerate(columns):
            sheet.set_column(place, place, max(_WIDTHS[column.type], min(len(column.name), 30)))
            sheet.write_string(0, place, column.name, looks.head)
        sheet.freeze_panes(1, 0)

    def write(self, lines: Sequence[Any]) -> None:
        """Write lines of CSV, as COPY sends them.

        Raises: NotForWorkbooks.
        """
        text = b"".join(lines).decode()
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            self._at += 1
            if self._at > MOST_ROWS:
                raise too_many_rows(self._at)
            for place, cell in enumerate(row):
                if cell:
                    self._writers[place](place, cell)

    def finish(self) -> None:
        """Let every column be filtered by its values."""
        self._sheet.autofilter(0, 0, self._at, len(self._columns) - 1)

    def _text(self, place: int, cell: str) -> None:
        if self._sheet.write_string(self._at, place, cell) == _CUT:
            raise NotForWorkbooks(
                f"Row {self._at:,}, column {self._columns[place].name}: its text of "
                f"{len(cell):,} characters is longer than the {MOST_CHARACTERS:,} of a "
                "spreadsheet's cell: take csv, ndjson or parquet."
            )

    def _number(self, place: int, cell: str) -> None:
        digits = cell.lstrip("-0.").replace(".", "")
        if len(digits) > MOST_DIGITS:
            self._sheet.write_string(self._at, place, cell)
            return
        decimals = len(cell.partition(".")[2])
        self._sheet.write_number(
            self._at, place, float(Decimal(cell)), self._looks.decimals(decimals)
        )

    def _date(self, place: int, cell: str) -> None:
        day = dt.date.fromisoformat(cell)
        if day < FIRST_DAY:
            self._sheet.write_string(self._at, place, cell)
        else:
            self._sheet.write_datetime(self._at, place, day, self._looks.date)

    def _instant(self, place: int, cell: str) -> None:
        instant = dt.datetime.fromisoformat(cell).replace(tzinfo=None)
        self._sheet.write_datetime(self._at, place, instant, self._looks.instant)

    def _boolean(self, place: int, cell: str) -> None:
        self._sheet.write_boolean(self._at, place, cell == "true")


def too_many_rows(rows: int) -> NotForWorkbooks:
    """Return the refusal of more rows than a sheet has."""
    return NotForWorkbooks(
        f"{rows:,} rows are more than the {MOST_ROWS:,} that a spreadsheet holds below its header: "
        "take csv, ndjson or parquet, or fewer rows by filters."
    )


def _define(
    sheet: Worksheet, columns: Sequence[BoundColumn], about: Mapping[str, str], looks: _Looks
) -> None:
    """Write what the workbook is of, and what each of its columns means."""
    for place, width in enumerate((32, 12, 40, 70, 70)):
        sheet.set_column(place, place, width)
    for at, (name, value) in enumerate(about.items()):
        sheet.write_string(at, 0, name, looks.head)
        sheet.write_string(at, 1, value)
    at = len(about) + 1
    for place, name in enumerate(_HEADER):
        sheet.write_string(at, place, name, looks.head)
    for column in columns:
        at += 1
        values = "\n".join(f"{choice.value}: {choice.meaning}" for choice in column.choices)
        told = (column.name, column.type.value, column.unit or "", column.description, values)
        for place, text in enumerate(told):
            sheet.write_string(at, place, text[:MOST_CHARACTERS], looks.wrapped)


def _made(about: Mapping[str, str]) -> dt.datetime:
    """Return as of when the workbook says it was made: the same rows are the same bytes."""
    known_at = about.get("known_at", "")
    made = (
        dt.datetime.fromisoformat(known_at) if known_at else dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    )
    return made.replace(tzinfo=None)
