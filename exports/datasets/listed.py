"""Datasets that are lists of the API: the same rows, filters and columns, each said once, there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.http import QueryDict

from accounts.models import User
from accounts.roles import Role
from api.columns import BoundColumn, Column
from api.filters import check_question
from api.flat import FlatColumn, flat_columns
from api.viewsets import RecordViewSet
from exports.datasets.dataset import Dataset, flat_column

if TYPE_CHECKING:
    from accounts.permissions import SignedInRequest
    from api.clocks import Clocks

FORCES = "force__in"
"""The filter that keeps what is about some forces, by their slugs."""

GONE_BY = frozenset({"superseded_at", "superseded_because"})
"""What says how a row was corrected: a list of what nothing has corrected leaves it empty."""


@dataclass(frozen=True)
class Asked:
    """Who asks a list, and for what: all that a view set's list wants of a request."""

    user: User
    query_params: QueryDict


def _as_it_is(rows: models.QuerySet[Any], clocks: Clocks) -> models.QuerySet[Any]:
    return rows


@dataclass(frozen=True, kw_only=True)
class ListedDataset(Dataset):
    """What a list of the API answers, whole, as a table.

    Its columns are the list's but for `left_out`; `first` stand before and `added` after them,
    over rows that `annotated` has told of the clocks. What is out of the reader's reach is empty
    as in the list.
    """

    view: type[RecordViewSet]
    first: tuple[Column, ...] = ()
    added: tuple[Column, ...] = ()
    annotated: Callable[[models.QuerySet[Any], Clocks], models.QuerySet[Any]] = _as_it_is
    left_out: frozenset[str] = GONE_BY

    @property
    def model(self) -> type[models.Model]:
        """What its rows are."""
        shape: Any = self.view.serializer_class
        model: type[models.Model] = shape.Meta.model
        return model

    @cached_property
    def columns(self) -> Sequence[FlatColumn]:
        """The list's columns, and those that only the dataset has."""
        shape: Any = self.view.serializer_class
        its_own = [c for c in flat_columns(shape()) if c.name not in self.left_out]
        first, added = (
            [flat_column(column, self.model) for column in columns]
            for columns in (self.first, self.added)
        )
        return (*first, *its_own, *added)

    def cells(self, rows: models.QuerySet[Any]) -> tuple[BoundColumn, ...]:
        """Return the columns over those rows: what they do not load is empty."""
        return tuple(column.of(rows) for column in self.columns)

    def narrowed(
        self,
        *,
        clocks: Clocks,
        user: User | None,
        forces: Sequence[str],
        filters: Mapping[str, str],
    ) -> models.QuerySet[Any]:
        """Return the list's rows as its view and its filter set answer them."""
        given = {**filters, FORCES: ",".join(forces)} if forces else filters
        view = self._asked(clocks, user, given)
        return self.annotated(self._filtered(view, view.get_queryset()), clocks)

    def _asked(
        self, clocks: Clocks, user: User | None, filters: Mapping[str, str]
    ) -> RecordViewSet:
        """Return the view as it stands when its list is asked for."""
        query = QueryDict(mutable=True)
        query.update(filters)
        reader = User(role=Role.INSPECTOR) if user is None else user
        view = self.view()
        view.action = "list"
        view.clocks = clocks
        view.request = cast("SignedInRequest", Asked(reader, query))
        return view

    def _filtered(self, view: RecordViewSet, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        filters: Any = getattr(view, "filterset_class", None)
        query = view.request.query_params
        asked = filters(query, queryset=rows, request=view.request)
        asked.clocks = view.clocks
        check_question(query, set(filters.base_filters), asked)
        found: models.QuerySet[Any] = asked.qs
        return found
