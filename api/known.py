"""Rows that are edited under row-level history, as they stood when we had been told so much.

Every kept version is stamped with the recording instant, so that what it says of an instant is
final once that is settled. A statement stands in the place of each tracked table: a row that has
no version after the instant is told from the table, any other from its last version by then; one
that had none yet was not there. Hardly anything has changed since an instant that was cited, and
finding what has is one look at an index of the stamps.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import pgtrigger
from django.apps import apps
from django.db import models

from api.tables import PastQuery, Statement, columns, read_from

if TYPE_CHECKING:
    from api.clocks import Clocks

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


class VersionRecorded(pgtrigger.Trigger):
    """Stamps a kept version with the instant of its recording, whatever was given."""

    when = pgtrigger.Before
    operation = pgtrigger.Insert
    name = "version_recorded"
    func = "NEW.pgh_created_at := recording_instant(); RETURN NEW;"


def as_known(rows: Rows, clocks: Clocks | None) -> Rows:
    """Return rows that meet every tracked table as it was known then; live, as they are now.

    Begin with this, before any filter; asked again, it changes nothing.
    """
    if clocks is None or clocks.known_at is None or isinstance(rows.query, PastQuery):
        return rows
    return read_from(rows, Known(clocks.known_at))


class Known(Mapping[str, Statement]):
    """For each tracked table the statement of its rows as they were known at an instant."""

    def __init__(self, known_at: dt.datetime) -> None:
        self.values_given = {"known_at": known_at}

    def __getitem__(self, table: str) -> Statement:
        return Statement(rows_known(_tracked_tables()[table]), self.values_given)

    def __contains__(self, table: object) -> bool:
        return table in _tracked_tables()

    def __iter__(self) -> Iterator[str]:
        return iter(_tracked_tables())

    def __len__(self) -> int:
        return len(_tracked_tables())


@functools.cache
def _tracked_tables() -> dict[str, type[models.Model]]:
    """Return the model of each table of which versions are kept."""
    tracked = (getattr(kept, "pgh_tracked_model", None) for kept in apps.get_models())
    return {model._meta.db_table: model for model in tracked if model is not None}


@functools.cache
def rows_known(model: Any) -> str:
    """Return the statement of a tracked model's rows as they were known at {known_at}.

    Rows that may be deleted, as links may, are told in arms; all others are joined with what has
    changed since, so that the planner finds them by key as it would in the table. Of columns
    whose versions are not kept (the count of versions, stamps) it tells what the row says now.
    """
    if _is_deletable(model):
        return rows_in_arms(model)
    kept = _Kept(model)
    told = {
        name: f'CASE WHEN version.pgh_id IS NULL THEN row."{name}" ELSE version."{name}" END'
        for name in kept.named
        if name in kept.versioned and name != model._meta.pk.column
    }
    return f"""
        SELECT {columns(model, "row", told)} FROM {kept.table} AS row
        LEFT JOIN ({kept.changed}) AS changed ON changed.pgh_obj_id = row.id
        LEFT JOIN LATERAL ({kept.version("changed.pgh_obj_id")}) AS version ON TRUE
        WHERE changed.pgh_obj_id IS NULL OR version.pgh_id IS NOT NULL"""


@functools.cache
def rows_in_arms(model: Any) -> str:
    """Return the same rows, those that have not changed since apart from the others.

    For what is looked up by what it belongs to: there the indexes of the table serve both arms,
    as far as the model says in `BELONGS` by which columns, which no version ever changes. By key,
    in a join, the other form is found.
    """
    kept = _Kept(model)
    row = f"SELECT {columns(model, 'row', {})} FROM {kept.table} AS row WHERE NOT {kept.later}"
    if _is_deletable(model):
        return f"""{row}
            UNION ALL SELECT {columns(model, "version", {})} FROM ({kept.changed}) AS changed
            JOIN LATERAL ({kept.version("changed.pgh_obj_id")}) AS version
            ON version.pgh_label <> 'delete'"""
    belongs = {str(model._meta.get_field(name).column) for name in model.BELONGS}
    stays = {
        name: f'row."{name}"'
        for name in kept.named
        if name not in kept.versioned or name in belongs or name == model._meta.pk.column
    }
    return f"""{row}
        UNION ALL SELECT {columns(model, "version", stays)} FROM {kept.table} AS row
        JOIN LATERAL ({kept.version("row.id")}) AS version ON TRUE WHERE {kept.later}"""


class _Kept:
    """Where the versions of a tracked model are kept, and which of its columns."""

    def __init__(self, model: Any) -> None:
        kept: Any = model._meta.get_field("history").related_model
        self.table, self.history = model._meta.db_table, kept._meta.db_table
        self.named = [str(field.column) for field in model._meta.concrete_fields]
        self.versioned = {str(field.column) for field in kept._meta.concrete_fields}
        self.changed = f"""
            SELECT DISTINCT later.pgh_obj_id FROM {self.history} AS later
            WHERE later.pgh_created_at > {{known_at}}"""
        """The rows that have changed since."""
        self.later = f"""EXISTS (SELECT FROM {self.history} AS later
            WHERE later.pgh_obj_id = row.id AND later.pgh_created_at > {{known_at}})"""
        """Whether a row has."""

    def version(self, of: str) -> str:
        """Return the last version by then of the row of that number."""
        return f"""
            SELECT version.* FROM {self.history} AS version
            WHERE version.pgh_obj_id = {of} AND version.pgh_created_at <= {{known_at}}
            ORDER BY version.pgh_id DESC LIMIT 1"""


def _is_deletable(model: Any) -> bool:
    return all(trigger.name != "never_deleted" for trigger in model._meta.triggers)
