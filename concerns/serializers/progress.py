"""The JSON shape of progress: the numbers and codes of the one derivation, grouped."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.shapes import Shape
from concerns.models import Progress, Reading
from concerns.serializers import answers
from concerns.serializers.examples import PROGRESS_DETAIL_EXAMPLE, PROGRESS_EXAMPLE
from concerns.serializers.measure import INDICATOR_UNIT, ReadingOfMeasure, TargetOfMeasure
from concerns.serializers.references import ConcernsShape, MeasureReference

DIFFERENCE_UNIT = f"{INDICATOR_UNIT}; percentage points where measure_indicator_unit is percent"


class ReadingPeriod(Shape):
    """Which reading it was, by its period."""

    class Meta:
        model = Reading
        fields = ("id", "period_start", "period_end")


class ProgressChange(Shape):
    """The latest reading less the baseline."""

    units: ClassVar = {
        **dict.fromkeys(("low", "high"), DIFFERENCE_UNIT),
        **dict.fromkeys(("percent_low", "percent_high"), "percent of the baseline"),
    }

    class Meta:
        model = Progress
        fields = (
            "low",
            "high",
            "low_inclusive",
            "high_inclusive",
            "percent_low",
            "percent_high",
            "refusal",
        )
        extra_kwargs: ClassVar = {
            "low": {
                "source": "change_low",
                "help_text": "Least the change can be; percentage points where the unit is percent.",
            },
            "high": {
                "source": "change_high",
                "help_text": "Most the change can be; percentage points where the unit is percent.",
            },
            "low_inclusive": {"source": "change_low_inclusive"},
            "high_inclusive": {"source": "change_high_inclusive"},
            "percent_low": {
                "source": "change_percent_low",
                "help_text": "Least change in percent of the baseline, to one decimal.",
            },
            "percent_high": {
                "source": "change_percent_high",
                "help_text": "Most change in percent of the baseline, to one decimal.",
            },
            "refusal": {"source": "change_refusal"},
        }


class ProgressReached(Shape):
    """Whether it is at or below half of its baseline, and when it first was."""

    units: ClassVar = {"first_days": "days"}

    first = ReadingPeriod(
        source="reached_first",
        read_only=True,
        allow_null=True,
        help_text="The first reading for which it held.",
    )

    class Meta:
        model = Progress
        fields = ("said", "refusal", "first", "first_days")
        extra_kwargs: ClassVar = {
            "said": {"source": "reached"},
            "refusal": {"source": "reached_refusal"},
            "first_days": {"source": "reached_first_days"},
        }


class ProgressWay(Shape):
    """Which part of the way from baseline to target is done: 0 = none, 1 = there."""

    units: ClassVar = dict.fromkeys(("low", "high"), "part of the way, 1 = there")

    class Meta:
        model = Progress
        fields = ("low", "high")
        extra_kwargs: ClassVar = {"low": {"source": "way_low"}, "high": {"source": "way_high"}}


class ProgressPace(Shape):
    """How the latest reading lies to the straight line from baseline to target."""

    units: ClassVar = {"expected_now": INDICATOR_UNIT}

    class Meta:
        model = Progress
        fields = ("said", "at_latest", "expected_now", "refusal")
        extra_kwargs: ClassVar = {
            "said": {"source": "pace"},
            "at_latest": {"source": "pace_at_latest"},
            "refusal": {"source": "pace_refusal"},
        }


@extend_schema_serializer(examples=[PROGRESS_EXAMPLE])
class ProgressSerializer(ConcernsShape):
    """How one measure is going, as of a day."""

    units: ClassVar = dict.fromkeys(
        ("days_since_raised", "days_since_baseline", "days_stale"), "days"
    )

    measure = MeasureReference(read_only=True, help_text="The measure that is going so.")
    as_at = serializers.DateField(
        read_only=True, help_text="The day in London at whose end it stood so."
    )
    latest = ReadingOfMeasure(read_only=True, allow_null=True, help_text="The latest reading.")
    baseline = ReadingOfMeasure(
        read_only=True, allow_null=True, help_text="The reading it is compared with."
    )
    target = TargetOfMeasure(
        read_only=True, allow_null=True, help_text="The target that was set last."
    )
    change = ProgressChange(
        source="*", read_only=True, help_text="Latest less baseline, in the indicator's unit."
    )
    reached = ProgressReached(
        source="*", read_only=True, help_text="Whether it is at or below half of its baseline."
    )
    way = ProgressWay(
        source="*", read_only=True, help_text="The part of the way to the target that is done."
    )
    pace = ProgressPace(
        source="*", read_only=True, help_text="How it lies to the straight line to the target."
    )

    class Meta:
        model = Progress
        fields: tuple[str, ...] = (
            "measure",
            "as_at",
            "latest",
            "baseline",
            "baseline_chosen",
            "target",
            "base_on",
            "raised_on",
            "counted_from_on",
            "days_since_raised",
            "days_since_baseline",
            "change",
            "reached",
            "way",
            "pace",
            "next_due_on",
            "is_stale",
            "days_stale",
        )


@extend_schema_serializer(examples=[PROGRESS_DETAIL_EXAMPLE])
class ProgressDetail(ProgressSerializer):
    """How one measure is going, by itself: what its readings say together."""

    trend = answers.TrendShape(
        read_only=True, help_text="Which way it goes, and when it would reach its target."
    )
    significance = answers.significance(
        "Whether the latest reading differs significantly from the baseline."
    )
    share = answers.share()

    class Meta(ProgressSerializer.Meta):
        fields = (*ProgressSerializer.Meta.fields, "trend", "significance", "share")
