"""What a document's records become: columns of models, and how they agree with what is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, ForeignKey, Model

from api.fields import StatedDecimalField
from api.records import Superseding
from concerns.values import StatedValue
from seeds.days import day_text, parse_day
from seeds.faults import Refused
from seeds.references import find, name_of
from seeds.stated import FORMS

LONGEST_QUOTE = 80
"""Letters of a text that a fault quotes."""

_BOOKKEEPING = {field.name for field in Superseding._meta.fields} | {"id"}


def columns(
    model: type[Model], record: Mapping[str, Any], *, apart: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the values of the model's columns that a record of a document states.

    References become rows; a month or a year becomes its first day with its precision. Fields in
    `apart` are the caller's, and so are the forms of a value (`seeds.stated`).

    Raises: Refused on the first field that names nothing or is no day. Hidden queries: one for
    each reference.
    """
    apart = {*apart, *FORMS} if issubclass(model, StatedValue) else set(apart)
    values: dict[str, Any] = {}
    for name, written in record.items():
        if name not in apart:
            values.update(_column(model, name, written))
    return values


def _column(model: type[Model], name: str, written: Any) -> dict[str, Any]:
    field = model._meta.get_field(name)
    if isinstance(field, ForeignKey):
        return {name: find(field.related_model, str(written), field=name)}
    if isinstance(field, DateField):
        return _day(model, name, written)
    if isinstance(field, StatedDecimalField):
        return {name: Decimal(written)}
    if isinstance(field, ArrayField):
        return {name: list(written)}
    return {name: written}


def _day(model: type[Model], name: str, written: Any) -> dict[str, Any]:
    try:
        day, precision = parse_day(written)
    except ValueError as error:
        raise Refused(name, f"{written} is no day of the calendar.") from error
    try:
        model._meta.get_field(f"{name}_precision")
    except FieldDoesNotExist:
        return {name: day}
    return {name: day, f"{name}_precision": str(precision)}


def refuse_difference(kept: Model, written: Model, stated: Iterable[str]) -> None:
    """Compare a record with the row that is kept.

    A row that is never edited is compared whole. Of a row that people may edit only what the
    document states is: they may have filled in the rest.

    Raises: Refused on the first field that differs, saying what is there and what is here.
    """
    if isinstance(kept, Superseding):
        names = [f.name for f in kept._meta.concrete_fields if f.name not in _BOOKKEEPING]
    else:
        names = list(stated)
    for name in names:
        there, here = getattr(kept, name), getattr(written, name)
        if there != here:
            base = name.removesuffix("_precision")
            raise Refused(base, difference(shown(kept, base), shown(written, base)))


def difference(there: str, here: str) -> str:
    """Return the sentence about a record that says something else than the document."""
    return (
        f"the record has {there}, the document {here}. A loaded record is not changed by a "
        "document: correct it in the service, or the document."
    )


def shown(row: Model, name: str) -> str:
    """Return what a row has in a field, as a document would write it."""
    value = getattr(row, name)
    if value is None or value == "":
        return "nothing"
    if isinstance(value, Model):
        return name_of(value)
    if isinstance(value, dt.date):
        return day_text(value, getattr(row, f"{name}_precision", "day"))
    text = str(value)
    if len(text) > LONGEST_QUOTE:
        text = f"{text[:LONGEST_QUOTE]}..."
    return f'"{text}"' if " " in text else text
