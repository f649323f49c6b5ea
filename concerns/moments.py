"""Moments on the time axis of a chart: what happened to a concern, where a series breaks, today.

A few moments are told in words beside their lines. More of them are numbered, and a key below the
chart tells each in full: words would run into one another where the page is narrow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

MOST_IN_WORDS = 2
LONGEST_IN_WORDS = 22  # letters that stand beside a line on half a page of 360 px
MOST_NUMBERED = 12
APART = 12.0  # percent of the width that a label of numbers takes on a page of 360 px
LEAST_ROOM = dt.timedelta(days=30)


@dataclass(frozen=True)
class Moment:
    """Something on the time axis: an event of the concern, or a break of the series.

    `number` stands for its words on the chart; 0 = the words themselves do. `when` is the day as
    exactly as it is known, in words.
    """

    on: dt.date
    text: str
    is_break: bool = False
    number: int = 0
    when: str = ""


@dataclass(frozen=True)
class Flag:
    """The numbers of one moment, or of several that lie too near for labels of their own."""

    at: str
    text: str
    anchor: str


def numbered(moments: Iterable[Moment]) -> list[Moment]:
    """Return the moments in the order of time, numbered if words would not fit.

    Of more than `MOST_NUMBERED` the latest are kept.
    """
    ordered = sorted(moments, key=lambda moment: moment.on)
    are_brief = all(len(moment.text) <= LONGEST_IN_WORDS for moment in ordered)
    if len(ordered) <= MOST_IN_WORDS and are_brief:
        return ordered
    kept = ordered[-MOST_NUMBERED:]
    return [replace(moment, number=number) for number, moment in enumerate(kept, start=1)]


def near(days: Iterable[dt.date], first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the days for which an axis from first to last may grow.

    As far again as it is long to the right and half as far to the left: a day far from all
    readings would leave them no room, and is told in words instead.
    """
    room = max(last - first, LEAST_ROOM)
    return [day for day in days if first - room / 2 <= day <= last + room]


def flags(moments: Sequence[Moment], across: Callable[[dt.date], float]) -> list[Flag]:
    """Label numbered moments where they lie in percent of the width, near ones together."""
    return [
        Flag(f"{start:.2f}%", _numbers(first, last), _anchor(start))
        for start, first, last in _clusters(moments, across)
    ]


def _clusters(
    moments: Sequence[Moment], across: Callable[[dt.date], float]
) -> Iterator[tuple[float, int, int]]:
    """Give each cluster as the place of its first moment, and its first and last number."""
    cluster: tuple[float, int, int] | None = None
    for moment in moments:
        at = across(moment.on)
        if cluster is not None and at - cluster[0] < APART:
            cluster = (cluster[0], cluster[1], moment.number)
            continue
        if cluster is not None:
            yield cluster
        cluster = (at, moment.number, moment.number)
    if cluster is not None:
        yield cluster


def _numbers(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}\N{EN DASH}{last}"


def _anchor(share: float) -> str:
    if share < 4:
        return "start"
    return "end" if share > 96 else "middle"
