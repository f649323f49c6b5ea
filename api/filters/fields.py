"""Which filters a field of a model has, by its kind: one scheme of names for all lists."""

from __future__ import annotations

from typing import Any

from django.db import models

from api.filters.kinds import (
    ChoiceFilter,
    DayFilter,
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
    kind = plain_filter(field)
    if kind is None:
        raise TypeError(f"{name}: a field of this kind needs a filter of its own.")
    return kind(name, **options)
