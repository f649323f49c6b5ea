"""How a measure is going, in words: what the database derived, said aloud with its reasons.

Nothing is computed here. Facts go in, sentences come out; every sentence names what was compared
with what, and what cannot be said says why.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from concerns.values import day_text, interval_text, plain

LEVEL_UNKNOWN = "level_unknown"


@dataclass(frozen=True)
class Stated:
    """A reading as it is quoted: its value in words, and its period in words."""

    text: str
    period: str


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
    base_on: dt.date | None
    base_label: str
    change: Span
    percent: Span
    change_refusal: str | None
    change_reason: str
    reached: str
    reached_reason: str
    reached_first_on: dt.date | None
    reached_first_days: int | None
    counted_from_on: dt.date | None
    target: str
    target_due_on: dt.date | None
    way: Span
    expected_now: Decimal | None
    pace: str
    pace_label: str
    pace_reason: str


@dataclass(frozen=True)
class ProgressWords:
    """The same in sentences, each able to stand alone."""

    latest: str
    baseline: str
    change: str
    reached: str
    way: str
    pace: str


def in_words(facts: ProgressFacts) -> ProgressWords:
    """Say how a measure is going."""
    return ProgressWords(
        latest=_quoted(facts.latest) if facts.latest else "No reading with a dated period.",
        baseline=_baseline(facts),
        change=_change(facts),
        reached=_reached(facts),
        way=_way(facts),
        pace=_pace(facts),
    )


def _quoted(stated: Stated) -> str:
    return f"{stated.text}, {stated.period}"


def _baseline(facts: ProgressFacts) -> str:
    if facts.baseline:
        how = "chosen" if facts.baseline_chosen else "the first reading, as none was chosen"
        return f"{_quoted(facts.baseline)} ({how})"
    if facts.base_label or facts.base_on:
        return f"{_base_name(facts)}: its level is not stated"
    return "None."


def _base_name(facts: ProgressFacts) -> str:
    on = day_text(facts.base_on) if facts.base_on else ""
    return f"{facts.base_label}, {on}" if facts.base_label and on else facts.base_label or on


def _change(facts: ProgressFacts) -> str:
    if facts.change_refusal == LEVEL_UNKNOWN and not facts.percent.is_empty:
        return f"{_moved(facts.percent, 'percent')} than at its base ({_base_name(facts)})."
    if facts.change_refusal:
        return f"Cannot be said: {facts.change_reason}."
    if facts.change.is_empty:
        return "Cannot be said: neither end of the change is bounded."
    unit = "percentage points" if facts.unit == "percent" else facts.unit
    than = f"than {_quoted(facts.baseline)}" if facts.baseline else f"than {_base_name(facts)}"
    change = facts.change
    if change.low is not None and change.low == change.high == 0:
        return f"No change: as {than.removeprefix('than ')}."
    return f"{_moved(change, unit)}{_in_percent(facts)} {than}."


def _moved(span: Span, unit: str) -> str:
    """Say how far and which way; an interval on both sides of nought says both."""
    if span.high is not None and span.high <= 0:
        return f"{_capital(span.mirrored().text())} {unit} lower"
    if span.low is not None and span.low >= 0:
        return f"{_capital(span.text())} {unit} higher"
    lower = "any number of" if span.low is None else f"{plain(-span.low)}"
    higher = "any number of" if span.high is None else f"{plain(span.high)}"
    return f"Between {lower} {unit} lower and {higher} {unit} higher"


def _in_percent(facts: ProgressFacts) -> str:
    if facts.unit == "percent" or facts.percent.is_empty:
        return ""
    falling = facts.percent.high is not None and facts.percent.high <= 0
    span = facts.percent.mirrored() if falling else facts.percent
    return f" ({span.text()} percent)"


def _reached(facts: ProgressFacts) -> str:
    first = ""
    if facts.reached_first_on and facts.reached_first_days is not None and facts.counted_from_on:
        first = (
            f" first by {day_text(facts.reached_first_on)}, within {facts.reached_first_days} days "
            f"of {day_text(facts.counted_from_on)}"
        )
    elif facts.reached_first_on:
        first = f" first by {day_text(facts.reached_first_on)}"
    if facts.reached == "yes":
        return f"Yes,{first}." if first else "Yes."
    if facts.reached == "no":
        return f"Not now, but{first}." if first else "No."
    sentence = f"Cannot be said: {facts.reached_reason}."
    return f"{sentence} It had been{first}." if first else sentence


def _way(facts: ProgressFacts) -> str:
    if facts.way.is_empty:
        return "Cannot be said."
    low, high = (
        None if end is None else (end * 100).normalize() for end in (facts.way.low, facts.way.high)
    )
    return f"{_capital(interval_text(low, high, True, True))} percent of the way to {facts.target}."


def _pace(facts: ProgressFacts) -> str:
    if facts.pace == "cannot_be_said":
        return f"Cannot be said: {facts.pace_reason}."
    sentence = facts.pace_label
    due = f" by {day_text(facts.target_due_on)}" if facts.target_due_on else ""
    if facts.target:
        sentence += f" (target {facts.target}{due}"
        if facts.expected_now is not None:
            expected = plain(facts.expected_now.normalize())
            sentence += f"; on a straight line the latest reading would be {expected}"
        sentence += ")"
    return f"{sentence}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
