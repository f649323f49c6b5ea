"""What a row must satisfy by itself, asked of the database in one question.

The question is written once for each model and set of fields that are known; a row fills in its
values.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import CheckConstraint, Value
from django.db.models.constraints import BaseConstraint

from api.questions import Question, question_of


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
        self._questions: dict[tuple[str, ...], Question] = {}

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
        if not asked or not self._breaks_any(asked, values, using):
            return
        errors: Any = {}
        for each in asked:
            try:
                each.constraint.validate(model, instance, exclude=exclude, using=using)
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _breaks_any(self, checks: Sequence[Check], values: Mapping[str, Any], using: str) -> bool:
        """Ask whether a check is broken; what cannot be asked or answered counts as broken."""
        about = frozenset().union(*(each.fields for each in checks))
        if not all(isinstance(values[name], Value) for name in about):
            return True  # the database computes one: each check asks for itself
        names = (using, *(each.constraint.name for each in checks))
        if names not in self._questions:
            fields = {name: values[name].output_field for name in about}
            conditions = [each.constraint.condition for each in checks]
            self._questions[names] = question_of(conditions, fields, using)
        return self._questions[names].finds({name: values[name].value for name in about}, using)


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
