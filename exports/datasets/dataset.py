"""What a dataset is: columns over a queryset, within somebody's reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, Q, Value
from django.db.models.functions import Collate

from accounts.models import User
from api.clocks import Clocks
from api.columns import BoundColumn, Column, ColumnType, sees


@dataclass(frozen=True)
class Dataset:
    """A named, versioned table of described columns.

    `rows` returns the rows at two clocks, as far as a reader sees them; `order` names the
    columns they are sorted by, which together are unique among them; `force` is the path to the
    slug of the force they are about. `scoped` are references to rows that may be out of the
    reach of somebody who sees the row itself: they are then empty. `asked` are the filters that
    were applied to the rows, as the API's list takes them, for the manifest to say.
    """

    name: str
    version: int
    description: str
    model: type[models.Model]
    rows: Callable[[Clocks, User | None], models.QuerySet[Any]]
    order: tuple[str, ...]
    force: str
    described: tuple[Column, ...]
    scoped: Mapping[str, type[models.Model]] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[BoundColumn, ...]:
        """The columns, with what the model's fields say of them."""
        return tuple(column.of(self.model, scoped=self.scoped) for column in self.described)

    def queryset(
        self, *, clocks: Clocks, user: User | None, forces: Sequence[str] = ()
    ) -> models.QuerySet[Any]:
        """Return the rows at those clocks within the person's reach, in their order.

        `user` None is the whole record: whoever holds the database's console has it anyway.
        `forces` are slugs; none means all.
        """
        rows: Any = self.rows(clocks, user)
        if user is not None:
            rows = rows.visible_to(user, clocks)
        rows = rows.annotate(**self._sight(user, clocks))
        if forces:
            rows = rows.filter(**{f"{self.force}__in": forces})
        ordered: models.QuerySet[Any] = rows.order_by(*self._ordering())
        return ordered

    def _sight(self, user: User | None, clocks: Clocks) -> dict[str, Any]:
        """Return the annotations that say which references of a row the person may follow."""
        sight: dict[str, Any] = {}
        for reference, model in self.scoped.items():
            seen: Any = Value(True)
            if user is not None:
                manager: Any = model._default_manager
                seen = Q(**{f"{reference}__in": manager.visible_to(user, clocks).values("pk")})
            sight[sees(reference)] = ExpressionWrapper(seen, models.BooleanField())
        return sight

    def _ordering(self) -> list[Any]:
        """Return the expressions of the order; text sorts by code point, the same everywhere."""
        by_name = {column.name: column for column in self.columns}
        return [
            Collate(by_name[name].expression, "C")
            if by_name[name].type == ColumnType.TEXT
            else by_name[name].expression
            for name in self.order
        ]
