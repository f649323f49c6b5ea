"""Query parameters: known ones are understood, every other one is refused by name.

A filter set names fields of its model in `Meta.fields`, with the lookups `exact` and `in` (a
comma list), `before` and `after` (that day or instant included), `isnull`, `gte` and `lte`;
`lookups` says for each field which of them its kind has. What goes by another name, or is an
annotation, is declared with one of the filters below.

One scheme of names: the field as the row shows it, `_before`, `_after`, `_gte` and `_lte` for its
bounds, `__in` for a comma list, `__isnull` for none; a field of what the row names has that name
and two underscores before it, `force__region`.
"""

from api.filters.fields import lookups
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
from api.filters.parameters import CLOCKS, check_parameters, nearest, none_of
from api.filters.references import ReferenceFilter, naming_field
from api.filters.sets import (
    SearchedFilterSet,
    StrictFilterBackend,
    StrictFilterSet,
    check_question,
)

__all__ = [
    "CLOCKS",
    "ChoiceFilter",
    "DayFilter",
    "HoldsFilter",
    "InstantFilter",
    "NumberFilter",
    "ReferenceFilter",
    "SearchedFilterSet",
    "StrictFilter",
    "StrictFilterBackend",
    "StrictFilterSet",
    "TextFilter",
    "WholeNumberFilter",
    "YesNoFilter",
    "check_parameters",
    "check_question",
    "lookups",
    "naming_field",
    "nearest",
    "none_of",
]
