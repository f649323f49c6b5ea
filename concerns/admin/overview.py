"""The overview as a page: the same figures as the API's, each linked to the list it counts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.roles import Reach
from accounts.scoped_admin import read_page_clocks, reader
from concerns.overview import DUE_SOON_DAYS, Overview, overview_of
from concerns.overview.ages import BANDS, days_before
from concerns.overview.history import HAPPENINGS
from concerns.overview.shapes import Breakdown
from concerns.positions import ForceStatus
from inspections.models import Area, Force

TITLES = {
    "by_force": "Force",
    "by_region": "Region",
    "by_area": "Area",
    "by_kind": "Kind",
    "by_status": "Decided",
    "by_force_status": "The force claims",
}
"""The breakdowns in the page's order, with the heading of each one's first column."""


@dataclass(frozen=True)
class Cell:
    """A count, and the list of what it counts where there is one."""

    count: int
    url: str = ""


@dataclass(frozen=True)
class Table:
    """One breakdown of concerns and recommendations side by side."""

    title: str
    rows: list[tuple[str, Cell, Cell]]
    totals: tuple[Cell, Cell]


class Lists:
    """The addresses of the lists that show what is counted, at the page's own clocks. Two queries."""

    def __init__(self, clocks: Mapping[str, str]) -> None:
        self.clocks = clocks
        self.force_keys: dict[str, int] = {}
        self.keys: dict[str, dict[str, list[int]]] = {
            "by_region": defaultdict(list),
            "by_area": defaultdict(list),
        }
        for pk, slug, region in Force.objects.values_list("pk", "slug", "region"):
            self.force_keys[slug] = pk
            self.keys["by_region"][region].append(pk)
        for pk, slug in Area.objects.values_list("pk", "slug"):
            self.keys["by_area"][slug].append(pk)

    def cell(self, count: int, part: str, **query: Any) -> Cell:
        """Return a count, linked to the list of these if there are any."""
        if not count:
            return Cell(count)
        asked = urlencode({**query, **self.clocks})
        address = reverse(f"admin:concerns_{part}_changelist")
        return Cell(count, f"{address}?{asked}" if asked else address)

    def of_row(self, name: str, key: str | None, count: int, part: str) -> Cell:
        """Return a row's count, linked where the list can be asked for it."""
        query = self._query(name, key, part)
        return self.cell(count, part, **query) if query else Cell(count)

    def _query(self, name: str, key: str | None, part: str) -> dict[str, Any]:
        of_concern = part == "concern"
        match name, key:
            case "by_force", str():
                return {"force__id__exact": self.force_keys.get(key)}
            case "by_region", _:
                return {"force__in": self._keys(name, key)}
            case "by_area", None:
                return {"area__isnull": "True"} if of_concern else {}
            case "by_area", _:
                return {"area__in": self._keys(name, key)} if of_concern else {}
            case "by_kind", str():
                return {"kind__exact": key} if of_concern else {}
            case "by_status", str():
                return {"status__exact": key}
            case "by_force_status", str():
                return {} if of_concern else {"force_status__exact": key}
        return {}

    def _keys(self, name: str, key: str | None) -> str:
        return ",".join(str(pk) for pk in self.keys[name][key or ""])


def overview_page(request: HttpRequest) -> HttpResponse:
    """Show the overview as it is now, or as it stood at the clocks asked for.

    Raises: PermissionDenied for those who see nothing of the record.
    """
    user = reader(request)
    if user.reach == Reach.ACCOUNTS:
        raise PermissionDenied("The overview is of the record, which is not within your reach.")
    asked = read_page_clocks(request)
    return TemplateResponse(
        request,
        "admin/concerns/overview.html",
        {
            **admin.site.each_context(request),
            "title": "Overview",
            "page_clocks": asked,
            **_shown(overview_of(user, asked.clocks), Lists(asked.asked)),
        },
    )


