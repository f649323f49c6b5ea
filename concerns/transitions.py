"""The one table of what may be done to a record: from which position, by whom, saying what.

The verbs of the models, the API and the admin all read it; `allowed_transitions` tells a person
beforehand what a verb would answer. What a verb is given besides (a day, a letter, an outcome) it
checks itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import WHOSE, Permission
from api.constraints import refused
from concerns.positions import (
    CLAIMS_OF_PROGRESS,
    CLOSED_STATUSES,
    LIVE_STATUSES,
    ActionState,
    Audience,
    ForceStatus,
    Status,
)
from inspections.models import Force

if TYPE_CHECKING:
    from accounts.models import User

CONCERN, RECOMMENDATION, ACTION = "concern", "recommendation", "action"
LOGGED = (CONCERN, RECOMMENDATION, ACTION)
DECIDED = (CONCERN, RECOMMENDATION)

LETTER_KINDS = ("closure_letter", "revisit_letter", "letter", "report")
"""Kinds of publication that may close a cause of concern."""

NOT_BY_PROPOSER = "Whoever proposed closure does not approve it, whatever their role: another lead inspector does."
RECOMMENDATIONS_OPEN = (
    "recommendations: a concern is closed once each of its recommendations is decided: say what "
    "becomes of every open one."
)
LATER_DECISION_STANDS = "strikes_out: a later decision stands on it; strike that one out first."
CLOSES_ALONE = (
    "strikes_out: without it the record would be closed, and nobody closes alone: propose closure."
)

NO_SUCCESSOR = "No force has succeeded this one: first say of the force what it was succeeded by."

OF_OTHER_FORCE = "The token is tied to forces, and this is about another."


class Refusal(NamedTuple):
    """Why a verb is refused; `is_role` says that it is for somebody else to do."""

    sentence: str
    code: str
    is_role: bool = False
    field: str | None = None

    @property
    def error(self) -> ValidationError | PermissionDenied:
        """The error to raise."""
        if self.is_role:
            return PermissionDenied(self.sentence)
        return refused(self.field, self.sentence, self.code)


Condition = Callable[[Any, "User"], Refusal | None]
"""What else can stand in a verb's way: looks at the row and at who asks."""


class Allowed(NamedTuple):
    """What a person may do with a record, or why not (empty = allowed)."""

    verb: str
    label: str
    allowed: bool
    reason: str


def not_of_own_force(row: Any, user: User) -> Refusal | None:
    """Refuse whoever does not speak for the force. One query."""
    if user.liaised_forces.filter(pk=row.force_id).exists():
        return None
    return Refusal(WHOSE[Permission.CLAIM_PROGRESS], "other_force", is_role=True)


def action_out_of_reach(row: Any, user: User) -> Refusal | None:
    """Refuse whoever may not edit the action. One query."""
    if type(row)._default_manager.editable_by(user).filter(pk=row.pk).exists():
        return None
    return Refusal(WHOSE[Permission.RECORD_ACTION], "other_force", is_role=True)


def claimed_on_recommendations(row: Any, user: User) -> Refusal | None:
    """Refuse a claim on a concern that has recommendations: it has no claim of its own.

    Only those the person sees count, as in what they are shown: one that is still in a draft is
    not told by a refusal. Once it is out, its claim is shown in the place of the concern's. One
    query.
    """
    if row.standing_recommendations().visible_to(user).exists():
        return Refusal(
            "It has recommendations: claim and promise on each of those.",
            "claim_on_recommendations",
        )
    return None


def proposed_by_same(row: Any, user: User) -> Refusal | None:
    """Refuse the approval of whoever proposed. One query."""
    proposal = row.standing_proposal()
    if proposal is not None and proposal.recorded_by_id == user.pk:
        return Refusal(NOT_BY_PROPOSER, "event_approver_is_not_proposer")
    return None


def approved_already(row: Any, user: User) -> Refusal | None:
    """Refuse a second approval while one waits for its letter. Two queries."""
    if row.standing_approval() is not None:
        return Refusal(
            "Closure is approved: it is closed when the letter is sent.", "approval_stands"
        )
    return None


def concern_not_live(row: Any, user: User) -> Refusal | None:
    """Refuse to bring a recommendation back under a concern that is not live."""
    concern = getattr(row, "concern", None)
    if concern is None or concern.status in LIVE_STATUSES:
        return None
    return Refusal(
        f"Its concern is {concern.get_status_display().lower()}: that comes first.",
        "concern_not_live",
    )


