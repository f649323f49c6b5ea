"""Readings recorded and corrected, many at once: the engine of the API, the admin and imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection

from api.constraints import refusals_in_words
from concerns.bulk.cells import read_cells
from concerns.bulk.judge import WORDS, judge, lock_measures
from concerns.bulk.measures import Known, find_measures
from concerns.bulk.rows import OnError, Outcome, Result, Rows
from concerns.bulk.stage import JUDGED, STAGE, STAGED, column_of, stage, unstage
from concerns.bulk.whole import complete, refuse_percentages
from concerns.models import Reading

if TYPE_CHECKING:
    from accounts.models import User


def record_readings(
    rows: Rows, *, by: User, on_error: str = OnError.ALL_OR_NOTHING, dry_run: bool = False
) -> Outcome:
    """Record rows of readings, all or none of them; with `skip`, those that break no rule.

    Every fault is noted in the rows; where there is one and `on_error` is not `skip`, or where
    the file itself is at fault, nothing is stored. Sent twice, they change nothing. A dry run
    judges the same and stores nothing. Some fifteen statements, however many rows there are.

    Raises: ValidationError if meanwhile the record came to refuse what was judged; then nothing
    is stored.
    """
    read_cells(rows)
    known = Known(rows, by)
    measures = find_measures(rows, known)
    complete(rows, measures, known)
    refuse_percentages(rows, measures)
    results = [Result.CREATED] * rows.count
    readings: list[int | None] = [None] * rows.count
    standing: list[int | None] = [None] * rows.count
    with refusals_in_words(Reading):
        if stage(rows, measures):
            lock_measures()
            judge(rows, measures, results, readings, standing)
            stops = rows.faults and (on_error != OnError.SKIP or rows.is_unreadable)
            if not stops and not dry_run:
                _supersede(by, results.count(Result.SUPERSEDED))
                for row, reading in _insert(by):
                    readings[row] = reading
        unstage()
    for row in rows.faulty:
        results[row] = Result.REFUSED
    return Outcome(rows, results, readings, standing, measures)


def _supersede(by: User, expected: int) -> None:
    """Mark what is corrected, first of all: one current reading of a period is one at a time."""
    if not expected:
        return
    table = connection.ops.quote_name(Reading._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS old SET superseded_at = recording_instant(), "
            "superseded_by_id = %s, superseded_because = new.because, superseded_note = new.note "
            f"FROM {JUDGED} AS judged JOIN {STAGE} AS new ON new.row = judged.row "
            f"WHERE judged.result = '{Result.SUPERSEDED}' AND old.id = judged.target "
            "AND old.superseded_at IS NULL",
            [by.pk],
        )
        if cursor.rowcount != expected:
            refusal = WORDS["already_superseded"]
            raise ValidationError(refusal.sentence, code=refusal.code)


def _insert(by: User) -> list[tuple[int, int]]:
    """Store the new readings in the order of their key; return each row's number and reading."""
    table = connection.ops.quote_name(Reading._meta.db_table)
    columns = ", ".join(column_of(name) for name in STAGED if name != "supersedes")
    staged = ", ".join(f"new.{column_of(name)}" for name in STAGED if name != "supersedes")
    key = ("measure", "period_end", "period_start")
    known_by = ", ".join(map(column_of, key))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH inserted AS (INSERT INTO {table} ({columns}, supersedes_id, recorded_by_id, "
            "recorded_at, superseded_because, superseded_note) "
            f"SELECT {staged}, judged.target, %s, (SELECT recording_instant()), '', '' "
            f"FROM {STAGE} AS new JOIN {JUDGED} AS judged ON judged.row = new.row "
            f"WHERE judged.result IN ('{Result.CREATED}', '{Result.SUPERSEDED}') "
            f"ORDER BY {', '.join(f'new.{column_of(name)}' for name in key)} "
            f"RETURNING id, {known_by}) "
            f"SELECT new.row, inserted.id FROM inserted JOIN {STAGE} AS new USING ({known_by}) "
            f"JOIN {JUDGED} AS judged ON judged.row = new.row "
            f"WHERE judged.result IN ('{Result.CREATED}', '{Result.SUPERSEDED}')",
            [by.pk],
        )
        stored: list[tuple[int, int]] = cursor.fetchall()
    return stored
