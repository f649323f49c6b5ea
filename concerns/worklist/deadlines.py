"""What is late or falls due: recommendations by their last day, responses by theirs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Q

from accounts.worklists import DayAfter, Look, State, Worklist
from concerns.models import Recommendation, Response
from concerns.querysets import due_within
from concerns.worklist.reach import reads_the_record, rows_of

RESPONSE_DUE_DAYS = 28
"""So long beforehand a response falls due: half of the 56 days that the law gives."""

OF_RECOMMENDATION = {
    "reference": F("reference"),
    "title": F("wording__text"),
    "force": F("force__name"),
    "force_slug": F("force__slug"),
    "due_on": F("due_on"),
}
"""What lists tell of a recommendation."""


def days_left_of_month(day: dt.date) -> int:
    """Return how many days of the month follow that day."""
    next_month = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return (next_month - day).days - 1


def _overdue(rows: Any, look: Look) -> Any:
    return rows.overdue(look.clocks.as_at)


def _due_this_month(rows: Any, look: Look) -> Any:
    today = look.clocks.as_at
    return rows.filter(due_within(days_left_of_month(today), today))


def _responses_due(rows: Any, look: Look) -> Any:
    last = look.clocks.as_at + dt.timedelta(days=RESPONSE_DUE_DAYS)
    return rows.owed(look.clocks).filter(Q(due_on__lte=last))


OVERDUE = Worklist(
    name="overdue",
    title="Overdue, not claimed complete",
    model=Recommendation,
    within=rows_of(Recommendation),
    kept=_overdue,
    told={**OF_RECOMMENDATION, "since_on": DayAfter("due_on")},
    order=("due_on", "pk"),
    page="concerns_recommendation",
    heading="Due",
    state=State.BAD,
    offered_to=reads_the_record,
)

DUE_THIS_MONTH = Worklist(
    name="due_this_month",
    title="Due this month, not claimed complete",
    model=Recommendation,
    within=rows_of(Recommendation),
    kept=_due_this_month,
    told=OF_RECOMMENDATION,
    order=("due_on", "pk"),
    page="concerns_recommendation",
    heading="Due",
    state=State.WARN,
    offered_to=reads_the_record,
)

RESPONSES_DUE = Worklist(
    name="responses_due",
    title=f"Responses late, or due within {RESPONSE_DUE_DAYS} days",
    model=Response,
    within=rows_of(Response),
    kept=_responses_due,
    told={
        "reference": F("publication__reference"),
        "title": F("publication__title"),
        "force": F("force__name"),
        "force_slug": F("force__slug"),
        "due_on": F("due_on"),
        "since_on": F("publication__published_on"),
    },
    order=("due_on", "pk"),
    page="concerns_response",
    heading="Due",
    state=State.WARN,
    offered_to=reads_the_record,
)
