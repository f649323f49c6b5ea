"""The triggers that guard kept rows, and keep their versions.

A trigger here refuses by raising a check violation with a constraint name; the sentence stands
beside it, so that the API and the admin answer with the same words (`api/errors.py`).
"""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.db import models

from api.known import VersionRecorded


class Guard(pgtrigger.Trigger):
    """A trigger that refuses: `refuse_if` is a PL/pgSQL condition, `sentence` what people read.

    `before` runs first: a lock, say, which the condition then looks past. `finally_` runs when
    nothing was refused (default: let the row through).
    """

    when = pgtrigger.Before

    def __init__(
        self,
        *,
        constraint: str,
        sentence: str,
        refuse_if: str = "TRUE",
        field: str | None = None,
        before: str = "",
        finally_: str = "",
        **kwargs: Any,
    ) -> None:
        self.constraint = constraint
        self.sentence = sentence
        self.field = field
        self.refuse_if = refuse_if
        self.before = before
        self.finally_ = finally_
        kwargs.setdefault("name", constraint)
        super().__init__(**kwargs)

    def get_func(self, model: Any) -> str:
        """Return the trigger's body."""
        message = self.sentence.replace("'", "''").replace("%", "%%")
        return (
            f"{self.before} IF {self.refuse_if} THEN "
            f"RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '{message}', "
            f"CONSTRAINT = '{self.constraint}', TABLE = TG_TABLE_NAME; END IF; "
            f"{self.finally_} "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        )


class BumpVersion(pgtrigger.Trigger):
    """Counts a row's versions in the database, so that no route can forget to.

    What a row names several of stands in other tables: who changes that counts by one by hand.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Update
    name = "bump_version"
    func = (
        "IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' "
        "THEN NEW.version := OLD.version + 1; "
        "ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; "
        "RETURN NEW;"
    )


class RecordedNow(pgtrigger.Trigger):
    """Stamps `recorded_at` itself, whatever was given, so that nobody can back-date a row."""

    when = pgtrigger.Before
    operation = pgtrigger.Insert
    name = "recorded_now"
    condition = pgtrigger.Condition(
        "NEW.recorded_at IS DISTINCT FROM "
        "nullif(current_setting('inspection_tracker.recording_instant', true), '')::timestamptz"
    )
    func = "NEW.recorded_at := recording_instant(); RETURN NEW;"


def not_in_future(model: str, field: str, *, may_change: bool = False) -> Guard:
    """Return the trigger that refuses a day later than today in London.

    `may_change` also looks at updates; rows that are never edited need it at their insert only.
    """
    return Guard(
        constraint=f"{model}_{field}_not_in_future",
        sentence=f"{field}: today or earlier.",
        field=field,
        operation=pgtrigger.Insert | pgtrigger.Update if may_change else pgtrigger.Insert,
        condition=pgtrigger.Condition(
            f"NEW.{field} > (clock_timestamp() AT TIME ZONE 'Europe/London')::date"
        ),
    )


def recorded_as_current() -> Guard:
    """Return the trigger that lets no row begin as a superseded one."""
    return Guard(
        constraint="recorded_as_current",
        sentence="A row is recorded as current; it is superseded by a later one.",
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition("NEW.superseded_at IS NOT NULL"),
    )


def never_deleted() -> Guard:
    """Return the trigger that keeps every row of the record."""
    return Guard(
        constraint="never_deleted",
        sentence="Nothing recorded is deleted: withdraw it, or supersede it with what is right.",
        operation=pgtrigger.Delete,
    )


def never_edited() -> Guard:
    """Return the trigger that keeps the log append-only."""
    return Guard(
        constraint="log_append_only",
        sentence="What the log says is never edited: strike it out with a later event.",
        operation=pgtrigger.Update,
    )


def only_superseded() -> Guard:
    """Return the trigger that lets one change through: superseding a current row.

    It stamps `superseded_at` itself, so that nobody can back-date a correction.
    """
    columns = "ARRAY['superseded_at','superseded_by_id','superseded_because','superseded_note']"
    return Guard(
        constraint="superseded_not_edited",
        sentence=(
            "A recorded row is never edited: record a correction that supersedes it, "
            "or withdraw it. A superseded row stays as it is."
        ),
        operation=pgtrigger.Update,
        refuse_if=(
            "OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL "
            f"OR to_jsonb(NEW) - {columns} IS DISTINCT FROM to_jsonb(OLD) - {columns}"
        ),
        finally_="NEW.superseded_at := recording_instant();",
    )


def tracked(name: str, **kwargs: Any) -> Any:
    """Keep every version of a model's rows, append-only, as `name` (who, when, which field)."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        model_name=name,
        obj_field=pghistory.ObjForeignKey(related_name="history"),
        append_only=True,
        meta={
            "triggers": [VersionRecorded()],
            "indexes": [
                models.Index(fields=["pgh_created_at", "pgh_obj"], name=f"{name.lower()}_at")
            ],
        },
        **kwargs,
    )
