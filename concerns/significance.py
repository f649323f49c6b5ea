"""Whether two estimates differ by more than their margins allow, and why that cannot be said.

Two estimates of independent samples differ significantly when the square of their difference is
more than the sum of the squares of their margins; at that sum exactly they do not. The margins are
taken to be of one confidence level, which is told where both state it and never assumed. All in
decimals: squares are compared, no root is taken.

Source: N. Schenker and J. F. Gentleman, On Judging the Significance of Differences by Examining the
Overlap Between Confidence Intervals, The American Statistician 55 (2001), 182-186.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from django.db import models

from api.fields import plain
from concerns.ratios import Times, times_of
from concerns.refusals import Refusal
from concerns.values import decimals_of, difference_unit

PRECISION = 100
"""Digits of a square: numbers as stated have at most thirty."""


class Significant(models.TextChoices):
    """Whether a difference is significant."""

    YES = "yes", "Significant"
    NO = "no", "Not significant"
    ASSERTED = "asserted", "Asserted only"
    CANNOT_BE_SAID = "cannot_be_said", "Cannot be said"


class Movement(models.TextChoices):
    """Which way it went; better and worse where the indicator says which way is better."""

    IMPROVED = "improved", "Improved"
    WORSENED = "worsened", "Worse"
    HIGHER = "higher", "Higher"
    LOWER = "lower", "Lower"
    SAME = "same", "The same"


class Test(models.TextChoices):
    """How significance was judged."""

    ROOT_SUM_OF_SQUARES = (
        "root_sum_of_squares",
        "the difference against the root of the sum of the squares of both margins",
    )


class Assumption(models.TextChoices):
    """What the test takes for granted."""

    INDEPENDENT_SAMPLES = (
        "independent_samples",
        "independent samples, margins of one confidence level",
    )


@dataclass(frozen=True)
class Estimate:
    """One side: its value if it is one, its margin, and what is known of what it measures.

    `indicator`, `wholes` (what that is part of), `nature`, `force`, and the period [start, end]
    with its `length` in words are None or empty where nobody says.
    """

    value: Decimal | None
    unit: str
    margin: Decimal | None = None
    level: Decimal | None = None
    indicator: str = ""
    wholes: frozenset[str] = frozenset()
    nature: str = ""
    force: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    length: str = ""


@dataclass(frozen=True)
class Significance:
    """The answer: `difference` is the one less the other; `threshold` what it has to exceed.

    `threshold` has one decimal more than the numbers compared and is rounded down, so that the
    difference exceeds the one shown if and only if it exceeds the exact one. `level` None is not
    stated. `periods_known` is false where a period is not stated, so that lengths and breaks could
    not be looked at. `times` is the one divided by the other, which needs them to be as alike.
    `unit` is that of the numbers; `claim` is what a publication says of the difference, such as
    "Improved".
    """

    said: Significant
    refusal: Refusal | None = None
    difference: Decimal | None = None
    threshold: Decimal | None = None
    movement: Movement | None = None
    times: Times | None = None
    test: Test | None = None
    assumption: Assumption | None = None
    level: Decimal | None = None
    periods_known: bool = False
    unit: str = ""
    claim: str = ""

    @property
    def text(self) -> str:
        """Whether the difference is significant, by which test, or why that cannot be said."""
        return _in_words(self)


def compare(
    one: Estimate,
    other: Estimate,
    *,
    better: str = "neither",
    breaks: Iterable[dt.date] = (),
    claim: str = "",
) -> Significance:
    """Judge the difference of `one` from `other`.

    What can never be compared cannot be said, whatever is claimed; what only lacks numbers is
    `asserted` where somebody claims a difference. `breaks` are those of either's indicator.
    """
    untold = Significance(
        said=Significant.CANNOT_BE_SAID,
        periods_known=bool(one.start and other.start),
        unit=one.unit,
        claim=claim,
    )
    refusal = _unlike(one, other, breaks)
    if refusal:
        return replace(untold, refusal=refusal)
    if one.value is None or other.value is None:
        missing = Refusal.NOT_ONE_VALUE if one.value is None else Refusal.NO_COMPARATOR
        return _untested(untold, missing)
    with localcontext(prec=PRECISION):
        difference = one.value - other.value
    told = replace(
        untold,
        difference=difference,
        movement=_movement(difference, better),
        times=times_of(one.value, other.value, unit=one.unit),
    )
    if one.margin is None or other.margin is None:
        return _untested(told, Refusal.NO_MARGINS)
    return replace(
        told,
        said=_judged(difference, one.margin, other.margin),
        threshold=_threshold(difference, one.margin, other.margin),
        test=Test.ROOT_SUM_OF_SQUARES,
        assumption=Assumption.INDEPENDENT_SAMPLES,
        level=one.level if one.level == other.level else None,
    )


def refused(refusal: Refusal) -> Significance:
    """Say why two readings are not compared."""
    return Significance(Significant.CANNOT_BE_SAID, refusal)


def _untested(told: Significance, missing: Refusal) -> Significance:
    said = Significant.ASSERTED if told.claim else Significant.CANNOT_BE_SAID
    return replace(told, said=said, refusal=missing)


def _unlike(one: Estimate, other: Estimate, breaks: Iterable[dt.date]) -> Refusal | None:
    """Return the first reason for which the two are never subtracted."""
    reasons: list[tuple[Refusal, Callable[[], bool]]] = [
        (Refusal.PART_OF_WHOLE, lambda: _is_part(one, other) or _is_part(other, one)),
        (Refusal.UNLIKE_UNITS, lambda: one.unit != other.unit),
        (Refusal.FLOW_AGAINST_STOCK, lambda: _differ(one.nature, other.nature)),
        (Refusal.SERIES_BREAK, lambda: _is_broken(one, other, breaks)),
        (Refusal.UNLIKE_PERIODS, lambda: _differ(one.length, other.length)),
        (Refusal.OVERLAPPING, lambda: _overlap(one, other)),
        (Refusal.UNLIKE_LEVELS, lambda: _unlike_levels(one, other)),
    ]
    return next((refusal for refusal, holds in reasons if holds()), None)


def _is_part(one: Estimate, other: Estimate) -> bool:
    return bool(other.indicator) and other.indicator in one.wholes


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _is_broken(one: Estimate, other: Estimate, breaks: Iterable[dt.date]) -> bool:
    if not (one.start and one.end and other.start and other.end):
        return False
    since, until = min(one.start, other.start), max(one.end, other.end)
    return any(since < day <= until for day in breaks)


def _overlap(one: Estimate, other: Estimate) -> bool:
    """Whether both are samples of the same things in periods that share a day."""
    if not (one.start and one.end and other.start and other.end):
        return False
    of_same = bool(one.indicator) and one.indicator == other.indicator and one.force == other.force
    return of_same and one.start <= other.end and other.start <= one.end


def _unlike_levels(one: Estimate, other: Estimate) -> bool:
    return None not in (one.level, other.level) and one.level != other.level


def _movement(difference: Decimal, better: str) -> Movement:
    if not difference:
        return Movement.SAME
    went = "higher" if difference > 0 else "lower"
    if better not in ("higher", "lower"):
        return Movement(went)
    return Movement.IMPROVED if went == better else Movement.WORSENED


def _judged(difference: Decimal, margin: Decimal, other: Decimal) -> Significant:
    with localcontext(prec=PRECISION):
        exceeds = difference**2 > margin**2 + other**2
    return Significant.YES if exceeds else Significant.NO


def _threshold(difference: Decimal, margin: Decimal, other: Decimal) -> Decimal:
    with localcontext(prec=PRECISION):
        decimals = 1 + max(decimals_of(number) for number in (difference, margin, other))
        squares = margin**2 + other**2
        root = math.isqrt(int(squares.scaleb(2 * decimals)))
        return Decimal(root).scaleb(-decimals)


def _in_words(answer: Significance) -> str:
    if answer.refusal is None:
        return _tested(answer)
    if answer.said == Significant.CANNOT_BE_SAID:
        return f"Cannot be said: {answer.refusal.label}."
    return f"Asserted only ({answer.claim.lower()}), nothing to test: {answer.refusal.label}."


def _tested(answer: Significance) -> str:
    assert answer.difference is not None
    assert answer.threshold is not None
    assert answer.test
    assert answer.assumption
    size = f"{plain(abs(answer.difference))} {difference_unit(answer.unit)}"
    way = "higher" if answer.difference > 0 else "lower" if answer.difference < 0 else "apart"
    exceeds = "more" if answer.said == Significant.YES else "not more"
    level = "not stated" if answer.level is None else f"{plain(answer.level)} percent"
    known = "" if answer.periods_known else "; a period is not stated"
    return (
        f"{answer.said.label}: {size} {way}, which is {exceeds} than {plain(answer.threshold)}. "
        f"Test: {answer.test.label}. Assumed: {answer.assumption.label}; "
        f"level: {level}{known}."
    )
