"""What the lists of the concerns' record can be asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from api.filters import ChoiceFilter, DayFilter, ReferenceFilter, StrictFilterSet, YesNoFilter
from api.known import as_known
from concerns.models import (
    Action,
    Answer,
    Baseline,
    Concern,
    Event,
    Figure,
    Indicator,
    Lineage,
    Measure,
    MeasureConcern,
    Progress,
    Reading,
    Recommendation,
    Response,
    Target,
    Wording,
)
from concerns.positions import ForceStatus
from concerns.values import SaidBy
from inspections.filters import (
    EXACT_IN,
    PERIOD,
    areas,
    forces,
    publications,
    published_after,
    published_before,
)
from inspections.models import Force, Publication


class EitherFilter(ReferenceFilter):
    """Rows that name another row by any one of several paths."""

    def __init__(self, *paths: str, **kwargs: Any) -> None:
        super().__init__(paths[0], **kwargs)
        self.paths = paths

    def filter(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep the rows that name it by one of the paths."""
        if value is None:
            return queryset
        condition = Q()
        for path in self.paths:
            condition |= Q(**{f"{path}__{self.lookup_expr}": value})
        return queryset.filter(condition)


class OfConcernFilter(ReferenceFilter):
    """What belongs to the measures that show a concern's progress."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "measure", of=Concern, help_text="Reference of a concern it shows.", **kwargs
        )

    def filter(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep the rows of the concern's measures."""
        if value is None:
            return queryset
        links = as_known(MeasureConcern._default_manager.all(), self.clocks)
        its_own = links.filter(**{f"concern__{self.lookup_expr}": value})
        return queryset.filter(measure__in=its_own.values("measure"))


class PrintedInFilter(ReferenceFilter):
    """Readings that a publication prints, as far as nothing has corrected its figures."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("pk", of=Publication, help_text="Reference of the publication.", **kwargs)

    def filter(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep the readings that its figures are."""
        if value is None:
            return queryset
        figures: Any = Figure.objects.all()
        known_at = self.clocks.known_at if self.clocks else None
        printed = as_known(figures, self.clocks).known(known_at)
        its_own = printed.filter(**{f"publication__{self.lookup_expr}": value})
        return queryset.filter(pk__in=its_own.exclude(reading=None).values("reading"))


class OverdueFilter(YesNoFilter):
    """Past due and not claimed complete, on the day that is asked about."""

    def filter(self, queryset: Any, value: bool | None) -> QuerySet[Any]:
        """Keep what is overdue, or what is not."""
        if value is None:
            rows: QuerySet[Any] = queryset
            return rows
        filterset: Any = self.parent  # type: ignore[attr-defined]  # by the filter set
        overdue: QuerySet[Any] = queryset.overdue(filterset.clocks.as_at)
        others: QuerySet[Any] = queryset.exclude(pk__in=overdue.values("pk"))
        return overdue if value else others


def concerns(field_name: str = "concern", **kwargs: Any) -> ReferenceFilter:
    """Return the filter of a concern by its reference."""
    return ReferenceFilter(field_name, of=Concern, help_text="Reference of the concern.", **kwargs)


def indicators(field_name: str, **kwargs: Any) -> ReferenceFilter:
    """Return the filter of an indicator by its code."""
    return ReferenceFilter(field_name, of=Indicator, help_text="Code of the indicator.", **kwargs)


def sources(field_name: str, **kwargs: Any) -> ChoiceFilter:
    """Return the filter of whose figure it is."""
    return ChoiceFilter(
        field_name, choices=SaidBy.choices, help_text="Whose figure it is.", **kwargs
    )


