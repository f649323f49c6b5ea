"""What a list is filtered by, in a line."""

from __future__ import annotations

from copy import copy
from typing import Any

from django import template

register = template.Library()


@register.filter
def chosen_filters(changelist: Any) -> list[tuple[str, str]]:
    """Return title and choice of each filter of a list page that keeps other rows than usual.

    The first choice of a filter is its usual one: all rows, or all current ones. Nothing is
    counted for it, also where the page shows how many rows each choice would keep.
    """
    uncounted = copy(changelist)
    uncounted.add_facets = False
    return [
        (str(spec.title), str(choice["display"]))
        for spec in changelist.filter_specs
        for choice in list(spec.choices(uncounted))[1:]
        if choice["selected"]
    ]
