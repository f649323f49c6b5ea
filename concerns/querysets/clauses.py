"""Conditions and annotations that several querysets of the concerns' record share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, Subquery

from concerns.positions import LIVE_STATUSES, ForceStatus
from inspections.querysets import follows_publication

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks


def overdue_on(day: dt.date) -> Q:
    """Return the condition of a recommendation that is overdue on that day.

    Still to be done, its last day before it, and not claimed complete.
    """
    live = Q(status__in=LIVE_STATUSES, due_on__lt=day)
    return live & ~Q(force_status=ForceStatus.CLAIMED_COMPLETE)


def due_within(days: int, day: dt.date) -> Q:
    """Return the condition of a recommendation that is due on that day or so many days after.

    Still to be done, and not claimed complete.
    """
    last = day + dt.timedelta(days=days)
    live = Q(status__in=LIVE_STATUSES, due_on__gte=day, due_on__lte=last)
    return live & ~Q(force_status=ForceStatus.CLAIMED_COMPLETE)


def followed(user: User, *, concern: str | None, force: str = "force") -> Q:
    """Return the condition of a row that is somebody's own: of a force or a concern they follow.

    `force` and `concern` are the paths to these, "" for the row itself, None for no concern. Who
    owns a concern follows it wherever it is; one without an owner is its force's.
    """
    from inspections.models import Force

    condition = Q(**{f"{force}__in": Force.objects.followed_by(user).values("pk")})
    if concern is not None:
        condition |= Q(**{f"{concern}__owner" if concern else "owner": user})
    return condition


def last_changes(record: str, clocks: Clocks) -> dict[str, Subquery]:
    """Return since when a record has been claimed and decided as it is, by the log.

    Four annotations: `claimed_on` and `decided_on`, each with its precision; null if never.
    """
    from concerns.models import Event

    standing = Event.objects.standing_at(clocks).filter(**{record: OuterRef("pk")})
    told = {}
    for name, position in (("claimed", "force_status"), ("decided", "status")):
        last = standing.filter(position=position).order_by("-happened_on", "-pk")
        told[f"{name}_on"] = Subquery(last.values("happened_on")[:1])
        told[f"{name}_precision"] = Subquery(last.values("happened_on_precision")[:1])
    return told


def follows_publication_of_concern(user: User, clocks: Clocks | None) -> Q:
    """Return the condition of a row that is visible as its concern is."""
    return follows_publication(
        user, force="concern__force", publication="concern__publication", clocks=clocks
    )
