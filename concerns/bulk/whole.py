"""Rows as whole readings: what is short is spelt out, what is left out is filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from concerns.bulk.cells import as_sent
from concerns.bulk.measures import STATED, Known, Told
from concerns.bulk.rows import Cell, Rows, any_given
from concerns.models import Reading
from concerns.serializers.reading import VALUE_OF_POINT
from concerns.values import ValueKind

PERCENT = "percent"


def complete(rows: Rows, measures: Sequence[Told | None], known: Known) -> None:
    """Fill in every column of a reading, noting what a row cannot be without or says twice.

    A row by itself says the whole reading; what a row with `supersedes` leaves out stays as it
    was.
    """
    _spell_out_value(rows)
    _fill_in(rows, known)
    _check_period(rows)
    _check_note(rows)
    _refuse_repeated(rows, measures)


def refuse_percentages(rows: Rows, measures: Sequence[Told | None]) -> None:
    """Refuse what was written as a percentage of a measure that is in another unit."""
    for row, name in rows.percentages:
        told = measures[row]
        if told is not None and told.unit != PERCENT:
            sentence = f"{name}: a percentage, and this measure is in {told.unit}: type the number."
            rows.refuse(row, name, sentence, "not_in_percent")


def _spell_out_value(rows: Rows) -> None:
    if "value" not in rows.columns:
        return
    kinds, lows, highs = (rows.column(name) for name in ("kind", "low", "high"))
    ends = [rows.column(name) for name in ("low_inclusive", "high_inclusive")]
    for row, value in enumerate(rows.columns["value"]):
        if value is Cell.ABSENT:
            continue
        kind = kinds[row]
        is_point = kind in (Cell.ABSENT, Cell.FAULTY, ValueKind.POINT.value)
        if not is_point or any_given(lows[row], highs[row]):
            rows.refuse(row, "value", VALUE_OF_POINT, "value_of_point")
            continue
        lows[row] = highs[row] = value
        if kind is Cell.ABSENT:
            kinds[row] = ValueKind.POINT.value
        for end in ends:
            if end[row] is Cell.ABSENT:
                end[row] = as_sent(True)


def _fill_in(rows: Rows, known: Known) -> None:
    if known.corrected:
        for row, target in enumerate(rows.column("supersedes")):
            corrected = known.corrected.get(target)
            for name, value in corrected.values.items() if corrected else ():
                column = rows.column(name)
                if column[row] is Cell.ABSENT:
                    column[row] = value
    for name in STATED:
        default, column = _default(name), rows.column(name)
        rows.columns[name] = [default if cell is Cell.ABSENT else cell for cell in column]


def _default(name: str) -> Any:
    field: Any = Reading._meta.get_field(name)
    if field.null or field.has_default() or field.blank:
        return as_sent(field.get_default())
    return Cell.ABSENT


def _check_period(rows: Rows) -> None:
    targets = rows.column("supersedes")
    for name, which in (("period_start", "first"), ("period_end", "last")):
        if Cell.ABSENT not in rows.columns[name]:
            continue
        for row, cell in enumerate(rows.columns[name]):
            if cell is Cell.ABSENT and targets[row] is Cell.ABSENT:
                rows.refuse(
                    row,
                    name,
                    f"{name}: give the {which} day of the period as YYYY-MM-DD.",
                    "required",
                )


def _check_note(rows: Rows) -> None:
    because, targets = rows.column("because"), rows.column("supersedes")
    for row, note in enumerate(rows.column("note")):
        if note is Cell.ABSENT or note == "":
            continue
        if because[row] is Cell.ABSENT and targets[row] is Cell.ABSENT:
            rows.refuse(
                row, "note", "note: only a correction has one: say in because why.", "required"
            )


def _refuse_repeated(rows: Rows, measures: Sequence[Told | None]) -> None:
    """Refuse rows that say the same period of the same measure, or correct the same reading."""
    numbers = [None if told is None else told.pk for told in measures]
    periods = zip(numbers, rows.columns["period_start"], rows.columns["period_end"], strict=True)
    for row, other in _repeated(list(periods)):
        sentence = (
            f"period_end: {rows.place(other)} says the same period of this measure: give each "
            "period once."
        )
        rows.refuse(row, "period_end", sentence, "repeated_period")
    for row, other in _repeated([(target,) for target in rows.column("supersedes")]):
        sentence = f"supersedes: {rows.place(other)} corrects the same reading: correct it once."
        rows.refuse(row, "supersedes", sentence, "repeated_correction")


def _repeated(keys: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, int]]:
    """Yield each row whose key another has as well, and the first such other."""
    if len(set(keys)) == len(keys):
        return
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        if all(type(part) is str for part in key):
            alike[key].append(row)
    for several in alike.values():
        for row in several if len(several) > 1 else ():
            yield row, several[0] if several[0] != row else several[1]
