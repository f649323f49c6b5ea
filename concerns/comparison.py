"""Forces side by side: one indicator over one period, by the outlier method.

The arithmetic stands in `concerns/outliers.py`; here it is decided which values take part. Only
points do: a bound, a range or a change never becomes one, and is listed as left out. Only
territorial forces that existed in the period are compared, each by the reading of exactly that
period, from one source.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from api.fields import plain
from concerns.models import Figure, Indicator, Reading
from concerns.models.reading import PeriodBasis
from concerns.outliers import Average, Place, TooFewForces, average
from concerns.values import SaidBy, ValueKind, period_text
from inspections.comparability import Direction
from inspections.comparison import AssertedChange
from inspections.models import Force

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks
    from concerns.querysets import ReadingQuerySet


DECIMALS_OF_RATE = 12
"""Decimals to which a rate is computed: those that a stated value may have."""


class LeftOutBecause(TextChoices):
    """Why a reading takes no part."""

    NO_POINT = "no_point", "It states no single value, and none is made of it."
    PERIOD_NOT_STATED = (
        "period_not_stated",
        "Its period is not stated: the day of publication stands in for it.",
    )
    NOT_TERRITORIAL = "not_territorial", "It is of a body that is no territorial force."
    NOT_IN_EXISTENCE = "not_in_existence", "The force did not exist in the period."


@dataclass(frozen=True)
class Compared:
    """One force's value: computed from its counts where both are stored, else as stated."""

    reading: Reading
    value: Decimal
    is_computed: bool
    place: Place

    @property
    def force(self) -> Force:
        """The force whose value it is."""
        force: Force = self.reading.measure.force
        return force

    @property
    def shown(self) -> str:
        """The value in words: as stated, or to two decimals where it was computed."""
        if not self.is_computed:
            return self.reading.text()
        return plain(round(self.value, 2))


@dataclass(frozen=True)
class LeftOut:
    """A reading of the period that takes no part, and why."""

    reading: Reading
    because: LeftOutBecause


@dataclass(frozen=True)
class ForceComparison:
    """Forces side by side, the highest value first.

    `missing` are the slugs of territorial forces that existed in the period and have no value
    here, within the reader's reach. `known_at` None is live.
    """

    as_at: dt.date
    known_at: dt.datetime | None
    indicator: Indicator
    period_start: dt.date
    period_end: dt.date
    said_by: str
    average: Average
    forces: tuple[Compared, ...]
    missing: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def period(self) -> str:
        """The period in British words."""
        return period_text(self.period_start, self.period_end)

    @property
    def said_by_shown(self) -> str:
        """The source in words."""
        return str(SaidBy(self.said_by).label)


def compare_forces(
    user: User,
    indicator: Indicator,
    *,
    period_start: dt.date,
    period_end: dt.date,
    clocks: Clocks,
    said_by: str | None = None,
) -> ForceComparison:
    """Compare the forces within the person's reach that have a value of exactly this period.

    Two queries.

    Raises: ValidationError with code `mixed_sources` if nobody is named as source and several
    speak; `no_value` if no force has a value; `one_force` if a single one has.
    """
    readings = _readings(user, indicator, period_start, period_end, clocks)
    told = Force.objects.at(clocks)
    forces = told.territorial_within(period_start, period_end).order_by("slug")
    compared = {force.pk: force.slug for force in forces}
    readings = _of_one_source(readings, said_by, compared)
    left_out = [LeftOut(row, because) for row in readings if (because := _kept_out(row, compared))]
    without = {each.reading.pk for each in left_out}
    taking_part = [row for row in readings if row.pk not in without]
    values = [_value(row, indicator) for row in taking_part]
    result = _average([value for value, _ in values], taking_part)
    placed = [
        Compared(row, value, is_computed, place)
        for row, (value, is_computed), place in zip(taking_part, values, result.places, strict=True)
    ]
    placed.sort(key=lambda each: (-each.value, each.force.slug))
    have = {row.measure.force_id for row in taking_part}
    return ForceComparison(
        as_at=clocks.as_at,
        known_at=clocks.known_at,
        indicator=indicator,
        period_start=period_start,
        period_end=period_end,
        said_by=taking_part[0].measure.said_by,
        average=result,
        forces=tuple(placed),
        missing=tuple(slug for number, slug in compared.items() if number not in have),
        left_out=tuple(left_out),
    )


