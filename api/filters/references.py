"""Filters of what a row refers to, by the name people have for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from api.filters.kinds import StrictFilter, WholeNumberFilter
from api.filters.parameters import nearest
from api.known import as_known

if TYPE_CHECKING:
    from api.clocks import Clocks

MOST_SUGGESTED = 1_000


class ReferenceFilter(StrictFilter):
    """A row of another model by its slug, reference or code, within the person's reach.

    `rows(user, clocks)` answers the rows that may be named, by default all of the model that the
    person may see, named as they were known then. A row out of reach does not exist. `key` is the
    naming field. One query.
    """

    def __init__(
        self,
        *args: Any,
        of: type[models.Model],
        key: str | None = None,
        rows: Callable[[Any, Clocks | None], models.QuerySet[Any]] | None = None,
        to_many: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        manager: Any = of._default_manager
        self.of = of
        self.key = key or naming_field(of)
        self.rows = rows or manager.visible_to
        self.to_many = to_many
        if self.key == "pk":
            self.schema = WholeNumberFilter.schema

    @property
    def clocks(self) -> Clocks | None:
        """As of when the list is asked for."""
        clocks: Clocks | None = self.parent.clocks  # type: ignore[attr-defined]  # see read()
        return clocks

    def read(self, parts: list[str]) -> list[Any]:
        """Return the rows of those names."""
        names: list[Any] = list(parts)
        if self.key == "pk":
            names = [WholeNumberFilter().read_one(part) for part in parts]
        filterset: Any = self.parent  # type: ignore[attr-defined]  # set by the filter set
        rows = self.rows(filterset.request.user, self.clocks)
        attribute = self.of._meta.pk.attname if self.key == "pk" else self.key
        found = {getattr(row, attribute): row for row in rows.filter(**{f"{self.key}__in": names})}
        for name in names:
            if name not in found:
                raise ValidationError(self._absence(str(name), rows))
        return [found[name] for name in names]

    def filter(self, queryset: models.QuerySet[Any], value: Any) -> models.QuerySet[Any]:
        """Keep the rows that refer to it; each once, also across a to-many relation."""
        if value is None:
            return queryset
        if not self.to_many:  # what was named is within reach
            return queryset.filter(**{f"{self.field_name}__{self.lookup_expr}": value})
        lookup = {f"{self.field_name}__{self.lookup_expr}": value}
        rows = as_known(queryset.model._base_manager.all(), self.clocks)
        matching = rows.filter(**lookup).values("pk")
        return queryset.filter(pk__in=matching)

    def _absence(self, name: str, rows: models.QuerySet[Any]) -> str:
        absence = f"there is no {self.of._meta.verbose_name} {name[:100]!r}"
        if self.key == "pk":
            return f"{absence}."
        known = rows.values_list(self.key, flat=True)[:MOST_SUGGESTED]
        return f"{absence}; there are {nearest(name, [str(word) for word in known]) or 'none'}."


def naming_field(model: type[models.Model]) -> str:
    """Return the field by which people name a row: slug, reference, code, else its number."""
    for name in ("slug", "reference", "code"):
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return name
    return "pk"
