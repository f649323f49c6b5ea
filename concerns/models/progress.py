"""How a measure is going, derived in the database by one SQL function."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models

from api.clocks import Clocks
from api.fields import ChoiceField, StatedDecimalField
from api.known import as_known
from api.tables import Statement, read_from
from concerns.models.indicator import Measure, SeriesBreak
from concerns.models.reading import Reading
from concerns.models.target import Target
from concerns.progress import ProgressFacts, Span, Stated
from concerns.querysets import ProgressQuerySet
from concerns.ratios import Share
from concerns.refusals import Refusal, Said
from concerns.significance import Significance, compare, refused
from concerns.trend import MOST, Goal, Observed, Trend, trend_of
from concerns.values import ChangeUnit, ValueKind


class Pace(models.TextChoices):
    """How the latest reading lies to the straight line from baseline to target."""

    MET = "met", "Target met"
    AHEAD = "ahead", "Ahead"
    ON_TRACK = "on_track", "On track"
    BEHIND = "behind", "Behind"
    WORSE_THAN_BASELINE = "worse_than_baseline", "Worse than the baseline"
    STALE = "stale", "Stale"
    NO_TARGET = "no_target", "No target"
    NO_BASELINE = "no_baseline", "No baseline"
    TOO_FEW_READINGS = "too_few_readings", "Too few readings"
    CANNOT_BE_SAID = "cannot_be_said", "Cannot be said"


CALLED = "SELECT * FROM measure_progress({as_at}, {known_at}, {fraction})"
"""The function is inlined where it is called, so that filters reach its tables."""


class ProgressManager(models.Manager.from_queryset(ProgressQuerySet)):  # type: ignore[misc]
    """Progress, which needs to be told as of when."""

    def at(
        self, *, as_at: dt.date, known_at: dt.datetime | None = None, fraction: str = "0.5"
    ) -> ProgressQuerySet:
        """Return one row per measure as it stood at the end of the day `as_at` in London.

        `known_at` None is live: what is current now; else what was known at that instant.
        `fraction` is the part of its baseline that `reached` asks about: 0.5 is half.
        """
        asked = {"as_at": as_at, "known_at": known_at, "fraction": fraction}
        progress = read_from(
            as_known(self.get_queryset(), Clocks(as_at, known_at)),
            {self.model._meta.db_table: Statement(CALLED, asked)},
        )
        found: ProgressQuerySet = progress.annotate(
            as_at=models.Value(as_at, models.DateField()),
            known_at=models.Value(known_at, models.DateTimeField(null=True)),
        )
        return found


class Progress(models.Model):
    """How one measure is going, as of a day: derived, never stored.

    Computed from observed readings with a dated period, in intervals: a bound or a range never
    becomes a point, and what cannot be compared says why. `change` is the latest reading less the
    baseline, in the indicator's unit; `way` the part of the way from baseline to target.
    """

    SEARCHED_THROUGH: ClassVar = ("measure__indicator", "measure__force")

    measure = models.OneToOneField(
        Measure, on_delete=models.DO_NOTHING, primary_key=True, related_name="progress"
    )
    latest = models.ForeignKey(
        Reading,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        help_text="Latest reading.",
    )
    baseline = models.ForeignKey(
        Reading, null=True, on_delete=models.DO_NOTHING, related_name="+", help_text="Its baseline."
    )
    baseline_chosen = models.BooleanField(
        null=True, help_text="Whether somebody chose the baseline; else it is the first reading."
    )
    target = models.ForeignKey(
        Target, null=True, on_delete=models.DO_NOTHING, related_name="+", help_text="Its target."
    )
    base_on = models.DateField(null=True, help_text="The last day of what it is compared with.")
    raised_on = models.DateField(
        null=True, help_text="When the earliest open, published concern it belongs to was raised."
    )
    counted_from_on = models.DateField(null=True, help_text="The day that concern was published.")
    days_since_raised = models.IntegerField(null=True, help_text="Days from raised_on to as_at.")
    days_since_baseline = models.IntegerField(null=True, help_text="Days from base_on to as_at.")
    change_low = StatedDecimalField(null=True, help_text="Least the change can be.")
    change_high = StatedDecimalField(null=True, help_text="Most the change can be.")
    change_low_inclusive = models.BooleanField(null=True, help_text="Whether it can be the least.")
    change_high_inclusive = models.BooleanField(null=True, help_text="Whether it can be the most.")
    change_percent_low = StatedDecimalField(
        null=True, help_text="The same in percent of the baseline, to one decimal."
    )
    change_percent_high = StatedDecimalField(
        null=True, help_text="The same in percent of the baseline, to one decimal."
    )
    change_refusal = ChoiceField(
        max_length=20, choices=Refusal, null=True, help_text="Why no change can be said."
    )
    reached = ChoiceField(
        max_length=15, choices=Said, help_text="Whether it is at or below half of its baseline."
    )
    reached_refusal = ChoiceField(
        max_length=20, choices=Refusal, null=True, help_text="Why that cannot be said."
    )
    reached_first = models.ForeignKey(
        Reading,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        help_text="The first reading for which it held.",
    )
    reached_first_days = models.IntegerField(
        null=True, help_text="Days from counted_from_on to the end of that reading's period."
    )
    way_low = StatedDecimalField(
        null=True, help_text="Least part of the way to the target, 1 = there."
    )
    way_high = StatedDecimalField(null=True, help_text="Most of the way to the target, 1 = there.")
    expected_now = StatedDecimalField(
        null=True, help_text="Where the straight line to the target stood at the latest reading."
    )
    pace = ChoiceField(
        max_length=20,
        choices=Pace,
        help_text="How it lies to that line; stale where no reading came when one was due.",
    )
    pace_at_latest = ChoiceField(
        max_length=20,
        choices=Pace,
        help_text="The pace that the latest reading tells, however old it is.",
    )
    pace_refusal = ChoiceField(
        max_length=20, choices=Refusal, null=True, help_text="Why the latest reading tells no pace."
    )
    next_due_on = models.DateField(
        null=True, help_text="The day by which the next reading is expected; null = not known."
    )
    is_stale = models.BooleanField(
        help_text="Whether no reading has come by the day on which one was due."
    )
    days_stale = models.IntegerField(
        null=True, help_text="Days from next_due_on to as_at, if it is stale."
    )
    aim_at_least = StatedDecimalField(
        null=True, help_text="Least value that meets the target; null = any."
    )
    aim_at_most = StatedDecimalField(null=True, help_text="Most that meets the target; null = any.")

    as_at: dt.date
    known_at: dt.datetime | None

    objects = ProgressManager()

    class Meta:
        managed = False
        db_table = "measure_progress"
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return f"progress of {self.measure}"

    def trend(self) -> Trend:
        """Return which way the measure goes, as of the row's two clocks. Two hidden queries."""
        newest = (
            Reading.objects.known(self.known_at)
            .dated()
            .with_length()
            .filter(measure=self.measure_id, period_end__lte=self.as_at)
            .order_by("-period_end", "-period_start")[:MOST]
        )
        breaks = SeriesBreak.objects.known(self.known_at).filter(
            indicator=self.measure.indicator_id
        )
        return trend_of(
            [
                Observed(row.period_start, row.period_end, row.length, row.value)
                for row in reversed(newest)
            ],
            unit=self.measure.indicator.unit,
            breaks=list(breaks.values_list("from_on", flat=True)),
            goal=self._goal(),
        )

    def significance(self) -> Significance:
        """Judge the latest reading's difference from the baseline.

        Hidden queries unless loaded: the measure with its indicator, latest, baseline.
        """
        if self.change_refusal:
            return refused(Refusal(self.change_refusal))
        if self.latest is None or self.baseline is None:
            return refused(Refusal.LEVEL_UNKNOWN)
        better = self.measure.indicator.better
        return compare(self.latest.estimate(), self.baseline.estimate(), better=better)

    def share(self) -> Share | None:
        """Return the percentage that the numbers of the latest reading come to, if it has them."""
        return self.latest.share() if self.latest else None

    def _goal(self) -> Goal | None:
        target = self.target
        if target is None:
            return None
        words = target.in_words(self.measure.indicator.unit)
        return Goal(self.aim_at_least, self.aim_at_most, target.set_on, words)

    FACTS: ClassVar = ("measure__indicator", "latest", "baseline", "target", "reached_first")
    """What `facts()` reads, to be loaded with it."""

    def facts(self) -> ProgressFacts:
        """Return what `concerns.progress` puts into words.

        Hidden queries unless `FACTS` are loaded.
        """
        unit, latest, target = self.measure.indicator.unit, self.latest, self.target
        is_change = latest is not None and latest.kind == ValueKind.CHANGE
        return ProgressFacts(
            unit=unit,
            latest=_stated(latest, unit),
            baseline=_stated(self.baseline, unit),
            baseline_chosen=bool(self.baseline_chosen),
            latest_names_base=is_change,
            base_on=self.base_on,
            base_label=latest.base_label if latest else "",
            change=self._span("change"),
            percent=self._percent_span(),
            change_refusal=self.change_refusal,
            change_reason=self._reason(self.change_refusal),
            reached=self.reached,
            reached_reason=self._reason(self.reached_refusal),
            reached_first=_stated(self.reached_first, unit),
            reached_first_days=self.reached_first_days,
            counted_from_on=self.counted_from_on,
            target=target.in_words(unit) if target else "",
            target_due_on=target.due_on if target else None,
            way=Span(self.way_low, self.way_high),
            way_reason=self._way_reason(),
            expected_now=self.expected_now,
            pace=self.pace_at_latest,
            pace_label=self.get_pace_at_latest_display(),
            pace_reason=self._reason(self.pace_refusal),
            next_due_on=self.next_due_on,
            days_stale=self.days_stale,
        )

    def _span(self, name: str) -> Span:
        low, high = getattr(self, f"{name}_low"), getattr(self, f"{name}_high")
        inclusive = (self.change_low_inclusive, self.change_high_inclusive)
        return Span(low, high, inclusive[0] is not False, inclusive[1] is not False)

    def _percent_span(self) -> Span:
        """Return the change in percent; of a change stated so, what is possible is its own."""
        latest = self.latest
        if latest is None or latest.change_unit != ChangeUnit.PERCENT:
            return self._span("change_percent")
        return Span(
            self.change_percent_low,
            self.change_percent_high,
            latest.low_inclusive,
            latest.high_inclusive,
        )

    def _way_reason(self) -> str:
        """Say why no way can be told: what forbids the change, or two ends that are not values."""
        if self.target is None:
            return Refusal.NO_TARGET.label
        refusal = self.change_refusal or self.pace_refusal
        if refusal and refusal != Refusal.INTERVAL_TOO_WIDE:
            return self._reason(refusal)
        return "the baseline or the target is not one value"

    @staticmethod
    def _reason(refusal: str | None) -> str:
        return Refusal(refusal).label if refusal else ""


def _stated(reading: Reading | None, unit: str) -> Stated | None:
    if reading is None:
        return None
    return Stated(reading.text(unit), reading.period_start, reading.period_end)