def no_successor(row: Any, user: User) -> Refusal | None:
    """Refuse to hand on what is put to a force that goes on, or beyond the forces of a token."""
    successor = row.force.succeeded_by_id
    if not successor:
        return Refusal(NO_SUCCESSOR, "no_successor")
    if user.is_narrowed and not Force.objects.within(user).filter(pk=successor).exists():
        return Refusal(OF_OTHER_FORCE, "other_force", is_role=True)
    return None


def inherited_with_concern(row: Any, user: User) -> Refusal | None:
    """Refuse to hand on a recommendation apart from its live concern."""
    concern = getattr(row, "concern", None)
    if concern is not None and concern.status in LIVE_STATUSES:
        return Refusal("It is handed on with its concern.", "inherited_with_concern")
    return None


def no_deadline(row: Any, user: User) -> Refusal | None:
    """Refuse to extend what has no dated deadline."""
    if row.due_on is None:
        return Refusal("due_on: it has no dated deadline to extend.", "no_deadline", field="due_on")
    return None


@dataclass(frozen=True)
class Transition:
    """One verb: `sources` are the positions it works from (empty = any).

    `becomes` are what the position may become (empty = a date, or nothing changes); `fields` what
    it takes besides the day and a note, and `needs` which of all these may not be left out.
    `how` is the line it records to a later concern.
    """

    verb: str
    label: str
    subjects: tuple[str, ...]
    kind: str
    permission: Permission
    sources: tuple[str, ...] = ()
    position: str = ""
    becomes: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    audience: Audience = Audience.EVERYONE
    unless: tuple[Condition, ...] = ()
    how: str = ""
    meaning: str = ""

    @property
    def address(self) -> str:
        """How the verb stands in an address: propose-closure."""
        return self.verb.replace("_", "-")

    def refusal(self, row: Any, user: User) -> Refusal | None:
        """Return why the person may not do it to the row as it stands; None = they may.

        Hidden queries: those of the conditions in `unless`.
        """
        if not user.may(self.permission):
            return Refusal(WHOSE[self.permission], "not_your_role", is_role=True)
        if self.sources and row.standing_at not in self.sources:
            now = row.standing_in_words.lower()
            return Refusal(
                f"{self.label}: not while its {row.standing_field} is {now}.", "wrong_status"
            )
        for condition in self.unless:
            found = condition(row, user)
            if found is not None:
                return found
        return None

    def check(self, row: Any, user: User, given: dict[str, Any]) -> None:
        """Refuse what may not be done to the row, or lacks what the verb needs.

        Raises: PermissionDenied if it is for another role or force, else ValidationError.
        """
        found = self.refusal(row, user)
        if found is not None:
            raise found.error
        for name in self.needs:
            value = given.get(name)
            if value is None or not str(value).strip():
                raise refused(name, f"{name}: {NEEDED[name]}", f"{name}_missing")


NEEDED = {
    "note": "say why, in a sentence.",
    "outcome": "say as what it is to be closed: closed_complete or closed_no_further_action.",
    "publication": "name the publication that says so.",
    "promised_on": "give the day that the force promises.",
    "due_on": "give the new last day.",
    "assessment": "say what the revisit found.",
    "later": "name the concern that stands in its place.",
    "parts": "name the concerns it becomes.",
    "reference": "give the recommendation a key of its own.",
}

