"""What a row names, as far as it is loaded: out of reach it is null, and nothing finds it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Prefetch, Q

from api.tables import PastQuery


def limit_of(rows: models.QuerySet[Any], path: str) -> Prefetch[Any] | None:
    """Return how what stands at a path is loaded, if a queryset of its own may leave it null."""
    loaded: Any = rows
    for lookup in loaded._prefetch_related_lookups:
        if isinstance(lookup, Prefetch) and f"{path}__".startswith(f"{lookup.prefetch_through}__"):
            return lookup if _may_leave_out(lookup.queryset) else None
    return None


def _may_leave_out(found: Any) -> bool:
    """Whether rows of the table may be missing: filtered, or told as another time knew them."""
    if found is None:
        return False
    table = found.model._meta.db_table
    is_told = isinstance(found.query, PastQuery) and any(
        table in layer for layer in found.query.instead
    )
    return bool(found.query.where) or is_told


def is_shown(rows: models.QuerySet[Any], path: str) -> Q | None:
    """Return the condition of a row that shows what stands at a path; None = each does."""
    lookup = limit_of(rows, path)
    if lookup is None:
        return None
    found: Any = lookup.queryset
    return Q(**{f"{lookup.prefetch_through}__in": found.order_by().values("pk")})
