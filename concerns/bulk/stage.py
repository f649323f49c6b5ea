"""Whole rows in a temporary table, typed as readings are, to be judged and recorded from there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from concerns.bulk.measures import STATED, Told
from concerns.bulk.rows import Cell, Rows
from concerns.models import Reading

STAGE, JUDGED = "reading_stage", "reading_judged"
BLOCK = 5_000
"""Rows that are sent to the database at a time."""

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def column_of(name: str) -> str:
    """Return the column of a field of a reading, quoted."""
    field: Any = Reading._meta.get_field(name)
    return connection.ops.quote_name(field.column)


STAGED = ("measure", *STATED, "supersedes")
"""What the stage holds of a reading; beside it the row's number, `because` and `note`."""


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
            f"SELECT 0 AS row, {columns}, ''::text AS because, ''::text AS note "
            f"FROM {table} WITH NO DATA"
        )
        with cursor.copy(f"COPY {STAGE} (row, {columns}, because, note) FROM STDIN") as copy:
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
    cells: list[list[str]] = [
        [str(row) for row in chosen],
        [told.pk for row in chosen if (told := measures[row]) is not None],
    ]
    for name in (*STATED, "supersedes"):
        column = rows.columns[name]
        cells.append(_sent([column[row] for row in chosen]))
    for name in ("because", "note"):
        column = rows.column(name)
        cells.append(_sent(["" if column[row] is Cell.ABSENT else column[row] for row in chosen]))
    lines = map("\t".join, zip(*cells, strict=True))
    return "\n".join(lines) + "\n"


def _sent(column: Sequence[Any]) -> list[str]:
    """Return the cells escaped; equal ones are looked at once."""
    known = {cell: _escaped(cell) for cell in set(column)}
    return [known[cell] for cell in column]


def _escaped(cell: Any) -> str:
    return "\\N" if cell is None or cell is Cell.ABSENT else cell.translate(_ESCAPED)
