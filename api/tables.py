"""A statement in the place of a model's table, so that the same querysets ask about the past.

The planner pulls a plain statement up into the query around it: filters and orders still reach
the indexes of the tables it reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.datastructures import BaseTable

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")
_HOLE = re.compile(r"\{(\w+)\}")


class DerivedTable(BaseTable):
    """A statement with the columns of the table it stands for."""

    def __init__(
        self, table_name: str, alias: str | None, *, statement: str, values: Sequence[Any]
    ) -> None:
        super().__init__(table_name, alias)
        self.statement = statement
        self.values = tuple(values)

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the statement under the alias the query knows."""
        return f"({self.statement}) {compiler.quote_name_unless_alias(str(self.table_alias))}", (
            self.values
        )

    def relabeled_clone(self, change_map: dict[str | None, str]) -> DerivedTable:
        """Return a copy under another alias."""
        alias = change_map.get(self.table_alias, self.table_alias)
        return DerivedTable(self.table_name, alias, statement=self.statement, values=self.values)


def read_from(rows: Rows, statement: str, values: Mapping[str, Any]) -> Rows:
    """Return rows that are read from a statement; `{name}` in it is filled from `values`.

    Raises: RuntimeError if the queryset has been filtered already: begin with this.
    """
    if rows.query.alias_map:
        raise RuntimeError("Ask for the clocks first, before any filter.")
    derived = rows.all()
    derived.query.base_table_class = partial(  # type: ignore[assignment]  # called like a class
        DerivedTable,
        statement=_HOLE.sub("%s", statement),
        values=[values[name] for name in _HOLE.findall(statement)],
    )
    return derived


def columns(model: type[models.Model], alias: str, instead: Mapping[str, str]) -> str:
    """Return the select list of a model's table, some columns told otherwise (by column name)."""
    quote = connection.ops.quote_name
    return ", ".join(
        f"{instead[column]} AS {quote(column)}" if column in instead else f"{alias}.{quote(column)}"
        for column in (str(field.column) for field in model._meta.concrete_fields)
    )
