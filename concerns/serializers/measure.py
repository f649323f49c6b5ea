"""The JSON shapes of indicators and measures, of readings, targets, baselines and figures."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.serializers import StatedDecimalField
from api.shapes import CORRECTED, RECORDED, Shape, SupersedingDetail
from concerns.models import Baseline, Figure, Indicator, Measure, Reading, SeriesBreak, Target
from concerns.serializers import answers
from concerns.serializers.examples import READING_EXAMPLE
from concerns.serializers.references import (
    ConcernReference,
    ConcernsShape,
    IndicatorReference,
)
from concerns.values import point_of

STATED = (
    "kind",
    "low",
    "high",
    "low_inclusive",
    "high_inclusive",
    "value",
    "text",
    "margin",
    "margin_level",
    "approximate",
    "direction",
    "change_unit",
    "base_on",
    "base_label",
)
"""What a stated value answers: an interval of possible values, and the same in words."""

INDICATOR_UNIT = "as in measure_indicator_unit"
READING_UNIT = f"{INDICATOR_UNIT}; percent of the base where {{here}}change_unit is percent"
FIGURE_UNIT = "as in unit; percent of the base where change_unit is percent"


def units_of_stated(unit: str) -> dict[str, str]:
    """Return the units of a stated value's numbers."""
    return {**dict.fromkeys(("low", "high", "value", "margin"), unit), "margin_level": "percent"}


UNITS_OF_READING = {
    **units_of_stated(READING_UNIT),
    "sample_size": "members of the sample",
    "numerator": "what is counted above the line",
    "denominator": "what is counted below the line",
}
UNITS_OF_TARGET = dict.fromkeys(("low", "high"), INDICATOR_UNIT)


class StatedShape(ConcernsShape):
    """A row that states a value."""

    computed: ClassVar = {"value": point_of}
    in_words: ClassVar = ("text",)

    value = StatedDecimalField(
        max_digits=30,
        decimal_places=12,
        read_only=True,
        allow_null=True,
        help_text="The value of a point, in the unit; null otherwise: a bound is no point.",
    )
    text = serializers.CharField(
        source="in_words", read_only=True, help_text="The value in words, with margin and unit."
    )


class IndicatorSerializer(ConcernsShape):
    """An indicator."""

    units: ClassVar = {"floor": "as in unit", "ceiling": "as in unit", "period_months": "months"}

    class Meta:
        model = Indicator
        fields: tuple[str, ...] = (
            "code",
            "name",
            "definition",
            "unit",
            "better",
            "floor",
            "ceiling",
            "nature",
            "period_months",
            "part_of",
        )


class BreakOfIndicator(Shape):
    """A day from which an indicator's definition differs."""

    class Meta:
        model = SeriesBreak
        fields = ("id", "from_on", "reason", "recorded_at", "supersedes")


class IndicatorDetail(IndicatorSerializer):
    """An indicator by itself, with its parts and the breaks of its series."""

    parts = IndicatorReference(many=True, read_only=True, help_text="The indicators part of it.")
    breaks = BreakOfIndicator(
        many=True, read_only=True, help_text="Days across which nothing is computed."
    )

    class Meta(IndicatorSerializer.Meta):
        fields = (*IndicatorSerializer.Meta.fields, "parts", "breaks", "version")


TARGET = (
    "low",
    "high",
    "due_on",
    "due_on_precision",
    "set_on",
    "set_on_precision",
    "set_by",
    "statement",
)
BASELINE = ("period_start", "period_end", "chosen_on", "note")


class TargetOfMeasure(Shape):
    """A target as its measure and its progress show it."""

    units: ClassVar = UNITS_OF_TARGET

    class Meta:
        model = Target
        fields = ("id", *TARGET, "recorded_at", "supersedes")


class TargetSerializer(ConcernsShape):
    """A target."""

    units: ClassVar = UNITS_OF_TARGET

    class Meta:
        model = Target
        fields: tuple[str, ...] = ("id", "measure", *TARGET, *RECORDED)


class TargetDetail(SupersedingDetail, TargetSerializer):
    """A target by itself."""

    class Meta(TargetSerializer.Meta):
        fields = (*TargetSerializer.Meta.fields, *CORRECTED)


class BaselineOfMeasure(Shape):
    """A choice of baseline as its measure lists it."""

    class Meta:
        model = Baseline
        fields = ("id", *BASELINE, "recorded_at", "supersedes")


