"""The story of a concern or a recommendation, as its page tells it. Every part is a few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Value, When

from accounts.scoped_admin import keep_within_reach
from api.days import dated_text, day_text
from concerns.admin.pictures import Pictures, pictures_of
from concerns.admin.tones import ACTION_TONES, CLAIM_TONES, HALVED_TONES, PACE_TONES, STATUS_TONES
from concerns.deadlines import left_of
from concerns.models import (
    Action,
    Answer,
    Event,
    Measure,
    Progress,
    Recommendation,
    Response,
    Wording,
)
from concerns.moments import Moment
from concerns.positions import LIVE_STATUSES, ActionState, ForceStatus
from concerns.progress import in_words
from concerns.querysets import overdue_on
from concerns.refusals import Said

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks

MOST_PICTURED = 6
"""Measures of which a page draws charts; of more, the others are told in words."""
MARKS_A_PAGE = 60
LEAST_MARKS = 6


@dataclass(frozen=True)
class Position:
    """Where one side stands: in words and tone, since when, and what else it says."""

    words: str
    tone: str
    since: str = ""
    besides: str = ""


@dataclass(frozen=True)
class Fact:
    """What is said of a measure under one name, or under several that it is the same of."""

    name: str
    text: str
    tone: str = ""


@dataclass(frozen=True)
class MeasureTold:
    """A measure on the page of its concern; `pictures` is None where there are too many."""

    progress: Progress
    facts: list[Fact]
    pictures: Pictures | None
    may_read: bool


@dataclass(frozen=True)
class ResponseTold:
    """What a local policing body owes, has answered, or has left of its time."""

    response: Response
    words: str
    tone: str
    answers: list[Answer]


def recommendations_of(concern: Any, *, user: User, clocks: Clocks) -> list[Any]:
    """Return the concern's recommendations, each with what is left of its deadline. One query."""
    overdue = Case(When(overdue_on(clocks.as_at), then=Value(True)), default=Value(False))
    rows = (
        Recommendation.objects.at(clocks)
        .visible_to(user, clocks)
        .filter(concern=concern)
        .annotate(is_overdue=overdue)
        .select_related("wording")
        .order_by("wording__number", "pk")
    )
    return [told(row, clocks.as_at) for row in rows]


def told(row: Any, as_at: dt.date) -> Any:
    """Give a recommendation what its row shows: its deadline in words, and its tones."""
    row.due_words = due_words(row)
    row.left = _left(row, as_at)
    row.status_tone = STATUS_TONES.get(row.status, "quiet")
    row.claim_tone = CLAIM_TONES.get(row.force_status, "quiet")
    return row


def due_words(row: Any) -> str:
    """Say the last day to comply, or that it is immediate, or that there is none."""
    if row.due_on is not None:
        return day_text(row.due_on)
    immediate = row.wording.deadline_kind == Wording.DeadlineKind.IMMEDIATE
    return "immediately" if immediate else "no date"


def _left(row: Any, as_at: dt.date) -> str:
    if row.status not in LIVE_STATUSES:
        return ""
    if row.due_on is not None:
        return left_of(row.due_on, as_at)
    began = row.status_since_on
    if due_words(row) != "immediately" or began is None or row.status != "open":
        return ""
    return f"open for {(as_at - began).days:,} days"


def actions_of(*, user: User, clocks: Clocks, **of: Any) -> list[Any]:
    """Return the follow-up actions of a concern or a recommendation. One query."""
    rows = Action.objects.at(clocks).visible_to(user, clocks).filter(**of)
    found = list(rows.select_related("recommendation").order_by("due_on", "pk"))
    keep_within_reach(found, user, clocks)
    for row in found:
        is_unfinished = row.state in (ActionState.PLANNED, ActionState.IN_PROGRESS)
        row.left = left_of(row.due_on, clocks.as_at) if row.due_on and is_unfinished else ""
        row.tone = ACTION_TONES.get(row.state, "quiet")
    return found


def decided(row: Any) -> Position:
    """Say what the inspectorate has decided of a record, and since when."""
    day = row.status_since_on
    return Position(
        row.get_status_display(),
        STATUS_TONES.get(row.status, "quiet"),
        since=dated_text(day, row.status_since_on_precision) if day else "",
    )


def claimed(row: Any, recommendations: Sequence[Any], clocks: Clocks) -> Position:
    """Say what the force claims of a concern, and since when; one query where it has no parts.

    Of a cause that is what it claims of the least advanced of its recommendations.
    """
    status = row.shown_force_status
    if not status:
        return Position("nothing", "quiet")
    least = next((each for each in recommendations if each.force_status == status), None)
    if least is not None:
        since = _day(least.force_status_since_on, least.force_status_since_on_precision)
        besides = f"of {least.reference}, the least advanced" if len(recommendations) > 1 else ""
    else:
        events = Event.objects.standing_at(clocks).filter(concern=row, position="force_status")
        last = events.order_by("happened_on", "pk").last()
        since = _day(last.happened_on, last.happened_on_precision) if last else ""
        besides = ""
    return Position(ForceStatus(status).label, CLAIM_TONES.get(status, "quiet"), since, besides)


