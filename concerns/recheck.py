"""Whether what is stored agrees with what it was made from.

Positions, promises and deadlines on rows are caches of the log; a reading's people and
predecessor are columns without a foreign key, and its indicator's limits are no constraint, so
that ingest stays lean. Raw SQL can make any of them lie; this finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from api.fields import plain
from concerns.models import Action, Concern, Event, Reading, Recommendation
from concerns.values import ValueKind


@dataclass(frozen=True)
class Disagreement:
    """One stored value that its origin contradicts: which row, which field, there and rightly."""

    row: str
    field: str
    stored: str
    rightly: str

    def __str__(self) -> str:
        return f"{self.row}: {self.field} is {self.stored}, and by the record {self.rightly}."


POSITIONS: tuple[tuple[type[models.Model], str, str, str], ...] = (
    (Concern, "concern", "status", "nothing"),
    (Concern, "concern", "force_status", ""),
    (Concern, "concern", "promised_on", ""),
    (Recommendation, "recommendation", "status", "nothing"),
    (Recommendation, "recommendation", "force_status", "not_started"),
    (Recommendation, "recommendation", "promised_on", ""),
    (Action, "action", "state", "nothing"),
)
"""Each cached position, the log's column for its subject, and its value before any event."""


def disagreements() -> Iterator[Disagreement]:
    """Yield everything stored that its origin contradicts. Reads every record, in a few queries."""
    for model, subject, position, at_first in POSITIONS:
        yield from _positions(model, subject, position, at_first)
    yield from _since(Concern, "concern", "status")
    yield from _since(Recommendation, "recommendation", "status")
    yield from _since(Recommendation, "recommendation", "force_status")
    yield from _deadlines()
    yield from _dangling()
    yield from _beyond()


def _last_change(subject: str, position: str) -> Any:
    changes = Event.objects.standing().filter(**{subject: OuterRef("pk")}, position=position)
    return changes.order_by("-happened_on", "-pk")


def _positions(
    model: type[models.Model], subject: str, position: str, at_first: str
) -> Iterator[Disagreement]:
    became = Subquery(_last_change(subject, position).values("became")[:1])
    rows: models.QuerySet[Any] = model._default_manager.annotate(
        stored=Coalesce(Cast(F(position), TextField()), Value("", TextField())),
        rightly=Coalesce(Cast(became, TextField()), Value(at_first, TextField())),
    ).exclude(stored=F("rightly"))
    for row in rows.order_by("pk"):
        yield _disagreement(row, position, row.stored, row.rightly)


def _since(model: type[models.Model], subject: str, position: str) -> Iterator[Disagreement]:
    opening = Event.objects.filter(**{subject: OuterRef("pk")}, kind=Event.Kind.OPENED)
    last = _last_change(subject, position)
    for field, said in (
        (f"{position}_since_on", "happened_on"),
        (f"{position}_since_on_precision", "happened_on_precision"),
    ):
        rows: models.QuerySet[Any] = model._default_manager.annotate(
            rightly=Coalesce(Subquery(last.values(said)[:1]), Subquery(opening.values(said)[:1]))
        ).exclude(**{field: F("rightly")})
        for row in rows.order_by("pk"):
            yield _disagreement(row, field, getattr(row, field), row.rightly)


def _deadlines() -> Iterator[Disagreement]:
    moved = _last_change("recommendation", Event.Position.DUE_ON)
    changes = Event.objects.filter(recommendation=OuterRef("pk"), position=Event.Position.DUE_ON)
    began_with = changes.order_by("pk").values("was")  # also if all of them were struck out
    rows = Recommendation.objects.annotate(
        told=Coalesce(Subquery(moved.values("became")[:1]), Subquery(began_with[:1]))
    )
    for row in rows.select_related("wording__publication").order_by("pk").iterator():
        counted = row.wording.due_on(row.wording.publication.starts_clocks_on)
        rightly = row.told if row.told is not None else str(counted or "")
        if str(row.due_on or "") != rightly:
            yield _disagreement(row, "due_on", row.due_on, rightly)


def _dangling() -> Iterator[Disagreement]:
    people = User.objects.filter(pk=OuterRef("recorded_by_id"))
    correctors = User.objects.filter(pk=OuterRef("superseded_by_id"))
    earlier = Reading.objects.filter(
        pk=OuterRef("supersedes_id"),
        measure=OuterRef("measure"),
        superseded_at=OuterRef("recorded_at"),
    )
    for field, wrong in (
        ("recorded_by", ~Exists(people)),
        ("superseded_by", Q(superseded_by__isnull=False) & ~Exists(correctors)),
        ("supersedes", Q(supersedes__isnull=False) & ~Exists(earlier)),
    ):
        for row in Reading.objects.filter(wrong).order_by("pk"):
            number = getattr(row, f"{field}_id")
            yield Disagreement(f"reading {row.pk}", field, str(number), "no such row")


def _beyond() -> Iterator[Disagreement]:
    """Yield each current level beyond its indicator's floor or ceiling; a corrected one is told so."""
    levels = Reading.objects.current().filter(
        kind__in=(ValueKind.POINT, ValueKind.RANGE, ValueKind.BOUND)
    )
    for end in ("low", "high"):
        for limit, beyond, words in (
            ("floor", "lt", "not below"),
            ("ceiling", "gt", "not above"),
        ):
            within = F(f"measure__indicator__{limit}")
            rows = levels.filter(**{f"{end}__{beyond}": within}).annotate(within=within)
            for row in rows.order_by("pk"):
                rightly = f"{words} {plain(row.within)}"
                yield Disagreement(f"reading {row.pk}", end, plain(getattr(row, end)), rightly)


def _disagreement(row: models.Model, field: str, stored: Any, rightly: Any) -> Disagreement:
    name = f"{row._meta.verbose_name} {getattr(row, 'reference', row.pk)}"
    return Disagreement(name, field, str(stored or "nothing"), str(rightly or "nothing"))
