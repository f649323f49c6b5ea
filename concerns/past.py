"""Rows of the record as they stood on a past day, as far as they were known at an instant.

Each statement stands in the place of its model's table: the same columns, with the positions that
the log says of that day in the place of those cached on the row, everything else as its version of
that instant says. A record is there once we had recorded it; from which day on, the querysets say.
An event counts on the day it happened, unless we knew of a later one that strikes it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from api.known import rows_in_arms
from api.tables import Statement, columns, read_from
from concerns.positions import ActionState, ForceStatus, Status

if TYPE_CHECKING:
    from django.db import models

    from api.clocks import Clocks

    Rows = TypeVar("Rows", bound=models.QuerySet[Any])


def concerns_at(rows: Rows, clocks: Clocks) -> Rows:
    """Return concerns as they stood."""
    return _as_they_stood(
        rows,
        clocks,
        "concern_id",
        joins=f"""
            {_opening("concern_id", clocks)} {_last("concern_id", "status", clocks)}
            {_last("concern_id", "force_status", clocks)}
            {_last("concern_id", "promised_on", clocks)}""",
        instead={
            **_position("status", Status.OPEN, 25),
            **_since("status"),
            **_position("force_status", "", 20),
            "promised_on": "nullif(promised_on.became, '')::date",
        },
    )


def recommendations_at(rows: Rows, clocks: Clocks) -> Rows:
    """Return recommendations as they stood. A deadline never changed is the one they began with."""
    first = f"""
            LEFT JOIN LATERAL (SELECT min(first.was) AS was
                FROM (SELECT event.was FROM concerns_event AS event
                    WHERE event.recommendation_id = row.id AND event.position = 'due_on'
                    {_told_by_then("event", clocks)} ORDER BY event.id LIMIT 1) AS first
                ) AS first_due ON TRUE"""
    return _as_they_stood(
        rows,
        clocks,
        "recommendation_id",
        joins=f"""
            {_opening("recommendation_id", clocks)} {_last("recommendation_id", "status", clocks)}
            {_last("recommendation_id", "force_status", clocks)}
            {_last("recommendation_id", "promised_on", clocks)}
            {_last("recommendation_id", "due_on", clocks)} {first}""",
        instead={
            **_position("status", Status.OPEN, 25),
            **_since("status"),
            **_position("force_status", ForceStatus.NOT_STARTED, 20),
            **_since("force_status"),
            "promised_on": "nullif(promised_on.became, '')::date",
            "due_on": (
                "CASE WHEN due_on.became IS NOT NULL THEN nullif(due_on.became, '')::date "
                "WHEN first_due.was IS NOT NULL THEN nullif(first_due.was, '')::date "
                "ELSE row.due_on END"
            ),
        },
    )


def actions_at(rows: Rows, clocks: Clocks) -> Rows:
    """Return follow-up actions as they stood."""
    return _as_they_stood(
        rows,
        clocks,
        "action_id",
        joins=f"""
            {_opening("action_id", clocks)} AND opening.happened_on <= {{as_at}}
            {_last("action_id", "state", clocks)}""",
        instead=_position("state", ActionState.PLANNED, 15),
    )


def _opening(subject: str, clocks: Clocks) -> str:
    """Join the event that opened each row; what we did not know of yet is not there."""
    return (
        f"JOIN concerns_event AS opening ON opening.{subject} = row.id "
        f"AND opening.kind = 'opened' {_told_by_then('opening', clocks)}"
    )


def _last(subject: str, position: str, clocks: Clocks) -> str:
    """Join the last standing change of a position, under the position's name.

    The least of one row is that row, of none nothing: said so, the planner sees that the join
    adds and loses no row, and leaves it out where nobody asks for the position. OFFSET 0 has it
    look up each event's strike: there are few, and it would read all of them for each record.
    """
    return f"""
            LEFT JOIN LATERAL (SELECT min(last.became) AS became,
                    min(last.happened_on) AS happened_on,
                    min(last.happened_on_precision) AS happened_on_precision
                FROM (SELECT event.became, event.happened_on, event.happened_on_precision
                    FROM concerns_event AS event
                    WHERE event.{subject} = row.id AND event.position = '{position}'
                    AND event.happened_on <= {{as_at}} {_told_by_then("event", clocks)}
                    AND NOT EXISTS (SELECT FROM concerns_event AS strike
                        WHERE strike.strikes_out_id = event.id {_told_by_then("strike", clocks)}
                        OFFSET 0)
                    ORDER BY event.happened_on DESC, event.id DESC LIMIT 1) AS last
                ) AS {position} ON TRUE"""


def _told_by_then(event: str, clocks: Clocks) -> str:
    return "" if clocks.known_at is None else f"AND {event}.recorded_at <= {{known_at}}"


def _position(name: str, at_first: str, length: int) -> dict[str, str]:
    return {name: f"coalesce({name}.became, '{at_first}')::varchar({length})"}


def _since(name: str) -> dict[str, str]:
    return {
        f"{name}_since_on{of}": f"coalesce({name}.happened_on{of}, opening.happened_on{of})"
        for of in ("", "_precision")
    }


def _as_they_stood(
    rows: Rows, clocks: Clocks, subject: str, *, joins: str, instead: dict[str, str]
) -> Rows:
    """Return rows with what they cache as the log says of then; live, the table's own.

    In two arms: a record to which nothing has happened since, and of which nothing has been
    recorded since, stands as its row says, and for all but a few recent ones that is all there is
    to ask. `check_record` proves that what a row says is what the log says.
    """
    if clocks.is_live:
        return rows
    model: Any = rows.model
    table = model._meta.db_table
    known = table if clocks.known_at is None else f"({rows_in_arms(model)})"
    since = "later.happened_on > {as_at}"
    if clocks.known_at is not None:
        since = f"({since} OR later.recorded_at > {{known_at}})"
    moved = (
        f"EXISTS (SELECT FROM concerns_event AS later WHERE later.{subject} = row.id AND {since})"
    )
    text = f"""
        SELECT {columns(model, "row", {})} FROM {known} AS row WHERE NOT {moved}
        UNION ALL SELECT {columns(model, "row", instead)} FROM {known} AS row {joins} WHERE {moved}"""
    values = {"as_at": clocks.as_at, "known_at": clocks.known_at}
    return read_from(rows, {table: Statement(text, values)})