def _shown(overview: Overview, lists: Lists) -> dict[str, Any]:
    due, awaiting = overview.deadlines, overview.awaiting_verification
    soon = overview.as_at + dt.timedelta(days=DUE_SOON_DAYS)
    unclaimed = [value for value in ForceStatus.values if value != ForceStatus.CLAIMED_COMPLETE]
    claimed = {"live": "yes", "force_status__exact": ForceStatus.CLAIMED_COMPLETE.value}
    return {
        "overview": overview,
        "overdue": lists.cell(due.overdue, "recommendation", overdue="yes"),
        "due_soon": lists.cell(
            due.due_soon,
            "recommendation",
            live="yes",
            due_on__gte=overview.as_at,
            due_on__lte=soon,
            force_status__in=",".join(unclaimed),
        ),
        "waits": [
            (
                "Immediate recommendations, open",
                lists.cell(
                    due.immediate.count,
                    "recommendation",
                    live="yes",
                    wording__deadline_kind__exact="immediate",
                ),
                due.immediate,
            ),
            (
                "Recommendations claimed complete, awaiting verification",
                lists.cell(awaiting.recommendations.count, "recommendation", **claimed),
                awaiting.recommendations,
            ),
            (
                "Concerns claimed complete, awaiting verification",
                lists.cell(awaiting.concerns.count, "concern", **claimed),
                awaiting.concerns,
            ),
        ],
        "tables": [_table(name, overview, lists) for name in TITLES],
        "ages": _ages(overview, lists),
        "happenings": [name.replace("_", " ") for name in HAPPENINGS],
        "quarters": [_quarters(overview, part) for part in ("concerns", "recommendations")],
        "closing": [
            ("Concerns", overview.days_to_close.concerns, overview.came_back.concerns),
            (
                "Recommendations",
                overview.days_to_close.recommendations,
                overview.came_back.recommendations,
            ),
        ],
        "in_time": [
            ("Claimed complete", overview.in_time.by_claim),
            ("Closed as complete", overview.in_time.by_decision),
        ],
    }


def _table(name: str, overview: Overview, lists: Lists) -> Table:
    """Return one breakdown, concerns beside recommendations."""
    concerns: Breakdown = getattr(overview.concerns, name)
    recommendations: Breakdown = getattr(overview.recommendations, name)
    labels = {row.key: row.label for row in (*concerns.rows, *recommendations.rows)}
    of_concerns = {row.key: row.count for row in concerns.rows}
    of_recommendations = {row.key: row.count for row in recommendations.rows}
    return Table(
        title=TITLES[name],
        rows=[
            (
                label,
                lists.of_row(name, key, of_concerns.get(key, 0), "concern"),
                lists.of_row(name, key, of_recommendations.get(key, 0), "recommendation"),
            )
            for key, label in _none_last(labels)
        ],
        totals=(
            lists.cell(concerns.total, "concern"),
            lists.cell(recommendations.total, "recommendation"),
        ),
    )


def _none_last(labels: dict[str | None, str]) -> list[tuple[str | None, str]]:
    return sorted(labels.items(), key=lambda one: one[0] is None)


def _ages(overview: Overview, lists: Lists) -> list[tuple[str, Cell, int, int, int]]:
    """Return the bands of age: by form, linked, and by line, each with what is approximate."""
    form = {row.key: row for row in overview.ageing.by_form.rows}
    line = {row.key: row for row in overview.ageing.by_line.rows}
    shown, youngest = [], 0
    for key, last, label in BANDS:
        raised = {"raised_on__lte": days_before(overview.as_at, youngest)}
        if last is not None:
            raised["raised_on__gte"] = days_before(overview.as_at, last)
            youngest = last + 1
        cell = lists.cell(form[key].count, "concern", live="yes", **raised)
        row = (label, cell, form[key].approximate, line[key].count, line[key].approximate)
        shown.append(row)
    return shown


def _quarters(overview: Overview, part: str) -> tuple[str, list[tuple[str, list[int], int]]]:
    """Return what happened in each quarter, the newest first."""
    rows = [
        (quarter.name, [getattr(quarter, name) for name in HAPPENINGS], quarter.approximate)
        for quarter in reversed(getattr(overview.quarters, part))
    ]
    return part, rows
