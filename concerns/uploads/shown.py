"""The rows of a judged upload as the preview shows them: each cell with what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from concerns.bulk.measures import STATED
from concerns.bulk.rows import Cell, Result
from concerns.models import Reading
from concerns.uploads.preview import Judged
from concerns.values import period_text

ROWS_A_PAGE = 25
LONGEST_SHOWN = 60
"""Characters of a cell that the preview shows."""
KINDS = {
    "refused": ("Refused", "bad"),
    "unexplained": ("Corrections without a reason", "warn"),
    "created": ("New", "good"),
    "superseded": ("Corrections", "good"),
    "unchanged": ("Recorded already", "quiet"),
    "superseded_before": ("Corrected or withdrawn before", "quiet"),
}
"""What the preview lists apart: its name, and its tone. Rows refused for want of a reason alone
stand by themselves."""
UNEXPLAINED = "Correction: give a reason"
CORRECTING = ("unexplained", "superseded")
BESIDE_VALUE = ("period_basis", "sample_size", "numerator", "denominator", "source")
"""What a reading says beside its value."""
MEANINGS = {
    Result.CREATED: "New",
    Result.SUPERSEDED: "Correction",
    Result.UNCHANGED: "Recorded already",
    Result.SUPERSEDED_BEFORE: "Corrected or withdrawn before: not brought back",
    Result.REFUSED: "Refused",
}


class ShownCell(NamedTuple):
    """A cell: its column, what stands in it, and what is wrong with it."""

    name: str
    text: str
    faults: list[str]


@dataclass
class ShownRow:
    """A row of the file, what becomes of it, and what stood before."""

    row: int
    line: int
    kind: str
    meaning: str
    tone: str
    cells: list[ShownCell]
    faults: list[str] = field(default_factory=list)
    """What is wrong with the row, and with columns that the file has not."""
    becomes: str = ""
    differs: list[str] = field(default_factory=list)
    """What differs from the reading that stands, beside the value."""
    standing: Reading | None = None


def kinds_of(judged: Judged) -> dict[str, list[int]]:
    """Return the rows of each kind that the preview lists apart, those of none included."""
    several = _faults_by_row(judged)
    unexplained = {row for row in judged.unexplained if len(several[row]) == 1}
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for row, result in enumerate(judged.outcome.results):
        found["unexplained" if row in unexplained else result.value].append(row)
    return found


def shown_rows(
    judged: Judged, chosen: Sequence[int], kinds: Mapping[str, Sequence[int]]
) -> Iterator[ShownRow]:
    """Yield these rows as they are shown. One query, for the readings that stand."""
    outcome = judged.outcome
    kind_of = {row: kind for kind, rows in kinds.items() for row in rows}
    numbers = {outcome.standing[row] or outcome.readings[row] for row in chosen}
    readings = Reading.objects.select_related("measure__indicator").in_bulk(numbers - {None})
    faults = _faults_by_row(judged)
    for row in chosen:
        kind = kind_of[row]
        values = _values(judged, row)
        stood = readings.get(outcome.standing[row] or outcome.readings[row])
        yield ShownRow(
            row=row,
            line=judged.table.lines[row],
            kind=kind,
            meaning=UNEXPLAINED if kind == "unexplained" else MEANINGS[outcome.results[row]],
            tone=KINDS[kind][1],
            cells=_cells(judged, row, faults[row]),
            faults=[
                fault.sentence for fault in faults[row] if fault.field not in judged.table.names
            ],
            becomes=_becomes(judged, row, values),
            differs=_differences(stood, values) if kind in CORRECTING else [],
            standing=stood,
        )


def _faults_by_row(judged: Judged) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for fault in judged.outcome.rows.faults:
        if fault.row is not None:
            found[fault.row].append(fault)
    return found


def _cells(judged: Judged, row: int, faults: Sequence[Any]) -> list[ShownCell]:
    shown = []
    for name, text in zip(judged.table.names, judged.table.cells[row], strict=True):
        short = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
        told = [fault.sentence for fault in faults if fault.field == name]
        shown.append(ShownCell(name, short, told))
    return shown


def _values(judged: Judged, row: int) -> dict[str, Any]:
    """Return what a row says of its measure; nothing where it cannot be read."""
    cells = {name: judged.outcome.rows.columns[name][row] for name in STATED}
    if any(isinstance(cell, Cell) for cell in cells.values()):
        return {}
    fields: Any = {name: Reading._meta.get_field(name) for name in cells}
    return {name: fields[name].to_python(cell) for name, cell in cells.items()}


def _becomes(judged: Judged, row: int, values: Mapping[str, Any]) -> str:
    """Say the reading that a row states: "77.70 percent, May 2021"."""
    measures = judged.outcome.measures
    told = measures[row] if measures else None
    if told is None or not values:
        return ""
    period = period_text(values["period_start"], values["period_end"])
    return f"{Reading(**values).text(told.unit)}, {period}"


def _differences(stood: Reading | None, values: Mapping[str, Any]) -> list[str]:
    """Say what differs beside the value, which is said by itself: "source was “Letter”, is none"."""
    if stood is None or not values:
        return []
    return [
        f"{name}: was {_said(getattr(stood, name))}, becomes {_said(values[name])}"
        for name in BESIDE_VALUE
        if getattr(stood, name) != values[name]
    ]


def _said(value: Any) -> str:
    return "nothing" if value in (None, "") else f"“{str(value)[:LONGEST_SHOWN]}”"