class ConcernFilter(StrictFilterSet):
    """Concerns; `force_status` is the claim that is shown."""

    area = areas()
    area__in = areas(many=True)
    force_status = ChoiceFilter(
        "shown_force_status", choices=ForceStatus.choices, help_text="What the force claims."
    )
    force_status__in = ChoiceFilter(
        "shown_force_status",
        choices=ForceStatus.choices,
        many=True,
        help_text="What the force claims.",
    )
    is_accelerated = YesNoFilter(
        "is_accelerated", help_text="Whether it was published ahead of the force report."
    )
    next_due_on_before = DayFilter(
        "next_due_on", "lte", help_text="The next deadline is that day or before."
    )
    next_due_on_after = DayFilter(
        "next_due_on", "gte", help_text="The next deadline is that day or after."
    )
    published_on_before = published_before()
    published_on_after = published_after()

    class Meta:
        model = Concern
        fields: ClassVar = {
            "reference": EXACT_IN,
            "force": EXACT_IN,
            "kind": EXACT_IN,
            "status": EXACT_IN,
            "inspection": EXACT_IN,
            "publication": EXACT_IN,
            "completeness": ("exact",),
            "raised_on": PERIOD,
            "promised_on": PERIOD,
        }


class LineageFilter(StrictFilterSet):
    """Lines of descent; `concern` and `force` ask about either end."""

    concern = EitherFilter(
        "earlier", "later", of=Concern, help_text="Reference of a concern at either end."
    )
    force = forces("later__force")
    force__in = forces("later__force", many=True)

    class Meta:
        model = Lineage
        fields: ClassVar = {
            "earlier": EXACT_IN,
            "later": EXACT_IN,
            "how": EXACT_IN,
            "publication": EXACT_IN,
            "happened_on": PERIOD,
        }


class WordingFilter(StrictFilterSet):
    """Recommendations as printed."""

    published_on_before = published_before()
    published_on_after = published_after()

    class Meta:
        model = Wording
        fields: ClassVar = {
            "publication": EXACT_IN,
            "deadline_kind": EXACT_IN,
            "deadline_on": PERIOD,
        }


class RecommendationFilter(StrictFilterSet):
    """Recommendations put to one force each."""

    overdue = OverdueFilter(
        help_text="Past due on the day asked about and not claimed complete; immediate ones never are."
    )
    publication = publications("wording__publication")
    publication__in = publications("wording__publication", many=True)
    published_on_before = published_before("wording__publication")
    published_on_after = published_after("wording__publication")

    class Meta:
        model = Recommendation
        fields: ClassVar = {
            "reference": EXACT_IN,
            "force": EXACT_IN,
            "concern": (*EXACT_IN, "isnull"),
            "status": EXACT_IN,
            "force_status": EXACT_IN,
            "due_on": (*PERIOD, "isnull"),
            "promised_on": PERIOD,
        }


class ActionFilter(StrictFilterSet):
    """Follow-up actions."""

    force = forces("concern__force")
    force__in = forces("concern__force", many=True)

    class Meta:
        model = Action
        fields: ClassVar = {
            "concern": EXACT_IN,
            "recommendation": EXACT_IN,
            "state": EXACT_IN,
            "due_on": PERIOD,
        }


class EventFilter(StrictFilterSet):
    """The log; `concern` asks for its whole story: recommendations and actions included."""

    force = EitherFilter(
        "concern__force",
        "recommendation__force",
        "action__concern__force",
        of=Force,
        help_text="Slug of the force.",
    )
    concern = EitherFilter(
        "concern",
        "recommendation__concern",
        "action__concern",
        of=Concern,
        help_text="Reference of the concern it, its recommendations or its actions belong to.",
    )

    class Meta:
        model = Event
        fields: ClassVar = {
            "recommendation": EXACT_IN,
            "action": EXACT_IN,
            "kind": EXACT_IN,
            "position": EXACT_IN,
            "route": EXACT_IN,
            "audience": EXACT_IN,
            "assessment": EXACT_IN,
            "publication": EXACT_IN,
            "happened_on": PERIOD,
            "recorded_at": PERIOD,
        }


class ResponseFilter(StrictFilterSet):
    """Responses of local policing bodies."""

    published_on_before = published_before()
    published_on_after = published_after()

    class Meta:
        model = Response
        fields: ClassVar = {
            "force": EXACT_IN,
            "publication": EXACT_IN,
            "is_required": ("exact",),
            "due_on": PERIOD,
        }


