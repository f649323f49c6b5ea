"""Rows as they come: a JSON list, NDJSON, or CSV (RFC 4180, UTF-8 with or without BOM)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from rest_framework import exceptions

from api.formats import TooLarge, read_json
from api.wording import not_an_object
from concerns.bulk.rows import MOST_ROWS, Cell, Rows
from concerns.serializers.reading import ReadingEntry

ROWS = "Send a list of rows, or an object whose rows are one: [{...}, {...}]."


def from_json(value: Any) -> Rows:
    """Return the rows of readings of a list, or of an object's `rows`.

    Raises: TooLarge past the number of rows; ParseError if it is no list.
    """
    listed, prefix = rows_listed(value, MOST_ROWS)
    return _of_objects(listed, Rows(len(listed), prefix=prefix))


def rows_listed(value: Any, most: int) -> tuple[list[Any], str]:
    """Return the rows of a list, or of an object's `rows`, and the JSON pointer to the list.

    Raises: TooLarge past `most` rows; ParseError if it is no list.
    """
    prefix = ""
    if isinstance(value, dict) and set(value) == {"rows"}:
        value, prefix = value["rows"], "/rows"
    if not isinstance(value, list):
        raise exceptions.ParseError(ROWS)
    _check_number(len(value), most)
    return value, prefix


def from_ndjson(body: bytes) -> Rows:
    """Return the rows of lines of JSON; a line that is none is a fault of its row.

    Raises: TooLarge past the number of rows.
    """
    rows = Rows(0, lines=[])
    text = decoded(body, rows)
    numbered = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    _check_number(len(numbered), MOST_ROWS)
    rows.count, rows.lines = len(numbered), [number for number, _ in numbered]
    values = []
    for row, (_, line) in enumerate(numbered):
        try:
            values.append(read_json(line, "The line"))
        except exceptions.ParseError as error:
            rows.refuse(row, None, str(error.detail), "parse_error")
            values.append(None)
    return _of_objects(values, rows)


def from_csv(body: bytes) -> Rows:
    """Return the rows of a CSV file, whose first line names the fields; an empty cell is not given.

    Raises: TooLarge past the number of rows.
    """
    rows = Rows(0, lines=[])
    text = decoded(body, rows)
    told, lines = records(text, rows)
    if not told:
        if not rows.faults:
            rows.refuse_file(1, "The file is empty: its first line names the fields.", "empty")
        return rows
    header = [name.strip() for name in told[0]]
    if not _check_header(header, lines[0], rows):
        return rows
    rows.lines, rows.count = lines[1:], len(told) - 1
    _even_out(told, len(header), rows)
    cells = zip(*told[1:], strict=True) if rows.count else [()] * len(header)
    for name, column in zip(header, cells, strict=True):
        rows.columns[name] = [cell or Cell.ABSENT for cell in column]
    return rows


def decoded(body: bytes, rows: Rows) -> str:
    """Return a file's text, as far as it is UTF-8; where it ends to be, that is its fault."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        rows.refuse_file(
            line, "The line is not UTF-8: save the file in that encoding.", "not_utf_8"
        )
        return body[: body.rfind(b"\n", 0, error.start) + 1].decode("utf-8-sig")


def records(text: str, rows: Rows, *, separator: str = ",") -> tuple[list[list[str]], list[int]]:
    """Return the records that can be read, the names first, and the line on which each begins.

    Raises: TooLarge past the number of rows.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    found: list[list[str]] = []
    lines: list[int] = []
    begun = 1
    try:
        for record in reader:
            if record:
                found.append(record)
                lines.append(begun)
                _check_number(len(found) - 1, MOST_ROWS)
            begun = reader.line_num + 1
    except csv.Error as error:
        rows.refuse_file(
            begun,
            f"The line cannot be read as CSV from here on: {error}. A cell with a comma, a quote or "
            'a new line stands in quotes, and a quote inside is doubled: "say ""yes""".',
            "not_csv",
        )
    return found, lines


def _check_header(header: Sequence[str], line: int, rows: Rows) -> bool:
    entry = ReadingEntry()
    for position, name in enumerate(header):
        fault = entry.fault_of_name(name)
        if fault is not None:
            rows.refuse_file(line, str(fault), str(fault.code), name)
        elif name in header[:position]:
            rows.refuse_file(line, f"{name}: one column of this name.", "repeated_column", name)
    return not any(fault.line == line for fault in rows.faults if fault.row is None)


def _even_out(records: list[list[str]], width: int, rows: Rows) -> None:
    for row, record in enumerate(records[1:]):
        if len(record) != width:
            rows.refuse(
                row,
                None,
                f"The row has {len(record)} cells, and the first line names {width} fields.",
                "number_of_cells",
            )
            records[row + 1] = [""] * width


def _of_objects(values: Sequence[Any], rows: Rows) -> Rows:
    entry = ReadingEntry()
    objects: list[dict[str, Any]] = []
    for row, value in enumerate(values):
        if not isinstance(value, dict) and row not in rows.faulty:
            rows.refuse(row, None, not_an_object(value, "The row"), "invalid")
        objects.append(value if isinstance(value, dict) else {})
    for name in sorted(set().union(*objects)):
        fault = entry.fault_of_name(name)
        if fault is None:
            rows.columns[name] = [each.get(name, Cell.ABSENT) for each in objects]
            continue
        for row, each in enumerate(objects):
            if name in each:
                rows.refuse(row, name, str(fault), str(fault.code))
    return rows


def _check_number(count: int, most: int) -> None:
    if count > most:
        raise TooLarge(f"At most {most} rows a request: send the rest in another one.")
