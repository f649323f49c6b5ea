"""Days no more exactly than they are known: in lists, and where a page only shows them."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from api.days import dated_text, day_text


def precision_of(model: type[models.Model], name: object) -> str | None:
    """Return the name of the field that says how exactly a day is known; None if none does."""
    try:
        return model._meta.get_field(f"{name}_precision").name
    except FieldDoesNotExist:
        return None


def day_of(row: Any, name: str) -> str | None:
    """Say the day that a row's field holds, as exactly as the row knows it; None if it has none."""
    day = getattr(row, name)
    if day is None:
        return None
    precision = precision_of(type(row), name)
    return dated_text(day, getattr(row, precision)) if precision else day_text(day)


def dated_columns(model: type[models.Model], columns: Iterable[Any]) -> list[Any]:
    """Return the columns of a list, each day that may be known in part said so."""
    return [_column(model, name) if precision_of(model, name) else name for name in columns]


@functools.cache
def _column(model: type[models.Model], name: str) -> Any:
    """Return the column, the same whenever it is asked for: a list looks for it among its own."""
    label = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]

    @admin.display(description=label, ordering=name)
    def said(row: Any) -> str | None:
        return day_of(row, name)

    said.__name__ = name  # what a style sheet calls the column by
    return said
