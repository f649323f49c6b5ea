"""Rows that people edit in place: which fields, and only the version that was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction

from api.checks import Checked
from api.constraints import refusals_in_words


class Stale(ValidationError):
    """The record is no longer at the version that somebody decided upon."""


class Editable(Checked):
    """A row that people edit in place, whose versions the database counts."""

    version = models.PositiveIntegerField(
        default=1, editable=False, help_text="Counts the changes to this row, from 1."
    )

    BELONGS: ClassVar[tuple[str, ...]] = ()
    """What it is a part of, which no edit changes: the past is looked up by it (`api/known.py`)."""

    class Meta:
        abstract = True

    def fixed_fields(self) -> Mapping[str, str]:
        """Return the fields that are not edited in place as the row stands now.

        Each with the sentence that says how it changes instead. What the database fixes besides,
        it says itself.
        """
        return {}

    def locked(self) -> Self:
        """Return the row as it stands, locked until the transaction ends."""
        return type(self)._base_manager.select_for_update(no_key=True).get(pk=self.pk)

    def locked_at(self, version: int | None) -> Self:
        """Return the locked row, if it is still at that version; None = whichever it is at.

        Raises: Stale.
        """
        row = self.locked()
        if version is not None and row.version != version:
            raise Stale(
                f"It has changed since you read it: it was at version {version} and is at "
                f"{row.version}.",
                code="stale_version",
            )
        return row

    @classmethod
    def record(cls, **values: Any) -> Self:
        """Save a new row, and what it names several of.

        Raises: ValidationError from any rule it breaks; then nothing is stored.
        """
        row = cls()
        with refusals_in_words(cls):
            row._write(values, force_insert=True)
        return row

    def edit(self, *, version: int | None = None, **values: Any) -> None:
        """Change fields in place, if the row is still at that version.

        Raises: Stale; ValidationError with code `fixed` on each field that is not edited in
        place now, else from any rule it breaks; then nothing has changed.
        """
        with transaction.atomic():
            row = self.locked_at(version)  # stays Stale: it is no fault of the values
            with refusals_in_words(type(self)):
                fixed = row.fixed_fields()
                refused = {
                    name: [ValidationError(fixed[name], code="fixed")]
                    for name in values
                    if name in fixed
                }
                if refused:
                    raise ValidationError(refused)
                row._write(values)
        self.refresh_from_db()

    def _write(self, values: Mapping[str, Any], **options: Any) -> None:
        several = {field.name for field in self._meta.many_to_many}
        for name, value in values.items():
            if name not in several:
                setattr(self, name, value)
        self.full_clean()
        self.save(**options)
        for name in several & values.keys():
            self._name_several(name, values[name])

    def _name_several(self, name: str, rows: Any) -> None:
        """Put these rows in the place of those it names; what is new of them is a version."""
        named = getattr(self, name)
        if {row.pk for row in rows} != set(named.values_list("pk", flat=True)):
            named.set(rows)
            rows_of = type(self)._base_manager.filter(pk=self.pk)
            rows_of.update(version=models.F("version") + 1)
