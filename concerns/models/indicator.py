"""What is measured (indicators), of whom and by whom (measures), and where a series breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from api.days import day_text
from api.fields import ChoiceField, StatedDecimalField
from api.guards import Guard, tracked
from api.records import Superseding, Versioned
from concerns.models.concern import Concern
from concerns.querysets import MeasureQuerySet, SeriesBreakQuerySet
from concerns.values import SaidBy
from inspections.models import Force
from inspections.querysets import ReferenceQuerySet

PER = re.compile(r"per ([1-9][0-9,]*)\b")
"""How the unit of a rate begins: "per 1000 population"."""


class IndicatorManager(models.Manager.from_queryset(ReferenceQuerySet)):  # type: ignore[misc]
    """Indicators by their code."""

    def get_by_natural_key(self, code: str) -> Indicator:
        """Return the indicator of that code."""
        return self.get(code=code)  # type: ignore[no-any-return]


@tracked("IndicatorHistory", exclude=["version"])
class Indicator(Versioned):
    """Something that is counted or measured in the same way wherever it is."""

    SEARCHED: ClassVar = ("code", "name", "definition")

    class Better(models.TextChoices):
        """Which way is better."""

        HIGHER = "higher", "More is better"
        LOWER = "lower", "Fewer is better"
        NEITHER = "neither", "Neither"

    class Nature(models.TextChoices):
        """Whether it is there at an instant or adds up over a period."""

        STOCK = "stock", "Stock: at an instant"
        FLOW = "flow", "Flow: over a period"

    code = models.SlugField(max_length=60, unique=True, help_text="Such as: crimes-recorded.")
    name = models.CharField(max_length=150, help_text="Such as: reports of crime recorded.")
    definition = models.TextField(blank=True, help_text="What is counted, and what is left out.")
    unit = models.CharField(max_length=40, help_text="Such as: percent, incidents, seconds.")
    better = ChoiceField(max_length=10, choices=Better, help_text="Which way is better.")
    floor = StatedDecimalField(null=True, blank=True, help_text="No value can be below it.")
    ceiling = StatedDecimalField(null=True, blank=True, help_text="No value can be above it.")
    nature = ChoiceField(max_length=10, choices=Nature, help_text="Stock or flow.")
    period_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Usual length of a period, in months."
    )
    part_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        help_text="The indicator it is a part of: violence is part of all crime.",
    )

    objects = IndicatorManager()

    class Meta(Versioned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(floor=None) | Q(ceiling=None) | Q(ceiling__gt=F("floor")),
                name="indicator_floor_below_ceiling",
                violation_error_message="ceiling: above the floor.",
            ),
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=F("id")),
                name="indicator_not_part_of_itself",
                violation_error_message="part_of: an indicator is no part of itself.",
            ),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            Guard(
                constraint="indicator_meaning_fixed",
                sentence=(
                    "Once it was read, an indicator keeps its unit, its nature and which way is "
                    "better: make another one, or record a break of the series."
                ),
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "ROW(NEW.unit, NEW.nature, NEW.better) IS DISTINCT FROM "
                    "ROW(OLD.unit, OLD.nature, OLD.better)"
                ),
                refuse_if=(
                    "EXISTS (SELECT FROM concerns_reading r JOIN concerns_measure m "
                    "ON m.id = r.measure_id WHERE m.indicator_id = OLD.id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """Return the code."""
        return (self.code,)

    @property
    def rate_per(self) -> Decimal | None:
        """What a rate is counted for each of: 100 in percent, 1,000 in "per 1,000 people".

        None for what is no rate, such as "calls per month": its counts are divided by nothing.
        """
        if self.unit == "percent":
            return Decimal(100)
        stated = PER.match(self.unit)
        return Decimal(stated[1].replace(",", "")) if stated else None

    def wholes(self) -> frozenset[str]:
        """Return the codes of all it is a part of, near and far. Hidden queries: one for each."""
        found: set[str] = set()
        whole = self.part_of
        while whole is not None and whole.code not in found:
            found.add(whole.code)
            whole = whole.part_of
        return frozenset(found)


class SeriesBreak(Superseding):
    """A day from which an indicator's definition differs: nothing is computed across it."""

    IDENTITY: ClassVar[tuple[str, ...]] = ("indicator",)

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="breaks", help_text="The indicator."
    )
    from_on = models.DateField(help_text="First day of the new definition.")
    reason = models.TextField(help_text="What differs, and who says so.")

    objects = SeriesBreakQuerySet.as_manager()

    class Meta(Superseding.Meta):
        constraints = [
            *Superseding.Meta.constraints,
            models.UniqueConstraint(
                fields=["indicator", "from_on"],
                condition=Q(superseded_at=None),
                name="seriesbreak_once",
                violation_error_message="from_on: there is a break on that day already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} from {day_text(self.from_on)}"


@tracked("MeasureHistory", exclude=["version"])
class Measure(Versioned):
    """One indicator for one force as said by one source.

    A force's figure and the inspectorate's are two measures, so that neither overwrites the other.
    """

    SEARCHED_THROUGH: ClassVar = ("indicator", "force")

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="measures", help_text="What is measured."
    )
    force = models.ForeignKey(
        Force, on_delete=models.PROTECT, related_name="measures", help_text="Of whom."
    )
    said_by = ChoiceField(max_length=15, choices=SaidBy, help_text="By whom.")
    concerns = models.ManyToManyField(
        Concern,
        blank=True,
        related_name="measures",
        help_text="The concerns whose progress it shows.",
    )
    expected_every_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="A reading is expected every so many months."
    )
    expected_every_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Or every so many days."
    )

    objects = MeasureQuerySet.as_manager()

    class Meta(Versioned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "force", "said_by"],
                name="measure_once",
                violation_error_message=(
                    "There is a measure of this indicator, force and source already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(expected_every_months=None) | Q(expected_every_days=None),
                name="measure_one_cadence",
                violation_error_message="expected_every_days: give months or days, not both.",
            ),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            Guard(
                constraint="measure_identity_fixed",
                sentence=(
                    "Once it has a reading or a target, a measure keeps its indicator, force and "
                    "source: make another one."
                ),
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "ROW(NEW.indicator_id, NEW.force_id, NEW.said_by) IS DISTINCT FROM "
                    "ROW(OLD.indicator_id, OLD.force_id, OLD.said_by)"
                ),
                refuse_if=(
                    "EXISTS (SELECT FROM concerns_reading WHERE measure_id = OLD.id) "
                    "OR EXISTS (SELECT FROM concerns_target WHERE measure_id = OLD.id)"
                ),
            ),
        ]

    def fixed_fields(self) -> Mapping[str, str]:
        """Return what it is, once it has a reading or a target. Two queries."""
        if not (self.readings.exists() or self.targets.exists()):
            return {}
        return {
            name: f"{name}: fixed once it has a reading or a target; record another measure."
            for name in ("indicator", "force", "said_by")
        }

    def __str__(self) -> str:
        return f"{self.indicator}, {self.force}, said by {self.get_said_by_display()}"


@tracked("MeasureConcernHistory")
class MeasureConcern(Measure.concerns.through):  # type: ignore[misc, name-defined]  # by the field
    """That a measure shows the progress of a concern; when that began and ended is kept."""

    class Meta:
        proxy = True

    def __str__(self) -> str:
        return f"{self.measure} of {self.concern}"
