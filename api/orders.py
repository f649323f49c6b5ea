"""Orders by key: what comes after a row, or before it, told by the values of its keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.db.models.functions import Coalesce, Collate

_STAND_INS: dict[type[models.Field[Any, Any]], Any] = {
    models.DateTimeField: dt.datetime(1, 1, 2, tzinfo=dt.UTC),
    models.DateField: dt.date(1, 1, 1),
    models.BooleanField: False,
    models.DecimalField: Decimal(0),
    models.IntegerField: 0,
    models.FloatField: 0.0,
    models.CharField: "",
    models.TextField: "",
}


class RowComparison(models.Func):
    """SQL's row comparison: `(a, b) > (x, y)`, decided by the first keys that differ."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, keys: Sequence[Any], operator: str, values: Sequence[Any]) -> None:
        super().__init__(*keys, *values)
        self.width = len(keys)
        self.operator = operator

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        """Return the comparison."""
        parts, parameters = [], []
        for expression in self.get_source_expressions():
            sql, given = compiler.compile(expression)
            parts.append(sql)
            parameters.extend(given)
        left, right = ", ".join(parts[: self.width]), ", ".join(parts[self.width :])
        return f"({left}) {self.operator} ({right})", parameters


class Key(NamedTuple):
    """One key of an order: its expression, the field that reads its values, its direction."""

    expression: Any
    field: models.Field[Any, Any]
    descending: bool

    def directed(self, expression: Any, *, turned: bool = False) -> Any:
        """Return the expression in the key's direction, or in the other one."""
        return expression.desc() if self.descending != turned else expression.asc()


class Cursor(NamedTuple):
    """A place in an order: rows that compare so to these key values."""

    operator: str
    values: list[Any]

    @property
    def goes_back(self) -> bool:
        """Whether it asks for the rows before the place, in the order that was asked for."""
        return self.operator in ("before", "up_to")


def beyond(
    cursor: Cursor, keys: Sequence[Key], names: Sequence[str], values: Sequence[Any]
) -> models.Q:
    """Return the condition of the rows that lie where the cursor says.

    In one direction a single comparison; in both, one for each key by which rows may differ first.
    """
    places = [models.F(name) for name in names]
    if len({key.descending for key in keys}) == 1:
        return models.Q(RowComparison(places, _sign(cursor.operator, keys[0]), values))
    condition = models.Q()
    strict = {"from": "after", "up_to": "before"}
    for first, key in enumerate(keys):
        is_last = first == len(keys) - 1
        operator = cursor.operator if is_last else strict.get(cursor.operator, cursor.operator)
        here = slice(first, first + 1)
        differs = models.Q(RowComparison(places[here], _sign(operator, key), values[here]))
        if first:
            differs &= models.Q(RowComparison(places[:first], "=", values[:first]))
        condition |= differs
    return condition


def _sign(operator: str, key: Key) -> str:
    sign = {"after": ">", "from": ">=", "before": "<", "up_to": "<="}[operator]
    return sign.translate(str.maketrans("<>", "><")) if key.descending else sign


def keys_of(queryset: models.QuerySet[Any], path: str, *, descending: bool) -> Iterator[Key]:
    """Yield the keys that order rows by what stands at a path, empty ones last."""
    field, nullable = _resolved(queryset, path)
    expression: Any = models.F(path)
    is_text = isinstance(field, models.CharField | models.TextField)
    if nullable:
        flag = models.BooleanField()
        empty = models.Q(**{f"{path}__isnull": not descending})
        yield Key(models.ExpressionWrapper(empty, output_field=flag), flag, descending)
        expression = Coalesce(expression, models.Value(_stand_in(field), output_field=field))
    yield Key(Collate(expression, "C") if is_text else expression, field, descending)


def _resolved(queryset: models.QuerySet[Any], path: str) -> tuple[models.Field[Any, Any], bool]:
    """Return the field behind a path and whether it may be empty; an annotation always may."""
    annotation = queryset.query.annotations.get(path)
    if annotation is not None:
        return annotation.output_field, True
    field: Any = None
    meta, nullable = queryset.model._meta, False
    for name in path.split("__"):
        field = meta.pk if name == "pk" else meta.get_field(name)
        nullable = nullable or field.null
        if field.is_relation:
            meta = field.related_model._meta
    if field.is_relation:
        field = field.target_field
    return field, nullable


def _stand_in(field: models.Field[Any, Any]) -> Any:
    """Return what stands for an empty key; the key before it already says that it is empty."""
    return next(value for kind, value in _STAND_INS.items() if isinstance(field, kind))
