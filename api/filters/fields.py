"""Which filters a field of a model has, by its kind: one scheme of names for all lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from api.filters.kinds import (
    ChoiceFilter,
    DayFilter,
    HoldsFilter,
    InstantFilter,
    NumberFilter,
    StrictFilter,
    TextFilter,
    WholeNumberFilter,
    YesNoFilter,
)
from api.filters.references import ReferenceFilter


def dated_filter(field: models.Field[Any, Any]) -> type[StrictFilter]:
    """Return the kind of filter of a day or an instant.

    Raises: TypeError if the field is neither.
    """
    if isinstance(field, models.DateTimeField):
        return InstantFilter
    if isinstance(field, models.DateField):
        return DayFilter
    raise TypeError(f"{field.name} is neither a day nor an instant: before and after need one.")


def plain_filter(field: models.Field[Any, Any]) -> type[StrictFilter] | None:
    """Return the kind of filter that reads values of the field; None if there is none."""
    kinds: dict[type[models.Field[Any, Any]], type[StrictFilter]] = {
        models.BooleanField: YesNoFilter,
        models.IntegerField: WholeNumberFilter,
        models.DecimalField: NumberFilter,
        models.DateTimeField: InstantFilter,
        models.DateField: DayFilter,
        models.CharField: TextFilter,
        models.TextField: TextFilter,
    }
    return next((kind for of, kind in kinds.items() if isinstance(field, of)), None)


def equality_filter(
    field: models.Field[Any, Any], name: str, *, many: bool, help_text: str
) -> StrictFilter:
    """Return the filter of rows whose field is equal to a value, or to any of a comma list.

    Raises: TypeError if this kind of field needs a filter of its own.
    """
    options: dict[str, Any] = {"many": many, "help_text": help_text}
    if field.is_relation:
        to_many = bool(field.many_to_many or field.one_to_many)
        model: Any = field.related_model
        return ReferenceFilter(name, of=model, to_many=to_many, **options)
    if field.flatchoices:
        return ChoiceFilter(name, choices=field.flatchoices, **options)
    if isinstance(field, ArrayField):
        held = field.base_field
        of = plain_filter(held) or TextFilter
        return HoldsFilter(name, of=of(), field=held, **options)
    kind = plain_filter(field)
    if kind is None:
        raise TypeError(f"{name}: a field of this kind needs a filter of its own.")
    return kind(name, **options)


def lookups(model: type[models.Model], *names: str) -> dict[str, tuple[str, ...]]:
    """Return `Meta.fields` of a filter set: for each field every lookup that its kind has.

    Equal to a value or to any of a list; days and instants before and after instead; numbers at
    least and at most besides, keys apart; what may be null, whether it is.
    """
    return {name: tuple(_lookups_of(model._meta.get_field(name))) for name in names}


def _lookups_of(field: Any) -> Iterator[str]:
    kind = None if field.is_relation or field.choices else plain_filter(field)
    if kind in (DayFilter, InstantFilter):
        yield from ("before", "after")
    elif kind is YesNoFilter:
        yield "exact"
    else:
        yield from ("exact", "in")
    if kind in (WholeNumberFilter, NumberFilter) and not field.primary_key:
        yield from ("gte", "lte")
    if field.null:
        yield "isnull"
