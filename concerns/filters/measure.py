"""What indicators, measures, readings, targets, figures and progress can be asked for."""

from __future__ import annotations

from typing import ClassVar

from api.filters import (
    DayFilter,
    ReferenceFilter,
    SearchedFilterSet,
    lookups,
)
from concerns.filters.references import (
    OfConcernFilter,
    PrintedInFilter,
    concerns,
    indicators,
    sources,
)
from concerns.models import (
    Baseline,
    Figure,
    Indicator,
    Measure,
    Progress,
    Reading,
    Target,
)
from inspections.filters import (
    CORRECTED,
    OfForceFilter,
    PublishedFilter,
    areas,
    bodies,
    forces,
    is_empty,
    regions,
)

STATED = (
    "kind",
    "low",
    "high",
    "low_inclusive",
    "high_inclusive",
    "margin",
    "margin_level",
    "approximate",
    "direction",
    "change_unit",
    "base_on",
)
"""What may be asked of a stated value: its interval; a point has both ends equal."""


class IndicatorFilter(SearchedFilterSet):
    """Indicators."""

    class Meta:
        model = Indicator
        fields: ClassVar = lookups(
            Indicator,
            "code",
            "unit",
            "better",
            "floor",
            "ceiling",
            "nature",
            "period_months",
            "part_of",
        )


class MeasureFilter(OfForceFilter):
    """Measures."""

    concern = concerns("concerns", to_many=True)
    concern__in = concerns("concerns", to_many=True, many=True)

    class Meta:
        model = Measure
        fields: ClassVar = lookups(
            Measure,
            "id",
            "indicator",
            "force",
            "said_by",
            "expected_every_months",
            "expected_every_days",
        )


class OfMeasureFilter(SearchedFilterSet):
    """What belongs to a measure: asked for by it, or by its force, indicator, source, concern."""

    force = forces("measure__force")
    force__in = forces("measure__force", many=True)
    force__region = regions("measure__force__region")
    force__region__in = regions("measure__force__region", many=True)
    force__kind = bodies("measure__force__kind")
    force__kind__in = bodies("measure__force__kind", many=True)
    indicator = indicators("measure__indicator")
    indicator__in = indicators("measure__indicator", many=True)
    said_by = sources("measure__said_by")
    said_by__in = sources("measure__said_by", many=True)
    concern = OfConcernFilter()
    concern__in = OfConcernFilter(many=True)


class TargetFilter(OfMeasureFilter):
    """Targets."""

    class Meta:
        model = Target
        fields: ClassVar = lookups(
            Target,
            "id",
            "measure",
            "low",
            "high",
            "due_on",
            "due_on_precision",
            "set_on",
            "set_on_precision",
            "set_by",
            *CORRECTED,
        )


class BaselineFilter(OfMeasureFilter):
    """Choices of baseline."""

    class Meta:
        model = Baseline
        fields: ClassVar = lookups(
            Baseline, "id", "measure", "period_start", "period_end", "chosen_on", *CORRECTED
        )


class ReadingFilter(OfMeasureFilter):
    """Readings; `publication` asks for those that it printed as a figure."""

    publication = PrintedInFilter()
    publication__in = PrintedInFilter(many=True)

    class Meta:
        model = Reading
        fields: ClassVar = lookups(
            Reading,
            "id",
            "measure",
            "period_start",
            "period_end",
            "period_basis",
            *STATED,
            "sample_size",
            "numerator",
            "denominator",
            "base_label",
            "source",
            *CORRECTED,
        )


class FigureFilter(OfForceFilter, PublishedFilter):
    """Figures as printed."""

    area = areas()
    area__in = areas(many=True)
    area__isnull = is_empty("area", "its area")
    measure = ReferenceFilter(
        "reading__measure", of=Measure, help_text="Number of the measure it is a reading of."
    )
    indicator = indicators("reading__measure__indicator")
    indicator__in = indicators("reading__measure__indicator", many=True)

    class Meta:
        model = Figure
        fields: ClassVar = lookups(
            Figure,
            "id",
            "publication",
            "code",
            "force",
            "places",
            "unit",
            "nature",
            "said_by",
            *STATED,
            "reading",
            "target",
            "compared_with",
            "comparator_value",
            "comparator_margin",
            "claim",
            "claim_direction",
            *CORRECTED,
        )


class ProgressFilter(OfMeasureFilter):
    """Progress, one row for each measure; a part is named as its column in a table."""

    latest__period_end_before = DayFilter(
        "latest__period_end", "lte", help_text="The latest reading is of that day or before."
    )
    latest__period_end_after = DayFilter(
        "latest__period_end", "gte", help_text="The latest reading is of that day or after."
    )
    latest__isnull = is_empty("latest", "the latest reading")
    baseline__isnull = is_empty("baseline", "the baseline")
    target__isnull = is_empty("target", "the target")

    class Meta:
        model = Progress
        fields: ClassVar = lookups(
            Progress,
            "measure",
            "baseline_chosen",
            "base_on",
            "raised_on",
            "counted_from_on",
            "days_since_raised",
            "days_since_baseline",
            "change_low",
            "change_high",
            "change_low_inclusive",
            "change_high_inclusive",
            "change_percent_low",
            "change_percent_high",
            "change_refusal",
            "reached",
            "reached_refusal",
            "reached_first_days",
            "way_low",
            "way_high",
            "pace",
            "pace_at_latest",
            "expected_now",
            "pace_refusal",
            "next_due_on",
            "is_stale",
            "days_stale",
        )
