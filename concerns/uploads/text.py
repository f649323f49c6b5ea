"""CSV as spreadsheets save it: UTF-8 with or without BOM, commas, semicolons or tabs between."""

from __future__ import annotations

from api.formats import TooLarge
from concerns.bulk.files import decoded, records
from concerns.bulk.rows import Rows
from concerns.uploads.table import TOO_MANY, Table, build
from concerns.uploads.written import Read

SEPARATORS = ",;\t"


def read_csv(body: bytes) -> Table:
    """Return the table of a CSV file; what cannot be read is noted as its faults.

    The separator is the one that stands most often in the first line.
    """
    table = Table()
    found = Rows(0, lines=[])
    text = decoded(body, found)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        told, lines = records(text, found, separator=separator)
    except TooLarge:
        found.refuse_file(None, TOO_MANY, "too_many_rows")
    table.faults.extend(found.faults)
    if table.is_unreadable:
        return table
    rows = ((line, [Read(cell) for cell in cells]) for line, cells in zip(lines, told, strict=True))
    _, header = next(rows, (1, []))
    return build([cell.text for cell in header], lines[0] if lines else 1, rows, table)
