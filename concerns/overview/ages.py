"""How old things are: in bands and at the median, by form and by line of descent."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.fields import Precision
from concerns.overview.shapes import Ages, Days, Row, Waiting

BANDS: tuple[tuple[str, int | None, str], ...] = (
    ("up_to_90_days", 90, "Up to 90 days"),
    ("91_to_180_days", 180, "91 to 180 days"),
    ("181_to_365_days", 365, "181 to 365 days"),
    ("1_to_2_years", 730, "1 to 2 years"),
    ("over_2_years", None, "Over 2 years"),
)
"""Bands of age: key, last day in it (None = no end), words. Our own choice; a year is 365 days."""


@dataclass(frozen=True, order=True)
class Span:
    """The days that a date can be: one, or all of its month or year."""

    first: dt.date
    last: dt.date

    @property
    def is_exact(self) -> bool:
        """Whether it is known to the day."""
        return self.first == self.last

    def age(self, as_at: dt.date) -> Days:
        """Return the days from it to `as_at`, least and most; never below nought."""
        return Days(max((as_at - self.last).days, 0), max((as_at - self.first).days, 0))


def span_of(day: dt.date, precision: str) -> Span:
    """Return the days that a date kept as its first day can be."""
    if precision == Precision.YEAR:
        return Span(day, dt.date(day.year, 12, 31))
    if precision == Precision.MONTH:
        return Span(day, day.replace(day=calendar.monthrange(day.year, day.month)[1]))
    return Span(day, day)


def days_before(day: dt.date, days: int) -> dt.date:
    """Return the day so many days earlier; where the calendar has none, its first."""
    return day - dt.timedelta(days=min(days, (day - dt.date.min).days))


def waiting(begun: Mapping[Span, int], as_at: dt.date) -> Waiting:
    """Return how many wait since those dates, and for how long."""
    ages = _ages(begun, as_at)
    return Waiting(
        count=sum(begun.values()),
        approximate=_inexact(begun),
        median=_median(ages),
        longest=Days(max(a.low for a in ages), max(a.high for a in ages)) if ages else None,
    )


def banded(begun: Mapping[Span, int], as_at: dt.date) -> Ages:
    """Return what began on those dates in bands of age, each put there by its first day."""
    counts: Counter[str] = Counter()
    approximate: Counter[str] = Counter()
    for span, number in begun.items():
        band = band_of(span.age(as_at).high)
        counts[band] += number
        approximate[band] += 0 if span.is_exact else number
    first = min((span.first for span in begun), default=None)
    oldest = min((span.last for span in begun if span.first == first), default=None)
    return Ages(
        total=sum(begun.values()),
        rows=tuple(Row(key, label, counts[key], approximate[key]) for key, _, label in BANDS),
        median=_median(_ages(begun, as_at)),
        since_on=first,
        since_until_on=oldest,
    )


def band_of(days: int) -> str:
    """Return the band of an age."""
    return next(key for key, last, _ in BANDS if last is None or days <= last)


def lines_begun(
    live: Mapping[int, Span], links: Iterable[tuple[int, int]], raised: Mapping[int, Span]
) -> Counter[Span]:
    """Return when the lines of descent began that have a live member, each line once.

    `links` are pairs of an earlier and a later concern, `raised` when the earlier ones were
    raised. What was merged or split is one line. It began when the first of the ancestors of its
    live members was raised, the members themselves included.
    """
    earlier: defaultdict[int, set[int]] = defaultdict(set)
    kin: defaultdict[int, set[int]] = defaultdict(set)
    for before, after in links:
        earlier[after].add(before)
        kin[after].add(before)
        kin[before].add(after)
    begun: Counter[Span] = Counter()
    counted: set[int] = set()
    dates = {**raised, **live}
    for member in live:
        if member in counted:
            continue
        line = _reached({member}, kin)
        counted |= line
        ancestors = _reached({one for one in line if one in live}, earlier)
        spans = [dates[one] for one in ancestors]
        begun[Span(min(s.first for s in spans), min(s.last for s in spans))] += 1
    return begun


def _reached(start: set[int], links: Mapping[int, set[int]]) -> set[int]:
    """Return everything that the links lead to, the start included."""
    reached, ahead = set(start), list(start)
    while ahead:
        for one in links.get(ahead.pop(), ()):
            if one not in reached:
                reached.add(one)
                ahead.append(one)
    return reached


def _ages(begun: Mapping[Span, int], as_at: dt.date) -> list[Days]:
    return [span.age(as_at) for span, number in begun.items() for _ in range(number)]


def _median(ages: list[Days]) -> Days | None:
    """Return the median age, of two the lower: its least if all ages are least, and its most."""
    if not ages:
        return None
    middle = (len(ages) - 1) // 2
    return Days(sorted(a.low for a in ages)[middle], sorted(a.high for a in ages)[middle])


def _inexact(begun: Mapping[Span, int]) -> int:
    return sum(number for span, number in begun.items() if not span.is_exact)
