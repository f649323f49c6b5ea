"""Workbooks (XLSX): one sheet of readings, each cell as it is shown where that says more.

A workbook is a packed archive of XML: what it unpacks to is measured before any of it is read.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl

from concerns.uploads.table import Table, build
from concerns.uploads.written import OF_UNIT, Read, days, numbers

SHEET = "readings"
"""The sheet that is read; where none is called so, the first."""
MOST_COLUMNS = 64
MOST_PARTS = 500
MOST_OF_SHEETS = 96 * 1024 * 1024
"""Bytes that the sheets of a workbook may unpack to."""
MOST_OF_THE_REST = 16 * 1024 * 1024
"""Bytes that all its other parts may unpack to, which are read whole: texts, styles."""
_BLOCK = 1024 * 1024
_TOO_LARGE = (
    "The workbook unpacks to more than is read here: save the sheet of readings by itself, "
    "or as CSV."
)
_NO_WORKBOOK = "The file is no workbook that can be read: save it as XLSX or CSV, without password."
_DECIMALS = re.compile(r"[0#]\.(0+)")
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_LONGEST = 25
"""Digits before the point of a number that is written out; longer ones no field takes anyway."""
_DIGITS = ".15g"
"""What a spreadsheet keeps of a number: fifteen digits."""


class Unreadable(Exception):
    """Why a workbook is not read."""


def read_workbook(body: bytes) -> Table:
    """Return the table of a workbook's sheet; what cannot be read is noted as its faults."""
    table = Table()
    try:
        formulas = _check_parts(body)
        uncalculated = _formulas(body) if formulas else set()
        return _read(body, uncalculated, table)
    except Unreadable as refusal:
        table.refuse_file(None, str(refusal), "unreadable")
    except Exception:  # openpyxl says in many ways that XML is not what it should be
        table.refuse_file(None, _NO_WORKBOOK, "not_a_workbook")
    return table


def _check_parts(body: bytes) -> bool:
    """Unpack every part, piece by piece, and count; return whether a sheet holds formulas.

    Raises: Unreadable if it comes to too much.
    """
    left = {True: MOST_OF_SHEETS, False: MOST_OF_THE_REST}
    has_formulas = False
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > sum(left.values()):
            raise Unreadable(_TOO_LARGE)
        for part in parts:
            is_sheet = part.filename.startswith("xl/worksheets/sheet")
            with archive.open(part) as stream:
                while block := stream.read(_BLOCK):
                    left[is_sheet] -= len(block)
                    if left[is_sheet] < 0:
                        raise Unreadable(_TOO_LARGE)
                    if b"<!DOCTYPE" in block:
                        raise Unreadable(_NO_WORKBOOK)
                    has_formulas |= is_sheet and (b"<f>" in block or b"<f " in block)
    return has_formulas


def _sheet(book: Any) -> Any:
    sheets = book.worksheets
    if not sheets:
        raise Unreadable("The workbook has no sheet of cells.")
    named = [sheet for sheet in sheets if sheet.title.strip().lower() == SHEET]
    sheet = named[0] if named else sheets[0]
    sheet.reset_dimensions()  # what a file says of its size is not to be trusted
    return sheet


def _opened(body: bytes, *, values: bool) -> Any:
    return openpyxl.load_workbook(
        io.BytesIO(body), read_only=True, data_only=values, keep_links=False
    )


def _formulas(body: bytes) -> set[tuple[int, int]]:
    """Return the cells that hold a formula: row and column, from 1."""
    book = _opened(body, values=False)
    found = {
        (cell.row, cell.column)
        for line in _sheet(book).iter_rows(max_col=MOST_COLUMNS + 1)
        for cell in line
        if cell.data_type == "f"
    }
    book.close()
    return found


def _read(body: bytes, formulas: set[tuple[int, int]], table: Table) -> Table:
    book = _opened(body, values=True)
    sheet = _sheet(book)
    table.sheet = sheet.title
    lines = enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1)
    number, first = next(((n, line) for n, line in lines if _holds(line)), (1, ()))
    rows = {row for row, _ in formulas}
    header = [str(cell.value) if cell.value is not None else "" for cell in first]
    if len(header) > MOST_COLUMNS and header[MOST_COLUMNS]:
        raise Unreadable(f"The sheet has more than {MOST_COLUMNS} columns.")
    names = ["_".join(heading.strip().lower().split()) for heading in header]
    records = (
        (n, list(_cells(names, n, line, formulas)))
        for n, line in lines
        if n in rows or _holds(line)
    )
    build(header, number, records, table)
    book.close()
    return table


def _holds(line: Any) -> bool:
    return any(cell.value is not None for cell in line)


def _cells(
    names: list[str], number: int, line: Any, formulas: set[tuple[int, int]]
) -> Iterator[Read]:
    for position, cell in enumerate(line):
        name = names[position] if position < len(names) else ""
        if cell.value is None and (number, position + 1) in formulas:
            yield Read(
                "(formula)",
                "a formula that was never calculated: open the file in a spreadsheet and save "
                "it, or type the value.",
            )
        else:
            yield _as_read(name, cell)
    for _ in range(len(line), len(names)):
        yield Read("")


def _as_read(name: str, cell: Any) -> Read:
    """Return a cell as text, as its format shows it."""
    value = cell.value
    match value:
        case None:
            return Read("")
        case bool():
            return Read("true" if value else "false")
        case dt.datetime() | dt.date() | dt.time() | dt.timedelta():
            return _time(name, value)
        case int() | float():
            return _number(name, value, cell.number_format or "")
    text = str(value)
    if cell.data_type == "e":
        return Read(text, f"the spreadsheet says {text} here: mend its formula, or type the value.")
    return Read(text)


def _time(name: str, value: Any) -> Read:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    if isinstance(value, dt.datetime | dt.time | dt.timedelta):
        return Read(text, f"{text} is a time of day or a duration: nothing here is one.")
    if name not in days():
        return Read(
            text, f"the spreadsheet holds the day {text} here, which nobody meant: type it."
        )
    return Read(text)


def _number(name: str, value: float, number_format: str) -> Read:
    shown = _LITERAL.sub("", number_format.partition(";")[0])
    try:
        number = Decimal(format(value, _DIGITS)) if isinstance(value, float) else Decimal(value)
    except ArithmeticError:
        return Read(str(value), f"{value} is no number.")
    if not number.is_finite():
        return Read(str(value), f"{value} is no number.")
    if name in days():
        text = format(number, "f")
        return Read(text, f"the number {text}, not a day: give the cell the format of a date.")
    is_percentage = "%" in shown
    if is_percentage:
        number *= 100
    if is_percentage and name not in (*OF_UNIT, "margin_level"):
        return Read(f"{number:f}%", "no percentage: type the number itself.")
    if name in numbers() and "E" not in shown.upper().replace("GENERAL", ""):
        number = _with_decimals(number, shown)
    text = format(_plain(number) if name not in numbers() else number, "f")
    return Read(f"{text}%" if is_percentage else text)


def _with_decimals(number: Decimal, shown: str) -> Decimal:
    """Return the number with at least the decimals that the cell shows, and none lost."""
    number = _plain(number)
    found = _DECIMALS.search(shown)
    places = len(found[1]) if found else 0
    padded = number.scaleb(places)
    is_short = padded == padded.to_integral() and number.adjusted() < _LONGEST - places
    return number.quantize(Decimal(1).scaleb(-places)) if places and is_short else number


def _plain(number: Decimal) -> Decimal:
    is_whole = number == number.to_integral() and number.adjusted() < _LONGEST
    return number.quantize(Decimal(1)) if is_whole else number.normalize()
