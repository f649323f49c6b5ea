"""What happened, by the day it happened: quarters, and what came back after it was closed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields

from concerns.overview.ages import Span, days_before
from concerns.overview.shapes import CameBack, Quarter

BACK_WITHIN_DAYS = 730
"""Two years of 365 days: how soon something comes back that counts as back, and how long ago it
has to have been closed to be counted. Our own choice."""

HAPPENINGS = tuple(
    field.name for field in fields(Quarter) if field.name not in ("starts_on", "approximate")
)
"""What is counted in a quarter."""


def quarters(happened: Mapping[tuple[dt.date, str, bool], int]) -> tuple[Quarter, ...]:
    """Return every quarter from the first with something in it to the last, empty ones too.

    What happened is given by day, what it was (one of `HAPPENINGS`), and whether the day is
    known only to its year: then it counts in the first quarter, and as approximate.
    """
    counts: Counter[tuple[dt.date, str]] = Counter()
    for (day, what, is_approximate), number in happened.items():
        starts_on = quarter_of(day)
        counts[starts_on, what] += number
        counts[starts_on, "approximate"] += number if is_approximate else 0
    if not counts:
        return ()
    at, last = min(counts)[0], max(counts)[0]
    found = []
    while at <= last:
        told = {name: counts[at, name] for name in (*HAPPENINGS, "approximate")}
        found.append(Quarter(starts_on=at, **told))
        at = quarter_of(at + dt.timedelta(days=100))
    return tuple(found)


def quarter_of(day: dt.date) -> dt.date:
    """Return the first day of the day's quarter of the calendar."""
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def came_back(
    closings: Iterable[tuple[int, Span]], returns: Iterable[tuple[int, Span]], as_at: dt.date
) -> CameBack:
    """Return how many of those closed as complete long enough ago were back within two years.

    Each record counts once, by its first closing. It came back if it was reopened or raised
    again on the day of that closing or up to 730 days after.
    """
    closed_by_on = days_before(as_at, BACK_WITHIN_DAYS)
    first: dict[int, Span] = {}
    for record, span in closings:
        first[record] = min(span, first.get(record, span))
    counted = {record: span for record, span in first.items() if span.first <= closed_by_on}
    back: set[int] = set()
    left_out = {record for record, span in counted.items() if not span.is_exact}
    unsure: set[int] = set()
    for record, span in returns:
        if record not in counted or record in left_out:
            continue
        closed_on = counted[record].first
        soonest, latest = ((day - closed_on).days for day in (span.first, span.last))
        if soonest >= 0 and latest <= BACK_WITHIN_DAYS:
            back.add(record)
        elif latest >= 0 and soonest <= BACK_WITHIN_DAYS:
            unsure.add(record)
    left_out |= unsure - back
    return CameBack(closed_by_on, len(counted) - len(left_out), len(back), len(left_out))
