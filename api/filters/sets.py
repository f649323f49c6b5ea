"""The query parameters of one list, and the backend that applies them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, cast

import django_filters
from django.db import models
from django.http import QueryDict
from django_filters.rest_framework import DjangoFilterBackend

from api.errors import BadParameter
from api.filters.fields import dated_filter, equality_filter, plain_filter
from api.filters.kinds import NumberFilter, StrictFilter, WholeNumberFilter, YesNoFilter
from api.filters.parameters import CLOCKS, faults_by_name
from api.search import read_terms

if TYPE_CHECKING:
    from rest_framework.views import APIView

    from api.clocks import Clocks


class StrictFilterSet(django_filters.FilterSet):
    """The query parameters of one resource, generated from `Meta.fields`."""

    clocks: Clocks | None = None
    """As of when the list is asked for; None is now."""

    def check(self) -> None:
        """Read every parameter.

        Raises: BadParameter for each one that is malformed or names what is not there.
        """
        if not self.is_valid():
            raise BadParameter(
                {
                    name: f"{name}: {fault}"
                    for name, faults in self.form.errors.items()
                    for fault in faults
                },
                "invalid",
            )

    @classmethod
    def filter_for_field(
        cls, field: Any, field_name: str, lookup_expr: str | None = None
    ) -> StrictFilter:
        """Return the filter of a model's field.

        Raises: TypeError if this kind of field has no filter of that lookup.
        """
        lookup = lookup_expr or "exact"
        help_text = str(getattr(field, "help_text", "")) or _name_of(field)
        if lookup == "isnull":
            return YesNoFilter(field_name, "isnull", help_text=f"Whether it is empty. {help_text}")
        if lookup in ("before", "after"):
            dated = dated_filter(field)
            expression = "lte" if lookup == "before" else "gte"
            return dated(
                field_name,
                expression,
                help_text=f"Not {'later' if lookup == 'before' else 'earlier'} than. {help_text}",
            )
        if lookup in ("exact", "in"):
            return equality_filter(field, field_name, many=lookup == "in", help_text=help_text)
        if lookup in ("gte", "lte"):
            bound = "At least" if lookup == "gte" else "At most"
            kind = plain_filter(field)
            if kind in (WholeNumberFilter, NumberFilter):
                return kind(field_name, lookup, help_text=f"{bound}. {help_text}")
        raise TypeError(f"{cls.__name__}: {field_name} has no filter for the lookup {lookup}.")

    @classmethod
    def get_filter_name(cls, field_name: str, lookup_expr: str) -> str:
        """Return the parameter's name: due_on_before, low_gte, kind__in, kind."""
        if lookup_expr in ("before", "after", "gte", "lte"):
            return f"{field_name}_{lookup_expr}"
        return str(super().get_filter_name(field_name, lookup_expr))


def _name_of(field: Any) -> str:
    """Say what a field is that has no help of its own, as keys have none."""
    is_key = getattr(field, "primary_key", False) and not field.is_relation
    return "Its number." if is_key else f"Its {getattr(field, 'verbose_name', field.name)}."


class SearchFilter(StrictFilter):
    """Words that are to be found in what a row says, or in what it names within reach."""

    def read_one(self, text: str) -> str:
        """Return the words.

        Raises: ValidationError if nothing is asked for, or too much.
        """
        read_terms(text)
        return text

    def filter(self, queryset: Any, value: str | None) -> models.QuerySet[Any]:
        """Keep the rows that hold them."""
        asked: Any = self.parent  # type: ignore[attr-defined]  # set by the filter set
        rows: models.QuerySet[Any] = queryset
        if value is not None:
            rows = queryset.search(value, reader=asked.request.user, clocks=asked.clocks)
        return rows


class SearchedFilterSet(StrictFilterSet):
    """The query parameters of a list whose rows are found by words, too."""

    search = SearchFilter(
        help_text=(
            "Words that all have to be there, in any of its texts or in those of what it names: "
            "inflected as in English, the last one perhaps only begun. Words in quotes are a "
            "phrase, - before a word excludes it, or stands between alternatives."
        )
    )


def check_question(
    given: QueryDict,
    known: Collection[str],
    filters: StrictFilterSet | None,
    *others: Callable[[], object],
) -> None:
    """Refuse everything that is wrong with a question, at once.

    That is names that are not known, values that cannot be read, and what `others` refuse. A
    parameter that is wrong by its name, or has not one value, is read by no filter.

    Raises: BadParameter for each of them.
    """
    wrong = faults_by_name(given, known)
    checks: list[Callable[[], object]] = []
    if wrong:
        checks.append(BadParameter(wrong, "bad_parameter").again)
    if filters is not None:
        filters.data = given.copy()
        for name in wrong:
            filters.data.pop(name, None)
        checks.append(filters.check)
    BadParameter.gather(*checks, *others)


class StrictFilterBackend(DjangoFilterBackend):
    """Applies the view's filter set and refuses every parameter it does not understand."""

    def filter_queryset(
        self, request: Any, queryset: models.QuerySet[Any], view: APIView
    ) -> models.QuerySet[Any]:
        """Return the rows asked for.

        Raises: BadParameter for each parameter that is unknown or malformed.
        """
        filterset = self.checked(request, queryset, view)
        return queryset if filterset is None else filterset.qs

    def checked(
        self, request: Any, queryset: models.QuerySet[Any], view: Any
    ) -> StrictFilterSet | None:
        """Return the filter set with every parameter read, those of pages and fields too.

        Raises: BadParameter for each parameter that is unknown or malformed.
        """
        filterset = cast("StrictFilterSet | None", self.get_filterset(request, queryset, view))
        known = [*(filterset.base_filters if filterset else ())]
        others: list[Callable[[], object]] = []
        paginator: Any = getattr(view, "paginator", None)
        if paginator:
            known += paginator.parameters(view)
            others += paginator.checks(request, view)
        if getattr(view, "is_clocked", False):
            known += CLOCKS
        if getattr(view, "takes_fields", False):
            others.append(view.get_serializer)
        if filterset is not None:
            filterset.clocks = view.clocks
        check_question(request.query_params, known, filterset, *others)
        return filterset
