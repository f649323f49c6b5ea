"""The overview as lines of one table: the same counts in the same order, long form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from concerns.overview.ages import BANDS
from concerns.overview.history import HAPPENINGS
from concerns.overview.shapes import (
    Ages,
    CameBack,
    Coverage,
    Days,
    DaysToClose,
    Overview,
    Promptness,
    Quarter,
    Standing,
    Waiting,
)

BREAKDOWNS = tuple(field.name for field in fields(Standing) if field.name != "total")
PARTS = ("concerns", "recommendations")
DAYS = "days"


@dataclass(frozen=True)
class Line:
    """One number: where it belongs, what it counts, and why it cannot be said if it is None."""

    section: str
    breakdown: str
    key: str
    label: str
    count: int | None
    unit: str
    refusal: str = ""


def lines_of(overview: Overview) -> Iterator[Line]:
    """Yield every number of the overview, section by section as the API names them.

    A path of the API's document is section and breakdown, `key` what it ends in or a row's key;
    empty is the row of those that have none.
    """
    yield from _coverage(overview.coverage)
    for part in PARTS:
        yield from _standing(part, getattr(overview, part))
    told = overview.wordings
    yield Line("wordings", "", "recommendations", "Recommendations", told.recommendations, PARTS[1])
    yield Line("wordings", "", "wordings", "Different wordings", told.wordings, "wordings")
    due = overview.deadlines
    yield Line("deadlines", "", "overdue", "Overdue", due.overdue, PARTS[1])
    yield Line("deadlines", "", "due_soon", "Due within 30 days", due.due_soon, PARTS[1])
    yield from _waiting("deadlines", "immediate", due.immediate, PARTS[1])
    for part in PARTS:
        waiting = getattr(overview.awaiting_verification, part)
        yield from _waiting("awaiting_verification", part, waiting, part)
    yield from _ages("by_form", overview.ageing.by_form, "concerns")
    yield from _ages("by_line", overview.ageing.by_line, "lines of descent")
    for part in PARTS:
        for quarter in getattr(overview.quarters, part):
            yield from _quarter(part, quarter)
    for part in PARTS:
        yield from _days_to_close(part, getattr(overview.days_to_close, part))
    for part in PARTS:
        yield from _came_back(part, getattr(overview.came_back, part))
    yield from _promptness("by_claim", overview.in_time.by_claim)
    yield from _promptness("by_decision", overview.in_time.by_decision)


def _coverage(coverage: Coverage) -> Iterator[Line]:
    labels = {
        "forces": "Territorial forces",
        "complete": "With a complete inspection loaded",
        "in_part": "With parts loaded",
        "none": "With nothing loaded",
    }
    for key, label in labels.items():
        yield Line("coverage", "", key, label, getattr(coverage, key), "forces")


def _standing(part: str, standing: Standing) -> Iterator[Line]:
    yield Line(part, "", "total", "Total", standing.total, part)
    for name in BREAKDOWNS:
        for row in getattr(standing, name).rows:
            yield Line(part, name, row.key or "", row.label, row.count, part)


def _waiting(section: str, breakdown: str, waiting: Waiting, unit: str) -> Iterator[Line]:
    yield Line(section, breakdown, "count", "How many", waiting.count, unit)
    label = "Of these, begun on a day not known exactly"
    yield Line(section, breakdown, "approximate", label, waiting.approximate, unit)
    yield from _days(section, breakdown, "median", "Median wait", waiting.median)
    yield from _days(section, breakdown, "longest", "Longest wait", waiting.longest)


def _days(section: str, breakdown: str, key: str, label: str, days: Days | None) -> Iterator[Line]:
    refusal = "" if days else "there is none"
    for end, words in (("low", "at least"), ("high", "at most")):
        number = getattr(days, end) if days else None
        yield Line(section, breakdown, f"{key}_{end}", f"{label}, {words}", number, DAYS, refusal)


def _ages(breakdown: str, ages: Ages, unit: str) -> Iterator[Line]:
    yield Line("ageing", breakdown, "total", "All live ones", ages.total, unit)
    rows = {row.key: row for row in ages.rows}
    for key, _, label in BANDS:
        told = f"{label}, of these by the first day of a month or year"
        yield Line("ageing", breakdown, key, label, rows[key].count, unit)
        yield Line("ageing", breakdown, f"{key}_approximate", told, rows[key].approximate, unit)
    yield from _days("ageing", breakdown, "median", "Median age", ages.median)


def _quarter(part: str, quarter: Quarter) -> Iterator[Line]:
    for name in (*HAPPENINGS, "approximate"):
        label = f"{quarter.name}: {name.replace('_', ' ')}"
        key = f"{quarter.name}_{name}"
        yield Line("quarters", part, key, label, getattr(quarter, name), "events")


def _days_to_close(part: str, told: DaysToClose) -> Iterator[Line]:
    labels = {
        "number": "Counted",
        "closed": "Closed as complete",
        "censored": "Still open, or closed otherwise",
        "left_out": "Left out: a day is not known exactly",
    }
    for key, label in labels.items():
        yield Line("days_to_close", part, key, label, getattr(told, key), part)
    for key in ("lower_quartile", "median", "upper_quartile"):
        part_of = getattr(told, key)
        label = key.replace("_", " ").capitalize()
        yield Line("days_to_close", part, key, label, part_of.days, DAYS, part_of.refusal)


def _came_back(part: str, told: CameBack) -> Iterator[Line]:
    labels = {
        "closed": f"Closed as complete by {told.closed_by_on}",
        "came_back": "Of these, back within two years",
        "left_out": "Left out: a day is not known exactly",
    }
    for key, label in labels.items():
        yield Line("came_back", part, key, label, getattr(told, key), part)


def _promptness(breakdown: str, told: Promptness) -> Iterator[Line]:
    labels = {
        "total": "All that were done",
        "in_time": "In time",
        "late": "Late",
        "no_date": "Without a date",
        "approximate": "By the first day of a month or year",
    }
    for key, label in labels.items():
        yield Line("in_time", breakdown, key, label, getattr(told, key), PARTS[1])
