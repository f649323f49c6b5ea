"""What is wrong with a seed document, said with its line and with what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, IntegrityError

from api.constraints import constraint_sentence, validation_error_from


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
    """Yield each field at fault (empty = the whole record) with its sentence.

    A sentence that begins with the field's name gives the name up.
    """
    by_field = getattr(error, "error_dict", {NON_FIELD_ERRORS: [error]})
    for field, errors in by_field.items():
        for message in (message for one in errors for message in one.messages):
            name, colon, sentence = message.partition(": ")
            if colon and name.isidentifier():
                yield name, sentence
            else:
                yield ("" if field == NON_FIELD_ERRORS else field), message


def refusal_of_database(error: DatabaseError) -> ValidationError:
    """Return what the database refused, in the words that stand beside its rule."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    if isinstance(error, IntegrityError) and constraint_sentence(name):
        return validation_error_from(error)
    said = getattr(diagnosis, "message_primary", None) or str(error).strip()
    return ValidationError(said, code=name or "refused")
