"""What every kept row has: versions, superseding, and the triggers that guard them.

A trigger here refuses by raising a check violation with a constraint name; the sentence stands
beside it, so that the API and the admin answer with the same words (`api/errors.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Q

from api.checks import Checked
from api.clocks import RecordingInstant
from api.constraints import refusals_in_words, refused
from api.fields import ChoiceField
from api.known import VersionRecorded
from api.search import Searched
from api.tables import Statement, columns, read_from
from api.versions import Editable


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


class Versioned(Editable):
    """A row people may edit: the database counts its versions and refuses to lose it."""

    class Meta:
        abstract = True
        triggers: ClassVar = [BumpVersion(), never_deleted()]


class SupersedingQuerySet(Searched, models.QuerySet[Any]):
    """Rows that are corrected by superseding."""

    def current(self) -> Self:
        """Rows that nothing has superseded or withdrawn."""
        return self.filter(superseded_at=None)

    def known(self, known_at: dt.datetime | None) -> Self:
        """Rows that were current at that instant, told as they were; None = that are current now.

        What superseded one later is not told of it. Begin with this, before any filter. Two arms,
        so that partial indexes on current and on superseded rows each serve theirs.
        """
        if known_at is None:
            return self.current()
        rows = Statement(known_rows(self.model), {"known_at": known_at})
        return read_from(self, {self.model._meta.db_table: rows})


def known_rows(model: type[models.Model]) -> str:
    """Return the statement of the rows of a superseding model that were current at {known_at}."""
    untold = {
        "superseded_at": "NULL::timestamptz",
        "superseded_by_id": "NULL::bigint",
        "superseded_because": "''::varchar(20)",
        "superseded_note": "''::text",
    }
    told = columns(model, "row", untold)
    table = connection.ops.quote_name(model._meta.db_table)
    return (
        f"SELECT {told} FROM {table} AS row "
        "WHERE row.superseded_at IS NULL AND row.recorded_at <= {known_at} "
        f"UNION ALL SELECT {told} FROM {table} AS row "
        "WHERE row.superseded_at > {known_at} AND row.recorded_at <= {known_at}"
    )


class Superseding(Checked):
    """A row that is never edited: a correction is a new row that supersedes it."""

    class Because(models.TextChoices):
        """Why a row was superseded."""

        OUR_ERROR = "our_error", "our error"
        RESTATED_BY_SOURCE = "restated_by_source", "restated by its source"
        PROVISIONAL_REPLACED = "provisional_replaced", "provisional, now replaced"
        DEFINITION_CHANGED = "definition_changed", "definition changed"
        WITHDRAWN = "withdrawn", "withdrawn, with no successor"

    IDENTITY: ClassVar[tuple[str, ...]] = ()
    """Fields a correction may not change: another identity is another row."""

    recorded_at = models.DateTimeField(
        db_default=RecordingInstant(), editable=False, help_text="When we recorded it."
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        help_text="Who recorded it.",
    )
    superseded_at = models.DateTimeField(
        null=True, editable=False, help_text="When it was corrected or withdrawn; empty = current."
    )
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        help_text="Who corrected or withdrew it.",
    )
    superseded_because = ChoiceField(
        max_length=20, choices=Because, blank=True, editable=False, help_text="Why."
    )
    superseded_note = models.TextField(blank=True, editable=False, help_text="Why, in words.")
    supersedes = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successor",
        editable=False,
        help_text="The row this one corrects.",
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    superseded_at=None,
                    superseded_by=None,
                    superseded_because="",
                    superseded_note="",
                )
                | Q(superseded_at__isnull=False, superseded_by__isnull=False)
                & ~Q(superseded_because="")
                & ~Q(superseded_because="withdrawn", superseded_note=""),
                name="%(class)s_superseded_says_why",
                violation_error_message=(
                    "A correction says why: our_error, restated_by_source, provisional_replaced, "
                    "definition_changed or withdrawn. A withdrawal says it in words too."
                ),
            ),
        ]
        triggers: ClassVar = [
            RecordedNow(),
            recorded_as_current(),
            only_superseded(),
            never_deleted(),
        ]

    @classmethod
    def record(cls, *, by: Any, **values: Any) -> tuple[Self, bool]:
        """Record a row; return it and whether it is new.

        Raises: ValidationError from any rule it breaks.
        """
        row = cls(recorded_by=by, **values)
        with refusals_in_words(cls):
            row.full_clean(exclude=["recorded_at"])
            row.save(force_insert=True)
        return row, True

    def supersede(
        self,
        *,
        by: Any,
        because: str,
        note: str = "",
        changed: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> Self:
        """Record a corrected copy of this row with `values` changed, and return it.

        `changed` takes values as well, for a row with a field of its own called `note`.

        Raises: ValidationError with code `already_superseded`, `reason_missing`, `unchanged`,
        `identity_fixed` (a correction may not be about something else) or a constraint's own.
        """
        if because not in self.Because.values or because == self.Because.WITHDRAWN:
            reasons = [value for value in self.Because.values if value != self.Because.WITHDRAWN]
            raise refused(
                "because",
                f"A correction needs its reason: one of {', '.join(reasons)}.",
                "reason_missing",
            )
        values |= changed or {}
        with refusals_in_words():
            self._mark_superseded(by=by, because=because, note=note)
            successor = self._copied(values)
            self._check_identity(successor)
            successor.supersedes = self
            successor.recorded_by = by
            successor.full_clean()
            self._check_difference(successor)
            successor.save(force_insert=True)
        return successor

    def withdraw(self, *, by: Any, note: str) -> None:
        """Withdraw this row without a successor, saying why.

        Raises: ValidationError with code `already_superseded` or `note_missing`.
        """
        if not note.strip():
            raise refused(
                "note",
                "Say why it is withdrawn, in a sentence.",
                "note_missing",
            )
        with refusals_in_words():
            self._mark_superseded(by=by, because=self.Because.WITHDRAWN, note=note)

    def _check_identity(self, successor: Self) -> None:
        for name in self.IDENTITY:
            field: Any = self._meta.get_field(name)
            column = field.attname
            if getattr(successor, column) != getattr(self, column):
                raise refused(
                    name,
                    f"A correction is of the same {name}: record another row instead.",
                    "identity_fixed",
                )

    def _check_difference(self, successor: Self) -> None:
        """Refuse a correction that changes nothing; 77.70 in the place of 77.7 is a change."""
        given = [
            field
            for field in self._meta.concrete_fields
            if field.editable and not field.primary_key
        ]
        if all(
            _as_stated(getattr(successor, field.attname))
            == _as_stated(getattr(self, field.attname))
            for field in given
        ):
            raise refused(
                None, "Nothing is different: a correction changes at least one value.", "unchanged"
            )

    def _copied(self, values: dict[str, Any]) -> Self:
        bookkeeping = {name.attname for name in Superseding._meta.fields} | {
            type(self)._meta.pk.attname,
            "supersedes_id",
        }
        copied = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.attname not in bookkeeping
        }
        successor = type(self)(**copied)
        for name, value in values.items():
            setattr(successor, name, value)
        return successor

    def _mark_superseded(self, *, by: Any, because: str, note: str) -> None:
        done = (
            type(self)
            ._base_manager.filter(pk=self.pk, superseded_at=None)
            .update(
                superseded_at=RecordingInstant(),
                superseded_by=by,
                superseded_because=because,
                superseded_note=note,
            )
        )
        if not done:
            raise ValidationError(
                "This row has been corrected or withdrawn already: correct its successor.",
                code="already_superseded",
            )
        self.refresh_from_db()


def _as_stated(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
