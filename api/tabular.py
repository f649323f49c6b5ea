"""The formats of a table: what a cell looks like, and how COPY makes its lines.

CSV is RFC 4180 in UTF-8 with a header line. NDJSON is one JSON object in a line, made by the
database. Both say the same: decimals as stated, instants in UTC with a `Z`, true and false.
Parquet has the same cells in columns of their types (`api.parquet`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Value, When
from django.db.models.functions import Cast, Concat, Ord
from django.db.models.lookups import In

from api.columns import BoundColumn, ColumnType

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"  # noqa: RUF001 - the full-width ones run too, in some locales
"""What a spreadsheet takes for the beginning of a formula, or skips to find one."""

DEFUSED_BY = "'"
"""What is put before such a cell of text; numbers are left as they are."""


class UtcText(models.Func):
    """An instant as ISO 8601 in UTC, to the microsecond: `2021-09-30T08:00:00.000000Z`."""

    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    output_field = models.TextField()


def defused(text: Any) -> Case:
    """Return the text with an apostrophe before it if a spreadsheet would run it as a formula."""
    return Case(
        When(
            In(Ord(text), [ord(start) for start in FORMULA_STARTS]),
            then=Concat(Value(DEFUSED_BY), text, output_field=models.TextField()),
        ),
        default=Cast(text, models.TextField()),
        output_field=models.TextField(),
    )


class Format(ABC):
    """How rows become bytes."""

    name: ClassVar[str]
    media_type: ClassVar[str]
    facts: ClassVar[dict[str, str]]
    """What a reader of the file needs to know, for its manifest."""
    most_rows: ClassVar[int | None] = None
    """How many rows it can hold; None = as many as there are."""

    @abstractmethod
    def cell(self, column: BoundColumn) -> Any:
        """Return the expression of the column's cells."""

    @abstractmethod
    def copy(self, select: str, columns: Sequence[BoundColumn]) -> str:
        """Return the COPY statement that sends the lines of a SELECT, one message each."""

    @abstractmethod
    def encoded(
        self,
        batches: Iterator[list[Any]],
        columns: Sequence[BoundColumn],
        about: Mapping[str, str],
    ) -> Iterator[tuple[bytes, int]]:
        """Yield blocks of bytes, each with the number of rows in it; the first is the head.

        `batches` are lines as COPY sends them: nothing is asked of the database before the head.
        `about` is what a file of this format can say of itself.
        """


class Lines(Format):
    """A format of text: a head, then a line for each row."""

    def encoded(
        self,
        batches: Iterator[list[Any]],
        columns: Sequence[BoundColumn],
        about: Mapping[str, str],
    ) -> Iterator[tuple[bytes, int]]:
        """Yield the head, and then each batch as one block; text has no place for `about`."""
        yield self.head(columns), 0
        for lines in batches:
            yield self.block(lines), len(lines)

    def head(self, columns: Sequence[BoundColumn]) -> bytes:
        """Return what stands before the first row."""
        return b""

    @abstractmethod
    def block(self, lines: Sequence[Any]) -> bytes:
        """Join lines as COPY sent them, each ending in one line feed."""


class Csv(Lines):
    """RFC 4180: UTF-8, a header, CRLF, quotes where needed; nothing at all for no value."""

    name = "csv"
    media_type = "text/csv; charset=utf-8; header=present"
    facts: ClassVar[dict[str, str]] = {
        "line_end": "CRLF",
        "no_value": "an empty cell; empty text is a quoted one",
        "formulas": (
            "A cell of text that begins with = + - @ (full-width too), a tab or a line end has an "
            "apostrophe in front, so that no spreadsheet runs it. Numbers are as they are."
        ),
    }

    def head(self, columns: Sequence[BoundColumn]) -> bytes:
        """Return the header: the names of the columns, which need no quotes."""
        return ",".join(column.name for column in columns).encode() + b"\r\n"

    def cell(self, column: BoundColumn) -> Any:
        """Return the cell's expression: text defused, instants and booleans spelled out."""
        if column.is_free_text:
            return defused(column.expression)
        if column.type == ColumnType.BOOLEAN:
            return Cast(column.expression, models.TextField())
        if column.type == ColumnType.INSTANT:
            return UtcText(column.expression)
        return column.expression

    def copy(self, select: str, columns: Sequence[BoundColumn]) -> str:
        """Return the COPY that lets the database quote."""
        return f"COPY ({select}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')"

    def block(self, lines: Sequence[Any]) -> bytes:
        """Join the lines and end each in CRLF; a line end within a cell stays as it is."""
        joined = b"".join(lines)
        if joined.count(b"\n") == len(lines):
            return joined.replace(b"\n", b"\r\n")
        return b"".join(bytes(line)[:-1] + b"\r\n" for line in lines)


class Ndjson(Lines):
    """One JSON object in a line, ended by a line feed; null for no value."""

    name = "ndjson"
    media_type = "application/x-ndjson"
    facts: ClassVar[dict[str, str]] = {
        "line_end": "LF",
        "no_value": "null",
        "decimals": "JSON numbers with their decimals as stated: read them as decimals to keep them.",
    }

    def cell(self, column: BoundColumn) -> Any:
        """Return the cell's expression; the database writes all but instants as JSON wants."""
        return (
            UtcText(column.expression) if column.type == ColumnType.INSTANT else column.expression
        )

    def copy(self, select: str, columns: Sequence[BoundColumn]) -> str:
        r"""Return the COPY of one JSON object per row, byte for byte.

        COPY would escape backslashes in its text format and double quotes in CSV; with two
        control characters as delimiter and quote, which JSON never holds, it touches nothing.
        """
        names = ", ".join(f'"{column.name}"' for column in columns)
        return (
            f"COPY (SELECT row_to_json(line) FROM ({select}) AS line({names})) "
            r"TO STDOUT (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'UTF8')"
        )

    def block(self, lines: Sequence[Any]) -> bytes:
        """Join the lines as they are."""
        return b"".join(lines)
