"""What is wrong with a seed document, said with its line and with what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError
from django.db.models import BaseConstraint
from psycopg import Error as DriverError


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands, in which record and field, and the sentence about it."""

    line: int
    record: str
    field: str
    sentence: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.record, self.field) if part)
        return (
            f"line {self.line}: {place}: {self.sentence}"
            if place
            else (f"line {self.line}: {self.sentence}")
        )


class Refused(Exception):
    """A field of a record that cannot be taken; who knows the record's line says where."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        self.sentence = sentence
        super().__init__(f"{field}: {sentence}")


class DocumentRefused(Exception):
    """A document with at least one fault; nothing of it was stored."""

    def __init__(self, document: str, faults: Iterable[Fault]) -> None:
        self.document = document
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(f"{document}, {fault}" for fault in self.faults))


def sentences(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield each field at fault (empty = the whole record) with its sentence, name stripped."""
    if not hasattr(error, "error_dict"):
        yield "", " ".join(error.messages)
        return
    for field, errors in error.error_dict.items():
        for message in (message for one in errors for message in one.messages):
            yield ("" if field == NON_FIELD_ERRORS else field), message.removeprefix(f"{field}: ")


def database_sentence(error: DatabaseError) -> str:
    """Return what the database's refusal means: the sentence that stands beside its rule."""
    cause = error.__cause__
    diagnosis = cause.diag if isinstance(cause, DriverError) else None
    if diagnosis is None or diagnosis.message_primary is None:
        return str(error).strip()
    for constraint in _constraints():
        if constraint.name == diagnosis.constraint_name:
            return str(constraint.violation_error_message)
    return diagnosis.message_primary


def _constraints() -> Iterator[BaseConstraint]:
    for model in apps.get_models():
        yield from model._meta.constraints
