"""Asking the record to hold what it may not, by the model's checks and past them."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from api.constraints import constraint_sentence, validation_error_from


def refused_by_database(make):
    """Call `make`, which must break a rule of the database; return the rule's name.

    A verb says the refusal in words; the rule's name stands behind them. None = not refused.
    """
    refusal = _refusal_of(make)
    return refusal.__cause__.diag.constraint_name if refusal else None


def copied(row, **changes):
    """Return an unsaved row with the same values but for the changes."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name != "recorded_at"
    }
    unsaved = type(row)(**values)
    for name, value in changes.items():
        setattr(unsaved, name, value)
    return unsaved


def sentences_of_model(row):
    """Return what `full_clean()` says of the row."""
    try:
        row.full_clean(exclude=["recorded_at"])
    except ValidationError as error:
        return error.messages
    return []


def said_of(name):
    """Return the sentence of a rule."""
    refusal = constraint_sentence(name)
    assert refusal is not None, f"{name} has no sentence"
    return refusal.sentence


def sentence_from_database(make):
    """Call `make`, which must be refused; return the sentence a person reads."""
    refusal = _refusal_of(make)
    assert refusal is not None, "it was not refused"
    return validation_error_from(refusal).messages[0]


def _refusal_of(make):
    try:
        with transaction.atomic():
            make()
            connection.check_constraints()
    except IntegrityError as error:
        return error
    except ValidationError as error:
        if isinstance(error.__cause__, IntegrityError):
            return error.__cause__
        raise
    return None
