"""What one side has said and the other has not answered: claims to verify, closures to approve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from accounts.worklists import Look, State, Worklist
from concerns.models import Concern, Event, Recommendation
from concerns.positions import ForceStatus, Status
from concerns.worklist.deadlines import OF_RECOMMENDATION
from concerns.worklist.reach import reads_the_record, rows_of, signs_off

OF_CONCERN = {
    "reference": F("reference"),
    "title": F("title"),
    "force": F("force__name"),
    "force_slug": F("force__slug"),
}
_LONGEST_FIRST = (F("told_since_on").asc(nulls_last=True), "pk")


def _claimed(rows: Any, look: Look) -> Any:
    return rows.live().filter(force_status=ForceStatus.CLAIMED_COMPLETE)


def _claimed_concerns(rows: Any, look: Look) -> Any:
    return _claimed(rows, look).with_days(look.clocks)


def proposed_by_others(record: str) -> Callable[[Any, Look], Any]:
    """Return what keeps the records whose closure waits for the person's approval.

    Proposed by somebody else, as the verb demands, and not approved already with a letter that
    has still to go out.
    """

    def kept(rows: Any, look: Look) -> Any:
        events = Event.objects.standing_at(look.clocks).filter(**{record: OuterRef("pk")})
        last = events.filter(position=Event.Position.STATUS).order_by("-happened_on", "-pk")
        approved = events.filter(
            kind=Event.Kind.CLOSURE_APPROVED, position="", pk__gt=OuterRef("proposal")
        )
        waiting = rows.filter(status=Status.CLOSURE_PROPOSED).annotate(
            proposal=Subquery(last.values("pk")[:1]),
            proposer=Subquery(last.values("recorded_by")[:1]),
        )
        waiting = waiting.filter(~Exists(approved))
        return waiting if look.user is None else waiting.exclude(proposer=look.user.pk)

    return kept


def _recommendations_to_sign_off(rows: Any, look: Look) -> Any:
    """Leave out those that are approved together with their concern."""
    proposed: Any = Concern.objects.at(look.clocks).filter(status=Status.CLOSURE_PROPOSED)
    by_itself = Q(concern=None) | ~Q(concern__in=proposed.values("pk"))
    return proposed_by_others("recommendation")(rows, look).filter(by_itself)


CLAIMED_RECOMMENDATIONS = Worklist(
    name="claimed_recommendations",
    title="Recommendations claimed complete, not verified",
    model=Recommendation,
    within=rows_of(Recommendation),
    kept=_claimed,
    told={**OF_RECOMMENDATION, "since_on": F("force_status_since_on")},
    order=_LONGEST_FIRST,
    page="concerns_recommendation",
    heading="Claimed",
    day="since_on",
    state=State.WAIT,
    offered_to=reads_the_record,
)

CLAIMED_CONCERNS = Worklist(
    name="claimed_concerns",
    title="Concerns claimed complete, not verified",
    model=Concern,
    within=rows_of(Concern),
    kept=_claimed_concerns,
    told={**OF_CONCERN, "since_on": F("claimed_on")},
    order=_LONGEST_FIRST,
    page="concerns_concern",
    heading="Claimed",
    day="since_on",
    state=State.WAIT,
    offered_to=reads_the_record,
)

CONCERNS_TO_SIGN_OFF = Worklist(
    name="concerns_to_sign_off",
    title="Concerns awaiting my sign-off",
    model=Concern,
    within=rows_of(Concern),
    kept=proposed_by_others("concern"),
    told={**OF_CONCERN, "since_on": F("status_since_on")},
    order=_LONGEST_FIRST,
    page="concerns_concern",
    heading="Proposed",
    day="since_on",
    state=State.WAIT,
    offered_to=signs_off,
    is_everybodys=True,
)

RECOMMENDATIONS_TO_SIGN_OFF = Worklist(
    name="recommendations_to_sign_off",
    title="Recommendations awaiting my sign-off, apart from their concern",
    model=Recommendation,
    within=rows_of(Recommendation),
    kept=_recommendations_to_sign_off,
    told={**OF_RECOMMENDATION, "since_on": F("status_since_on")},
    order=_LONGEST_FIRST,
    page="concerns_recommendation",
    heading="Proposed",
    day="since_on",
    state=State.WAIT,
    offered_to=signs_off,
    is_everybodys=True,
)
