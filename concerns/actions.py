"""Verbs that cross rooms: releasing a publication starts the clocks of what it says."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from api.constraints import refusals_in_words
from concerns.models import Event, Recommendation, Response
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
    """Send or publish a publication, count its recommendations' deadlines, and expect responses.

    Each addressed territorial force owes one response to a report or an accelerated cause, from
    the day it is published (`concerns.models.Response`); letters and announcements make none. A
    date that names only a month or a year starts no clock. Released again on the same days,
    nothing is counted anew: a deadline that was extended since stays extended.

    Raises: ValidationError with a rule's own sentence; then nothing has changed.
    """
    with refusals_in_words():
        counted_from = Publication.objects.get(pk=publication.pk).starts_clocks_on
        publication.release(
            sent_on=sent_on,
            published_on=published_on,
            sent_on_precision=sent_on_precision,
            published_on_precision=published_on_precision,
        )
        if publication.starts_clocks_on != counted_from:
            _count_deadlines(publication, by=by, route=route)
        if publication.published_on and publication.published_on_precision == "day":
            _expect_responses(publication)


def _count_deadlines(publication: Publication, *, by: User, route: str) -> None:
    happened_on = publication.public_on
    assert happened_on is not None  # it has just been released
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
            happened_on=happened_on,
            by=by,
            route=route,
            publication=publication,
            audience="everyone",
        )


def _expect_responses(publication: Publication) -> None:
    if publication.kind not in Publication.NEEDS_RESPONSE:
        return
    for force in publication.addresses.filter(kind=Force.Kind.TERRITORIAL):
        if not Response.objects.filter(publication=publication, force=force).exists():
            response = Response(publication=publication, force=force)
            response.clean()
            response.full_clean()
            response.save(force_insert=True)