def claimed_of(row: Any) -> Position:
    """Say what the force claims of a recommendation, and since when."""
    since = _day(row.force_status_since_on, row.force_status_since_on_precision)
    tone = CLAIM_TONES.get(row.force_status, "quiet")
    return Position(row.get_force_status_display(), tone, since)


def _day(day: dt.date | None, precision: str) -> str:
    return dated_text(day, precision) if day else ""


def number_words(rows: Iterable[Any]) -> str:
    """Count a concern's recommendations: "3 live, 1 immediate, 2 overdue, of 4"."""
    rows = list(rows)
    live = [row for row in rows if row.status in LIVE_STATUSES]
    immediate = sum(row.due_words == "immediately" for row in live)
    overdue = sum(row.is_overdue for row in live)
    parts = [f"{len(live)} live"]
    parts += [f"{number} {word}" for number, word in ((immediate, "immediate"),) if number]
    parts += [f"{overdue} overdue"] if overdue else []
    return ", ".join(parts) + (f", of {len(rows)}" if len(live) < len(rows) else "")


def last_revisit(*, user: User, clocks: Clocks, **of: Any) -> Event | None:
    """Return the latest finding of a revisit within the person's reach. One query."""
    seen = Event.objects.visible_to(user, clocks).values("pk")
    rows = Event.objects.standing_at(clocks).filter(kind=Event.Kind.REVISITED, pk__in=seen, **of)
    found: Event | None = rows.order_by("happened_on", "pk").last()
    return found


def responses_to(publication: Any, force: Any, *, user: User, clocks: Clocks) -> list[ResponseTold]:
    """Return the response owed on a publication about a force, with its answers. Two queries."""
    rows = list(
        Response.objects.at(clocks)
        .visible_to(user, clocks)
        .filter(publication=publication, force=force)
        .order_by("pk")
    )
    answers = list(
        Answer.objects.at(clocks)
        .visible_to(user, clocks)
        .filter(response__in=rows)
        .select_related("recommendation")
        .order_by("answered_on", "pk")
    )
    keep_within_reach(answers, user, clocks)
    return [
        _response(row, [one for one in answers if one.response_id == row.pk], clocks.as_at)
        for row in rows
    ]


def _response(row: Response, answers: list[Answer], as_at: dt.date) -> ResponseTold:
    if not row.is_required:
        return ResponseTold(row, f"none is owed: {row.not_required_because}", "quiet", answers)
    if answers:
        first = day_text(answers[0].answered_on)
        return ResponseTold(row, f"answered, first on {first}", "good", answers)
    left = left_of(row.due_on, as_at)
    tone = "bad" if row.due_on < as_at else "wait"
    return ResponseTold(row, f"not recorded, {left}", tone, answers)


def measures_of(
    concern: Any, *, user: User, clocks: Clocks, moments: Sequence[Moment], is_past: bool
) -> list[MeasureTold]:
    """Say how each measure of the concern is going, and draw the first of them. Five queries."""
    measures = Measure.objects.visible_to(user, clocks).filter(concerns=concern)
    at = Progress.objects.at(as_at=clocks.as_at, known_at=clocks.known_at)
    rows = list(
        at.filter(measure__in=list(measures.values_list("pk", flat=True)))
        .select_related("measure__force", *Progress.FACTS)
        .order_by("measure__indicator__name", "pk")
    )
    drawn = rows[:MOST_PICTURED]
    most = max(LEAST_MARKS, MARKS_A_PAGE // max(len(drawn), 1))
    pictures = pictures_of(drawn, clocks, moments=moments, most=most)
    may_read = set() if is_past else set(_readable(rows, user))
    return [
        MeasureTold(
            progress=row,
            facts=said_once(_facts(row)),
            pictures=pictures.get(row.measure_id),
            may_read=row.measure_id in may_read,
        )
        for row in rows
    ]


def _facts(row: Progress) -> list[Fact]:
    for reading in (row.latest, row.baseline):
        if reading is not None:
            reading.measure = row.measure  # loaded already, with its indicator
    words = in_words(row.facts())
    halved = words.reached.partition(": ")[2]
    facts = [
        Fact("Latest", words.latest),
        Fact("Change", words.change),
        Fact("Significance", row.significance().text),
        Fact("At or below half", halved[:1].upper() + halved[1:], _halved_tone(row)),
        Fact("Pace", words.pace, PACE_TONES.get(row.pace, "quiet")),
    ]
    return [*facts, Fact("Next reading", words.next_due)] if words.next_due else facts


def _halved_tone(row: Progress) -> str:
    return HALVED_TONES.get(Said(row.reached), "quiet")


def said_once(facts: Iterable[Fact]) -> list[Fact]:
    """Put the names together of which the same is said, mostly why nothing can be."""
    told: dict[str, Fact] = {}
    for fact in facts:
        before = told.get(fact.text)
        name = f"{before.name}, {fact.name[:1].lower()}{fact.name[1:]}" if before else fact.name
        told[fact.text] = Fact(name, fact.text, fact.tone or (before.tone if before else ""))
    return list(told.values())


def _readable(rows: Sequence[Progress], user: User) -> Iterable[int]:
    numbers = [row.measure_id for row in rows]
    found: Iterable[int] = (
        Measure.objects.readable_by_hand(user).filter(pk__in=numbers).values_list("pk", flat=True)
    )
    return found
