"""What is asked of the database about a row that it does not hold: written once, filled in often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

from django.db import DatabaseError, connections, transaction
from django.db.models import BooleanField, Expression, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.sql import Query


class Slot(Expression):
    """Where the row's value of a field belongs in a statement."""

    def __init__(self, name: str, field: Any) -> None:
        """Stand for the values of this field."""
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the place, with itself as what fills it."""
        field: Any = self.output_field
        if hasattr(field, "get_placeholder"):
            return field.get_placeholder(None, compiler, connection), (self,)
        return "%s", (self,)

    def filled(self, value: Any, connection: Any) -> Any:
        """Return the value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class Question(NamedTuple):
    """A statement that finds a row if a condition is broken, and what fills its places."""

    statement: str
    filling: tuple[Any, ...]

    def finds(self, values: Mapping[str, Any], using: str) -> bool:
        """Ask it of these values; what the database cannot answer counts as found."""
        connection: Any = connections[using]
        filling = [
            each.filled(values[each.name], connection) if isinstance(each, Slot) else each
            for each in self.filling
        ]
        kept = transaction.atomic(using) if connection.in_atomic_block else nullcontext()
        try:
            with kept, connection.cursor() as cursor:
                cursor.execute(self.statement, filling)
                return cursor.fetchone() is not None
        except DatabaseError:  # such as a number too large
            return True


def question_of(conditions: Sequence[Any], fields: Mapping[str, Any], using: str) -> Question:
    """Write the question whether a row breaks any; as in PostgreSQL, what is unknown breaks none.

    `fields` are all that the conditions name.
    """
    query: Any = Query(None)
    for name, field in fields.items():
        query.add_annotation(Slot(name, field), name, select=False)
    query.add_annotation(Value(1), "_check")
    kept = (Q(Coalesce(each, True, output_field=BooleanField())) for each in conditions)
    query.add_q(~Q(*kept))
    return Question(*query.get_compiler(using=using).as_sql())
