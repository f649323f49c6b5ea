"""What a reading or a figure can say: a point, a range, a bound, a change, or a direction only."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, F, Q, When

from api.days import day_text
from api.fields import ChoiceField, StatedDecimalField, plain


class SaidBy(models.TextChoices):
    """Whose figure it is."""

    INSPECTORATE = "inspectorate", "Inspectorate"
    FORCE = "force", "Force"
    HOME_OFFICE = "home_office", "Home Office"
    ONS = "ons", "Office for National Statistics"
    PRESS = "press", "Press"
    OTHER = "other", "Other"


class ValueKind(models.TextChoices):
    """In which form a value is stated."""

    POINT = "point", "Point"
    RANGE = "range", "Range"
    BOUND = "bound", "Bound on one side"
    CHANGE = "change", "Change from a base"
    DIRECTION = "direction", "Direction only"


class Direction(models.TextChoices):
    """Which way something went, where no number is given."""

    UP = "up", "Up"
    DOWN = "down", "Down"
    UNCHANGED = "unchanged", "Unchanged"


class ChangeUnit(models.TextChoices):
    """In what a change is counted."""

    ABSOLUTE = "absolute", "In the indicator's unit"
    PERCENT = "percent", "In percent of the base"


class StatedValue(models.Model):
    """A value as stated: always an interval of possible values, open where nothing bounds it.

    A point is an interval of no width. A change has a base whose level may be unknown. Decimals
    are kept as stated; a margin is the half-width of a confidence interval.
    """

    kind = ChoiceField(
        max_length=10,
        choices=ValueKind,
        default="point",
        help_text="point, range, bound, change from a base, or direction only.",
    )
    low = StatedDecimalField(
        null=True, blank=True, help_text="Lowest possible value; empty = unbounded below."
    )
    high = StatedDecimalField(
        null=True, blank=True, help_text="Highest possible value; empty = unbounded above."
    )
    low_inclusive = models.BooleanField(
        default=True, help_text="Whether the lowest value is possible itself (not: more than)."
    )
    high_inclusive = models.BooleanField(
        default=True, help_text="Whether the highest value is possible itself (not: less than)."
    )
    direction = ChoiceField(
        max_length=10, choices=Direction, blank=True, help_text="For a direction only: up, down."
    )
    change_unit = ChoiceField(
        max_length=10,
        choices=ChangeUnit,
        blank=True,
        help_text="For a change: in the indicator's unit, or in percent of the base.",
    )
    base_on = models.DateField(
        null=True, blank=True, help_text="For a change: the day of its base, if known."
    )
    base_label = models.CharField(
        max_length=120, blank=True, help_text="For a change: what its base is, in words."
    )
    margin = StatedDecimalField(
        null=True,
        blank=True,
        help_text="Half-width of the confidence interval, in the unit of the value (+/-).",
    )
    margin_level = StatedDecimalField(
        null=True, blank=True, help_text="Confidence level in percent, only if stated."
    )
    approximate = models.BooleanField(
        default=False, help_text="Whether the source says about, nearly, estimated or the like."
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(high__gte=F("low")),
                name="%(class)s_low_not_over_high",
                violation_error_message="high: not below low.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="point")
                | Q(low__isnull=False, high__isnull=False, low=F("high"))
                & Q(low_inclusive=True, high_inclusive=True),
                name="%(class)s_point_is_one_value",
                violation_error_message="low: a point has one value: give the same low and high.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="range")
                | Q(low__isnull=False, high__isnull=False, high__gt=F("low")),
                name="%(class)s_range_has_two_ends",
                violation_error_message="high: a range has a low and a higher high.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="bound")
                | Q(low__isnull=False, high=None)
                | Q(low=None, high__isnull=False),
                name="%(class)s_bound_has_one_end",
                violation_error_message="low: a bound has either a low or a high, not both.",
            ),
            models.CheckConstraint(
                condition=Q(kind="change")
                & ~Q(change_unit="")
                & (Q(base_on__isnull=False) | ~Q(base_label=""))
                & (Q(low__isnull=False) | Q(high__isnull=False))
                | ~Q(kind="change") & Q(change_unit="", base_on=None, base_label=""),
                name="%(class)s_change_names_its_base",
                violation_error_message=(
                    "change_unit: a change says its unit (absolute or percent), names its base "
                    "(base_on or base_label) and bounds the change; other values have none of these."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind="direction", low=None, high=None) & ~Q(direction="")
                | ~Q(kind="direction") & Q(direction=""),
                name="%(class)s_direction_has_no_number",
                violation_error_message=(
                    "direction: up, down or unchanged, without a number; other values have none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(margin=None)
                | Q(margin__gte=0, low__isnull=False, high__isnull=False, low=F("high")),
                name="%(class)s_margin_of_one_value",
                violation_error_message=(
                    "margin: nought or more, and only around one value: a range, a bound or a "
                    "direction has none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(margin_level=None)
                | Q(margin__isnull=False, margin_level__gt=0, margin_level__lt=100),
                name="%(class)s_level_of_margin",
                violation_error_message="margin_level: between 0 and 100 percent, of a margin.",
            ),
        ]

    @property
    def value(self) -> Decimal | None:
        """The value, if it is a point; a bound or a range never becomes one."""
        point: Decimal | None = self.low if self.kind == ValueKind.POINT else None
        return point

    def text(self, unit: str = "") -> str:
        """Say the value in words, with its margin and unit: "more than 50 percent lower"."""
        if self.kind == ValueKind.DIRECTION:
            return self.get_direction_display().lower()
        if self.kind == ValueKind.CHANGE:
            return self._change_text(unit)
        ends = (self.low, self.high, self.low_inclusive, self.high_inclusive)
        words = interval_text(*ends, approximate=self.approximate)
        return _joined(words, self._margin_text(), unit)

    def _margin_text(self) -> str:
        return "" if self.margin is None else f"± {plain(self.margin)}"

    def _change_text(self, unit: str) -> str:
        ends = (self.low, self.high, self.low_inclusive, self.high_inclusive)
        in_percent = self.change_unit == ChangeUnit.PERCENT
        unit = "percent" if in_percent else difference_unit(unit)
        if self.high is not None and self.high <= 0:
            size = interval_text(
                -self.high,
                None if self.low is None else -self.low,
                self.high_inclusive,
                self.low_inclusive,
                approximate=self.approximate,
            )
            way = "lower"
        elif self.low is not None and self.low >= 0:
            size = interval_text(*ends, approximate=self.approximate)
            way = "higher"
        else:
            size = interval_text(*ends, approximate=self.approximate)
            way = "change"
        if self.base_label:
            base = f"(base: {self.base_label})"
        else:
            base = f"than on {day_text(self.base_on)}" if self.base_on else ""
        return _joined(size, self._margin_text(), unit, way, base)


def point_of(before: str = "") -> Case:
    """Return the value if it is a point; a bound or a range never becomes one.

    `before` leads to the row that states it: "measure__latest__".
    """
    return Case(
        When(**{f"{before}kind": ValueKind.POINT}, then=F(f"{before}low")),
        output_field=models.DecimalField(max_digits=30, decimal_places=12),
    )


def difference_unit(unit: str) -> str:
    """Return the unit of a difference: of two percentages, percentage points."""
    return "percentage points" if unit == "percent" else unit


def decimals_of(number: Decimal) -> int:
    """Return how many decimals a number is stated with."""
    return max(0, -int(number.as_tuple().exponent))


def interval_text(
    low: Decimal | None,
    high: Decimal | None,
    low_inclusive: bool,
    high_inclusive: bool,
    *,
    approximate: bool = False,
) -> str:
    """Say an interval: "9 to 12", "more than 50", "at most about 24", "77.7"."""
    about = "about " if approximate else ""
    if low is not None and high is not None:
        return about + (plain(low) if low == high else f"{plain(low)} to {plain(high)}")
    if low is not None:
        return f"{'at least' if low_inclusive else 'more than'} {about}{plain(low)}"
    if high is not None:
        return f"{'at most' if high_inclusive else 'less than'} {about}{plain(high)}"
    return "not stated"


def period_text(start: dt.date, end: dt.date) -> str:
    """Say a period of whole days in British words, shortest first.

    An instant is its day; whole months are named ("April to June 2020"), twelve of them by their
    end ("the year ending 31 March 2021") or by the calendar ("2020").
    """
    if start == end:
        return day_text(start)
    whole_months = start.day == 1 and (end + dt.timedelta(days=1)).day == 1
    if not whole_months:
        return f"{day_text(start)} to {day_text(end)}"
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months == 12:
        return str(end.year) if start.month == 1 else f"the year ending {day_text(end)}"
    if months == 1:
        return f"{end:%B %Y}"
    first = f"{start:%B}" if start.year == end.year else f"{start:%B %Y}"
    return f"{first} to {end:%B %Y}"


def when_text(start: dt.date, end: dt.date) -> str:
    """Say when: "on 30 September 2021", "in April to June 2020", "from 1 May to 3 July 2021"."""
    words = period_text(start, end)
    if start == end:
        return f"on {words}"
    return f"from {words}" if words[:1].isdigit() and " to " in words else f"in {words}"


def _joined(*parts: Any) -> str:
    return " ".join(part for part in parts if part)
