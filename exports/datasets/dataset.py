"""What a dataset is: a table of described columns, within somebody's reach, at two clocks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Collate

from api.columns import BoundColumn, Column, ColumnType
from api.errors import BadParameter
from api.flat import FlatColumn

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks

NO_FILTERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Dataset(ABC):
    """A named, versioned table of described columns.

    `order` names the columns the rows are sorted by, which together are unique among them.
    `key` names the column that names one row for ever; without one the rows are derived, and
    nothing says what became of one of them. `totals` names columns whose values are counted for
    the manifest.
    """

    name: str
    version: int
    description: str
    order: tuple[str, ...]
    key: str = ""
    totals: tuple[str, ...] = ()

    @property
    @abstractmethod
    def columns(self) -> Sequence[FlatColumn | BoundColumn]:
        """What each column is and means; `cells` says where its cells come from."""

    @abstractmethod
    def cells(self, rows: models.QuerySet[Any]) -> tuple[BoundColumn, ...]:
        """Return the columns over those rows, which `queryset` returned."""

    @abstractmethod
    def narrowed(
        self,
        *,
        clocks: Clocks,
        user: User | None,
        forces: Sequence[str],
        filters: Mapping[str, str],
    ) -> models.QuerySet[Any]:
        """Return the rows, in no order."""

    def queryset(
        self,
        *,
        clocks: Clocks,
        user: User | None,
        forces: Sequence[str] = (),
        filters: Mapping[str, str] = NO_FILTERS,
    ) -> models.QuerySet[Any]:
        """Return the rows at those clocks within the person's reach, in their order.

        `user` None is the whole record: whoever holds the database's console has it anyway.
        `forces` are slugs; none means all. `filters` are query parameters of the API's list.

        Raises: BadParameter for filters that the list does not have, or that say nothing it
        understands.
        """
        rows = self.narrowed(clocks=clocks, user=user, forces=forces, filters=filters)
        ordered: models.QuerySet[Any] = rows.order_by(*self._ordering(rows))
        return ordered

    def column(self, name: str) -> FlatColumn | BoundColumn:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)

    def _ordering(self, rows: models.QuerySet[Any]) -> list[Any]:
        """Return the expressions of the order; text sorts by code point, the same everywhere."""
        by_name = {column.name: column for column in self.cells(rows)}
        return [
            Collate(by_name[name].expression, "C")
            if by_name[name].type == ColumnType.TEXT
            else by_name[name].expression
            for name in self.order
        ]


@dataclass(frozen=True, kw_only=True)
class DescribedDataset(Dataset):
    """A dataset that no list of the API answers: its rows are computed, its columns described."""

    model: type[models.Model]
    described: tuple[Column, ...]

    @cached_property
    def columns(self) -> Sequence[BoundColumn]:
        """The columns, with what the model's fields say of them."""
        return tuple(column.of(self.model) for column in self.described)

    def cells(self, rows: models.QuerySet[Any]) -> tuple[BoundColumn, ...]:
        """Return the columns: each is the same over any rows."""
        return tuple(self.columns)

    def narrowed(
        self,
        *,
        clocks: Clocks,
        user: User | None,
        forces: Sequence[str],
        filters: Mapping[str, str],
    ) -> models.QuerySet[Any]:
        """Return the rows about those forces.

        Raises: BadParameter for any filter: only a list of the API has them.
        """
        if filters:
            sentence = f"the dataset {self.name} takes no filters but forces: leave it out."
            raise BadParameter({one: f"{one}: {sentence}" for one in filters}, "bad_parameter")
        return self.computed(clocks, user, forces)

    @abstractmethod
    def computed(
        self, clocks: Clocks, user: User | None, forces: Sequence[str]
    ) -> models.QuerySet[Any]:
        """Return the rows at those clocks within reach, about those forces if any are named."""


def flat_column(column: Column, model: type[models.Model]) -> FlatColumn:
    """Return a column that a dataset adds, in the form of those it takes from the API."""
    bound = column.of(model)
    return FlatColumn(
        path=column.path,
        type=bound.type,
        unit=bound.unit,
        description=bound.description,
        choices=bound.choices,
        is_key=bound.is_key,
        before="",
        expression=lambda before: bound.expression,
    )
