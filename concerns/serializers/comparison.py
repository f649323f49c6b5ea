"""The JSON shapes of comparisons: of forces in one indicator, of grades over time and forces."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from api.serializers import InstantField, StatedDecimalField
from concerns.comparison import LeftOutBecause
from concerns.outliers import Band, Logs
from concerns.serializers.examples import FORCES_EXAMPLE
from concerns.serializers.references import IndicatorReference
from concerns.values import SaidBy
from inspections.comparability import BreakCode, Direction
from inspections.models import Judgment
from inspections.serializers import (
    AreaReference,
    ForceReference,
    GradeReference,
    PublicationReference,
)

SIGNIFICANT = 6
"""Digits to which a computed statistic is answered: more would say more than the data do."""


class ReadOnly(serializers.Serializer[Any]):
    """A part of an answer that is computed and never written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("read_only", True)
        super().__init__(*args, **kwargs)


@extend_schema_field({"type": "number"})
class StatisticField(serializers.Field[float, Any, float, Any]):
    """A computed number, to six significant digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> float:
        """Return the number as answered."""
        return float(f"{value:.{SIGNIFICANT}g}")


class Clocked(ReadOnly):
    """An answer that says which day and instant it is of."""

    as_at = serializers.DateField(help_text="The day in London at whose end it stood so.")
    known_at = InstantField(
        allow_null=True, help_text="The instant at which it was known so; null = what is current."
    )


class NormalityTest(ReadOnly):
    """A Shapiro-Wilk test of the values."""

    w = StatisticField(help_text="W, without unit: at most 1, and the nearer to 1 the more normal.")
    p = StatisticField(help_text="p, from 0 to 1: below 0.05 the values are held not to be normal.")


class ComparedForce(ReadOnly):
    """One force's value and where it lies."""

    force = ForceReference(help_text="The force.")
    reading = serializers.IntegerField(source="reading.pk", help_text="The reading it is.")
    value = StatedDecimalField(
        max_digits=30,
        decimal_places=12,
        help_text="The value compared, in the indicator's unit.",
    )
    is_computed = serializers.BooleanField(
        help_text="Whether it was computed from numerator and denominator; else it is as stated."
    )
    text = serializers.CharField(
        source="reading.in_words", help_text="The value as stated, with margin and unit."
    )
    approximate = serializers.BooleanField(
        source="reading.approximate", help_text="Whether its source says about or the like."
    )
    z = StatisticField(
        source="place.z",
        allow_null=True,
        help_text="Standard deviations from the centre; null where there is no spread.",
    )
    band = serializers.ChoiceField(
        source="place.band",
        choices=Band.choices,
        allow_null=True,
        help_text="Well above or well below average (|z| over 1), or around it.",
    )


class LeftOutReading(ReadOnly):
    """A reading of the period that takes no part."""

    force = ForceReference(source="reading.measure.force", help_text="Whose it is.")
    reading = serializers.IntegerField(source="reading.pk", help_text="The reading.")
    text = serializers.CharField(source="reading.in_words", help_text="What it states.")
    left_out_because = serializers.ChoiceField(
        source="because",
        choices=LeftOutBecause.choices,
        help_text="Why it takes no part, as a code.",
    )
    reason = serializers.CharField(source="because.label", help_text="Why, in a sentence.")


@extend_schema_serializer(examples=[FORCES_EXAMPLE])
class ForceComparisonSerializer(Clocked):
    """Forces side by side in one indicator and period, the highest value first."""

    indicator = IndicatorReference(help_text="What is compared, with its unit.")
    period_start = serializers.DateField(help_text="First day of the period.")
    period_end = serializers.DateField(help_text="Last day of the period.")
    said_by = serializers.ChoiceField(choices=SaidBy.choices, help_text="Whose figures they are.")
    n = serializers.IntegerField(source="average.n", help_text="How many forces are compared.")
    mean = StatisticField(
        source="average.mean", help_text="Unweighted mean over forces, in the indicator's unit."
    )
    sd = StatisticField(
        source="average.sd",
        help_text="Sample standard deviation (n - 1) of the values, in the indicator's unit.",
    )
    normality = NormalityTest(
        source="average.before", allow_null=True, help_text="The test of the values as they are."
    )
    normality_of_logs = NormalityTest(
        source="average.after",
        allow_null=True,
        help_text="The test of their natural logarithms; null unless these were tried.",
    )
    logs_used = serializers.BooleanField(
        source="average.logs_used", help_text="Whether z is counted in logarithms."
    )
    logs = serializers.ChoiceField(
        source="average.logs",
        choices=Logs.choices,
        help_text="Why they were used, or why not, as a code.",
    )
    logs_reason = serializers.CharField(source="average.logs.label", help_text="The same in words.")
    log_mean = StatisticField(
        source="average.log_mean",
        allow_null=True,
        help_text="Mean of the natural logarithms, if used; without unit.",
    )
    log_sd = StatisticField(
        source="average.log_sd",
        allow_null=True,
        help_text="Sample standard deviation of the logarithms, if used; without unit.",
    )
    centre = StatisticField(
        source="average.centre",
        help_text="What z counts from, in the unit: the mean, with logs the geometric mean.",
    )
    low = StatisticField(
        source="average.low", help_text="One standard deviation below the centre, in the unit."
    )
    high = StatisticField(
        source="average.high", help_text="One standard deviation above the centre, in the unit."
    )
    forces = ComparedForce(many=True, help_text="Each force compared, the highest value first.")
    missing = serializers.ListField(
        child=serializers.SlugField(),
        help_text="Slugs of territorial forces of the period without a value within your reach.",
    )
    left_out = LeftOutReading(many=True, help_text="Readings of the period that take no part.")


