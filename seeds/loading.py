"""One load of one document: where it stands, who loads, what it has made so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import Model

from accounts.models import User
from api.records import Superseding
from concerns.positions import Route
from seeds.document import PlacedMap
from seeds.faults import DocumentRefused, Fault, Refused, refusal_of_database, sentences
from seeds.references import current
from seeds.shape import record_name
from seeds.stated import WRITTEN_AS
from seeds.writing import columns, refuse_difference

Save = Callable[[Any], None]


class Loading:
    """The load of one document by one account; `made` counts its new rows by kind."""

    route = Route.SEED

    def __init__(self, document: str, by: User) -> None:
        self.document = document
        self.by = by
        self.made: Counter[str] = Counter()

    @contextmanager
    def record(self, section: str, record: PlacedMap, *inside: PlacedMap) -> Iterator[None]:
        """Say of any refusal within where the record stands: its line, its name, the field.

        A field that the record does not state is looked for in those it is `inside`.

        Raises: DocumentRefused in place of every refusal of a rule or of the database.
        """
        places = (record, *inside)

        def fault(field: str, sentence: str) -> Fault:
            line, written = _line(places, field)
            return Fault(line, record_name(section, record), written, sentence)

        try:
            yield
        except Refused as refusal:
            raise self.refused(fault(refusal.field, refusal.sentence)) from refusal
        except ValidationError as error:
            raise self.refused(*(fault(*one) for one in sentences(error))) from error
        except DatabaseError as error:
            said = sentences(refusal_of_database(error))
            raise self.refused(*(fault(*one) for one in said)) from error

    def refused(self, *faults: Fault) -> DocumentRefused:
        """Return the refusal of the document for these faults."""
        return DocumentRefused(self.document, faults)

    def keep(
        self,
        kind: str,
        model: type[Model],
        values: dict[str, Any],
        *,
        known_by: tuple[str, ...],
        save: Save | None = None,
    ) -> tuple[Any, bool]:
        """Return the row of these values and whether it is new, made by `save` if it is.

        Raises: Refused if the row that is kept differs, ValidationError from a rule.
        """
        written = model(**values)
        kept = current(model).filter(**{name: values.get(name) for name in known_by}).first()
        if kept is not None:
            refuse_difference(kept, written, values)
            return kept, False
        if isinstance(written, Superseding):
            written.recorded_by = self.by
        (save or self.save)(written)
        self.made[kind] += 1
        return written, True

    def save(self, row: Model) -> None:
        """Check a new row and insert it.

        Constraints are left to the database, whose refusals read the same: asking it beforehand
        about each would take most of a load's time.
        """
        row.full_clean(
            exclude=["recorded_at"] if isinstance(row, Superseding) else None,
            validate_unique=False,
            validate_constraints=False,
        )
        row.save(force_insert=True)

    def simple(self, section: str, model: type[Model], known_by: tuple[str, ...]) -> Any:
        """Return the function that keeps records of a section as rows of a model, as they are."""

        def store(record: PlacedMap) -> None:
            self.keep(section, model, columns(model, record), known_by=known_by)

        return store


def _line(places: tuple[PlacedMap, ...], field: str) -> tuple[int, str]:
    """Return the line of a column and the field's name in the document."""
    for name in (field, *WRITTEN_AS.get(field, ())):
        for place in places:
            if name in place.lines:
                return place.lines[name], name
    return places[0].line, field
