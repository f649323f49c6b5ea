"""Verbs taken on many records, each judged by itself, in the order in which records are locked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, models, transaction

from api.constraints import settle_constraints, validation_error_from
from api.errors import UNSTORABLE
from api.filters import nearest
from api.wording import not_an_object
from concerns import actions
from concerns.bulk.rows import OnError, Rows
from concerns.models import Action, Concern, Event, Recommendation
from concerns.serializers.verbs import ENTRIES
from concerns.transitions import ACTION, CONCERN, RECOMMENDATION, Transition, transitions_of
from inspections.models import Publication

if TYPE_CHECKING:
    from accounts.models import User

MOST_STEPS = 500
"""Rows of verbs that one request may hold."""


class StepResult(models.TextChoices):
    """What became of a row of verbs."""

    DONE = "done", "Done"
    UNCHANGED = "unchanged", "It is so already"
    REFUSED = "refused", "Refused: its errors say why"


class Subject(NamedTuple):
    """A kind of record: what names a row, and in which order rows are locked."""

    model: Any
    key: str
    lock_order: tuple[str, ...]


SUBJECTS = {
    CONCERN: Subject(Concern, "reference", ("pk",)),
    RECOMMENDATION: Subject(Recommendation, "reference", ("concern_id", "pk")),
    ACTION: Subject(Action, "pk", ("concern_id", "recommendation_id", "pk")),
}


class Step(NamedTuple):
    """A verb to be taken: the row that says so, the record, and what is said."""

    number: int
    record: Any
    verb: str
    values: dict[str, Any]


@dataclass
class Steps:
    """What became of each row, and the event it wrote; no event stays of what was not stored."""

    rows: Rows
    results: list[StepResult]
    events: list[int | None] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to each result, those of none included."""
        found = Counter(self.results)
        return {str(each.value): found[each] for each in StepResult}


def offered(subject: str) -> dict[str, Transition]:
    """Return the verbs that many records take at once, by address.

    What draws a line to another record, or makes one, is done one by one.
    """
    return {
        each.address: each
        for each in transitions_of(subject)
        if not each.how and each.verb != "add_recommendation"
    }


def take_verbs(
    given: Sequence[Any],
    subject: str,
    *,
    told: Mapping[str, Any],
    context: Mapping[str, Any],
    on_error: str = OnError.ALL_OR_NOTHING,
    dry_run: bool = False,
    prefix: str = "",
) -> Steps:
    """Take each row's verb in a savepoint of its own, all of them or none; with `skip`, the good.

    `told` is what every verb is told unless the row says otherwise: `by`, `route`, `happened_on`.
    A claim that stands already changes nothing. A dry run does everything, and takes it back.
    """
    rows = Rows(len(given), prefix=prefix)
    with transaction.atomic():
        steps = list(_steps(rows, given, subject, told["by"], context))
        return take_steps(rows, steps, subject, told=told, on_error=on_error, dry_run=dry_run)


def take_steps(
    rows: Rows,
    steps: Sequence[Step],
    subject: str,
    *,
    told: Mapping[str, Any],
    on_error: str = OnError.ALL_OR_NOTHING,
    dry_run: bool = False,
) -> Steps:
    """Take steps that are well formed, as `take_verbs` does; `rows` has the faults of the others."""
    outcome = Steps(rows, [StepResult.REFUSED] * rows.count, [None] * rows.count)
    with transaction.atomic():
        _lock_letters(steps)
        order = SUBJECTS[subject].lock_order
        for step in sorted(
            steps, key=lambda step: [getattr(step.record, name) or 0 for name in order]
        ):
            _take(step, told, outcome)
        if dry_run or (rows.faults and on_error != OnError.SKIP):
            transaction.set_rollback(True)
            outcome.events = [None] * rows.count
    return outcome


def _take(step: Step, told: Mapping[str, Any], outcome: Steps) -> None:
    try:
        with transaction.atomic():
            event: Event = actions.take(step.record, step.verb, **{**told, **step.values})
            settle_constraints()
    except PermissionDenied as error:
        outcome.rows.refuse(step.number, None, str(error), "permission_denied")
    except DataError:
        outcome.rows.refuse(step.number, None, UNSTORABLE, "unstorable")
    except IntegrityError as error:
        _refuse(step, validation_error_from(error), outcome)
    except ValidationError as error:
        _refuse(step, error, outcome)
    else:
        outcome.results[step.number] = StepResult.DONE
        outcome.events[step.number] = event.pk


