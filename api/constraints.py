"""What every constraint of the database says to a person: one sentence for the API and the admin.

A refusal reaches us twice: from `full_clean()`, which asks before writing, and from PostgreSQL,
which names the constraint. Both are turned into the same field, sentence and code here.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError, RestrictedError

NOT_NULL, FOREIGN_KEY, UNIQUE = "23502", "23503", "23505"


class Refusal(NamedTuple):
    """A broken rule: the field it is about (None = the row as a whole), its words, its code."""

    field: str | None
    sentence: str
    code: str


def constraint_sentence(name: str) -> Refusal | None:
    """Return what the constraint or guard of that name says, None if nobody gave it words."""
    return _refusals().get(name)


def validation_error_from(error: IntegrityError) -> ValidationError:
    """Return what the database refused as a ValidationError on the field it is about.

    A constraint without words of its own is answered by its kind: a missing value, a row that
    does not exist, one that exists already.
    """
    return refused(*_refusal_of(error))


def refused(field: str | None, sentence: str, code: str) -> ValidationError:
    """Return a refusal on a field (None = the row as a whole), with its sentence and its code.

    Django drops the code of an error that is given as a mapping; this keeps it.
    """
    fault = ValidationError(sentence, code=code)
    return ValidationError({field or NON_FIELD_ERRORS: [fault]})


@contextmanager
def refusals_in_words(model: type[models.Model] | None = None) -> Iterator[None]:
    """Do what is inside wholly or not at all, and say what the database refuses in its words.

    For the verbs of models: whoever calls one has to expect a ValidationError only. What is
    deferred to the end of an outer transaction is still refused there. What `full_clean()` of a
    `model` says is put on its field, under its code.

    Raises: ValidationError on the field at fault.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise validation_error_from(error) from error
    except ValidationError as error:
        if model is None:
            raise
        raise rehomed(error, model) from error


def rehomed(error: ValidationError, model: type[models.Model]) -> ValidationError:
    """Return the error with each constraint's sentence on its field and under its own code.

    `full_clean()` reports constraints for the row as a whole and mostly without a code.
    """
    by_sentence = {refusal.sentence: refusal for refusal in _of_model(model).values()}
    faults: dict[str, list[ValidationError]] = {}
    for field, found in _by_field(error).items():
        for fault in found:
            known = by_sentence.get(fault.messages[0])
            if known and field == NON_FIELD_ERRORS:
                fault = ValidationError(known.sentence, code=known.code)
                faults.setdefault(known.field or NON_FIELD_ERRORS, []).append(fault)
            else:
                faults.setdefault(field, []).append(fault)
    return ValidationError(faults)


def settle_constraints() -> None:
    """Check what was deferred to the end of the transaction now, inside the request.

    Raises: IntegrityError with the constraint's name.
    """
    connection.check_constraints()


def _by_field(error: ValidationError) -> dict[str, list[ValidationError]]:
    if hasattr(error, "error_dict"):
        return dict(error.error_dict)
    return {NON_FIELD_ERRORS: list(error.error_list)}


@functools.cache
def _refusals() -> dict[str, Refusal]:
    refusals: dict[str, Refusal] = {}
    for model in apps.get_models(include_auto_created=True):
        for name, refusal in _of_model(model).items():
            refusals.setdefault(name, refusal)
    return refusals


@functools.cache
def _of_model(model: type[models.Model]) -> dict[str, Refusal]:
    return {
        **dict(_column_refusals(model)),
        **dict(_guard_refusals(model)),
        **dict(_constraint_refusals(model)),
    }


def _constraint_refusals(model: type[models.Model]) -> Iterator[tuple[str, Refusal]]:
    for constraint in model._meta.constraints:
        sentence = str(constraint.get_violation_error_message())
        code = constraint.violation_error_code or constraint.name
        field = _field_named_by(sentence, model)
        if isinstance(constraint, models.UniqueConstraint) and len(constraint.fields) == 1:
            field = field or constraint.fields[0]
        yield constraint.name, Refusal(field, sentence, code)


