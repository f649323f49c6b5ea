"""Query parameters: known ones are understood, every other one is refused by name.

A filter set names fields of its model in `Meta.fields`, with the lookups `exact` and `in` (a
comma list), `before` and `after` (that day or instant included), `isnull`, `gte` and `lte`. What
goes by another name, or is an annotation, is declared with one of the filters below.
"""

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
from api.filters.parameters import (
    CLOCKS,
    check_parameters,
    nearest,
)
from api.filters.references import (
    ReferenceFilter,
    naming_field,
)
from api.filters.sets import (
    StrictFilterBackend,
    StrictFilterSet,
)

__all__ = [
    "CLOCKS",
    "ChoiceFilter",
    "DayFilter",
    "InstantFilter",
    "NumberFilter",
    "ReferenceFilter",
    "StrictFilter",
    "StrictFilterBackend",
    "StrictFilterSet",
    "TextFilter",
    "WholeNumberFilter",
    "YesNoFilter",
    "check_parameters",
    "naming_field",
    "nearest",
]