_CLAIM: dict[str, Any] = {
    "subjects": DECIDED,
    "permission": Permission.CLAIM_PROGRESS,
    "sources": LIVE_STATUSES,
    "unless": (not_of_own_force, claimed_on_recommendations),
}
_LINE: dict[str, Any] = {
    "subjects": (CONCERN,),
    "kind": "superseded",
    "permission": Permission.RECORD_CONCERN,
    "sources": LIVE_STATUSES,
    "position": "status",
    "becomes": (Status.SUPERSEDED,),
}
_MOVE: dict[str, Any] = {
    "subjects": (ACTION,),
    "kind": "state_changed",
    "permission": Permission.RECORD_ACTION,
    "position": "state",
    "audience": Audience.FORCE,
    "unless": (action_out_of_reach,),
}
_UNFINISHED = (ActionState.PLANNED, ActionState.IN_PROGRESS)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        verb="claim_progress",
        label="Claim progress",
        kind="claimed_progress",
        position="force_status",
        becomes=tuple(value for value, _ in CLAIMS_OF_PROGRESS),
        fields=("force_status", "evidence_links"),
        meaning="What the force says of its own progress; the inspectorate decides apart from it.",
        **_CLAIM,
    ),
    Transition(
        verb="claim_complete",
        label="Claim complete",
        kind="claimed_complete",
        position="force_status",
        becomes=(ForceStatus.CLAIMED_COMPLETE,),
        fields=("evidence_links",),
        meaning="The force says that it is done; the inspectorate verifies and decides.",
        **_CLAIM,
    ),
    Transition(
        verb="promise",
        label="Promise a date",
        kind="promised",
        position="promised_on",
        fields=("promised_on",),
        needs=("promised_on",),
        meaning="By when the force says it will be done; the deadline stays what it is.",
        **_CLAIM,
    ),
    Transition(
        verb="propose_closure",
        label="Propose closure",
        subjects=DECIDED,
        kind="closure_proposed",
        permission=Permission.PROPOSE_CLOSURE,
        sources=(Status.OPEN,),
        position="status",
        becomes=(Status.CLOSURE_PROPOSED,),
        fields=("outcome", "evidence_links", "publication", "recommendations"),
        needs=("outcome", "note"),
        audience=Audience.INSPECTORATE,
        unless=(concern_not_live,),
        meaning="Another person, a lead inspector, then approves or refuses.",
    ),
    Transition(
        verb="approve_closure",
        label="Approve closure",
        subjects=DECIDED,
        kind="closure_approved",
        permission=Permission.APPROVE_CLOSURE,
        sources=(Status.CLOSURE_PROPOSED,),
        position="status",
        becomes=CLOSED_STATUSES,
        fields=("publication", "evidence_links"),
        unless=(proposed_by_same, approved_already),
        meaning=(
            "It is closed as proposed. A cause of concern names its letter: one that is out closes "
            "it at once, a draft when it is sent."
        ),
    ),
    Transition(
        verb="refuse_closure",
        label="Refuse closure",
        subjects=DECIDED,
        kind="closure_refused",
        permission=Permission.APPROVE_CLOSURE,
        sources=(Status.CLOSURE_PROPOSED,),
        position="status",
        becomes=(Status.OPEN,),
        needs=("note",),
        audience=Audience.INSPECTORATE,
        meaning="It is open again; the recommendations that were proposed with it stay proposed.",
    ),
    Transition(
        verb="record_closure",
        label="Record an earlier closure",
        subjects=DECIDED,
        kind="closure_recorded",
        permission=Permission.APPROVE_CLOSURE,
        sources=(Status.OPEN,),
        position="status",
        becomes=CLOSED_STATUSES,
        fields=("outcome", "publication"),
        needs=("outcome", "publication"),
        meaning="A closure that was decided before the record was kept here, as published.",
    ),
    Transition(
        verb="reopen",
        label="Reopen",
        subjects=DECIDED,
        kind="reopened",
        permission=Permission.APPROVE_CLOSURE,
        sources=CLOSED_STATUSES,
        position="status",
        becomes=(Status.OPEN,),
        fields=("publication",),
        needs=("note",),
        unless=(concern_not_live,),
        meaning="Its recommendations stay as decided: each is reopened by itself.",
    ),
    Transition(
        verb="withdraw",
        label="Withdraw",
        subjects=DECIDED,
        kind="withdrawn",
        permission=Permission.APPROVE_CLOSURE,
        sources=LIVE_STATUSES,
        position="status",
        becomes=(Status.WITHDRAWN,),
        fields=("publication",),
        needs=("note",),
        meaning="It was raised in error. Its open recommendations are withdrawn with it.",
    ),
    Transition(
        verb="extend_deadline",
        label="Extend the deadline",
        subjects=(RECOMMENDATION,),
        kind="deadline_changed",
        permission=Permission.RECORD_CONCERN,
        sources=LIVE_STATUSES,
        position="due_on",
        fields=("due_on", "publication"),
        needs=("due_on", "note"),
        unless=(no_deadline,),
        meaning="The day it was due first stays in the log.",
    ),
    Transition(
        verb="add_recommendation",
        label="Add a recommendation",
        subjects=(CONCERN,),
        kind="opened",
        permission=Permission.RECORD_CONCERN,
        sources=LIVE_STATUSES,
        fields=(
            "reference",
            "text",
            "publication",
            "deadline_kind",
            "deadline_months",
            "deadline_days",
            "deadline_on",
            "deadline_words",
        ),
        needs=("reference",),
        meaning="One that was made later, or was not recorded with the concern.",
    ),
    Transition(
        verb="supersede",
        label="Supersede",
        how="superseded",
        fields=("later", "publication"),
        needs=("later",),
        meaning="A newer live concern of the force stands in its place.",
        **_LINE,
    ),
    Transition(
        verb="carry_forward",
        label="Carry forward",
        how="carried_forward",
        fields=("later", "publication"),
        needs=("later",),
        meaning="A later inspection found it again: a live concern of the same kind.",
        **_LINE,
    ),
    Transition(
        verb="escalate",
        label="Escalate",
        how="escalated",
        fields=("later", "publication"),
        needs=("later",),
        meaning="It has become a live concern of a graver kind.",
        **_LINE,
    ),
    Transition(
        verb="merge",
        label="Merge",
        how="merged",
        fields=("later", "others", "publication"),
        needs=("later",),
        meaning="It and others go on as one live concern.",
        **_LINE,
    ),
    Transition(
        verb="split",
        label="Split",
        how="split",
        fields=("parts", "publication"),
        needs=("parts",),
        meaning="It goes on as several live concerns.",
        **_LINE,
    ),
    Transition(
        verb="inherit",
        label="Hand on to the successor force",
        how="inherited",
        fields=("publication",),
        unless=(no_successor, inherited_with_concern),
        meaning=(
            "A new one is opened against the force that succeeded this one, with its open "
            "recommendations, deadlines, promises and claims."
        ),
        **{**_LINE, "subjects": DECIDED},
    ),
    Transition(
        verb="re_raise",
        label="Raise again",
        subjects=(CONCERN,),
        kind="re_raised",
        permission=Permission.RECORD_CONCERN,
        sources=CLOSED_STATUSES,
        how="re_raised",
        fields=("later", "publication"),
        needs=("later",),
        meaning="It came back as a live concern. This one stays closed as it was decided.",
    ),
    Transition(
        verb="start",
        label="Start",
        sources=(ActionState.PLANNED,),
        becomes=(ActionState.IN_PROGRESS,),
        **_MOVE,
    ),
    Transition(
        verb="finish",
        label="Finish",
        sources=_UNFINISHED,
        becomes=(ActionState.DONE,),
        fields=("evidence_links",),
        **_MOVE,
    ),
    Transition(
        verb="drop",
        label="Drop",
        sources=_UNFINISHED,
        becomes=(ActionState.DROPPED,),
        needs=("note",),
        **_MOVE,
    ),
    Transition(
        verb="resume",
        label="Take up again",
        sources=(ActionState.DONE, ActionState.DROPPED),
        becomes=(ActionState.IN_PROGRESS,),
        needs=("note",),
        **_MOVE,
    ),
    Transition(
        verb="revisit",
        label="Record a revisit finding",
        subjects=DECIDED,
        kind="revisited",
        permission=Permission.RECORD_CONCERN,
        fields=("assessment", "publication", "evidence_links", "audience"),
        needs=("assessment",),
        meaning="What a revisit found; it changes no position.",
    ),
    Transition(
        verb="comment",
        label="Comment",
        subjects=LOGGED,
        kind="commented",
        permission=Permission.RECORD_COMMENT,
        fields=("audience", "publication", "evidence_links"),
        needs=("note",),
        meaning="It changes no position.",
    ),
)
"""Every verb, in the order in which a page offers them."""

BY_VERB = {transition.verb: transition for transition in TRANSITIONS}


def transitions_of(subject: str) -> list[Transition]:
    """Return the verbs of a kind of record, in their order."""
    return [transition for transition in TRANSITIONS if subject in transition.subjects]


def allowed_transitions(row: Any, user: User) -> list[Allowed]:
    """Return what the person may do to the row as it stands, and why not the rest.

    Hidden queries: some ten, those of the conditions.
    """
    answer = []
    for transition in transitions_of(row.logged_as):
        found = transition.refusal(row, user)
        reason = found.sentence if found else ""
        answer.append(Allowed(transition.address, transition.label, found is None, reason))
    return answer
