"""What the stage's rows come to, judged in the database by the model's own rules.

The conditions are those of the readings' constraints and guards themselves, read from the model:
each has one home, and its sentence with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pgtrigger
from django.db import connection, models

from api.constraints import Refusal, constraint_sentence
from api.entries import REASONS
from api.fields import StatedDecimalField
from api.guards import Guard
from concerns.bulk.measures import Told
from concerns.bulk.rows import Result, Rows
from concerns.bulk.stage import JUDGED, STAGE, column_of
from concerns.models import Measure, Reading
from concerns.models.reading import beyond_limit
from concerns.values import ValueKind

OF_SUPERSEDED = ("%(class)s_superseded_says_why", "recorded_as_current")
"""Rules about being superseded, which no new row is."""
WITH_LIMITS = (ValueKind.POINT, ValueKind.RANGE, ValueKind.BOUND)
WORDS = {
    "reason_missing": Refusal(
        "because",
        f"A correction needs its reason: one of {', '.join(value for value, _ in REASONS)}.",
        "reason_missing",
    ),
    "already_superseded": Refusal(
        None,
        "This row has been corrected or withdrawn already: correct its successor.",
        "already_superseded",
    ),
    "nothing_to_correct": Refusal(
        "because",
        "because: only a correction has one, and no reading of this period stands.",
        "nothing_to_correct",
    ),
}
"""What the rules of corrections say, beside those of the model."""


def lock_measures() -> None:
    """Lock the measures of the stage's rows in the order of their keys. One statement."""
    table = connection.ops.quote_name(Measure._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT FROM {table} WHERE id IN "
            f"(SELECT measure_id FROM {STAGE}) ORDER BY id FOR NO KEY UPDATE) AS locked"
        )


def judge(
    rows: Rows,
    measures: Sequence[Told | None],
    results: list[Result],
    readings: list[int | None],
    standing: list[int | None],
) -> None:
    """Judge each staged row, noting faults, results, and which reading a row has met.

    `standing` is told the reading that a row corrects, or else that stands for its period.

    Two statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {JUDGED} ON COMMIT DROP AS {_judgments()}")
        cursor.execute(
            f"SELECT row, result, met, broken, coalesce(target, standing_id) FROM {JUDGED} "
            f"WHERE result <> '{Result.CREATED}' ORDER BY row"
        )
        for row, result, met, broken, stood in cursor.fetchall():
            results[row], readings[row], standing[row] = Result(result), met, stood
            for name in broken.split():
                rows.refuse(row, *_words(name, measures[row]))


def _words(name: str, told: Told | None) -> Refusal:
    rule, _, end = name.partition(":")
    if end and told is not None:
        limit = told.floor if rule == "below_floor" else told.ceiling
        assert limit is not None  # the row is beyond it
        return beyond_limit(end, rule, limit, told.unit)
    found = WORDS.get(name) or constraint_sentence(name)
    assert found is not None  # every rule has its words
    return found


def _judgments() -> str:
    """Return the statement that judges the stage: row, result, target, reading met, broken rules.

    A row without `supersedes` is compared as recording compares it, by value; a correction also
    by how its numbers are stated. What is equal to a superseded reading is not brought back,
    unless it corrects the current one by its number.
    """
    table = connection.ops.quote_name(Reading._meta.db_table)
    period = " AND ".join(
        f"{{0}}.{column_of(name)} = new.{column_of(name)}"
        for name in ("measure", "period_end", "period_start")
    )
    named = "new.supersedes_id IS NOT NULL"
    is_current = "named.superseded_at IS NULL"
    correcting = f"({named} OR new.because <> '')"
    same = f"(standing.id IS NOT NULL AND {_same('standing')})"
    as_stated = f"({same} AND {_stated_alike('standing')})"
    broken = f"""
        new.broken || {_beyond()}
        || CASE WHEN {named} AND new.because = '' THEN ' reason_missing' ELSE '' END
        || CASE WHEN {named} AND NOT {is_current} THEN ' already_superseded'
                WHEN {named} AND standing.id <> named.id OR standing.id IS NOT NULL
                     AND NOT {correcting} THEN ' reading_once_per_period'
                WHEN NOT {named} AND new.because <> '' AND standing.id IS NULL
                     THEN ' nothing_to_correct' ELSE '' END"""
    return f"""
        SELECT row, target, standing_id, broken, CASE
            WHEN known <> '' THEN known WHEN broken <> '' THEN '{Result.REFUSED}'
            WHEN target IS NULL THEN '{Result.CREATED}' ELSE '{Result.SUPERSEDED}' END AS result,
            CASE known WHEN '{Result.UNCHANGED}' THEN standing_id
                 WHEN '{Result.SUPERSEDED_BEFORE}' THEN earlier_id END AS met
        FROM (
            SELECT row, standing_id, earlier_id, target, known,
                   CASE WHEN known = '' THEN trim(broken) ELSE '' END AS broken
            FROM (
                SELECT new.row, standing.id AS standing_id, earlier.id AS earlier_id,
                    coalesce(new.supersedes_id,
                             CASE WHEN new.because <> '' THEN standing.id END) AS target,
                    CASE
                        WHEN {named} AND new.because = '' THEN ''
                        WHEN {as_stated} OR {same} AND NOT ({correcting} AND
                             coalesce({is_current}, TRUE)) THEN '{Result.UNCHANGED}'
                        WHEN earlier.id IS NOT NULL AND NOT ({named} AND {is_current})
                             THEN '{Result.SUPERSEDED_BEFORE}'
                        ELSE '' END AS known,
                    {broken} AS broken
                FROM ({_checked()}) AS new
                LEFT JOIN {table} AS standing
                    ON {period.format("standing")} AND standing.superseded_at IS NULL
                LEFT JOIN {table} AS named ON named.id = new.supersedes_id
                LEFT JOIN LATERAL (
                    SELECT max(old.id) AS id FROM {table} AS old
                    WHERE {period.format("old")} AND old.superseded_at IS NOT NULL
                      AND {_same("old")}
                ) AS earlier ON TRUE
            ) AS compared
        ) AS judged"""


def _same(other: str) -> str:
    return " AND ".join(
        f"{other}.{column} IS NOT DISTINCT FROM new.{column}"
        for column in map(column_of, Reading.SAME)
    )


def _stated_alike(other: str) -> str:
    decimals = [
        column_of(name)
        for name in Reading.SAME
        if isinstance(Reading._meta.get_field(name), StatedDecimalField)
    ]
    return " AND ".join(
        f"{other}.{column}::text IS NOT DISTINCT FROM new.{column}::text" for column in decimals
    )


def _checked() -> str:
    """Return the statement of the stage's rows with the rules that each breaks by itself."""
    rules = [
        *(f"CASE WHEN ({sql}) IS FALSE THEN ' {name}' ELSE '' END" for name, sql in _checks()),
        *(f"CASE WHEN {sql} THEN ' {name}' ELSE '' END" for name, sql in _guards()),
    ]
    return f"SELECT new.*, {' || '.join(rules)} AS broken FROM {STAGE} AS new"


