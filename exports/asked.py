"""What an export is of: a dataset, within whose reach, and which of its rows and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models

from api.columns import BoundColumn
from exports.datasets.dataset import Dataset
from exports.files import FileRefused

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks


class ColumnsRefused(FileRefused):
    """Columns that the dataset does not have; the text names them and says what there is."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question that can be asked again at other clocks.

    `user` None is the whole record. `forces` are slugs of forces, none means all; `filters` are
    query parameters of the API's list; `columns` are names in their order, none means all.
    """

    dataset: Dataset
    user: User | None = None
    forces: Sequence[str] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    columns: Sequence[str] = ()

    def told_at(self, clocks: Clocks) -> tuple[models.QuerySet[Any], tuple[BoundColumn, ...]]:
        """Return the rows at those clocks in their order, and the columns that were asked for.

        Raises: BadParameter for filters, ColumnsRefused for columns that are not there.
        """
        rows = self.dataset.queryset(
            clocks=clocks, user=self.user, forces=self.forces, filters=self.filters
        )
        return rows, self._chosen(self.dataset.cells(rows))

    def told_filters(self) -> dict[str, Any]:
        """Return the filters as a manifest says them."""
        forces = {"force": sorted(set(self.forces))} if self.forces else {}
        return {**dict(sorted(self.filters.items())), **forces}

    def _chosen(self, cells: tuple[BoundColumn, ...]) -> tuple[BoundColumn, ...]:
        if not self.columns:
            return cells
        by_name = {column.name: column for column in cells}
        unknown = [name for name in self.columns if name not in by_name]
        if unknown or len(set(self.columns)) < len(self.columns):
            said = f"has no {', '.join(unknown)}" if unknown else "is asked for one twice"
            raise ColumnsRefused(
                f"Columns: {self.dataset.name} {said}. It has {', '.join(by_name)}."
            )
        return tuple(by_name[name] for name in self.columns)
