"""Statements in the place of tables, so that the same querysets ask about the past.

A statement has the columns of the table it stands for. The planner pulls a plain one up into the
query around it: filters and orders still reach the indexes of the tables it reads.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.datastructures import BaseTable, Join

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")
_HOLE = re.compile(r"\{(\w+)\}")


class Statement:
    """A SELECT with its values: `{name}` in the text is filled from `values`."""

    def __init__(self, text: str, values: Mapping[str, Any]) -> None:
        self.sql = _HOLE.sub("%s", text)
        self.values: tuple[Any, ...] = tuple(values[name] for name in _HOLE.findall(text))

    @classmethod
    def of(cls, rows: models.QuerySet[Any]) -> Self:
        """Return the statement of a queryset of values."""
        made = cls("", {})
        made.sql, made.values = rows.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        return made

    def around(self, text: str, *others: Statement, **values: Any) -> Statement:
        """Return a statement around this one and others, one below another, as `{rows}` in it."""
        parts = (self, *others)
        before, after = text.split("{rows}")
        outer = [Statement(each, values) for each in (before, after)]
        made = Statement("", {})
        within = " UNION ALL ".join(f"({part.sql})" for part in parts)
        made.sql = f"{outer[0].sql}{within}{outer[1].sql}"
        inner = tuple(value for part in parts for value in part.values)
        made.values = (*outer[0].values, *inner, *outer[1].values)
        return made


class DerivedTable(BaseTable):
    """A statement where a query begins."""

    statement: Statement

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the statement under the alias that the query knows."""
        alias = compiler.quote_name_unless_alias(str(self.table_alias))
        return f"({self.statement.sql}) {alias}", self.statement.values

    def relabeled_clone(self, change_map: dict[str | None, str]) -> Self:
        """Return a copy under another alias."""
        clone = copy.copy(self)
        clone.table_alias = change_map.get(self.table_alias, self.table_alias)
        return clone


class DerivedJoin(Join):
    """A statement that a query joins."""

    statement: Statement

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the join, with the statement where the table would stand."""
        sql, values = super().as_sql(compiler, connection)
        _, condition = sql.split(" ON ", 1)
        alias = compiler.quote_name_unless_alias(str(self.table_alias))
        joined = f"{self.join_type} ({self.statement.sql}) {alias} ON {condition}"
        return joined, (*self.statement.values, *values)

    def relabeled_clone(self, change_map: dict[str | None, str]) -> Self:
        """Return a copy under other aliases."""
        clone: Any = super().relabeled_clone(change_map)
        clone.statement = self.statement
        relabeled: Self = clone
        return relabeled


class PastCompiler(SQLCompiler):
    """Groups by every column: of a statement the database does not know which one is the key."""

    def collapse_group_by(self, expressions: list[Any], having: Any) -> list[Any]:
        """Return all of them."""
        return expressions


class PastQuery(Query):
    """A query that reads some tables, its own or joined ones, through statements."""

    instead: tuple[Mapping[str, Statement], ...]
    """Statements by table; the first that has one counts."""

    def get_compiler(
        self,
        using: str | None = None,
        connection: Any = None,
        elide_empty: bool = True,
    ) -> SQLCompiler:
        """Return what writes the statement."""
        if connection is None:
            connection = connections[using or DEFAULT_DB_ALIAS]
        return PastCompiler(self, connection, using, elide_empty)

    def join(self, join: BaseTable | Join, reuse: Any = None) -> str:
        """Join, reading the table through its statement if it has one."""
        asked = next((layer for layer in self.instead if join.table_name in layer), None)
        if asked is not None:
            derived: Any = copy.copy(join)
            derived.__class__ = DerivedJoin if isinstance(join, Join) else DerivedTable
            derived.statement = asked[join.table_name]
            join = derived
        return super().join(join, reuse)


def read_from(rows: Rows, instead: Mapping[str, Statement]) -> Rows:
    """Return rows of which the named tables are read through statements, wherever they are met.

    Raises: RuntimeError if the queryset has been filtered already: begin with this.
    """
    if rows.query.alias_map:
        raise RuntimeError("Ask for the clocks first, before any filter.")
    past = rows.all()
    query: Any = past.query
    before = query.instead if isinstance(query, PastQuery) else ()
    past.query = query.chain(klass=PastQuery)
    past.query.instead = (instead, *before)  # type: ignore[attr-defined]  # of that class now
    return past


def columns(model: type[models.Model], alias: str, instead: Mapping[str, str]) -> str:
    """Return the select list of a model's table, some columns told otherwise (by column name)."""
    quote = connection.ops.quote_name
    return ", ".join(
        f"{instead[column]} AS {quote(column)}" if column in instead else f"{alias}.{quote(column)}"
        for column in (str(field.column) for field in model._meta.concrete_fields)
    )
