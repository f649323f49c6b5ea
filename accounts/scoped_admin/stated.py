"""Read-only fields of a page: numbers with the decimals they were stated with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import helpers
from django.core.exceptions import FieldDoesNotExist

from accounts.scoped_admin.dated import day_of, precision_of
from accounts.scoped_admin.labels import help_in_labels
from api.fields import StatedDecimalField, plain


class StatedForm(helpers.AdminForm):
    """A page's form as Django lays it out, its read-only numbers as stated."""

    @classmethod
    def of(cls, shown: helpers.AdminForm) -> StatedForm:
        """Return the same form, to be shown so."""
        stated = cls(shown.form, shown.fieldsets, {}, shown.readonly_fields, shown.model_admin)
        stated.prepopulated_fields = shown.prepopulated_fields
        return stated

    def __iter__(self) -> Iterator[Any]:
        fieldsets: Any = self.fieldsets
        for name, options in fieldsets:
            yield StatedFieldset(
                self.form,
                name,
                readonly_fields=self.readonly_fields,
                model_admin=self.model_admin,
                **options,
            )


class StatedFieldset(helpers.Fieldset):
    """Its lines."""

    def __iter__(self) -> Iterator[Any]:
        this: Any = self
        for field in this.fields:
            yield StatedLine(this.form, field, this.readonly_fields, model_admin=this.model_admin)


class StatedLine(helpers.Fieldline):
    """Its fields."""

    def __iter__(self) -> Iterator[Any]:
        for number, field in enumerate(self.fields):
            if field in self.readonly_fields:
                yield StatedReadonlyField(
                    self.form, field, is_first=number == 0, model_admin=self.model_admin
                )
            else:
                yield helpers.AdminField(self.form, field, is_first=number == 0)


class StatedReadonlyField(helpers.AdminReadonlyField):
    """A field that is only shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.field
        field["help_text"] = help_in_labels(str(field["help_text"]), type(self.form.instance))

    def contents(self) -> Any:
        """Return its value: a number as it was stated, and no "None"."""
        name, row = self.field["field"], self.form.instance
        try:
            field = row._meta.get_field(name) if isinstance(name, str) else None
        except FieldDoesNotExist:
            field = None
        if precision_of(type(row), name):
            return day_of(row, str(name)) or self.empty_value_display
        if not isinstance(field, StatedDecimalField):
            return super().contents() if field is not None else self._said()
        value = getattr(row, field.attname)
        return self.empty_value_display if value is None else plain(value)

    def _said(self) -> Any:
        """Return what a method of the page says; where that is nothing, its word for it."""
        said: Any = getattr(self.model_admin, str(self.field["field"]), None)
        if hasattr(said, "empty_value_display") and said(self.form.instance) is None:
            return said.empty_value_display
        return super().contents()
