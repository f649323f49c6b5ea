"""Verbs that cross records or rooms: releasing what is published, merging, handing a force on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.roles import WHOSE, Permission
from api.constraints import refusals_in_words, refused, settle_constraints
from concerns.models import Concern, Event, Recommendation, Response
from concerns.models.lines import locked_together
from concerns.models.logged import Said
from concerns.transitions import NO_SUCCESSOR, OF_OTHER_FORCE
from inspections.models import Force, Publication

if TYPE_CHECKING:
    from accounts.models import User


def release(
    publication: Publication,
    *,
    by: User,
    route: str,
    sent_on: dt.date | None = None,
    published_on: dt.date | None = None,
    sent_on_precision: str = "day",
    published_on_precision: str = "day",
) -> None:
    """Send or publish a publication, close what it was to close, count deadlines, expect responses.

    What was approved naming it as a draft closes on the day it goes out, recommendations first
    and then their concerns. Its own recommendations' deadlines are counted from its day, also if
    the force has claimed or promised something since.

    Each addressed territorial force owes one response to a report or an accelerated cause, from
    the day it is published (`concerns.models.Response`); letters and announcements make none. A
    date that names only a month or a year starts no clock. Released again on the same days,
    nothing is counted anew: a deadline that was extended since stays extended.

    Raises: PermissionDenied to a token tied to forces, of what is addressed to others as well;
    ValidationError with a rule's own sentence, or with code `deadline_changed_since` where a
    deadline was extended after the day it would be counted from; then nothing has changed.
    """
    mine = Publication.objects.editable_by(by)
    if by.is_narrowed and not mine.filter(pk=publication.pk).exists():
        raise PermissionDenied(OF_OTHER_FORCE)
    with refusals_in_words():
        counted_from = Publication.objects.get(pk=publication.pk).starts_clocks_on
        publication.release(
            sent_on=sent_on,
            published_on=published_on,
            sent_on_precision=sent_on_precision,
            published_on_precision=published_on_precision,
        )
        _close_what_it_names(publication, by=by, route=route)
        if publication.starts_clocks_on != counted_from:
            _count_deadlines(publication, by=by, route=route)
        if publication.published_on and publication.published_on_precision == "day":
            _expect_responses(publication)


def take(row: Any, verb: str, *, version: int | None = None, **values: Any) -> Event:
    """Do a verb of the table to a concern, a recommendation or an action; return its event.

    The API and the admin both come by here. With `version`, only if the row is still at it.

    Raises: PermissionDenied; Stale; ValidationError with a rule's own sentence and code.
    """
    with refusals_in_words():
        if version is not None:
            letter = values.get("publication")
            if letter is not None:  # in the order in which closing and sending lock them
                Publication.objects.select_for_update(no_key=True).get(pk=letter.pk)
            row.locked_at(version)
        if verb == "merge":
            return merge([row, *values.pop("others", ())], **values)[0]
        if verb == "split":
            return split(row, **values)
        event: Event = getattr(row, verb)(**values)
        return event


def merge(earlier: Sequence[Concern], *, later: Concern, **said: Unpack[Said]) -> list[Event]:
    """Let several live concerns go on as one, each superseded by it; return an event of each.

    Raises: PermissionDenied; ValidationError as `Concern.supersede`; then nothing has changed.
    """
    with refusals_in_words():
        locked_together([*earlier, later])
        return [concern.go_on_as("merge", [later], **said) for concern in earlier]


def split(concern: Concern, *, parts: Sequence[Concern], **said: Unpack[Said]) -> Event:
    """Let a live concern go on as several, which supersede it together.

    Raises: PermissionDenied; ValidationError with code `too_few_parts`, or as
    `Concern.supersede`; then nothing has changed.
    """
    if len({part.pk for part in parts}) < 2:
        raise refused("parts", "parts: two concerns or more; supersede by one.", "too_few_parts")
    return concern.go_on_as("split", parts, **said)


def hand_on(force: Force, *, successor: Force | None = None, **said: Unpack[Said]) -> list[Event]:
    """Hand everything live of a force on to the one that succeeded it; return an event of each.

    Every live concern goes with its open recommendations and unfinished actions, and every live
    recommendation that stands by itself. What is decided stays with the force that was. A
    `successor` that the force does not name yet is recorded with it, and the day as the one on
    which the force had ceased to exist unless that is known.

    Raises: PermissionDenied; ValidationError with code `no_successor`, `other_successor` or
    `nothing_to_hand_on`, or of a rule that one of them breaks; then nothing has changed.
    """
    with _handing_on(force, successor, said):
        events = [concern.inherit(**said) for concern in _live_concerns(force)]
        events += [each.inherit(**said) for each in _live_alone(force)]
        if not events:
            raise refused(None, f"Nothing of {force} is live.", "nothing_to_hand_on")
    return events


class HandedOn(NamedTuple):
    """A live record of a force, and what handing it on would make of it, or why it is refused."""

    row: Concern | Recommendation
    becomes: Concern | Recommendation | None
    with_it: tuple[str, ...]
    refusal: str


def foresee_hand_on(
    force: Force, *, successor: Force | None = None, **said: Unpack[Said]
) -> list[HandedOn]:
    """Return what `hand_on` would do to each live record, by doing it and taking it all back.

    Raises: as `hand_on`, but for what one of them is refused by: that is told of it alone.
    """
    found: list[HandedOn] = []
    try:
        with transaction.atomic():
            with _handing_on(force, successor, said):
                concerns = _live_concerns(force)
                found += [_foreseen(concern, said) for concern in concerns]
                stayed = {concern.pk for concern in concerns}  # their refusal says it already
                alone = [each for each in _live_alone(force) if each.concern_id not in stayed]
                found += [_foreseen(each, said) for each in alone]
            transaction.set_rollback(True)
    finally:
        force.refresh_from_db()
    return found


@contextmanager
def _handing_on(force: Force, successor: Force | None, said: Said) -> Iterator[None]:
    if not said["by"].may(Permission.RECORD_CONCERN):
        raise PermissionDenied(WHOSE[Permission.RECORD_CONCERN])
    if not Force.objects.within(said["by"]).filter(pk=force.pk).exists():
        raise PermissionDenied(OF_OTHER_FORCE)
    with refusals_in_words():
        if successor is not None:
            _record_successor(force, successor, said)
        if force.succeeded_by_id is None:
            raise refused(None, NO_SUCCESSOR, "no_successor")
        yield


def _record_successor(force: Force, successor: Force, said: Said) -> None:
    if force.succeeded_by_id == successor.pk:
        return
    if force.succeeded_by_id is not None:
        raise refused(
            "successor",
            f"successor: {force.succeeded_by} is recorded as the one that succeeded it.",
            "other_successor",
        )
    if not said["by"].may(Permission.MAINTAIN_REFERENCE_DATA):
        raise PermissionDenied(WHOSE[Permission.MAINTAIN_REFERENCE_DATA])
    ended_on = force.existed_until or said["happened_on"]
    force.edit(succeeded_by=successor, existed_until=ended_on)


def _live_concerns(force: Force) -> list[Concern]:
    return list(Concern.objects.live().filter(force=force).order_by("pk"))


def _live_alone(force: Force) -> list[Recommendation]:
    """Return the live recommendations that no live concern takes with it."""
    return list(Recommendation.objects.live().filter(force=force).order_by("pk"))


def _foreseen(row: Any, said: Said) -> HandedOn:
    parts = list(row.recommendations.live().order_by("pk")) if row.logged_as == "concern" else []
    with_it = [part.reference for part in parts]
    if row.logged_as == "concern":
        with_it += [action.title for action in row.actions.unfinished().order_by("pk")]
    try:
        with refusals_in_words():
            row.inherit(**said)
            settle_constraints()
    except (ValidationError, PermissionDenied) as error:
        sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
        return HandedOn(row, None, tuple(with_it), " ".join(sentences))
    return HandedOn(row, _heir(row), tuple(with_it), "")


def _heir(row: Any) -> Any:
    """Return what stands in the place of a record that was handed on."""
    if row.logged_as == "concern":
        return row.later_lines.filter(how="inherited").latest("pk").later
    successor = row.force.succeeded_by
    return Recommendation.objects.filter(wording=row.wording, force=successor).first()


def _close_what_it_names(letter: Publication, *, by: User, route: str) -> None:
    out_on = letter.out_on
    assert out_on is not None  # it has just been released
    approvals = Event.objects.standing().filter(
        kind=Event.Kind.CLOSURE_APPROVED, position="", publication=letter
    )
    # Recommendations first, for a concern closes with them or after them; each by its concern.
    recommendations = approvals.filter(recommendation__isnull=False).order_by(
        "recommendation__concern", "recommendation"
    )
    concerns = approvals.filter(concern__isnull=False).order_by("concern")
    for approval in [*recommendations, *concerns]:
        approval.subject.close_by_letter(
            approval,
            by=by,
            route=route,
            happened_on=out_on,
            happened_on_precision=(
                letter.sent_on_precision if letter.sent_on else letter.published_on_precision
            ),
            publication=letter,
        )


def _count_deadlines(publication: Publication, *, by: User, route: str) -> None:
    public_on = publication.public_on
    assert public_on is not None  # it has just been released
    recommendations = Recommendation.objects.filter(wording__publication=publication)
    for recommendation in recommendations.select_related("wording"):
        due_on = recommendation.wording.due_on(publication.starts_clocks_on)
        if due_on == recommendation.due_on:
            continue
        Event.change(
            recommendation,
            position=Event.Position.DUE_ON,
            became=due_on,
            kind=Event.Kind.DEADLINE_CHANGED,
            happened_on=_counted_on(recommendation, public_on),
            by=by,
            route=route,
            publication=publication,
            audience="everyone",
        )


def _counted_on(recommendation: Recommendation, public_on: dt.date) -> dt.date:
    """Return the day on which its deadline is counted: once it is both public and put to a force."""
    opening = recommendation.events.get(kind=Event.Kind.OPENED)
    counted_on: dt.date = max(public_on, opening.happened_on)
    last = recommendation.events.standing().filter(position=Event.Position.DUE_ON)
    changed_on = last.aggregate(on=Max("happened_on"))["on"]
    if changed_on is not None and changed_on > counted_on:
        raise refused(
            None,
            f"The deadline of {recommendation} was changed on {changed_on}, after {counted_on}: "
            "strike that out, and extend it again once this is released.",
            "deadline_changed_since",
        )
    return counted_on


def _expect_responses(publication: Publication) -> None:
    if publication.kind not in Publication.NEEDS_RESPONSE:
        return
    for force in publication.addresses.filter(kind=Force.Kind.TERRITORIAL):
        if not Response.objects.filter(publication=publication, force=force).exists():
            response = Response(publication=publication, force=force)
            response.clean()
            response.full_clean()
            response.save(force_insert=True)