class BaselineSerializer(ConcernsShape):
    """A choice of baseline."""

    class Meta:
        model = Baseline
        fields: tuple[str, ...] = ("id", "measure", *BASELINE, *RECORDED)


class BaselineDetail(SupersedingDetail, BaselineSerializer):
    """A choice of baseline by itself."""

    class Meta(BaselineSerializer.Meta):
        fields = (*BaselineSerializer.Meta.fields, *CORRECTED)


class MeasureSerializer(ConcernsShape):
    """A measure."""

    units: ClassVar = {"expected_every_months": "months", "expected_every_days": "days"}

    class Meta:
        model = Measure
        fields: tuple[str, ...] = (
            "id",
            "indicator",
            "force",
            "said_by",
            "expected_every_months",
            "expected_every_days",
        )


class MeasureDetail(MeasureSerializer):
    """A measure by itself, with its concerns, targets and baselines."""

    concerns = ConcernReference(
        many=True, read_only=True, help_text="The concerns within your reach it shows progress of."
    )
    targets = TargetOfMeasure(
        many=True, read_only=True, help_text="Its targets, the one set last first."
    )
    baselines = BaselineOfMeasure(
        many=True, read_only=True, help_text="The baselines chosen, the last choice first."
    )

    class Meta(MeasureSerializer.Meta):
        fields = (*MeasureSerializer.Meta.fields, "concerns", "targets", "baselines", "version")


READING = (
    "period_start",
    "period_end",
    "period_basis",
    *STATED,
    "sample_size",
    "numerator",
    "denominator",
    "source",
)


class ReadingOfMeasure(StatedShape):
    """A reading where its measure stands beside it."""

    units: ClassVar = UNITS_OF_READING

    class Meta:
        model = Reading
        fields = ("id", *READING, "recorded_at", "supersedes")


@extend_schema_serializer(examples=[READING_EXAMPLE])
class ReadingSerializer(StatedShape):
    """A reading."""

    units: ClassVar = UNITS_OF_READING

    class Meta:
        model = Reading
        fields: tuple[str, ...] = ("id", "measure", *READING, *RECORDED)


class ReadingDetail(SupersedingDetail, ReadingSerializer):
    """A reading by itself."""

    share = answers.share()
    successor = serializers.IntegerField(
        source="correcting_reading",
        allow_null=True,
        read_only=True,
        help_text="The reading that corrects this one; null = none does.",
    )

    class Meta(ReadingSerializer.Meta):
        fields = (*ReadingSerializer.Meta.fields, "share", *CORRECTED)


class FigureReference(Shape):
    """A figure where another one is compared with it."""

    class Meta:
        model = Figure
        fields = ("id", "code", "words")


class FigureSerializer(StatedShape):
    """A figure as printed."""

    references: ClassVar = {**StatedShape.references, Figure: FigureReference}
    units: ClassVar = {
        **units_of_stated(FIGURE_UNIT),
        "comparator_value": "as in unit",
        "comparator_margin": "as in unit",
    }
    supersedes = serializers.PrimaryKeyRelatedField[Figure](
        read_only=True, allow_null=True, help_text="The figure this one corrects; null = none."
    )

    class Meta:
        model = Figure
        fields: tuple[str, ...] = (
            "id",
            "publication",
            "code",
            "force",
            "area",
            "places",
            "words",
            "unit",
            "nature",
            "said_by",
            "said_in",
            "period_words",
            *STATED,
            "reading",
            "target",
            "compared_with",
            "comparator_label",
            "comparator_value",
            "comparator_margin",
            "comparator_coverage",
            "comparator_period",
            "claim",
            "claim_direction",
            "note",
            *RECORDED,
        )
        extra_kwargs: ClassVar = {
            "compared_with": {
                "help_text": "The figure it was compared with; null if none is in your reach."
            }
        }


class FigureDetail(SupersedingDetail, FigureSerializer):
    """A figure by itself, and what follows from the numbers that stand beside it."""

    significance = answers.significance(
        "Whether it differs significantly from what it is compared with; null = with nothing.",
        allow_null=True,
    )
    times = answers.TimesShape(
        read_only=True,
        allow_null=True,
        help_text="How many times what it is compared with it is; null = not to be compared.",
    )
    share = answers.share()

    class Meta(FigureSerializer.Meta):
        fields = (*FigureSerializer.Meta.fields, "significance", "times", "share", *CORRECTED)