class AnswerFilter(StrictFilterSet):
    """What responses say."""

    class Meta:
        model = Answer
        fields: ClassVar = {
            "response": EXACT_IN,
            "recommendation": EXACT_IN,
            "position": EXACT_IN,
            "answered_on": PERIOD,
        }


class IndicatorFilter(StrictFilterSet):
    """Indicators."""

    class Meta:
        model = Indicator
        fields: ClassVar = {
            "code": EXACT_IN,
            "unit": EXACT_IN,
            "better": EXACT_IN,
            "nature": EXACT_IN,
            "part_of": EXACT_IN,
        }


class MeasureFilter(StrictFilterSet):
    """Measures."""

    concern = concerns("concerns", to_many=True)
    concern__in = concerns("concerns", to_many=True, many=True)

    class Meta:
        model = Measure
        fields: ClassVar = {"indicator": EXACT_IN, "force": EXACT_IN, "said_by": EXACT_IN}


class OfMeasureFilter(StrictFilterSet):
    """What belongs to a measure: asked for by it, or by its force, indicator, source, concern."""

    force = forces("measure__force")
    force__in = forces("measure__force", many=True)
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
        fields: ClassVar = {
            "measure": EXACT_IN,
            "set_by": EXACT_IN,
            "set_on": PERIOD,
            "due_on": (*PERIOD, "isnull"),
        }


class BaselineFilter(OfMeasureFilter):
    """Choices of baseline."""

    class Meta:
        model = Baseline
        fields: ClassVar = {"measure": EXACT_IN, "chosen_on": PERIOD, "period_end": PERIOD}


class ReadingFilter(OfMeasureFilter):
    """Readings; `publication` asks for those that it printed as a figure."""

    publication = PrintedInFilter()
    publication__in = PrintedInFilter(many=True)

    class Meta:
        model = Reading
        fields: ClassVar = {
            "measure": EXACT_IN,
            "kind": EXACT_IN,
            "period_basis": EXACT_IN,
            "period_start": PERIOD,
            "period_end": PERIOD,
            "recorded_at": PERIOD,
        }


class FigureFilter(StrictFilterSet):
    """Figures as printed."""

    area = areas()
    area__in = areas(many=True)
    measure = ReferenceFilter(
        "reading__measure", of=Measure, help_text="Number of the measure it is a reading of."
    )
    indicator = indicators("reading__measure__indicator")
    indicator__in = indicators("reading__measure__indicator", many=True)
    published_on_before = published_before()
    published_on_after = published_after()

    class Meta:
        model = Figure
        fields: ClassVar = {
            "publication": EXACT_IN,
            "code": EXACT_IN,
            "force": EXACT_IN,
            "nature": EXACT_IN,
            "said_by": EXACT_IN,
            "kind": EXACT_IN,
            "unit": EXACT_IN,
            "claim": EXACT_IN,
            "claim_direction": EXACT_IN,
            "reading": ("exact", "isnull"),
            "target": ("exact", "isnull"),
        }


class ProgressFilter(OfMeasureFilter):
    """Progress, one row for each measure."""

    measure = ReferenceFilter("measure", of=Measure, help_text="Number of the measure.")
    measure__in = ReferenceFilter(
        "measure", of=Measure, many=True, help_text="Numbers of measures."
    )
    is_stale = YesNoFilter(
        "is_stale", help_text="Whether no reading has come by the day on which one was due."
    )
    next_due_on_before = DayFilter(
        "next_due_on", "lte", help_text="The next reading is expected by that day or before."
    )
    next_due_on_after = DayFilter(
        "next_due_on", "gte", help_text="The next reading is expected by that day or after."
    )

    class Meta:
        model = Progress
        fields: ClassVar = {
            "reached": EXACT_IN,
            "pace": EXACT_IN,
        }
