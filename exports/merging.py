"""Merging an earlier full file with changes, in each format that a program reads.

Rows keep the order of their export: numbers and days ascending, text by code point, none last.
"""

from __future__ import annotations

import csv
import heapq
import io
import json
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import compute, parquet

from api.parquet import written_in_groups
from api.tabular import DEFUSED_BY, FORMULA_STARTS
from exports.changes import CHANGE, Change

REMOVING = frozenset({Change.CHANGED, Change.SUPERSEDED, Change.LEFT})
"""Changes after which the earlier row is gone."""

PUTTING = frozenset({Change.ADDED, Change.CHANGED})
"""Changes that put a row in."""

ROWS_AT_ONCE = 16_384
"""Rows of an earlier Parquet file that are held at a time."""

Blocks = Iterator[tuple[bytes, int]]


@dataclass(frozen=True)
class Row:
    """A row of a text format: its line as it stands, its key, and its place in the order."""

    line: bytes
    key: Any
    place: tuple[tuple[bool, Any], ...]


class Merger(ABC):
    """How two files of a format become one; `told` is the manifest of the changes."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self.columns = {column["name"]: column for column in told["columns"]}

    @abstractmethod
    def merged(self, full: Path, changes: Path) -> Blocks:
        """Yield the full file of now in blocks, each with the number of its rows."""


class OfLines(Merger):
    """Text: the earlier file is read line by line, of the changes all is held."""

    def merged(self, full: Path, changes: Path) -> Blocks:
        """Yield the head and then line by line."""
        gone: set[Any] = set()
        put: list[Row] = []
        for change, row in self.changes(changes):
            if change in REMOVING:
                gone.add(row.key)
            if change in PUTTING:
                put.append(row)
        put.sort(key=_place)
        kept = (row for row in self.rows(full) if row.key not in gone)
        yield self.head(), 0
        for row in heapq.merge(kept, put, key=_place):
            yield row.line, 1

    def head(self) -> bytes:
        """Return what stands before the first row."""
        return b""

    @abstractmethod
    def rows(self, path: Path) -> Iterator[Row]:
        """Yield the rows of a full file."""

    @abstractmethod
    def changes(self, path: Path) -> Iterator[tuple[str, Row]]:
        """Yield the rows of a file of changes, each with what became of it."""

    def row(self, line: bytes, cells: Mapping[str, Any]) -> Row:
        """Return the row of a line with those cells."""
        places = tuple(self._place(name, cells[name]) for name in self.told["order"])
        return Row(line, cells[self.told["key"]], places)

    def _place(self, name: str, cell: Any) -> tuple[bool, Any]:
        if cell is None or (cell == "" and self.columns[name]["type"] != "text"):
            return True, ""
        return False, int(cell) if self.columns[name]["type"] == "integer" else cell


class OfCsv(OfLines):
    """CSV: a record ends at the line end outside of quotes."""

    def head(self) -> bytes:
        """Return the header."""
        return ",".join(self.columns).encode() + b"\r\n"

    def rows(self, path: Path) -> Iterator[Row]:
        """Yield the records of a full file."""
        for line in _records(path):
            yield self.row(line, self._cells(line))

    def changes(self, path: Path) -> Iterator[tuple[str, Row]]:
        """Yield the records of a file of changes: the rest of each is the row's own line."""
        for record in _records(path):
            change, _, line = record.partition(b",")
            yield change.decode(), self.row(line, self._cells(line))

    def _cells(self, line: bytes) -> dict[str, str]:
        text = io.StringIO(line.decode(), newline="")
        cells = next(csv.reader(text, strict=True))
        named = dict(zip(self.columns, cells, strict=True))
        return {name: self._as_it_was(name, cell) for name, cell in named.items()}

    def _as_it_was(self, name: str, cell: str) -> str:
        """Return text without the apostrophe that keeps a spreadsheet from running it."""
        column = self.columns[name]
        is_free = column["type"] == "text" and "values" not in column
        is_defused = is_free and cell[:1] == DEFUSED_BY and cell[1:2] in tuple(FORMULA_STARTS)
        return cell[1:] if is_defused else cell


