"""Days no more exactly than they are known: in lists, and where a page only shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from accounts.scoped_admin.people import day_text
from api.fields import Precision


def dated_text(day: dt.date, precision: str) -> str:
    """Say a day as exactly as it is known: "30 September 2021", "September 2021", "2021"."""
    if precision == Precision.YEAR:
        return str(day.year)
    return f"{day:%B %Y}" if precision == Precision.MONTH else day_text(day)


def precision_of(model: type[models.Model], name: object) -> str | None:
    """Return the name of the field that says how exactly a day is known; None if none does."""
    try:
        return model._meta.get_field(f"{name}_precision").name
    except FieldDoesNotExist:
        return None


def dated_columns(model: type[models.Model], columns: Iterable[Any]) -> list[Any]:
    """Return the columns of a list, each day that may be known in part said so."""
    return [
        _column(model, name, precision) if (precision := precision_of(model, name)) else name
        for name in columns
    ]


def _column(model: type[models.Model], name: str, precision: str) -> Any:
    label = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]

    @admin.display(description=label, ordering=name)
    def said(row: Any) -> str | None:
        day = getattr(row, name)
        return None if day is None else dated_text(day, getattr(row, precision))

    said.__name__ = name  # what a style sheet calls the column by
    return said
