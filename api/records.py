"""What every kept row has: versions, superseding, and the triggers of `api.guards` over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Q

from api.checks import Checked
from api.clocks import RecordingInstant
from api.constraints import refusals_in_words, refused
from api.fields import ChoiceField
from api.guards import BumpVersion, RecordedNow, never_deleted, only_superseded, recorded_as_current
from api.search import Searched
from api.tables import Statement, columns, read_from
from api.versions import Editable


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
