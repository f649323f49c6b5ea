"""What would become of an upload's rows, judged as they will be recorded, and then recorded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from api.constraints import settle_constraints
from concerns.bulk.readings import record_readings
from concerns.bulk.rows import Cell, Fault, OnError, Outcome, Result, Rows
from concerns.models import ReadingUpload
from concerns.uploads.table import Table

if TYPE_CHECKING:
    from accounts.models import User

WITHOUT_REASON = "reading_once_per_period"
"""The rule that a row breaks which differs from what stands, and does not say why."""

CHANGED = "The record changed while this was being recorded: nothing is stored. Look again."


@dataclass
class Judged:
    """An upload's table, and what its rows come to; `unexplained` are corrections without reason."""

    table: Table
    outcome: Outcome
    unexplained: Sequence[int]

    @property
    def recordable(self) -> int:
        """How many readings would be recorded."""
        counts = self.outcome.counts
        return counts[Result.CREATED] + counts[Result.SUPERSEDED]

    @property
    def refused(self) -> int:
        """How many rows are refused."""
        return self.outcome.counts[Result.REFUSED]

    def sentences(self) -> dict[int, list[str]]:
        """Return what is said of each row that is refused."""
        told: dict[int, list[str]] = {}
        for fault in self.outcome.rows.sorted_faults():
            if fault.row is not None:
                told.setdefault(fault.row, []).append(fault.sentence)
        return told

    def digest(self) -> str:
        """Return what stands for this judgment: another one of the same file has another digest."""
        said = [[each.value for each in self.outcome.results], self.outcome.standing]
        faults = [list(fault) for fault in self.outcome.rows.sorted_faults()]
        reasons = [str(cell) for cell in self.outcome.rows.column("because")]
        return hashlib.sha256(json.dumps([said, faults, reasons]).encode()).hexdigest()


def judge_upload(upload: ReadingUpload, *, by: User) -> Judged:
    """Judge every row as recording does, and store nothing.

    Corrections that give no reason are given the upload's, if it has one.
    """
    table = Table.unpacked(bytes(upload.table))
    outcome, unexplained = _judged(_rows(upload, table), by)
    if unexplained and upload.because:
        rows = _explained(_rows(upload, table), upload, unexplained)
        outcome, unexplained = _judged(rows, by)
    return Judged(table, outcome, unexplained)


def record_upload(upload: ReadingUpload, *, by: User, seen: Judged) -> int:
    """Record what was judged in this transaction, and keep of the upload what was refused alone.

    Returns how many readings were recorded. Nothing is stored where a row is refused, unless the
    good ones are to be recorded.

    Raises: ValidationError if meanwhile the record came to refuse what was judged.
    """
    if seen.refused and upload.on_error != OnError.SKIP:
        return 0
    rows = _explained(_rows(upload, seen.table), upload, _given_reason(seen))
    with transaction.atomic():
        outcome = record_readings(rows, by=by, on_error=upload.on_error)
        settle_constraints()
        refused = sorted(rows.faulty)
        if refused and upload.on_error != OnError.SKIP:
            raise ValidationError(CHANGED, code="changed")
        if refused:
            upload.table = seen.table.kept(refused).packed()
            upload.save(update_fields=["table"])
        else:
            upload.delete()
    return Judged(seen.table, outcome, ()).recordable


def _judged(rows: Rows, by: User) -> tuple[Outcome, list[int]]:
    with transaction.atomic():
        outcome = record_readings(rows, by=by, on_error=OnError.SKIP, dry_run=True)
    rows.faults = list(dict.fromkeys(_as_written(fault, rows) for fault in rows.faults))
    told = {fault.row for fault in rows.faults if fault.code == WITHOUT_REASON}
    return outcome, sorted(row for row in told if row is not None)


def _as_written(fault: Fault, rows: Rows) -> Fault:
    """Return a fault of an end of a point as one of the value that the file gives for both."""
    if fault.row is None or fault.field not in ("low", "high"):
        return fault
    if type(rows.column("value")[fault.row]) is Cell:
        return fault
    sentence = f"value{fault.sentence.removeprefix(fault.field)}"
    return fault._replace(field="value", sentence=sentence)


def _rows(upload: ReadingUpload, table: Table) -> Rows:
    force = upload.force.slug if upload.force else None
    return table.rows(measure=upload.measure_id, force=force)


def _given_reason(seen: Judged) -> list[int]:
    """Return the rows that were judged with a reason which their file does not give."""
    position = seen.table.names.index("because") if "because" in seen.table.names else None
    reasons = seen.outcome.rows.column("because")
    return [
        row
        for row, cells in enumerate(seen.table.cells)
        if type(reasons[row]) is str and (position is None or not cells[position])
    ]


def _explained(rows: Rows, upload: ReadingUpload, chosen: Sequence[int]) -> Rows:
    because, notes = rows.column("because"), rows.column("note")
    for row in chosen:
        because[row] = upload.because
        if upload.note and notes[row] is Cell.ABSENT:
            notes[row] = upload.note
    return rows
