"""A file of readings as it was read: its cells as text, each row with its line, and the faults."""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from concerns.bulk.rows import MOST_ROWS, Cell, Fault, Rows
from concerns.serializers.reading import ReadingEntry
from concerns.uploads.written import (
    MONTH_FIRST,
    OF_UNIT,
    Read,
    days,
    defused,
    is_either_way,
    is_month_first,
    percentage,
    read_cell,
)

FAULTS, WORDS = "faults", "measure_in_words"
NOT_READ = (FAULTS, WORDS)
"""Columns that this service writes for people, and does not read."""
NAMING = ("measure", "force", "indicator", "said_by")
TOO_MANY = f"The file has more than {MOST_ROWS:,} rows: upload the rest in another one."


@dataclass
class Table:
    """What a file holds: the fields of its columns, and of each row its line and its cells.

    `left_out` counts rows that name a measure and say nothing of it.
    """

    names: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: int = 0
    sheet: str = ""

    @property
    def is_unreadable(self) -> bool:
        """Whether the file itself is at fault."""
        return any(fault.row is None for fault in self.faults)

    def refuse_file(self, line: int | None, sentence: str, code: str) -> None:
        """Note a fault of the file itself."""
        self.faults.append(Fault(None, None, sentence, code, line))

    def packed(self) -> bytes:
        """Return it as bytes, to be kept."""
        return zlib.compress(json.dumps(asdict(self)).encode())

    @classmethod
    def unpacked(cls, packed: bytes) -> Table:
        """Return what was kept."""
        told = json.loads(zlib.decompress(packed))
        return cls(**{**told, "faults": [Fault(*fault) for fault in told["faults"]]})

    def rows(self, *, measure: int | None = None, force: str | None = None) -> Rows:
        """Return the rows for the engine; what names no measure is of the one given.

        `force` stands in where a row names an indicator and no force.
        """
        rows = Rows(len(self.cells), lines=self.lines, faults=list(self.faults))
        rows.faulty = {fault.row for fault in self.faults if fault.row is not None}
        for position, name in enumerate(self.names):
            rows.columns[name] = [line[position] or Cell.ABSENT for line in self.cells]
        for fault in self.faults:
            if fault.row is not None and fault.field in rows.columns:
                rows.columns[fault.field][fault.row] = Cell.FAULTY
        self._read_percentages(rows)
        _stand_in(rows, measure, force)
        return rows

    def _read_percentages(self, rows: Rows) -> None:
        for name in (*OF_UNIT, "margin_level"):
            column = rows.columns.get(name, [])
            for row, cell in enumerate(column):
                if type(cell) is str and (number := percentage(cell)) is not None:
                    column[row] = number
                    if name in OF_UNIT:
                        rows.percentages.append((row, name))

    def kept(self, chosen: Sequence[int]) -> Table:
        """Return a table of these rows alone, each with what could not be read of it."""
        place = {row: number for number, row in enumerate(chosen)}
        faults = [
            fault._replace(row=place[fault.row]) for fault in self.faults if fault.row in place
        ]
        return Table(
            names=self.names,
            lines=[self.lines[row] for row in chosen],
            cells=[self.cells[row] for row in chosen],
            faults=faults,
            sheet=self.sheet,
        )

    def as_csv(self, sentences: dict[int, list[str]]) -> bytes:
        """Write the rows that have faults, which stand in a last column, as CSV for Excel."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow([*self.names, FAULTS])
        for row in sorted(sentences):
            cells = [*self.cells[row], " ".join(sentences[row])]
            writer.writerow(map(defused, cells))
        return file.getvalue().encode("utf-8-sig")


def _stand_in(rows: Rows, measure: int | None, force: str | None) -> None:
    if measure is None and force is None:
        return
    named = list(zip(*(rows.column(name) for name in (*NAMING, "supersedes")), strict=True))
    for row, cells in enumerate(named):
        given = [cell is not Cell.ABSENT for cell in cells]
        if measure is not None and not any(given):
            rows.columns["measure"][row] = str(measure)
        elif force is not None and given[2] and not given[0] and not given[1]:
            rows.columns["force"][row] = force


def build(
    header: Sequence[str], line: int, records: Iterable[tuple[int, Sequence[Read]]], table: Table
) -> Table:
    """Fill a table with records, each with its line and its cells as far as they were read.

    A row without any cell is no row. Every fault is noted.
    """
    names = _names(header)
    if not _check_header(names, line, table):
        return table
    kept = [position for position, name in enumerate(names) if name not in NOT_READ]
    table.names = [names[position] for position in kept]
    slashed: list[tuple[int, str]] = []
    is_american = False
    for begun, cells in records:
        if not any(cell.text for cell in cells):
            continue
        if len(table.cells) == MOST_ROWS:
            table.refuse_file(begun, TOO_MANY, "too_many_rows")
            break
        if _says_nothing(names, cells):
            table.left_out += 1
            continue
        is_american |= _add(table, begun, names, kept, cells, slashed)
    for row, name in slashed if is_american else ():
        _refuse(table, row, name, MONTH_FIRST)
    return table


def _names(header: Sequence[str]) -> list[str]:
    names = ["_".join(each.strip().lower().replace("-", " ").split()) for each in header]
    while names and not names[-1]:
        names.pop()
    return names


def _check_header(names: Sequence[str], line: int, table: Table) -> bool:
    if not any(names):
        sentence = "The file is empty: its first line names the columns, as the template does."
        table.refuse_file(line, sentence, "empty")
    entry: Any = ReadingEntry()
    for position, name in enumerate(names):
        fault = None if name in NOT_READ or not name else entry.fault_of_name(name)
        if not name:
            sentence = f"Column {position + 1} has no name in the first line: give it one."
            table.refuse_file(line, sentence, "unnamed_column")
        elif fault is not None:
            table.refuse_file(line, str(fault), str(fault.code))
        elif name in names[:position]:
            table.refuse_file(line, f"{name}: one column of this name.", "repeated_column")
    return not table.is_unreadable


def _says_nothing(names: Sequence[str], cells: Sequence[Read]) -> bool:
    """Whether a row of the template was not filled in."""
    given = {name for name, cell in zip(names, cells, strict=False) if cell.text}
    return given <= {*NAMING, *NOT_READ} and len(cells) <= len(names)


def _add(
    table: Table,
    line: int,
    names: Sequence[str],
    kept: Sequence[int],
    cells: Sequence[Read],
    slashed: list[tuple[int, str]],
) -> bool:
    """Add a row; return whether it holds a day with the month first."""
    row, is_american = len(table.cells), False
    beyond = any(cell.text for cell in cells[len(names) :])
    if beyond or len(cells) < len(names):
        sentence = f"The row has {len(cells)} cells, and the first line names {len(names)}."
        table.faults.append(Fault(row, None, sentence, "number_of_cells"))
    padded = [*cells, *[Read("")] * (len(names) - len(cells))]
    found = []
    for position in kept:
        name, cell = names[position], padded[position]
        read = cell if cell.fault else read_cell(name, cell.text)
        if read.fault:
            _refuse(table, row, name, read.fault)
        if name in days():
            is_american |= is_month_first(cell.text.strip())
            if not read.fault and is_either_way(cell.text):
                slashed.append((row, name))
        found.append(read.text)
    table.lines.append(line)
    table.cells.append(found)
    return is_american


def _refuse(table: Table, row: int, name: str, sentence: str) -> None:
    table.faults.append(Fault(row, name, f"{name}: {sentence}", "unreadable"))