def _guard_refusals(model: type[models.Model]) -> Iterator[tuple[str, Refusal]]:
    for trigger in getattr(model._meta, "triggers", []):
        sentence = getattr(trigger, "sentence", None)
        name = getattr(trigger, "constraint", None)
        if sentence and name:
            field = getattr(trigger, "field", None) or _field_named_by(sentence, model)
            yield name, Refusal(field, sentence, name)


def _column_refusals(model: type[models.Model]) -> Iterator[tuple[str, Refusal]]:
    table = model._meta.db_table
    for field in model._meta.local_concrete_fields:
        if field.primary_key:
            sentence = f"There is a {model._meta.verbose_name} of this number already."
            yield f"{table}_pkey", Refusal(None, sentence, "unique")
        elif field.unique:
            sentence = _unique_sentence(model, (field.name,))
            yield f"{table}_{field.column}_key", Refusal(field.name, sentence, "unique")
        if field.db_check(connection):
            sentence = f"{field.name}: {_what_column_takes(field)}."
            yield f"{table}_{field.column}_check", Refusal(field.name, sentence, "invalid")


def _what_column_takes(field: models.Field[Any, Any]) -> str:
    if field.flatchoices:
        return "one of " + ", ".join(str(value) for value, _ in field.flatchoices)
    if isinstance(field, models.IntegerField):
        return "a whole number from 0"
    return "a number, and a finite one"


def _unique_sentence(model: type[models.Model], fields: Sequence[str]) -> str:
    return str(model().unique_error_message(model, tuple(fields)).messages[0])


def _field_named_by(sentence: str, model: type[models.Model]) -> str | None:
    """Return the field a sentence begins with ("ended_on: a day after started_on")."""
    name, colon, _ = sentence.partition(":")
    return name if colon and _has_field(model, name) else None


def _has_field(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _refusal_of(error: IntegrityError) -> Refusal:
    if isinstance(error, ProtectedError | RestrictedError):
        return Refusal(None, "Other rows refer to it, so it stays.", "protected")
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    if diagnosis is None:
        return Refusal(None, "The record refuses this row.", "refused")
    name = diagnosis.constraint_name or ""
    return (
        constraint_sentence(name)
        or _refusal_raised(diagnosis)
        or _refusal_of_kind(diagnosis)
        or Refusal(None, f"The record refuses this row: it breaks the rule {name}.", name)
    )


def _refusal_raised(diagnosis: Any) -> Refusal | None:
    """Return the words of a trigger of ours that no model declares: it raised them itself."""
    if "at RAISE" not in (diagnosis.context or ""):
        return None
    return Refusal(None, diagnosis.message_primary, diagnosis.constraint_name or "refused")


def _refusal_of_kind(diagnosis: Any) -> Refusal | None:
    models_of_table = {model._meta.db_table: model for model in apps.get_models()}
    model = models_of_table.get(diagnosis.table_name)
    if model is None:
        return None
    detail = diagnosis.message_detail or ""
    if diagnosis.sqlstate == NOT_NULL:
        field = _field_of_column(model, diagnosis.column_name)
        return Refusal(field, f"{field}: give a value.", "null")
    columns = re.search(r"^Key \((?P<columns>[^)]+)\)=", detail)
    fields = tuple(
        _field_of_column(model, column)
        for column in (columns["columns"].split(", ") if columns else [])
    )
    if diagnosis.sqlstate == UNIQUE and fields and all(_has_field(model, f) for f in fields):
        alone = fields[0] if len(fields) == 1 else None
        return Refusal(alone, _unique_sentence(model, fields), "unique")
    if diagnosis.sqlstate == FOREIGN_KEY:
        if "is still referenced" in detail or not fields:
            return Refusal(None, "Other rows refer to it, so it stays.", "protected")
        return Refusal(fields[0], f"{fields[0]}: there is no such row.", "does_not_exist")
    return None


def _field_of_column(model: type[models.Model], column: str) -> str:
    for field in model._meta.concrete_fields:
        if field.column == column:
            return field.name
    return column
