"""How many there are and how they stand: one count, summed in every way, so that it adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, QuerySet

from concerns.models import Concern
from concerns.overview.shapes import Breakdown, Row, Standing
from concerns.positions import ForceStatus, Status


@dataclass(frozen=True)
class _Way:
    """One way of breaking down: where key and label stand, and which rows are always there."""

    key: str
    label: str
    none: str = ""
    """The label of those that have none; empty where all have one."""
    always: tuple[tuple[str, str], ...] = ()


WAYS: dict[str, _Way] = {
    "by_force": _Way("in_force", "in_force_name"),
    "by_region": _Way("in_region", "in_region", none="No region"),
    "by_area": _Way("in_area", "in_area_name", none="No area"),
    "by_kind": _Way("of_kind", "of_kind", none="No concern", always=tuple(Concern.Kind.choices)),
    "by_status": _Way("with_status", "with_status", always=tuple(Status.choices)),
    "by_force_status": _Way(
        "with_force_status",
        "with_force_status",
        none="Nothing claimed",
        always=tuple(ForceStatus.choices),
    ),
}
"""Every breakdown by its name."""


def standing_of(
    rows: QuerySet[Any],
    *,
    kind: str = "kind",
    area: str = "area__slug",
    area_name: str = "area__name",
    force_status: str = "force_status",
) -> Standing:
    """Count the rows by every combination at once, and sum these in every way. One query.

    `kind`, `area` and so on name the column or annotation that says it.
    """
    told = {
        "in_force": F("force__slug"),
        "in_force_name": F("force__name"),
        "in_region": F("force__region"),
        "in_area": F(area),
        "in_area_name": F(area_name),
        "of_kind": F(kind),
        "with_status": F("status"),
        "with_force_status": F(force_status),
    }
    combinations = rows.annotate(**told).order_by().values(*told).annotate(number=Count("pk"))
    found = list(combinations)
    total = sum(each["number"] for each in found)
    ways = {**WAYS, "by_kind": replace(WAYS["by_kind"], none="")} if kind == "kind" else WAYS
    return Standing(total, **{name: _summed(way, found) for name, way in ways.items()})


def _summed(way: _Way, found: Iterable[Mapping[str, Any]]) -> Breakdown:
    labels: dict[str, str] = dict(way.always)
    counts: Counter[str] = Counter()
    for each in found:
        key = each[way.key] or ""
        counts[key] += each["number"]
        if not way.always:
            labels[key] = max(each[way.label] or "", labels.get(key, ""))
    named = {key: label for key, label in labels.items() if key}
    in_order = named if way.always else dict(sorted(named.items(), key=lambda one: one[1]))
    rows = [Row(key, label, counts[key]) for key, label in in_order.items()]
    if way.none:
        rows.append(Row(None, way.none, counts[""]))
    return Breakdown(total=counts.total(), rows=tuple(rows))
