"""Closures that one letter is to make: proposed ones of the force it addresses, approved together.

Nothing is kept of a choice beforehand: what is approved names the letter, and releasing it closes
what it names (`concerns.actions.release`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from api.clocks import Clocks
from concerns.bulk.rows import Rows
from concerns.bulk.verbs import Step, Steps, take_steps
from concerns.models import Concern, Event, Measure, Progress, Recommendation
from concerns.positions import Status
from concerns.progress import in_words
from concerns.transitions import BY_VERB, CONCERN, LETTER_KINDS, RECOMMENDATION
from inspections.models import Force, Publication

if TYPE_CHECKING:
    from accounts.models import User

Closable = Concern | Recommendation


@dataclass
class Closure:
    """A closure that is proposed, approved or done: the record, its events, parts and figures."""

    row: Any
    proposal: Event | None
    decision: Event | None = None
    refusal: str = ""
    """Why the reader may not approve it; empty if they may."""
    parts: list[Any] = field(default_factory=list)
    figures: list[tuple[Any, Any]] = field(default_factory=list)
    """Each measure of the concern, and how it is going in words."""

    @property
    def key(self) -> str:
        """Name the record in a form: concern-12."""
        return f"{self.row.logged_as}-{self.row.pk}"

    @property
    def waits(self) -> bool:
        """Whether approving it leaves it open until the letter is out."""
        return bool(self.row.closes_by_letter)


def may_close(letter: Publication) -> bool:
    """Whether the letter is of a kind that closes, and addressed to one force. One query."""
    return letter.kind in LETTER_KINDS and letter.address_lines.count() == 1


def proposed_for(letter: Publication, user: User, clocks: Clocks) -> list[Closure]:
    """Return the proposed closures of the force the letter addresses, with why not those refused.

    A recommendation that is proposed with its concern is a part of that. None if the letter is
    out, or names several forces. Hidden queries: some five for each.
    """
    if letter.state != Publication.State.DRAFT or not may_close(letter):
        return []
    force = Force.objects.get(address_lines__publication=letter)
    waiting = {"force": force, "status": Status.CLOSURE_PROPOSED}
    concerns = Concern.objects.visible_to(user).filter(**waiting).order_by("raised_on", "pk")
    alone = Recommendation.objects.visible_to(user).filter(**waiting)
    alone = alone.exclude(concern__status=Status.CLOSURE_PROPOSED)
    rows = [*concerns, *alone.select_related("wording", "concern").order_by("pk")]
    approve = BY_VERB["approve_closure"]
    found = []
    for row in rows:
        refusal = approve.refusal(row, user)
        approval = row.standing_approval()
        if approval is None or approval.publication_id != letter.pk:
            found.append(
                Closure(row, row.standing_proposal(), refusal=refusal.sentence if refusal else "")
            )
    return _told(found, user, clocks)


def named_in(letter: Publication, user: User, clocks: Clocks) -> list[Closure]:
    """Return what the letter closes or has closed: approved naming it, and standing."""
    approvals = Event.objects.standing().filter(
        kind__in=(Event.Kind.CLOSURE_APPROVED, Event.Kind.CLOSED_BY_LETTER), publication=letter
    )
    last = {}
    for event in approvals.select_related("recorded_by").order_by("pk"):
        last[event.concern_id, event.recommendation_id] = event
    found = []
    for event in last.values():
        row = event.subject
        if row.logged_as == RECOMMENDATION and (row.concern_id, None) in last:
            continue
        if event.position or _still_stands(row, event):
            found.append(Closure(row, _proposal_before(event), decision=event))
    return _told(found, user, clocks)


def approve_together(
    rows: Iterable[Closable], letter: Publication, *, told: Mapping[str, Any], note: str
) -> list[tuple[Any, list[str]]]:
    """Approve the closures naming the letter, all of them or none; return each that is refused.

    Raises: ValidationError if the letter is no longer a draft.
    """
    kinds: dict[str, list[Any]] = {CONCERN: [], RECOMMENDATION: []}
    for row in rows:
        kinds[row.logged_as].append(row)
    refused: list[tuple[Any, list[str]]] = []
    with transaction.atomic():
        list(Publication.objects.select_for_update(no_key=True).filter(pk=letter.pk))
        for subject, several in kinds.items():
            values = {"publication": letter, "note": note}
            steps = [
                Step(number, row, "approve_closure", dict(values))
                for number, row in enumerate(several)
            ]
            outcome = take_steps(Rows(len(several)), steps, subject, told=told)
            refused += _refused(several, outcome)
        if refused:
            transaction.set_rollback(True)
    return refused


def _refused(rows: list[Any], outcome: Steps) -> list[tuple[Any, list[str]]]:
    found: dict[int, list[str]] = {}
    for fault in outcome.rows.sorted_faults():
        found.setdefault(fault.row or 0, []).append(fault.sentence)
    return [(rows[number], sentences) for number, sentences in found.items()]


def _still_stands(row: Any, event: Event) -> bool:
    approval = row.standing_approval()
    return approval is not None and approval.pk == event.pk


def _proposal_before(event: Event) -> Event | None:
    proposals = event.subject.events.standing().filter(
        kind=Event.Kind.CLOSURE_PROPOSED, pk__lt=event.pk
    )
    found: Event | None = proposals.select_related("recorded_by").order_by("pk").last()
    return found


def _told(found: list[Closure], user: User, clocks: Clocks) -> list[Closure]:
    """Add what the letter says of each: its recommendations, and how its measures are going."""
    concerns = {each.row.pk: each for each in found if each.row.logged_as == CONCERN}
    parts = Recommendation.objects.visible_to(user).filter(concern__in=concerns)
    for part in parts.select_related("wording").order_by("wording__number", "pk"):
        concerns[part.concern_id].parts.append(part)
    progress = Progress.objects.at(as_at=clocks.as_at, known_at=clocks.known_at)
    pairs = Measure.objects.filter(concerns__in=concerns).values_list("pk", "concerns__pk")
    of_measure: dict[int, list[int]] = {}
    for measure, concern in pairs:
        of_measure.setdefault(measure, []).append(concern)
    rows = progress.visible_to(user, clocks).filter(measure__in=of_measure)
    for row in rows.select_related("measure__force", *Progress.FACTS).order_by("pk"):
        words = in_words(row.facts())
        for concern in of_measure[row.pk]:
            concerns[concern].figures.append((row.measure, words))
    return found
