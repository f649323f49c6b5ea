"""What a row must satisfy by itself, asked of the database in one question."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import BooleanField, CheckConstraint, Q
from django.db.models.constraints import BaseConstraint
from django.db.models.functions import Coalesce


class Checked(models.Model):
    """A row whose check constraints `full_clean()` asks together.

    Django asks them one by one, each in a savepoint of its own: a dozen journeys for a row that
    breaks none. Only what breaks one is asked by each, for its own words.
    """

    class Meta:
        abstract = True

    def get_constraints(self) -> Any:
        """Return the constraints of each model of the row, its checks as one."""
        found: Any = super().get_constraints()
        return [(model, _together(model)) for model, _ in found]


class Check(NamedTuple):
    """A check constraint, and the fields it is about."""

    constraint: CheckConstraint
    fields: frozenset[str]


class Checks:
    """The check constraints of a model, for Django to ask like a single one."""

    fields = ()

    def __init__(self, checks: Sequence[Check]) -> None:
        """Ask these."""
        self.checks = checks

    def validate(
        self,
        model: type[models.Model],
        instance: Any,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Ask whether the row breaks any; a check about a field that is excluded is left out.

        Raises: ValidationError with the words of each that is broken.
        """
        values = instance._get_field_expression_map(meta=model._meta, exclude=exclude)
        asked = [each for each in self.checks if each.fields <= values.keys()]
        about = frozenset().union(*(each.fields for each in asked))
        # What cannot be answered at all, such as a number too large, counts as broken here.
        if not asked or not _any_broken(asked).check(
            {name: values[name] for name in about}, using=using
        ):
            return
        errors: Any = {}
        for each in asked:
            try:
                each.constraint.validate(model, instance, exclude=exclude, using=using)
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)


def _any_broken(checks: Sequence[Check]) -> Q:
    """Return the condition that one is broken; what is unknown breaks none, as in PostgreSQL."""
    kept = (
        Q(Coalesce(each.constraint.condition, True, output_field=BooleanField())) for each in checks
    )
    return ~Q(*kept)


@functools.cache
def _together(model: type[models.Model]) -> list[Any]:
    checks: list[Check] = []
    others: list[BaseConstraint] = []
    for each in model._meta.constraints:
        if isinstance(each, CheckConstraint):
            named: Any = model._get_expr_references(each.condition)  # type: ignore[attr-defined]
            checks.append(Check(each, frozenset(path[0] for path in named)))
        else:
            others.append(each)
    return [Checks(checks), *others] if checks else [*others]
