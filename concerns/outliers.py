"""Which of several forces' values lie well above or below the average: the outlier method.

Nothing is queried here: values go in, the mean, the spread and each value's place come out.

The unweighted mean over forces and one standard deviation either way. If a Shapiro-Wilk test
says that the values are not normally distributed, natural logarithms are taken, and kept if they
are closer to normal (their W is nearer to 1). A value more than one standard deviation from the
mean (|z| > 1, the limit itself not) is well above or well below average.

The published wording leaves open whether the standard deviation is a sample's or a population's:
it speaks of values used to *estimate* it, so it is the sample's here (n - 1). It says "mean" of
logged values too: with logs, centre and limits are those of the logarithms, turned back into the
unit, and the centre is then the geometric mean.

Source: HMICFRS, PEEL 2021/22 report on Greater Manchester Police, "About the data", "Outlier
Lines", 3 March 2022.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, stdev

from django.db.models import TextChoices

LEVEL_OF_NORMALITY = 0.05
"""A p below it says that values are not normally distributed: the customary level, our choice."""

FEWEST_COMPARED = 2
FEWEST_TESTED = 3
OUTLIER_FROM = 1.0
"""|z| above which a value is well above or below average, as published."""

DIGITS_OF_Z = 12
"""Decimals to which z is taken: binary fractions put 0.3 above the limit that it lies on."""


class TooFewForces(ValueError):
    """There are not two values to compare."""


class Band(TextChoices):
    """Where a value lies to the average; whether that is good depends on the indicator."""

    WELL_ABOVE = "well_above", "Well above average"
    AROUND = "around", "Around average"
    WELL_BELOW = "well_below", "Well below average"


class Logs(TextChoices):
    """Whether logarithms were used, and why or why not."""

    USED = (
        "used",
        "The values are not normally distributed and their logarithms are closer to it: these "
        "were used.",
    )
    NORMAL = (
        "normal",
        "Nothing says that the values are not normally distributed: used as they are.",
    )
    NO_CLOSER = (
        "no_closer",
        "The values are not normally distributed, but their logarithms are no closer to it: used "
        "as they are.",
    )
    NOT_POSITIVE = (
        "not_positive",
        "The values are not normally distributed, but some are nought or below and have no "
        "logarithm: used as they are.",
    )
    NOT_TESTED = (
        "not_tested",
        f"A Shapiro-Wilk test takes {FEWEST_TESTED} values or more: used as they are, untested.",
    )
    ALL_EQUAL = (
        "all_equal",
        "All values are equal: there is no spread, so no force lies above or below average.",
    )


@dataclass(frozen=True)
class Normality:
    """A Shapiro-Wilk test: W is at most 1, which is normal; p is how likely a smaller W is."""

    w: float
    p: float


@dataclass(frozen=True)
class Place:
    """Where one value lies: z in standard deviations from the centre; None without a spread."""

    z: float | None
    band: Band | None


@dataclass(frozen=True)
class Average:
    """Mean and spread of some values, and where each of them lies, in the order they came.

    `mean` and `sd` are those of the values as they are, in their unit. `log_mean` and `log_sd`
    are those of the natural logarithms, where these were used. `centre`, `low` and `high` are the
    drawn lines, in the unit: the mean that z counts from, and one standard deviation either way.
    """

    n: int
    mean: float
    sd: float
    before: Normality | None
    after: Normality | None
    logs: Logs
    log_mean: float | None
    log_sd: float | None
    centre: float
    low: float
    high: float
    places: tuple[Place, ...]

    @property
    def logs_used(self) -> bool:
        """Whether logarithms were used."""
        return self.logs == Logs.USED


def average(values: Sequence[Decimal]) -> Average:
    """Return mean and spread of the values of several forces, and the place of each.

    Raises: TooFewForces if there are fewer than two.
    """
    if len(values) < FEWEST_COMPARED:
        raise TooFewForces
    plain = [float(value) for value in values]
    before = _normality(plain)
    logged = _logged(plain) if before is not None and before.p < LEVEL_OF_NORMALITY else None
    after = _normality(logged) if logged else None
    logs = _decided(plain, before, logged, after)
    used = logged if logs == Logs.USED and logged else plain
    middle, spread = fmean(used), stdev(used)
    back = math.exp if logs == Logs.USED else float
    return Average(
        n=len(plain),
        mean=fmean(plain),
        sd=stdev(plain),
        before=before,
        after=after,
        logs=logs,
        log_mean=middle if logs == Logs.USED else None,
        log_sd=spread if logs == Logs.USED else None,
        centre=back(middle),
        low=back(middle - spread),
        high=back(middle + spread),
        places=tuple(_place(value, middle, spread) for value in used),
    )


def _normality(values: Sequence[float]) -> Normality | None:
    """Test values for normality; None if there are too few, or no spread to test."""
    if len(values) < FEWEST_TESTED or _all_equal(values):
        return None
    from scipy.stats import shapiro  # slow to load: only who compares waits

    tested = shapiro(values)
    return Normality(float(tested.statistic), float(tested.pvalue))


def _logged(values: Sequence[float]) -> list[float] | None:
    return [math.log(value) for value in values] if min(values) > 0 else None


def _decided(
    plain: Sequence[float],
    before: Normality | None,
    logged: Sequence[float] | None,
    after: Normality | None,
) -> Logs:
    if before is None:
        return Logs.ALL_EQUAL if _all_equal(plain) else Logs.NOT_TESTED
    if before.p >= LEVEL_OF_NORMALITY:
        return Logs.NORMAL
    if logged is None:
        return Logs.NOT_POSITIVE
    return Logs.USED if after is not None and after.w > before.w else Logs.NO_CLOSER


def _place(value: float, middle: float, spread: float) -> Place:
    if spread == 0:
        return Place(None, None)
    z = round((value - middle) / spread, DIGITS_OF_Z)
    if abs(z) <= OUTLIER_FROM:
        return Place(z, Band.AROUND)
    return Place(z, Band.WELL_ABOVE if z > 0 else Band.WELL_BELOW)


def _all_equal(values: Sequence[float]) -> bool:
    return min(values) == max(values)
