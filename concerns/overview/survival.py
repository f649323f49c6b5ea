"""Days until something is closed, where much of it is still open: the Kaplan-Meier estimate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from concerns.overview.shapes import DaysToClose, Quantile

QUARTER, HALF, THREE_QUARTERS = Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)


def days_to_close(closed: Counter[int], censored: Counter[int], left_out: int = 0) -> DaysToClose:
    """Return median and quartiles of the days to closing; both count records by their days.

    A censored record counts among those open up to and on its last day, and no longer: closings
    of a day come before what is censored on it. A part is closed within the first number of days
    at which the share still open is down to the rest, exactly counted.

    Source: Kaplan and Meier, Nonparametric estimation from incomplete observations, Journal of
    the American Statistical Association 53 (1958), section 2.
    """
    open_shares = list(_open_shares(closed, censored))
    lowest = open_shares[-1][1] if open_shares else Fraction(1)

    def within(part: Fraction) -> Quantile:
        for days, share in open_shares:
            if share <= 1 - part:
                return Quantile(days)
        return Quantile(None, _refusal(closed.total() + censored.total(), lowest))

    return DaysToClose(
        number=closed.total() + censored.total(),
        closed=closed.total(),
        censored=censored.total(),
        left_out=left_out,
        lower_quartile=within(QUARTER),
        median=within(HALF),
        upper_quartile=within(THREE_QUARTERS),
    )


def _open_shares(closed: Counter[int], censored: Counter[int]) -> Iterator[tuple[int, Fraction]]:
    """Yield each number of days on which some are closed, with the share open after them."""
    at_risk = closed.total() + censored.total()
    share = Fraction(1)
    for days in sorted({*closed, *censored}):
        if closed[days]:
            share *= Fraction(at_risk - closed[days], at_risk)
            yield days, share
        at_risk -= closed[days] + censored[days]


def _refusal(number: int, lowest: Fraction) -> str:
    if not number:
        return "there is none"
    if lowest == 1:
        return "none is closed as complete yet"
    left = round(100 * lowest)
    return f"an estimated {left} percent are still open at the longest time seen"