class GradeBreak(ReadOnly):
    """One thing that keeps grades from being compared."""

    earlier = serializers.SlugField(help_text="Slug of the earlier framework.")
    later = serializers.SlugField(help_text="Slug of the later framework.")
    code = serializers.ChoiceField(
        choices=BreakCode.choices,
        help_text="Unlike scales, said not to compare, nobody said so, or no link at all.",
    )
    reason = serializers.CharField(help_text="The framework's own reason, in words.")


class FrameworkName(ReadOnly):
    """A framework where a comparison names it."""

    slug = serializers.SlugField(help_text="The framework's own key.")
    name = serializers.CharField(help_text="The framework's name.")


class ChangeAsserted(ReadOnly):
    """A change that a publication asserts in an area's section."""

    code = serializers.SlugField(help_text="Number of the figure in its publication.")
    words = serializers.CharField(help_text="What the figure is of.")
    direction = serializers.ChoiceField(
        choices=Direction.choices,
        help_text="Which way the publication says it went.",
    )
    is_tested = serializers.BooleanField(
        help_text="Whether the publication calls it statistically significant."
    )


class ComparedJudgment(ReadOnly):
    """A judgment as a comparison shows it: a grade, or why there is none."""

    judgment = serializers.IntegerField(source="judgment.pk", help_text="The judgment.")
    state = serializers.ChoiceField(
        source="judgment.state",
        choices=Judgment.State.choices,
        help_text="Graded, or why not. Only what is graded is ever compared.",
    )
    grade = GradeReference(
        source="judgment.grade", allow_null=True, help_text="The grade; rank 1 is best."
    )
    as_of_on = serializers.DateField(
        source="judgment.as_of_on", help_text="From which day it stood."
    )
    publication = PublicationReference(source="judgment.publication", help_text="Where it stands.")
    comparable = serializers.BooleanField(
        allow_null=True,
        help_text="Whether it compares; null where there is nothing to compare.",
    )
    reason = serializers.CharField(help_text="Why it does not compare; empty if it does.")


class GradeInTime(ComparedJudgment):
    """One judgment of an area, compared with the grade given before it."""

    framework = FrameworkName(source="judgment.area.framework", help_text="Its framework.")
    area = AreaReference(source="judgment.area", help_text="The area, as its framework names it.")
    compared_with = serializers.IntegerField(
        source="earlier.pk",
        allow_null=True,
        default=None,
        help_text="The judgment whose grade came before; null = none did, or this is no grade.",
    )
    breaks = GradeBreak(
        source="comparability.breaks",
        many=True,
        default=(),
        help_text="What keeps the two from being compared, each link by itself.",
    )
    direction = serializers.ChoiceField(
        choices=Direction.choices,
        allow_null=True,
        help_text="Better, worse or same; null unless the two compare.",
    )
    asserted = ChangeAsserted(
        many=True,
        help_text="Changes the publication itself asserts in this area; not the grade's direction.",
    )


class LineOfGrades(ReadOnly):
    """The judgments of an area and of those it follows, the first first."""

    area = AreaReference(help_text="The latest of its areas.")
    grades = GradeInTime(source="steps", many=True, help_text="Its judgments, the first first.")


class GradesOverTimeSerializer(Clocked):
    """One force's grades over time, a line for each area."""

    force = ForceReference(help_text="The force.")
    frameworks = FrameworkName(many=True, help_text="The frameworks it was judged in, in order.")
    lines = LineOfGrades(many=True, help_text="A line for each area.")


class GradeCount(ReadOnly):
    """How many forces were given a grade."""

    grade = GradeReference(help_text="The grade; rank 1 is best.")
    forces = serializers.IntegerField(help_text="How many forces.")


class StateCount(ReadOnly):
    """How many forces stand without a grade of their own."""

    state = serializers.ChoiceField(choices=Judgment.State.choices, help_text="Why not.")
    forces = serializers.IntegerField(help_text="How many forces.")


class GradeOfForce(ComparedJudgment):
    """One force's judgment in the area."""

    force = ForceReference(source="judgment.inspection.force", help_text="The force.")


class GradesAcrossForcesSerializer(Clocked):
    """The grades of one area of one framework, force by force; never averaged."""

    framework = FrameworkName(source="area.framework", help_text="The framework.")
    area = AreaReference(help_text="The area.")
    total = serializers.IntegerField(
        help_text="Judgments held: the grades and the other states counted below, together."
    )
    grades = GradeCount(many=True, help_text="Forces for each grade of the scale, the best first.")
    states = StateCount(many=True, help_text="Forces for each other state.")
    missing = serializers.ListField(
        child=serializers.SlugField(),
        help_text="Slugs of territorial forces of that day without a judgment within your reach.",
    )
    judgments = GradeOfForce(many=True, help_text="Each force's judgment, by the force's name.")
