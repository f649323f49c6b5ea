"""Cells of a list that say their column: in a narrow window each row is a block of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.simple_tag
def cells_with_labels(cells: Iterable[str], headers: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return Django's cells of one row, each with its column's name as `data-label`.

    The box that chooses a row, and what stands beyond the columns (hidden fields of a list that is
    edited in place), stays as it is.
    """
    names = [_name(header) for header in headers]
    row = list(cells)
    labelled = [_labelled(cell, name) for cell, name in zip(row, names, strict=False)]
    return [*labelled, *row[len(names) :]]


def _name(header: Mapping[str, Any]) -> SafeString | None:
    text = str(header["text"]).replace("\u00ad", "")  # room enough: no word need break
    return None if "<input" in text else conditional_escape(capfirst(text))


def _labelled(cell: str, name: SafeString | None) -> str:
    tag = cell[:3]
    if name is None or tag not in ("<td", "<th"):
        return cell
    return mark_safe(
        f'{tag} data-label="{name}"{cell[3:]}'
    )  # the cell is Django's, the name is escaped
