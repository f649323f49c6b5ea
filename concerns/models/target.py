"""What a measure is to reach, and what it is compared with."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from api.fields import (
    ChoiceField,
    StatedDecimalField,
    first_day,
    precision_constraint,
    precision_field,
)
from api.guards import Guard, not_in_future
from api.records import Superseding
from concerns.models.indicator import Measure
from concerns.querysets import BaselineQuerySet, TargetQuerySet
from concerns.values import SaidBy, interval_text


class Target(Superseding):
    """What a measure is to reach, by when, as set on a day by somebody.

    Moving a target is another row with a later `set_on`; it does not rewrite last quarter.
    """

    SEARCHED: ClassVar = ("statement",)
    SEARCHED_THROUGH: ClassVar = ("measure__indicator", "measure__force")

    IDENTITY: ClassVar[tuple[str, ...]] = ("measure",)

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="targets", help_text="The measure."
    )
    low = StatedDecimalField(null=True, blank=True, help_text="Least that meets it.")
    high = StatedDecimalField(null=True, blank=True, help_text="Most that meets it.")
    due_on = models.DateField(null=True, blank=True, help_text="By when; empty = no date was set.")
    due_on_precision = precision_field("due_on")
    set_on = models.DateField(help_text="When it was set, or first published.")
    set_on_precision = precision_field("set_on")
    set_by = ChoiceField(max_length=15, choices=SaidBy, help_text="Who set it.")
    statement = models.TextField(blank=True, help_text="How it was put, in our own words.")

    objects = TargetQuerySet.as_manager()

    class Meta(Superseding.Meta):
        constraints = [
            *Superseding.Meta.constraints,
            precision_constraint("target", "due_on"),
            precision_constraint("target", "set_on"),
            models.CheckConstraint(
                condition=(Q(low__isnull=False) | Q(high__isnull=False))
                & (Q(low=None) | Q(high=None) | Q(high__gte=F("low"))),
                name="target_has_a_value",
                violation_error_message="low: a target has a low, a high not below it, or both.",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=first_day("set_on", "due_on_precision")),
                name="target_due_after_set",
                violation_error_message="due_on: not before set_on.",
            ),
            models.UniqueConstraint(
                fields=["measure", "set_on"],
                condition=Q(superseded_at=None),
                name="target_once_a_day",
                violation_error_message=(
                    "set_on: a target was set that day already: correct it, or give the day on "
                    "which it was moved."
                ),
            ),
        ]
        triggers = [*Superseding.Meta.triggers, not_in_future("target", "set_on")]

    def __str__(self) -> str:
        return f"target of {self.measure}"

    def in_words(self, unit: str) -> str:
        """Say what is to be reached, in the unit: "7,475 officers", "at most 24 hours"."""
        return f"{interval_text(self.low, self.high, True, True)} {unit}"


class Baseline(Superseding):
    """The period whose reading a measure is compared with, as chosen on a day.

    It names a period and not a row, so that it follows that reading's corrections.
    """

    SEARCHED: ClassVar = ("note",)
    SEARCHED_THROUGH: ClassVar = ("measure__indicator", "measure__force")

    IDENTITY: ClassVar[tuple[str, ...]] = ("measure",)

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="baselines", help_text="The measure."
    )
    period_start = models.DateField(help_text="First day of the baseline's period.")
    period_end = models.DateField(help_text="Last day of the baseline's period.")
    chosen_on = models.DateField(help_text="From which day it is the baseline.")
    note = models.TextField(blank=True, help_text="Why this one.")

    objects = BaselineQuerySet.as_manager()

    class Meta(Superseding.Meta):
        constraints = [
            *Superseding.Meta.constraints,
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="baseline_period_in_order",
                violation_error_message="period_end: not before period_start.",
            ),
            models.UniqueConstraint(
                fields=["measure", "chosen_on"],
                condition=Q(superseded_at=None),
                name="baseline_once_a_day",
                violation_error_message="chosen_on: a baseline was chosen that day: correct it.",
            ),
        ]
        triggers = [
            *Superseding.Meta.triggers,
            not_in_future("baseline", "chosen_on"),
            Guard(
                constraint="baseline_has_reading",
                sentence=(
                    "period_end: the measure has no reading for this period: record it first."
                ),
                field="period_end",
                operation=pgtrigger.Insert,
                refuse_if=(
                    "NOT EXISTS (SELECT FROM concerns_reading WHERE measure_id = NEW.measure_id "
                    "AND period_start = NEW.period_start AND period_end = NEW.period_end "
                    "AND superseded_at IS NULL)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"baseline of {self.measure}"
