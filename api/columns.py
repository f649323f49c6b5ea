"""Columns of a table: their name, where they come from, and what they mean.

A column is named by its path in the API's rows: `force.slug` becomes `force_slug`. What a field
of the model already says (its type, its help text, its choices) is taken from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F

from api.fields import ChoiceField


class ColumnType(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    INSTANT = "instant"
    BOOLEAN = "boolean"


_TYPES: tuple[tuple[type[models.Field[Any, Any]], ColumnType], ...] = (
    (models.DateTimeField, ColumnType.INSTANT),
    (models.DateField, ColumnType.DATE),
    (models.DecimalField, ColumnType.DECIMAL),
    (models.BooleanField, ColumnType.BOOLEAN),
    (models.IntegerField, ColumnType.INTEGER),
    (models.CharField, ColumnType.TEXT),
    (models.TextField, ColumnType.TEXT),
    (ArrayField, ColumnType.TEXT),
)

LIST_SEPARATOR = "; "
"""What stands between the members of a list in one cell."""


class JoinedList(models.Func):
    """The members of a list in one cell of text; an empty list is empty text."""

    function = "array_to_string"
    template = f"%(function)s(%(expressions)s, '{LIST_SEPARATOR}')"
    output_field = models.TextField()


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of the values a column may hold, and what it means."""

    value: str
    meaning: str


class UndescribedColumn(Exception):
    """A column without a description, or of a field that has no type here."""


class Column:
    """One described column of a table.

    `path` names it as the API does. `source` is the ORM path or expression where that differs
    from the path. `unit` is the unit of a number, or says which column holds it. Description,
    type and choices come from the model's field unless they are given. `values` of a choice
    are safe by their constraint; every other text is `is_free`: anything may stand in it.
    """

    def __init__(
        self,
        path: str,
        description: str = "",
        *,
        unit: str | None = None,
        source: str | models.Expression | None = None,
        type: ColumnType | None = None,
        choices: type[models.TextChoices] | None = None,
        whose: str = "",
    ) -> None:
        self.path = path
        self.name = path.replace(".", "_")
        self.source = path.replace(".", "__") if source is None else source
        self.unit = unit
        self._description = description
        self._type = type
        self._choices = choices
        self._whose = whose

    def __repr__(self) -> str:
        return f"<Column {self.name}>"

    def of(self, model: type[models.Model]) -> BoundColumn:
        """Return the column as a column of that model's rows.

        Raises: UndescribedColumn if neither it nor the model says its type or what it means.
        """
        field = field_at(model, self.source) if isinstance(self.source, str) else None
        type_ = self._type or _type_of(field)
        description = self._description or (str(field.help_text) if field is not None else "")
        if type_ is None or not description:
            raise UndescribedColumn(
                f"Column {self.name} of {model.__name__}: give it a type and a description."
            )
        expression: Any = F(self.source) if isinstance(self.source, str) else self.source
        if isinstance(field, ArrayField):
            expression = JoinedList(expression)
        return BoundColumn(
            name=self.name,
            type=type_,
            unit=self.unit,
            description=self._told(description),
            choices=choices_of(self._choices.choices if self._choices else held_choices(field)),
            expression=expression,
            is_key=isinstance(field, models.SlugField),
        )

    def _told(self, description: str) -> str:
        return told_of(self._whose, description)


def told_of(whose: str, description: str) -> str:
    """Return what a field means, after the words that say whose it is, if any do."""
    if not whose:
        return description
    return f"{whose}: {description[0].lower()}{description[1:]}"


@dataclass(frozen=True, kw_only=True)
class BoundColumn:
    """A column of a table with everything known about it."""

    name: str
    type: ColumnType
    unit: str | None
    description: str
    choices: tuple[Choice, ...]
    expression: Any
    is_key: bool = False
    """Whether its text is the short name of a row, which many rows repeat."""

    @property
    def is_free_text(self) -> bool:
        """Whether anything may stand in its cells, so that a spreadsheet might run one."""
        return self.type == ColumnType.TEXT and not self.choices


def field_at(model: type[models.Model], path: str) -> models.Field[Any, Any] | None:
    """Return the field at the end of the path; None for an annotation."""
    at: type[models.Model] = model
    field: Any = None
    for name in path.split("__"):
        try:
            field = at._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        at = field.related_model or at
    found: models.Field[Any, Any] = field
    return found


def _type_of(field: models.Field[Any, Any] | None) -> ColumnType | None:
    if isinstance(field, models.ForeignKey):
        return _type_of(field.target_field)
    return next((type_ for class_, type_ in _TYPES if isinstance(field, class_)), None)


def held_choices(field: models.Field[Any, Any] | None) -> Iterable[tuple[Any, Any]]:
    """Return the choices that the field's own constraint holds its column to."""
    return field.flatchoices if isinstance(field, ChoiceField) else ()


def choices_of(pairs: Iterable[tuple[Any, Any]]) -> tuple[Choice, ...]:
    """Return each value with what it means."""
    return tuple(Choice(value=str(value), meaning=str(meaning)) for value, meaning in pairs)
