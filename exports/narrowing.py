"""A dataset narrowed to what a schedule asks of it: the API's own filters, and some columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict

from accounts.models import User
from api.clocks import Clocks
from api.errors import BadParameter
from api.filters import StrictFilterSet, check_parameters, nearest
from concerns import filters as of_concerns
from exports.datasets import DATASETS, Dataset
from inspections import filters as of_inspections
from inspections.models import Force

FILTERS: dict[str, type[StrictFilterSet]] = {
    "actions": of_concerns.ActionFilter,
    "concerns": of_concerns.ConcernFilter,
    "events": of_concerns.EventFilter,
    "figures": of_concerns.FigureFilter,
    "indicators": of_concerns.IndicatorFilter,
    "judgments": of_inspections.JudgmentFilter,
    "measures": of_concerns.MeasureFilter,
    "monitoring_stages": of_inspections.MonitoringStageFilter,
    "monitoring-stages": of_inspections.MonitoringStageFilter,
    "progress": of_concerns.ProgressFilter,
    "readings": of_concerns.ReadingFilter,
    "recommendations": of_concerns.RecommendationFilter,
    "responses": of_concerns.ResponseFilter,
    "targets": of_concerns.TargetFilter,
}
"""The filter set of the API's list of the same name; a dataset without one takes forces only."""

FORCE = "force"
_ENDINGS = {
    "__in": "any of",
    "__isnull": "is empty:",
    "_before": "not later than",
    "_after": "not earlier than",
    "_gte": "at least",
    "_lte": "at most",
}


@dataclass(frozen=True)
class Narrowed(Dataset):
    """A dataset with the filters of the API applied, and only some of its columns."""

    base: Dataset | None = None

    def queryset(
        self, *, clocks: Clocks, user: User | None, forces: Sequence[str] = ()
    ) -> models.QuerySet[Any]:
        """Return the rows that are asked for.

        Hidden queries: each name in a filter is looked up, one query each.

        Raises: BadParameter if a filter or what it names is not there, or no longer.
        """
        assert self.base is not None  # narrowed() sees to it
        named = [*forces, *self._forces(user)]
        rows = self.base.queryset(clocks=clocks, user=user, forces=named)
        kind = FILTERS.get(self.name)
        if kind is None:
            return rows
        asked = filter_set(kind, self.asked, rows, user=user, clocks=clocks)
        found: models.QuerySet[Any] = asked.qs
        return found

    def _forces(self, user: User | None) -> list[str]:
        """Return the forces asked of a dataset that no list of the API is a filter set of."""
        if self.name in FILTERS or not self.asked:
            return []
        return forces_asked(self.asked, user)


def narrowed(
    dataset: Dataset, *, filters: Mapping[str, str] | None, columns: Sequence[str] | None
) -> Dataset:
    """Return the dataset with these filters and, if any are named, only these columns."""
    values = {field.name: getattr(dataset, field.name) for field in fields(Dataset)}
    if columns:
        described = dict(zip(column_names(dataset), dataset.described, strict=True))
        values["described"] = tuple(described[name] for name in columns)
    return Narrowed(**{**values, "asked": dict(filters or {})}, base=dataset)


def column_names(dataset: Dataset) -> list[str]:
    """Return the names of its columns, in their order."""
    return [column.name for column in dataset.columns]


def check_filters(dataset: Dataset, filters: Mapping[str, str], user: User) -> None:
    """Ask the filter set of the API whether it takes these.

    Raises: ValidationError naming each that it refuses, in the API's words.
    """
    query = _query(filters)
    kind = FILTERS.get(dataset.name)
    try:
        if kind is None:
            check_parameters(query, (FORCE,))
            if filters:
                forces_asked(filters, user)
            return
        check_parameters(query, list(kind.base_filters))
        rows = dataset.model._base_manager.none()
        filter_set(kind, filters, rows, user=user, clocks=None)
    except BadParameter as error:
        told: Any = error.detail
        raise ValidationError(
            [
                ValidationError(f"{dataset.name}: {sentence}", code="filter")
                for sentences in told.values()
                for sentence in sentences
            ]
        ) from error


def check_columns(dataset: Dataset, columns: Sequence[str]) -> None:
    """Look whether the dataset has these columns, each once.

    Raises: ValidationError naming the nearest.
    """
    known = column_names(dataset)
    for at, name in enumerate(columns):
        if name not in known:
            raise ValidationError(
                f"{dataset.name}: there is no column {name!r}; there are {nearest(name, known)}.",
                code="column",
            )
        if name in columns[:at]:
            raise ValidationError(f"{dataset.name}: {name} is named twice.", code="column")


def filter_set(
    kind: type[StrictFilterSet],
    filters: Mapping[str, str],
    rows: models.QuerySet[Any],
    *,
    user: User | None,
    clocks: Clocks | None,
) -> StrictFilterSet:
    """Return the filter set of the API over these rows, checked.

    Raises: BadParameter for what is unknown, malformed, or names what is not there.
    """
    query = _query(filters)
    check_parameters(query, list(kind.base_filters))
    request: Any = SimpleNamespace(user=user, query_params=query, GET=query)
    asked = kind(data=query, queryset=rows, request=request)
    asked.clocks = clocks
    asked.check()
    return asked


def forces_asked(filters: Mapping[str, str], user: User | None) -> list[str]:
    """Return the slugs of the forces asked for.

    Raises: BadParameter if there is none of that slug.
    """
    asked = filters[FORCE].split(",")
    known = set(Force.objects.values_list("slug", flat=True))
    for slug in asked:
        if slug not in known:
            sentence = (
                f"{FORCE}: there is no force {slug[:100]!r}; there are {nearest(slug, known)}."
            )
            raise BadParameter({FORCE: sentence}, "invalid")
    return asked


def filters_in_words(filters: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return each filter in words, such as: concerns: raised on not later than 2022-01-01."""
    return [
        f"{dataset}: {_in_words(name, value)}"
        for dataset, asked in filters.items()
        for name, value in asked.items()
    ]


def datasets_of(names: Sequence[str]) -> list[Dataset]:
    """Return the datasets of these names.

    Raises: ValidationError if there is none of a name.
    """
    for name in names:
        if name not in DATASETS:
            raise ValidationError(
                f"There is no dataset {name!r}; there are {nearest(name, DATASETS)}.",
                code="dataset",
            )
    return [DATASETS[name] for name in names]


def _in_words(name: str, value: str) -> str:
    if name == "search":
        return f"holds the words {value}"
    for ending, words in _ENDINGS.items():
        if name.endswith(ending):
            subject = name.removesuffix(ending).replace("_", " ")
            return f"{subject} {words} {value.replace(',', ', ')}"
    return f"{name.replace('_', ' ')} is {value}"


def _query(filters: Mapping[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(dict(filters))
    return query
