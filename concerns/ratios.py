"""What follows from two stated numbers: a percentage, and how many times one is the other.

Exact fractions inside; what leaves is rounded to the even neighbour at half.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from api.fields import plain
from concerns.refusals import Said
from concerns.values import decimals_of

DECIMALS = 2
"""Decimals of a computed number, beyond those of what is stated beside it."""


@dataclass(frozen=True)
class Share:
    """A numerator in percent of its denominator, and whether the stated percentage follows.

    It follows if rounding the exact one to the stated decimals gives it; a half may go either way.
    An approximate one that does not, or a value that is no point, cannot be said. `percent` has two
    decimals more than the stated one; `stated` is that in words.
    """

    numerator: Decimal
    denominator: Decimal
    percent: Decimal
    follows: Said
    stated: str

    @property
    def text(self) -> str:
        """Both percentages in words: "1,242 of 1,605 is 77.38 percent; 77 percent follows"."""
        parts = f"{plain(self.numerator)} of {plain(self.denominator)}"
        computed = f"{parts} is {plain(self.percent)} percent"
        match self.follows:
            case Said.YES:
                return f"{computed}; {self.stated} follows from it."
            case Said.NO:
                return f"{computed}; {self.stated} does not follow from it."
        return f"{computed}; whether {self.stated} follows from it cannot be said."


@dataclass(frozen=True)
class Times:
    """How many times the other one is, and the largest whole number of times it exceeds.

    `times` has two decimals. `more_than` 2 is "more than double", exactly double is not; None: it
    is not more than the other one.
    """

    times: Decimal
    more_than: int | None
    other: str

    @property
    def text(self) -> str:
        """The same in words: "2.45 times 4,380 cases: more than double"."""
        sentence = f"{plain(self.times)} times {self.other}"
        if self.more_than is None:
            return f"{sentence}."
        named = {1: "more than it", 2: "more than double"}
        return f"{sentence}: {named.get(self.more_than, f'more than {self.more_than} times it')}."


def share_of(
    numerator: Decimal,
    denominator: Decimal,
    *,
    value: Decimal | None,
    stated: str,
    approximate: bool = False,
) -> Share:
    """Return the percentage that a numerator and a denominator above nought come to.

    `value` is the stated percentage if it is one value, `stated` what is stated in words.
    """
    exact = 100 * Fraction(numerator) / Fraction(denominator)
    decimals = 0 if value is None else decimals_of(value)
    return Share(
        numerator=numerator,
        denominator=denominator,
        percent=_rounded(exact, decimals + DECIMALS),
        follows=_follows(exact, value, decimals, approximate),
        stated=stated,
    )


def _follows(exact: Fraction, value: Decimal | None, decimals: int, approximate: bool) -> Said:
    if value is None:
        return Said.CANNOT_BE_SAID
    if abs(exact - Fraction(value)) <= Fraction(1, 2 * 10**decimals):
        return Said.YES
    return Said.CANNOT_BE_SAID if approximate else Said.NO


def times_of(value: Decimal, other: Decimal, *, unit: str) -> Times | None:
    """Return how many times `other` a value is; None where one of them is not above nought."""
    if value <= 0 or other <= 0:
        return None
    exact = Fraction(value) / Fraction(other)
    exceeded = -(-exact.numerator // exact.denominator) - 1
    return Times(_rounded(exact, DECIMALS), exceeded or None, f"{plain(other)} {unit}")


def _rounded(exact: Fraction, decimals: int) -> Decimal:
    return Decimal(round(exact * 10**decimals)).scaleb(-decimals)
