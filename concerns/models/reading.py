"""Readings of a measure: what was observed in a period, as one source said it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from api.constraints import Refusal, refusals_in_words, refused
from api.fields import ChoiceField, StatedDecimalField, plain
from api.guards import Guard
from api.records import Superseding
from concerns.models.indicator import Measure
from concerns.querysets import ReadingQuerySet
from concerns.ratios import Share, share_of
from concerns.significance import Estimate
from concerns.values import StatedValue, ValueKind, period_text, when_text


class PeriodBasis(models.TextChoices):
    """How the period of a reading is known."""

    STATED = "stated", "Stated by the source"
    FIELDWORK = "fieldwork", "The days of fieldwork"
    LOOSE = "loose", "Bounded by the source's words"
    INFERRED = "inferred", "Inferred from elsewhere in the source"
    NOT_STATED = "not_stated", "Not stated: the day of publication stands in"


def beyond_limit(name: str, code: str, limit: Decimal, unit: str) -> Refusal:
    """Return the refusal of a low or high beyond what its indicator can be.

    `code` is below_floor or above_ceiling.
    """
    side = "below" if code == "below_floor" else "above"
    return Refusal(name, f"{name}: not {side} {plain(limit)} {unit}.", code)


class Reading(StatedValue, Superseding):
    """What was observed of a measure in a period, as one source said it.

    The period is [period_start, period_end], both days included; an instant has both equal. A
    period that is not stated stays out of progress. A reading is known by measure and period:
    saying it again changes nothing, and another value for the same period is a correction.
    """

    SEARCHED_THROUGH: ClassVar = ("measure__indicator", "measure__force")

    IDENTITY: ClassVar[tuple[str, ...]] = ("measure",)

    measure = models.ForeignKey(
        Measure,
        on_delete=models.PROTECT,
        related_name="readings",
        db_index=False,
        help_text="The measure it is a reading of.",
    )
    period_start = models.DateField(help_text="First day of the period.")
    period_end = models.DateField(help_text="Last day of the period; an instant has both equal.")
    period_basis = ChoiceField(
        max_length=10, choices=PeriodBasis, default="stated", help_text="How the period is known."
    )
    sample_size = models.PositiveIntegerField(
        null=True, blank=True, help_text="Size of the sample it was estimated from."
    )
    numerator = StatedDecimalField(null=True, blank=True, help_text="Count above the line.")
    denominator = StatedDecimalField(null=True, blank=True, help_text="Count below the line.")
    source = models.CharField(
        max_length=250, blank=True, help_text="Where it was said, if no figure of ours holds it."
    )
    # Lean: nobody follows these three, and each index or trigger would cost every ingest.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
        help_text="Who recorded it.",
    )
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
        help_text="Who corrected or withdrew it.",
    )
    supersedes = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
        help_text="The reading this one corrects.",
    )

    objects = ReadingQuerySet.as_manager()

    class Meta(Superseding.Meta):
        constraints = [
            *Superseding.Meta.constraints,
            *StatedValue.Meta.constraints,
            models.UniqueConstraint(
                fields=["measure", "period_end", "period_start"],
                condition=Q(superseded_at=None),
                include=["kind", "low", "high", "margin", "period_basis"],
                name="reading_once_per_period",
                violation_error_message=(
                    "period_end: there is a reading for this period already: correct that one, "
                    "saying why."
                ),
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="reading_period_in_order",
                violation_error_message="period_end: not before period_start.",
            ),
            models.CheckConstraint(
                condition=Q(period_start__gte=dt.date(1900, 1, 1)),
                name="reading_period_in_living_memory",
                violation_error_message="period_start: 1900 or later.",
            ),
            models.CheckConstraint(
                condition=Q(numerator=None)
                | Q(numerator__gte=0, denominator__isnull=False, denominator__gt=0),
                name="reading_numerator_over_denominator",
                violation_error_message="denominator: a numerator needs one above nought.",
            ),
            models.CheckConstraint(
                condition=Q(sample_size=None) | Q(sample_size__gt=0),
                name="reading_sample_counts",
                violation_error_message="sample_size: one or more.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["measure", "period_end"],
                condition=Q(superseded_at__isnull=False),
                name="reading_superseded",
            ),
            # What is new: rows lie in the order they came in, so a few pages of marks do.
            BrinIndex(fields=["recorded_at"], autosummarize=True, name="reading_recorded_at"),
        ]
        triggers = [
            *Superseding.Meta.triggers,
            Guard(
                constraint="reading_not_in_future",
                sentence="period_end: today or earlier: a reading says what was observed.",
                field="period_end",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(
                    "NEW.period_end > (clock_timestamp() AT TIME ZONE 'Europe/London')::date"
                ),
            ),
            Guard(
                constraint="reading_part_within_whole",
                sentence="numerator: not over the denominator in a percentage.",
                field="numerator",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.numerator > NEW.denominator"),
                refuse_if=(
                    "(SELECT i.unit FROM concerns_measure m JOIN concerns_indicator i "
                    "ON i.id = m.indicator_id WHERE m.id = NEW.measure_id) = 'percent'"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text()} {when_text(self.period_start, self.period_end)}"

    def in_words(self) -> str:
        """Say the value with its unit. Hidden queries unless loaded: measure and indicator."""
        return self.text(self.measure.indicator.unit)

    def period_text(self) -> str:
        """Say the period in British words: "April to June 2020"."""
        return period_text(self.period_start, self.period_end)

    def estimate(self, *, length: str = "") -> Estimate:
        """Return it as one side of a comparison; `length` is its period's, if that is to be judged.

        Hidden queries unless loaded: measure, indicator and what that is part of.
        """
        indicator, dated = self.measure.indicator, self.period_basis != PeriodBasis.NOT_STATED
        return Estimate(
            value=self.value,
            unit=indicator.unit,
            margin=self.margin,
            level=self.margin_level,
            indicator=indicator.code,
            wholes=indicator.wholes(),
            nature=indicator.nature,
            force=str(self.measure.force_id),
            start=self.period_start if dated else None,
            end=self.period_end if dated else None,
            length=length if dated else "",
        )

    def share(self) -> Share | None:
        """Return the percentage that its numerator and denominator come to, if it is one.

        Hidden queries unless loaded: measure and indicator.
        """
        if self.numerator is None or self.denominator is None:
            return None
        if self.measure.indicator.unit != "percent":
            return None
        return share_of(
            self.numerator,
            self.denominator,
            value=self.value,
            stated=self.in_words(),
            approximate=self.approximate,
        )

    def clean(self) -> None:
        """Check the value against its indicator: percentages, floor and ceiling.

        Raises: ValidationError on the field at fault. Hidden queries: measure and indicator.
        """
        super().clean()
        if not hasattr(self, "measure"):
            return  # that is a fault of its own
        indicator = self.measure.indicator
        if (
            indicator.unit == "percent"
            and self.numerator is not None
            and self.denominator is not None
            and self.numerator > self.denominator
        ):
            raise refused(
                "numerator",
                "numerator: not over the denominator in a percentage.",
                "reading_part_within_whole",
            )
        if self.kind in (ValueKind.POINT, ValueKind.RANGE, ValueKind.BOUND):
            self._check_limits(indicator.floor, indicator.ceiling, indicator.unit)

    def _check_limits(self, floor: Any, ceiling: Any, unit: str) -> None:
        for name in ("low", "high"):
            number = getattr(self, name)
            if number is None:
                continue
            if floor is not None and number < floor:
                raise refused(*beyond_limit(name, "below_floor", floor, unit))
            if ceiling is not None and number > ceiling:
                raise refused(*beyond_limit(name, "above_ceiling", ceiling, unit))

    SAME: ClassVar[tuple[str, ...]] = (
        *("kind", "low", "high", "low_inclusive", "high_inclusive", "direction"),
        *("change_unit", "base_on", "base_label", "margin", "margin_level", "approximate"),
        *("period_basis", "sample_size", "numerator", "denominator", "source"),
    )
    """What makes two readings of one period the same."""

    def says_the_same(self, other: Reading) -> bool:
        """Whether both say the same of the same measure and period."""
        return all(
            getattr(self, name) == getattr(other, name)
            for name in (*self.SAME, "measure_id", "period_start", "period_end")
        )

    @classmethod
    def record(cls, *, by: Any, **values: Any) -> tuple[Reading, bool]:
        """Record a reading; return it and whether it is new. Said twice, it changes nothing.

        Raises: ValidationError with code `reading_once_per_period` if the period has another
        value, `superseded_before` if the very same reading was corrected or withdrawn already.
        """
        reading = cls(recorded_by=by, **values)
        with refusals_in_words():
            reading.clean_fields(exclude=["recorded_at", "recorded_by"])
            Measure.objects.select_for_update(no_key=True).get(pk=reading.measure_id)
            of_period = cls.objects.filter(
                measure=reading.measure_id,
                period_start=reading.period_start,
                period_end=reading.period_end,
            )
            # Two arms, each with an index of its own.
            for known in [*of_period.current(), *of_period.filter(superseded_at__isnull=False)]:
                if not reading.says_the_same(known):
                    continue
                if known.superseded_at is None:
                    return known, False
                raise ValidationError(
                    "This reading was recorded and has been corrected or withdrawn since: it is "
                    "not brought back.",
                    code="superseded_before",
                )
            reading.full_clean(exclude=["recorded_at"])
            reading.save(force_insert=True)
        return reading, True

    def _mark_superseded(self, *, by: Any, because: str, note: str) -> None:
        """Mark it under the lock of its measure, as recording does: many rows at once wait."""
        Measure.objects.select_for_update(no_key=True).get(pk=self.measure_id)
        super()._mark_superseded(by=by, because=because, note=note)