class OfNdjson(OfLines):
    """NDJSON: the change stands first in each object."""

    def rows(self, path: Path) -> Iterator[Row]:
        """Yield the objects of a full file."""
        with path.open("rb") as file:
            for line in file:
                yield self.row(line, json.loads(line))

    def changes(self, path: Path) -> Iterator[tuple[str, Row]]:
        """Yield the objects of a file of changes: without the change each is the row's own line."""
        with path.open("rb") as file:
            for line in file:
                cells = json.loads(line)
                change = cells[CHANGE.name]
                begun = f'{{"{CHANGE.name}":"{change}",'.encode()
                yield change, self.row(b"{" + line.removeprefix(begun), cells)


class OfParquet(Merger):
    """Parquet: of the earlier file some rows are held at a time, in columns; of the changes all."""

    def merged(self, full: Path, changes: Path) -> Blocks:
        """Yield the file group by group; it is equal in rows to what the service writes."""
        with parquet.ParquetFile(full) as file:
            told = parquet.read_table(changes)
            schema = file.schema_arrow.with_metadata(told.schema.metadata)
            batches = file.iter_batches(batch_size=ROWS_AT_ONCE)
            before = (pa.Table.from_batches([batch]) for batch in batches)
            yield from written_in_groups(self._groups(before, told, schema), schema)

    def _groups(
        self, before: Iterator[pa.Table], told: pa.Table, schema: pa.Schema
    ) -> Iterator[pa.Table]:
        """Yield the rows that stay and those that are put in, in the order of both."""
        change, key = _plainly(told[CHANGE.name]), self.told["key"]
        gone = _plainly(told.filter(compute.is_in(change, _texts(REMOVING)))[key]).combine_chunks()
        put = self._sorted(told.filter(compute.is_in(change, _texts(PUTTING))).select(schema.names))
        put, places = put.cast(schema), self._places(put)
        done = 0
        for rows in before:
            kept = rows.filter(compute.invert(compute.is_in(_plainly(rows[key]), gone)))
            until = bisect_left(places, self._places(rows.slice(len(rows) - 1))[0], lo=done)
            between, done = put.slice(done, until - done), until
            both = pa.concat_tables([kept.cast(schema), between]).unify_dictionaries()
            if len(both):
                yield self._sorted(both)
        if done < len(put):
            yield put.slice(done)

    def _sorted(self, rows: pa.Table) -> pa.Table:
        """Return the rows in order; coded text sorts as the text it stands for."""
        order = [(name, "ascending") for name in self.told["order"]]
        plain = pa.table({name: _plainly(rows[name]) for name, _ in order})
        return rows.take(compute.sort_indices(plain, sort_keys=order))

    def _places(self, rows: pa.Table) -> list[tuple[tuple[bool, Any], ...]]:
        """Return the place of each row in the order, to be compared as the sorted rows are."""
        cells = [_plainly(rows[name]).to_pylist() for name in self.told["order"]]
        return [
            tuple((cell is None, "" if cell is None else cell) for cell in row)
            for row in zip(*cells, strict=True)
        ]


def _plainly(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return coded text as text."""
    is_coded = pa.types.is_dictionary(cells.type)
    return cells.cast(cells.type.value_type) if is_coded else cells


def _texts(kinds: Iterable[str]) -> pa.Array:
    return pa.array(sorted(str(kind) for kind in kinds))


def _place(row: Row) -> tuple[tuple[bool, Any], ...]:
    return row.place


def _records(path: Path) -> Iterator[bytes]:
    """Yield the records of a CSV below its header, each as it stands."""
    with path.open("rb") as file:
        file.readline()
        yield from _whole(file)


def _whole(lines: Iterable[bytes]) -> Iterator[bytes]:
    record: list[bytes] = []
    is_quoted = False
    for line in lines:
        record.append(line)
        is_quoted ^= line.count(b'"') % 2 == 1
        if not is_quoted:
            yield b"".join(record)
            record = []


MERGERS: dict[str, type[Merger]] = {"csv": OfCsv, "ndjson": OfNdjson, "parquet": OfParquet}
"""Formats that changes are applied in; a workbook is for reading."""
