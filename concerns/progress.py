"""How a measure is going, in words: what the database derived, said aloud with its reasons.

Nothing is computed here. Facts go in, sentences come out; every sentence names what was compared
with what, and what cannot be said says why.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from api.days import day_text
from api.fields import plain
from concerns.values import difference_unit, interval_text
from concerns.values import when_text as when_text  # said of progress, imported from here

LEVEL_UNKNOWN = "level_unknown"


@dataclass(frozen=True)
class Stated:
    """A reading as it is quoted: its value in words with any unit, and its period, both days in."""

    text: str
    start: dt.date
    end: dt.date

    def quoted(self) -> str:
        """Say value and period: "77.7 ± 3.2 in April to June 2020"."""
        return f"{self.text} {when_text(self.start, self.end)}"


@dataclass(frozen=True)
class Span:
    """An interval of possible values; None is unbounded on that side."""

    low: Decimal | None
    high: Decimal | None
    low_inclusive: bool = True
    high_inclusive: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known on either side."""
        return self.low is None and self.high is None

    def mirrored(self) -> Span:
        """Return the interval of the negated values."""
        return Span(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_inclusive,
            self.low_inclusive,
        )

    def text(self) -> str:
        """Say the interval: "12.9", "3 to 5", "more than 50"."""
        return interval_text(self.low, self.high, self.low_inclusive, self.high_inclusive)


@dataclass(frozen=True)
class ProgressFacts:
    """What was derived of one measure, as of one day. Units: the indicator's; days are whole."""

    unit: str
    latest: Stated | None
    baseline: Stated | None
    baseline_chosen: bool
    latest_names_base: bool
    base_on: dt.date | None
    base_label: str
    change: Span
    percent: Span
    change_refusal: str | None
    change_reason: str
    reached: str
    reached_reason: str
    reached_first: Stated | None
    reached_first_days: int | None
    counted_from_on: dt.date | None
    target: str
    target_due_on: dt.date | None
    way: Span
    way_reason: str
    expected_now: Decimal | None
    pace: str
    pace_label: str
    pace_reason: str
    next_due_on: dt.date | None = None
    days_stale: int | None = None


@dataclass(frozen=True)
class ProgressWords:
    """The same in sentences, each able to stand alone."""

    latest: str
    baseline: str
    change: str
    reached: str
    way: str
    pace: str
    next_due: str


def in_words(facts: ProgressFacts) -> ProgressWords:
    """Say how a measure is going."""
    return ProgressWords(
        latest=_latest(facts),
        baseline=_baseline(facts),
        change=_change(facts),
        reached=f"At or below half of its baseline: {_reached(facts)}",
        way=_way(facts),
        pace=_pace(facts),
        next_due=_next_due(facts),
    )


def _latest(facts: ProgressFacts) -> str:
    latest = facts.latest
    if latest is None:
        return "There is no reading with a dated period."
    if facts.latest_names_base:
        return f"{_capital(latest.text)}, {when_text(latest.start, latest.end)}."
    return f"{_capital(latest.quoted())}."


def _baseline(facts: ProgressFacts) -> str:
    if facts.baseline:
        if facts.latest_names_base:
            how = "the base that the latest reading names"
        elif facts.baseline_chosen:
            how = "chosen as the baseline"
        else:
            how = "the first reading, as no baseline was chosen"
        return f"{_capital(facts.baseline.quoted())} ({how})."
    if facts.base_label or facts.base_on:
        return f"{_capital(_base_name(facts))}; its level is not stated."
    return "There is none."


def _base_name(facts: ProgressFacts) -> str:
    on = f"on {day_text(facts.base_on)}" if facts.base_on else ""
    return " ".join(part for part in (facts.base_label, on) if part)


def _change(facts: ProgressFacts) -> str:
    base = facts.baseline.quoted() if facts.baseline else _base_name(facts)
    if facts.change_refusal == LEVEL_UNKNOWN and not facts.percent.is_empty:
        return _compared(_moved(facts.percent, "percent"), base)
    if facts.change_refusal:
        return _cannot_be_said(facts.change_reason)
    if facts.change.is_empty:
        return _cannot_be_said("nothing limits the change on either side")
    moved = _moved(facts.change, difference_unit(facts.unit))
    return _compared(moved, base + _in_percent(facts))


