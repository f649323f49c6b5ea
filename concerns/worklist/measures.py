"""Measures of which no reading has come when one was due."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from accounts.worklists import DayAfter, Look, State, Worklist
from concerns.models import Progress
from concerns.worklist.reach import reads_the_record, within_reach


def _progress(look: Look) -> Any:
    clocks = look.clocks
    told: Any = Progress.objects.at(as_at=clocks.as_at, known_at=clocks.known_at)
    return within_reach(told, look)


def _stale(rows: Any, look: Look) -> Any:
    return rows.filter(is_stale=True).select_related("latest", "measure__indicator")


def _said(row: Any, user: Any) -> str:
    indicator = row.measure.indicator
    latest = row.latest.text(indicator.unit) if row.latest else "none yet"
    return f"{indicator.name}; said by {row.measure.get_said_by_display()}; latest {latest}"


NO_READING = Worklist(
    name="no_reading",
    title="Without a reading when one was due",
    model=Progress,
    within=_progress,
    kept=_stale,
    told={
        "reference": F("measure__indicator__code"),
        "title": F("measure__indicator__name"),
        "force": F("measure__force__name"),
        "force_slug": F("measure__force__slug"),
        "due_on": F("next_due_on"),
        "since_on": DayAfter("next_due_on"),
    },
    order=("next_due_on", "pk"),
    page="concerns_measure",
    key="measure_id",
    heading="Expected by",
    state=State.WARN,
    offered_to=reads_the_record,
    say=_said,
)
