"""A list's shape as the columns of a table: what is nested in JSON stands flat in one row.

One definition, the serializer: its names, its sources, its help texts. What the view's queryset
loads within the person's reach only, or as it was known then, is told so here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, Prefetch, Subquery, When
from rest_framework import serializers

from api.columns import (
    BoundColumn,
    Choice,
    ColumnType,
    JoinedList,
    UndescribedColumn,
    choices_of,
    field_at,
    held_choices,
    told_of,
)
from api.reach import limit_of
from api.tables import PastQuery

_Field = serializers.Field[Any, Any, Any, Any]
_TYPES: tuple[tuple[type[_Field], ColumnType], ...] = (
    (serializers.DateTimeField, ColumnType.INSTANT),
    (serializers.DateField, ColumnType.DATE),
    (serializers.DecimalField, ColumnType.DECIMAL),
    (serializers.BooleanField, ColumnType.BOOLEAN),
    (serializers.IntegerField, ColumnType.INTEGER),
    (serializers.PrimaryKeyRelatedField, ColumnType.INTEGER),
    (serializers.ListField, ColumnType.TEXT),
    (serializers.ChoiceField, ColumnType.TEXT),
    (serializers.CharField, ColumnType.TEXT),
)


@dataclass(frozen=True, kw_only=True)
class FlatColumn:
    """A column of a list's table: `path` names its field as the JSON nests it.

    `before` leads from a row of the list to the row that has the field, `expression` makes the
    cell once it is told what to put before the names of that row's fields.
    """

    path: str
    type: ColumnType
    unit: str | None
    description: str
    choices: tuple[Choice, ...]
    is_key: bool
    before: str
    expression: Callable[[str], Any]

    @property
    def name(self) -> str:
        """The name of the column: `force.slug` is `force_slug`."""
        return self.path.replace(".", "_")

    def of(self, rows: models.QuerySet[Any]) -> BoundColumn:
        """Return the column as a column of those rows, within the reach they are loaded in."""
        return BoundColumn(
            name=self.name,
            type=self.type,
            unit=self.unit,
            description=self.description,
            choices=self.choices,
            expression=self._within_reach(rows),
            is_key=self.is_key,
        )

    def _within_reach(self, rows: models.QuerySet[Any]) -> Any:
        lookup = limit_of(rows, self.before.removesuffix("__")) if self.before else None
        return self._loaded(lookup) if lookup else self.expression(self.before)

    def _loaded(self, lookup: Prefetch[Any]) -> Any:
        """Return the cell of a row that is loaded by a queryset of its own, or nothing."""
        found: Any = lookup.queryset
        if isinstance(found.query, PastQuery):
            there = found.filter(pk=OuterRef(lookup.prefetch_through)).order_by()
            cell = self.expression(self.before.removeprefix(_below(lookup)))
            return Subquery(there.annotate(cell_there=cell).values("cell_there")[:1])
        is_loaded = {f"{lookup.prefetch_through}__in": found.order_by().values("pk")}
        return Case(When(**is_loaded, then=self.expression(self.before)))


def flat_columns(shape: serializers.BaseSerializer[Any]) -> list[FlatColumn]:
    """Return the columns of a list's shape, in its order, without what it says in words.

    Raises: UndescribedColumn for a field that a query alone cannot answer.
    """
    return list(_flat(shape, names=(), before=(), whose=""))


def fields_in_words(shape: serializers.BaseSerializer[Any]) -> list[str]:
    """Return the fields that only JSON has, because they are made of words for people."""
    return list(_in_words(shape, ""))


def _flat(
    shape: Any, *, names: Sequence[str], before: Sequence[str], whose: str
) -> Iterator[FlatColumn]:
    for name, field in shape.fields.items():
        if name in getattr(shape, "in_words", ()):
            continue
        path = (*names, name)
        if isinstance(field, serializers.Serializer):
            leading = (*before, *field.source_attrs)
            said = told_of(whose, str(field.help_text)).rstrip(".")
            yield from _flat(field, names=path, before=leading, whose=said)
        else:
            yield _column(shape, name, field, path=path, before=before, whose=whose)


def _column(
    shape: Any, name: str, field: Any, *, path: Sequence[str], before: Sequence[str], whose: str
) -> FlatColumn:
    kind = next((type_ for class_, type_ in _TYPES if isinstance(field, class_)), None)
    if kind is None or not field.help_text:
        raise UndescribedColumn(f"{type(shape).__name__}: no table can hold {name}.")
    return FlatColumn(
        path=".".join(path),
        type=kind,
        unit=_unit(shape, name, path),
        description=told_of(whose, str(field.help_text)),
        choices=_choices(shape, field),
        is_key=isinstance(field, serializers.SlugField),
        before="".join(f"{step}__" for step in before),
        expression=_expression(shape, name, field),
    )


def _expression(shape: Any, name: str, field: Any) -> Callable[[str], Any]:
    computed: Callable[[str], Any] | None = getattr(shape, "computed", {}).get(name)
    if computed:
        return computed
    source = "__".join(field.source_attrs)
    if isinstance(field, serializers.ListField):
        return lambda before: JoinedList(F(before + source))
    return lambda before: F(before + source)


def _unit(shape: Any, name: str, path: Sequence[str]) -> str | None:
    """Return the unit; `{here}` in it stands for what begins the columns of the same object."""
    unit: str | None = getattr(shape, "units", {}).get(name)
    return unit and unit.format(here="".join(f"{step}_" for step in path[:-1]))


def _choices(shape: Any, field: Any) -> tuple[Choice, ...]:
    """Return what the column is held to: by its constraint, or by what computes it."""
    meta = getattr(shape, "Meta", None)
    stored = field_at(meta.model, "__".join(field.source_attrs)) if meta else None
    if stored is not None:
        return choices_of(held_choices(stored))
    return choices_of(field.choices.items()) if isinstance(field, serializers.ChoiceField) else ()


def _in_words(shape: Any, before: str) -> Iterator[str]:
    for name, field in shape.fields.items():
        if name in getattr(shape, "in_words", ()):
            yield before + name
        elif isinstance(field, serializers.Serializer):
            yield from _in_words(field, f"{before}{name}.")


def _below(lookup: Prefetch[Any]) -> str:
    return f"{lookup.prefetch_through}__"
