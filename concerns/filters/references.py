"""What rows of the concerns' record name, by several paths or through others; and what is due."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from api.filters import ChoiceFilter, ReferenceFilter, YesNoFilter
from api.known import as_known
from concerns.models import Concern, Figure, Indicator, MeasureConcern
from concerns.positions import ForceStatus
from concerns.values import SaidBy
from inspections.models import Publication


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


def claims(field_name: str, **kwargs: Any) -> ChoiceFilter:
    """Return the filter of what the force claims."""
    return ChoiceFilter(
        field_name, choices=ForceStatus.choices, help_text="What the force claims.", **kwargs
    )