def _compared(moved: str, base: str) -> str:
    return f"{_capital(moved)} than {base}." if moved else f"The same as {base}."


def _moved(span: Span, unit: str) -> str:
    """Say how far and which way; empty for no change. An interval on both sides of nought says both."""
    if span.low is not None and span.low >= 0:
        return _one_way(span, unit, "higher")
    if span.high is not None and span.high <= 0:
        return _one_way(span.mirrored(), unit, "lower")
    sides = [(span.mirrored(), "lower"), (span, "higher")]
    most = [
        _one_way(Span(Decimal(0), side.high, True, side.high_inclusive), unit, way)
        for side, way in sides
    ]
    return " or ".join(most)


def _one_way(span: Span, unit: str, way: str) -> str:
    if span.low == 0 and span.high == 0:
        return ""
    if span.low == 0:
        if span.high is None:
            return way
        span = Span(None, span.high, True, span.high_inclusive)
    return f"{span.text()} {unit} {way}"


def _in_percent(facts: ProgressFacts) -> str:
    moved = "" if facts.unit == "percent" else _moved(facts.percent, "percent")
    return f" ({moved})" if moved and not facts.percent.is_empty else ""


def _reached(facts: ProgressFacts) -> str:
    first = _first(facts)
    if facts.reached == "yes":
        return f"yes, first {first}." if first else "yes."
    if facts.reached == "no":
        return f"no, but it was so first {first}." if first else "no."
    sentence = f"cannot be said: {facts.reached_reason}."
    return f"{sentence} It was so first {first}." if first else sentence


def _first(facts: ProgressFacts) -> str:
    """Say when half was reached first, and how long after publication."""
    first, days = facts.reached_first, facts.reached_first_days
    if first is None:
        return ""
    words = "on" if first.start == first.end else "for the period ending"
    words = f"{words} {day_text(first.end)}"
    if days is None or facts.counted_from_on is None:
        return words
    length = "1 day" if abs(days) == 1 else f"{abs(days):,} days"
    return (
        f"{words}, {length} {'before' if days < 0 else 'after'} {day_text(facts.counted_from_on)}"
    )


def _way(facts: ProgressFacts) -> str:
    if facts.way.is_empty:
        return _cannot_be_said(facts.way_reason)
    low, high = (
        None if end is None else (end * 100).normalize() for end in (facts.way.low, facts.way.high)
    )
    if low == high and low is not None and low < 0:
        return f"{plain(-low)} percent of the way in the other direction, away from {facts.target}."
    return f"{_capital(interval_text(low, high, True, True))} percent of the way to {facts.target}."


def _next_due(facts: ProgressFacts) -> str:
    """Say when the next reading is expected; empty if no day is known."""
    if facts.next_due_on is None:
        return ""
    due = day_text(facts.next_due_on)
    if facts.days_stale is None:
        return f"By {due}."
    days = "1 day" if facts.days_stale == 1 else f"{facts.days_stale:,} days"
    return f"Stale: a reading was due by {due}, {days} ago, and none has come."


def _pace(facts: ProgressFacts) -> str:
    """Say the pace; of a stale measure, what it was at the latest reading."""
    if facts.days_stale is None:
        return _pace_at_latest(facts)
    then = _pace_at_latest(facts)
    return f"Stale. At the latest reading: {then[:1].lower()}{then[1:]}"


def _pace_at_latest(facts: ProgressFacts) -> str:
    if facts.pace == "cannot_be_said":
        return _cannot_be_said(facts.pace_reason)
    sentence = facts.pace_label
    due = f" by {day_text(facts.target_due_on)}" if facts.target_due_on else ""
    if facts.target:
        sentence += f" (target {facts.target}{due}"
        if facts.expected_now is not None:
            expected = plain(facts.expected_now.normalize())
            sentence += f"; on a straight line the latest reading would be {expected} {facts.unit}"
        sentence += ")"
    return f"{sentence}."


def _cannot_be_said(reason: str) -> str:
    return f"Cannot be said: {reason}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
