"""Parquet: the cells of a table in columns of their types.

The lines come by COPY as CSV, so that no row becomes a Python object here either; Arrow reads
them, a group of rows at a time, into typed columns. The database says every decimal as stated;
one scale holds a column, so that 77.7 reads as 77.700000000000: how many decimals were stated,
CSV and NDJSON say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import pyarrow as pa
from django.db import models
from django.db.models.functions import Cast
from pyarrow import csv, parquet

from api.columns import BoundColumn, ColumnType
from api.tabular import Format

DIGITS, DECIMALS = 38, 12
"""The scale of every decimal: as many decimals as a stated number may have, and more digits."""

GROUP_BYTES = 2 * 1024 * 1024
"""A group of rows is written when its lines have grown to this size: what is held grows with it."""

CODED = pa.dictionary(pa.int32(), pa.string())
_TYPES: Mapping[ColumnType, pa.DataType] = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.DECIMAL: pa.decimal128(DIGITS, DECIMALS),
    ColumnType.DATE: pa.date32(),
    ColumnType.INSTANT: pa.timestamp("us", tz="UTC"),
    ColumnType.BOOLEAN: pa.bool_(),
}


class Parquet(Format):
    """Typed columns, compressed with zstd; what each means stands in the file itself."""

    name = "parquet"
    media_type = "application/vnd.apache.parquet"
    facts: ClassVar[dict[str, str]] = {
        "compression": "zstd",
        "no_value": "null",
        "decimals": f"decimal128({DIGITS}, {DECIMALS}): equal in value, not in decimals as stated.",
    }

    def cell(self, column: BoundColumn) -> Any:
        """Return the cell's expression: a computed decimal rounded to the scale of its column."""
        if column.type == ColumnType.DECIMAL:
            scale = models.DecimalField(max_digits=DIGITS, decimal_places=DECIMALS)
            return Cast(column.expression, scale)
        return column.expression

    def copy(self, select: str, columns: Sequence[BoundColumn]) -> str:
        """Return the COPY that writes CSV, in which no value differs from empty text."""
        return f"COPY ({select}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')"

    def encoded(
        self,
        batches: Iterator[list[Any]],
        columns: Sequence[BoundColumn],
        about: Mapping[str, str],
    ) -> Iterator[tuple[bytes, int]]:
        """Yield the head, then a group of rows in each block, then the foot with the schema."""
        schema = schema_of(columns, about)
        yield from written_in_groups((_typed(lines, schema) for lines in _groups(batches)), schema)


def written_in_groups(groups: Iterable[pa.Table], schema: pa.Schema) -> Iterator[tuple[bytes, int]]:
    """Yield a file in blocks with their rows: the head, each group of rows, the foot.

    Of the rows only a group is held at a time.
    """
    written = _Written()
    with parquet.ParquetWriter(
        written, schema, compression="zstd", write_statistics=True
    ) as writer:
        yield written.taken(), 0
        for group in groups:
            writer.write_table(group, row_group_size=len(group))
            yield written.taken(), len(group)
    yield written.taken(), 0


def schema_of(columns: Sequence[BoundColumn], about: Mapping[str, str]) -> pa.Schema:
    """Return the typed columns, each with what it means, and what the file says of itself."""
    fields = [
        pa.field(column.name, _type_of(column), metadata=_meaning(column)) for column in columns
    ]
    return pa.schema(fields, metadata=dict(about) or None)


class _Written:
    """Takes what the writer writes, until it is sent on."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """The last part is still to be taken."""

    def taken(self) -> bytes:
        """Return what has been written since the last time."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def _groups(batches: Iterator[list[Any]]) -> Iterator[list[Any]]:
    group: list[Any] = []
    size = 0
    for lines in batches:
        group += lines
        size += sum(map(len, lines))
        if size >= GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _typed(lines: Sequence[Any], schema: pa.Schema) -> pa.Table:
    """Return lines of CSV, as COPY writes them, as a table of those types."""
    data = b"".join(lines)
    return csv.read_csv(
        pa.py_buffer(data),
        read_options=csv.ReadOptions(
            column_names=schema.names, block_size=len(data) + 1, use_threads=False
        ),
        parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    ).cast(schema)


def _type_of(column: BoundColumn) -> pa.DataType:
    is_coded = column.choices or column.is_key
    return CODED if is_coded and column.type == ColumnType.TEXT else _TYPES[column.type]


def _meaning(column: BoundColumn) -> dict[str, str]:
    said = {"description": column.description}
    if column.unit:
        said["unit"] = column.unit
    if column.choices:
        meanings = {choice.value: choice.meaning for choice in column.choices}
        said["values"] = json.dumps(meanings, ensure_ascii=False)
    return said
