"""Events of a document: what happened to a concern or a recommendation, told afterwards."""

from __future__ import annotations

from typing import Any

from concerns.models import Concern, Event, Recommendation
from concerns.positions import ForceStatus, Status
from seeds.days import parse_day
from seeds.document import PlacedMap
from seeds.faults import Refused
from seeds.loading import Loading
from seeds.writing import columns, difference, shown

Subject = Concern | Recommendation

CHANGES: dict[str, tuple[str, tuple[str, ...]]] = {
    Event.Kind.CLAIMED_PROGRESS: (
        Event.Position.FORCE_STATUS,
        (ForceStatus.NOT_STARTED, ForceStatus.AWAITING_ALLOCATION, ForceStatus.IN_PROGRESS),
    ),
    Event.Kind.CLAIMED_COMPLETE: (Event.Position.FORCE_STATUS, (ForceStatus.CLAIMED_COMPLETE,)),
    Event.Kind.PROMISED: (Event.Position.PROMISED_ON, ()),
    Event.Kind.DEADLINE_CHANGED: (Event.Position.DUE_ON, ()),
    Event.Kind.CLOSURE_RECORDED: (
        Event.Position.STATUS,
        (Status.CLOSED_COMPLETE, Status.CLOSED_NO_FURTHER_ACTION),
    ),
    Event.Kind.REOPENED: (Event.Position.STATUS, (Status.OPEN,)),
    Event.Kind.SUPERSEDED: (Event.Position.STATUS, (Status.SUPERSEDED,)),
    Event.Kind.WITHDRAWN: (Event.Position.STATUS, (Status.WITHDRAWN,)),
}
"""Which position a kind changes and what it may become; no values: an exact day."""

_SAID_BY = ("happened_on", "publication")
_WHOLE = (
    *("kind", "happened_on", "happened_on_precision", "became", "publication", "note"),
    *("evidence_links", "assessment", "audience"),
)


def store_events(loading: Loading, subject: Subject, events: list[PlacedMap]) -> None:
    """Append to the subject's log what the document tells and the log does not.

    An event is known by all it says. One of the same kind, day and publication that a document
    told before and that says something else is a difference.

    Raises: DocumentRefused on such a difference, or from a rule of the log.
    """
    told = []
    for record in events:
        with loading.record("events", record):
            told.append(_values(subject, record))
    kept = _kept(subject)
    new = []
    for record, values in zip(events, told, strict=True):
        same = next((event for event in kept if _is(event, values)), None)
        if same is None:
            new.append((record, values))
        else:
            kept.remove(same)
    for record, values in new:
        with loading.record("events", record):
            _refuse_other(kept, values)
            _append(loading, subject, dict(values))


def _kept(subject: Subject) -> list[Event]:
    name = "concern" if isinstance(subject, Concern) else "recommendation"
    told = Event.objects.filter(**{name: subject}, route=Loading.route)
    return list(told.exclude(kind=Event.Kind.OPENED).standing().order_by("pk"))


def _values(subject: Subject, record: PlacedMap) -> dict[str, Any]:
    values = columns(Event, record, apart=["became"])
    position, allowed = CHANGES.get(values["kind"], ("", ()))
    written = record.get("became")
    if not position:
        if written is not None:
            raise Refused("became", f"{values['kind']} changes no position: leave became out.")
        return values
    if not hasattr(subject, position):
        raise Refused("kind", f"a {subject._meta.verbose_name} has no {position} to change.")
    values |= {"position": position, "became": _became(allowed, written)}
    return values


def _became(allowed: tuple[str, ...], written: Any) -> Any:
    if not allowed:
        try:
            return parse_day(written)[0]
        except ValueError as error:
            raise Refused("became", "give the exact day, such as 2022-09-30.") from error
    became = allowed[0] if written is None and len(allowed) == 1 else written
    if became not in allowed:
        raise Refused("became", f"give one of {', '.join(allowed)}.")
    return str(became)


def _of(values: dict[str, Any], name: str) -> Any:
    value = values.get(name, getattr(Event(), name))
    return str(value) if name == "became" else value


def _is(event: Event, values: dict[str, Any]) -> bool:
    return all(getattr(event, name) == _of(values, name) for name in _WHOLE)


def _refuse_other(kept: list[Event], values: dict[str, Any]) -> None:
    for event in kept:
        if event.kind == values["kind"] and all(
            getattr(event, name) == values.get(name) for name in _SAID_BY
        ):
            name = next(name for name in _WHOLE if getattr(event, name) != _of(values, name))
            written = Event(**{key: value for key, value in values.items() if key != "became"})
            written.became = _of(values, "became")
            raise Refused(
                name.removesuffix("_precision"),
                difference(shown(event, name), shown(written, name)),
            )


def _append(loading: Loading, subject: Subject, values: dict[str, Any]) -> None:
    act = Event.change if "position" in values else Event.append
    act(subject, by=loading.by, route=loading.route, **values)
    loading.made["events"] += 1