def _beyond() -> str:
    """Return the first end of a row that its indicator cannot reach, as a name of a rule."""
    ends = " ".join(
        f"WHEN new.{end} < new.floor THEN ' below_floor:{end}' "
        f"WHEN new.{end} > new.ceiling THEN ' above_ceiling:{end}'"
        for end in ("low", "high")
    )
    limited = ", ".join(f"'{kind}'" for kind in WITH_LIMITS)
    return f"CASE WHEN new.kind NOT IN ({limited}) THEN '' {ends} ELSE '' END"


def _checks() -> Iterator[tuple[str, str]]:
    """Yield the check constraints of a reading: the name, and the condition in SQL."""
    editor = connection.schema_editor(collect_sql=True)
    apart = [name % {"class": "reading"} for name in OF_SUPERSEDED]
    for constraint in Reading._meta.constraints:
        if isinstance(constraint, models.CheckConstraint) and constraint.name not in apart:
            compiled: Any = constraint
            yield constraint.name, compiled._get_check_sql(Reading, editor)


def _guards() -> Iterator[tuple[str, str]]:
    """Yield the guards of a new reading: the name, and when they refuse the row `new`."""
    options: Any = Reading._meta
    for guard in options.triggers:
        if not isinstance(guard, Guard) or guard.constraint in OF_SUPERSEDED:
            continue
        if pgtrigger.Insert in _operations(guard):
            condition: Any = guard.condition
            when = condition.resolve(Reading) if condition else "TRUE"
            # As a trigger does: its condition is looked at where the row meets it, and else never.
            yield guard.constraint, f"CASE WHEN {when} THEN ({guard.refuse_if}) ELSE FALSE END"


def _operations(guard: Guard) -> Sequence[Any]:
    operation: Any = guard.operation
    return list(operation) if isinstance(operation, pgtrigger.Operations) else [operation]