def _refuse(step: Step, error: ValidationError, outcome: Steps) -> None:
    found = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
    faults = [(name, fault) for name, several in found.items() for fault in several]
    if all(fault.code == "unchanged" for _, fault in faults):
        outcome.results[step.number] = StepResult.UNCHANGED
        return
    for name, fault in faults:
        about = None if name == NON_FIELD_ERRORS else name
        outcome.rows.refuse(step.number, about, fault.messages[0], fault.code or "invalid")


def _steps(
    rows: Rows, given: Sequence[Any], subject: str, by: User, context: Mapping[str, Any]
) -> Iterator[Step]:
    """Yield the rows that are well formed, noting the faults of the others."""
    verbs, records = offered(subject), _records(given, subject, by)
    for number, said in enumerate(given):
        if not isinstance(said, dict):
            rows.refuse(number, None, not_an_object(said, "The row"), "invalid")
            continue
        record = _record(rows, number, said, subject, records)
        version = _version(rows, number, said)
        verb = said.get("verb")
        transition = verbs.get(verb) if isinstance(verb, str) else None
        if transition is None:
            sentence = f"verb: one of {nearest(str(verb), verbs)}."
            rows.refuse(number, "verb", sentence, "unknown_verb")
            continue
        values = _values(rows, number, said, subject, transition, context)
        if record is not None and number not in rows.faulty:
            yield Step(number, record, transition.verb, {**values, "version": version})


def _values(
    rows: Rows,
    number: int,
    said: dict[str, Any],
    subject: str,
    transition: Transition,
    context: Mapping[str, Any],
) -> dict[str, Any]:
    apart = (subject, "verb", "version")
    body = {name: value for name, value in said.items() if name not in apart}
    entry = ENTRIES[subject, transition.verb](data=body, context=dict(context))
    if not entry.is_valid():
        for pointer, fault in _flat(entry.errors):
            rows.refuse(number, pointer, str(fault), str(fault.code))
        return {}
    values: dict[str, Any] = entry.validated_data
    if "recommendations" in values:
        values["recommendations"] = {
            each["recommendation"]: each["outcome"] for each in values["recommendations"]
        }
    return values


def _flat(errors: Any, name: str | None = None) -> Iterator[tuple[str | None, Any]]:
    """Yield each fault of an entry with the field it is in; of lists, the list."""
    if isinstance(errors, dict):
        for key, inner in errors.items():
            yield from _flat(inner, name or (None if key == "__all__" else str(key)))
    elif isinstance(errors, list):
        for inner in errors:
            yield from _flat(inner, name)
    else:
        yield name, errors


def _records(given: Sequence[Any], subject: str, by: User) -> dict[Any, Any]:
    """Return the records that rows name, of those within reach. One query."""
    model, key, _ = SUBJECTS[subject]
    named = {said.get(subject) for said in given if _is_named(said, subject)}
    found = model.objects.visible_to(by).filter(**{f"{key}__in": named})
    return {getattr(record, key): record for record in found}


def _is_named(said: Any, subject: str) -> bool:
    name = said.get(subject) if isinstance(said, dict) else None
    if SUBJECTS[subject].key == "pk":
        return type(name) is int and 0 < name < 2**63
    return isinstance(name, str)


def _record(
    rows: Rows, number: int, said: dict[str, Any], subject: str, records: dict[Any, Any]
) -> Any:
    is_numbered = SUBJECTS[subject].key == "pk"
    if not _is_named(said, subject):
        which = "number" if is_numbered else "reference"
        rows.refuse(number, subject, f"{subject}: give its {which}.", "required")
        return None
    name = said[subject]
    record = records.get(name)
    if record is None:
        shown = str(name)[:100] if is_numbered else repr(name[:100])
        sentence = f"{subject}: there is none of {shown} within your reach."
        rows.refuse(number, subject, sentence, "does_not_exist")
    return record


def _version(rows: Rows, number: int, said: dict[str, Any]) -> int | None:
    version = said.get("version")
    if version is not None and (type(version) is not int or version < 1):
        sentence = "version: the whole number that its detail answered, such as 3."
        rows.refuse(number, "version", sentence, "invalid")
        return None
    return version


def _lock_letters(steps: Sequence[Step]) -> None:
    """Lock the publications that verbs name before any record, as sending them does."""
    letters = {step.values["publication"].pk for step in steps if step.values.get("publication")}
    if letters:
        locked = Publication.objects.select_for_update(no_key=True).filter(pk__in=letters)
        list(locked.order_by("pk"))
