"""Whole rows in a temporary table, typed as readings are, to be judged and recorded from there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from concerns.bulk.cells import as_sent
from concerns.bulk.measures import STATED, Told
from concerns.bulk.rows import Cell, Rows
from concerns.models import Reading

STAGE, JUDGED = "reading_stage", "reading_judged"
BLOCK = 5_000
"""Rows that are sent to the database at a time."""

WRITTEN = ("source", "base_label", "because", "note")
"""Fields in which any character may stand; none of them is ever null."""
_NULL: dict[Any, str] = {None: "\\N", Cell.ABSENT: "\\N"}
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def column_of(name: str) -> str:
    """Return the column of a field of a reading, quoted."""
    field: Any = Reading._meta.get_field(name)
    return connection.ops.quote_name(field.column)


STAGED = ("measure", *STATED, "supersedes")
"""What the stage holds of a reading.

Beside it the row's number, `because` and `note`, and what its indicator can be at least and most.
"""


def stage(rows: Rows, measures: Sequence[Told | None]) -> int:
    """Copy the rows that have no fault into a new stage; return how many there are.

    Four statements.
    """
    columns = ", ".join(map(column_of, STAGED))
    table = connection.ops.quote_name(Reading._meta.db_table)
    sound = [row for row in range(rows.count) if row not in rows.faulty]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {STAGE}, {JUDGED}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {STAGE} ON COMMIT DROP AS "
            f"SELECT 0 AS row, {columns}, ''::text AS because, ''::text AS note, "
            "0::numeric AS floor, 0::numeric AS ceiling "
            f"FROM {table} WITH NO DATA"
        )
        with cursor.copy(f"COPY {STAGE} FROM STDIN") as copy:
            for begun in range(0, len(sound), BLOCK):
                copy.write(_block(rows, measures, sound[begun : begun + BLOCK]))
        cursor.execute(f"ANALYZE {STAGE}")
    return len(sound)


def unstage() -> None:
    """Drop the stage before the transaction ends. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {STAGE}, {JUDGED}")


def _block(rows: Rows, measures: Sequence[Told | None], chosen: Sequence[int]) -> str:
    """Return the rows as COPY reads them: tabs between cells, a backslash and N for null."""
    of_rows = [told for row in chosen if (told := measures[row]) is not None]
    cells: list[list[str]] = [[str(row) for row in chosen], [told.pk for told in of_rows]]
    for name in (*STATED, "supersedes"):
        column = rows.columns[name]
        cells.append(_sent(name, [column[row] for row in chosen]))
    for name in ("because", "note"):
        column = rows.column(name)
        said = ["" if column[row] is Cell.ABSENT else column[row] for row in chosen]
        cells.append(_sent(name, said))
    for limits in ([told.floor for told in of_rows], [told.ceiling for told in of_rows]):
        cells.append(_sent("", list(map(as_sent, limits))))
    lines = map("\t".join, zip(*cells, strict=True))
    return "\n".join(lines) + "\n"


def _sent(name: str, column: Sequence[Any]) -> list[str]:
    """Return the cells as COPY reads them: null spelt out, and what people wrote escaped."""
    if name not in WRITTEN:
        return [_NULL.get(cell, cell) for cell in column]
    known = {cell: cell.translate(_ESCAPED) for cell in set(column)}
    return [known[cell] for cell in column]
