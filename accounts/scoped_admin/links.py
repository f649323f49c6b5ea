"""What a field of several held and holds: the kept links of one row, told by when they changed.

Only of those fields whose links are tracked, as those between measures and concerns are.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models


class Moment(NamedTuple):
    """When links of a row's field changed; all that changed in one transaction is one moment."""

    at: dt.datetime
    name: str


@dataclass
class LinksChanged:
    """The rows that were linked and unlinked at a moment, by number, and by whose doing."""

    field: Any
    context: Any
    put_in: list[Any] = field(default_factory=list)
    taken_out: list[Any] = field(default_factory=list)


def moments_of_links(row: models.Model) -> list[Moment]:
    """Return when links of the row changed, the newest first. One query for each kept field."""
    found = [
        Moment(at, name)
        for name, kept in _kept_links(type(row)).items()
        for at in sorted(set(_of_row(kept, row, name).values_list("pgh_created_at", flat=True)))
    ]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def links_changed(row: models.Model, moments: Iterable[Moment]) -> dict[Moment, LinksChanged]:
    """Return what changed at these moments; what was unlinked and linked again is left out."""
    asked = set(moments)
    found: dict[Moment, LinksChanged] = {}
    for name, kept in _kept_links(type(row)).items():
        several: Any = row._meta.get_field(name)
        days = [moment.at for moment in asked if moment.name == name]
        links = _of_row(kept, row, name).filter(pgh_created_at__in=days) if days else []
        for link in links:
            moment = Moment(link.pgh_created_at, name)
            told = found.setdefault(moment, LinksChanged(several, link.pgh_context))
            key = getattr(link, f"{several.m2m_reverse_field_name()}_id")
            to, back = told.put_in, told.taken_out
            if link.pgh_label == "delete":
                to, back = back, to
            if key in back:
                back.remove(key)
            else:
                to.append(key)
    return found


def _of_row(kept: Any, row: models.Model, name: str) -> models.QuerySet[Any]:
    several: Any = row._meta.get_field(name)
    rows = kept.objects.filter(**{several.m2m_field_name(): row.pk})
    ordered: models.QuerySet[Any] = rows.select_related("pgh_context").order_by("pgh_id")
    return ordered


@functools.cache
def _kept_links(model: type[models.Model]) -> dict[str, type[models.Model]]:
    """Return by field of several the model of its kept links, where they are kept."""
    tables = {
        tracked._meta.db_table: kept
        for kept in apps.get_models()
        if (tracked := getattr(kept, "pgh_tracked_model", None)) is not None
    }
    found: dict[str, type[models.Model]] = {}
    for several in model._meta.many_to_many:
        through: Any = several.remote_field.through
        if through._meta.db_table in tables:
            found[several.name] = tables[through._meta.db_table]
    return found