def latest_comparison(
    user: User, indicator: Indicator, *, clocks: Clocks
) -> ForceComparison | None:
    """Compare forces in the latest period of which two or more have a value; None without one.

    Of several sources of that period, the one that speaks of the most forces. Three queries.
    """
    found = (
        Reading.objects.at(clocks)
        .visible_to(user, clocks)
        .periods_of_several(indicator, as_at=clocks.as_at)
        .first()
    )
    if found is None:
        return None
    return compare_forces(
        user,
        indicator,
        period_start=found["period_start"],
        period_end=found["period_end"],
        said_by=found["measure__said_by"],
        clocks=clocks,
    )


def asserted_changes(user: User, force: Force, *, clocks: Clocks) -> list[AssertedChange]:
    """Return what publications assert about how the force changed, by area. One query.

    From figures that stand in the section of an area and are said to have improved or worsened;
    "higher" and "lower" say neither, and often compare with other forces.
    """
    ways = {
        Figure.ClaimDirection.IMPROVED: Direction.BETTER,
        Figure.ClaimDirection.WORSENED: Direction.WORSE,
    }
    figures = (
        Figure.objects.at(clocks)
        .visible_to(user, clocks)
        .exclude(publication__state="draft")
        .filter(force=force, area__isnull=False, claim_direction__in=ways)
        .order_by("publication", "code")
    )
    return [
        AssertedChange(
            publication=row.publication_id,
            area=row.area_id,
            code=row.code,
            words=row.words,
            direction=ways[Figure.ClaimDirection(row.claim_direction)],
            is_tested=row.claim == Figure.Claim.TESTED,
        )
        for row in figures
    ]


def _readings(
    user: User, indicator: Indicator, start: dt.date, end: dt.date, clocks: Clocks
) -> list[Reading]:
    """Return the readings of exactly that period, as they stood."""
    rows: ReadingQuerySet = Reading.objects.at(clocks).visible_to(user, clocks)
    found = rows.filter(measure__indicator=indicator, period_start=start, period_end=end)
    found = found.select_related("measure__indicator", "measure__force")
    return sorted(found, key=lambda row: (row.measure.force.slug, row.pk))


def _of_one_source(
    readings: Sequence[Reading], said_by: str | None, compared: Container[int]
) -> list[Reading]:
    """Keep what the source says; without one named, the only one that takes part.

    Raises: ValidationError with code `mixed_sources` if several would take part.
    """
    if said_by is None:
        sources = {row.measure.said_by for row in readings if not _kept_out(row, compared)}
        if len(sources) > 1:
            raise ValidationError(
                "Several sources speak of this period, and their figures are not mixed: give "
                f"said_by as one of {', '.join(sorted(sources))}.",
                code="mixed_sources",
            )
        said_by = next(iter(sources), None)
    return [row for row in readings if said_by is None or row.measure.said_by == said_by]


def _kept_out(reading: Reading, compared: Container[int]) -> LeftOutBecause | None:
    force = reading.measure.force
    if force.kind != Force.Kind.TERRITORIAL:
        return LeftOutBecause.NOT_TERRITORIAL
    if force.pk not in compared:
        return LeftOutBecause.NOT_IN_EXISTENCE
    if reading.kind != ValueKind.POINT:
        return LeftOutBecause.NO_POINT
    if reading.period_basis == PeriodBasis.NOT_STATED:
        return LeftOutBecause.PERIOD_NOT_STATED
    return None


def _value(reading: Reading, indicator: Indicator) -> tuple[Decimal, bool]:
    """Return the value, and whether it was computed from the counts behind it."""
    per = indicator.rate_per
    if per is not None and reading.numerator is not None and reading.denominator:
        return _short(per * reading.numerator / reading.denominator), True
    return reading.low, False


def _short(number: Decimal) -> Decimal:
    """Return a quotient with the decimals that the record keeps, and no noughts at its end."""
    return Decimal(f"{number:.{DECIMALS_OF_RATE}f}".rstrip("0").rstrip("."))


def _average(values: Sequence[Decimal], readings: Sequence[Reading]) -> Average:
    try:
        return average(values)
    except TooFewForces as error:
        if not values:
            raise ValidationError(
                "No territorial force has a value of this indicator and period, as it stood then "
                "and within your reach.",
                code="no_value",
            ) from error
        raise ValidationError(
            f"One force is no comparison: {readings[0].measure.force} alone has a value of this "
            "indicator and period within your reach.",
            code="one_force",
        ) from error
