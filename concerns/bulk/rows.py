"""What was sent in many rows, column by column, and every fault found in it, with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from django.db import models

MOST_ROWS = 50_000
"""Rows of readings that one request may hold."""


class Cell(Enum):
    """What a cell is that holds no value: nothing was given, or something that cannot be read."""

    ABSENT = "absent"
    FAULTY = "faulty"


class OnError(models.TextChoices):
    """What becomes of the good rows where some are refused."""

    ALL_OR_NOTHING = "all_or_nothing", "Nothing is stored unless every row can be"
    SKIP = "skip", "The good rows are stored, the refused ones are told"


class Result(models.TextChoices):
    """What became of a row of readings."""

    CREATED = "created", "A new reading"
    UNCHANGED = "unchanged", "Exactly this stands already"
    SUPERSEDED = "superseded", "A correction took effect"
    SUPERSEDED_BEFORE = "superseded_before", "Corrected or withdrawn before: not brought back"
    REFUSED = "refused", "Refused: its errors say why"


class Fault(NamedTuple):
    """A broken rule: the row (from 0; None = the file itself), its field, words and code."""

    row: int | None
    field: str | None
    sentence: str
    code: str
    line: int | None = None


@dataclass
class Rows:
    """What was sent: each column as long as there are rows.

    `lines` says on which line of a file each row begins; None where rows are those of a list,
    to which `prefix` is the JSON pointer. `percentages` are cells that were written as such.
    """

    count: int
    columns: dict[str, list[Any]] = field(default_factory=dict)
    lines: Sequence[int] | None = None
    prefix: str = ""
    faults: list[Fault] = field(default_factory=list)
    faulty: set[int] = field(default_factory=set)
    percentages: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, row: int, name: str | None, sentence: str, code: str) -> None:
        """Note a fault of a row."""
        self.faults.append(Fault(row, name, sentence, code))
        self.faulty.add(row)

    def refuse_file(self, line: int | None, sentence: str, code: str, name: str = "") -> None:
        """Note a fault of the file: nothing of it is stored, whatever else is asked for."""
        self.faults.append(Fault(None, name or None, sentence, code, line))

    def column(self, name: str) -> list[Any]:
        """Return a column to be read or filled in; nothing is given in one that was not sent."""
        if name not in self.columns:
            self.columns[name] = [Cell.ABSENT] * self.count
        return self.columns[name]

    def place(self, row: int) -> str:
        """Name a row to a person: by its line in a file, else by its number in the list."""
        return f"line {self.lines[row]}" if self.lines is not None else f"row {row}"

    @property
    def is_unreadable(self) -> bool:
        """Whether the file itself is at fault."""
        return any(fault.row is None for fault in self.faults)

    def sorted_faults(self) -> list[Fault]:
        """Return every fault in the order of the rows, those of the file by their line."""
        lines = self.lines

        def place(fault: Fault) -> tuple[int, int]:
            if fault.row is None:
                return (fault.line or 0, -1) if lines is not None else (-1, -1)
            return (lines[fault.row] if lines is not None else fault.row, fault.row)

        return sorted(self.faults, key=place)

    def as_error(self, fault: Fault) -> dict[str, Any]:
        """Return the fault as problem documents list it."""
        where = self.prefix if fault.row is None else f"{self.prefix}/{fault.row}"
        name = (fault.field or "").replace("~", "~0").replace("/", "~1")
        error: dict[str, Any] = {"pointer": f"{where}/{name}" if name else where}
        if self.lines is not None:
            line = fault.line if fault.row is None else self.lines[fault.row]
            error |= {"line": line} if line else {}
            error |= {"column": fault.field} if fault.field else {}
        return error | {"detail": fault.sentence, "code": fault.code}


@dataclass
class Outcome:
    """What became of each row, and the reading it made or met; nothing was stored in a dry run.

    `standing` is the reading of the row's period that stood before, or that it corrects.
    `measures` are the measures of the rows, as far as they are known.
    """

    rows: Rows
    results: list[Result]
    readings: list[int | None]
    standing: list[int | None] = field(default_factory=list)
    measures: Sequence[Any] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to each result, those of none included."""
        found = Counter(self.results)
        return {str(each.value): found[each] for each in Result}


def any_given(*cells: Any) -> bool:
    """Whether something was given in one of the cells."""
    return any(cell is not Cell.ABSENT for cell in cells)


def any_faulty(cells: Iterable[Any]) -> bool:
    """Whether one of the cells cannot be read."""
    return any(cell is Cell.FAULTY for cell in cells)
