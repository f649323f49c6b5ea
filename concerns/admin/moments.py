"""What happened to concerns, as moments on the time axis of their measures' charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from api.days import dated_text
from concerns.models import Event
from concerns.moments import Moment

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks


def moments_of(concerns: Any, *, user: User, clocks: Clocks, is_named: bool) -> list[Moment]:
    """Return what was decided and found of the concerns within the person's reach. One query.

    Events that were struck out are none. `is_named`: each says of which concern it is.
    """
    seen = Event.objects.visible_to(user, clocks).values("pk")
    told = Q(position=Event.Position.STATUS) | Q(kind=Event.Kind.REVISITED)
    events = (
        Event.objects.standing_at(clocks)
        .filter(told, concern__in=concerns, pk__in=seen)
        .select_related("concern")
        .order_by("happened_on", "pk")
    )
    return [
        Moment(
            on=event.happened_on,
            text=f"{event.concern.reference}: {_words(event)}" if is_named else _words(event),
            when=dated_text(event.happened_on, event.happened_on_precision),
        )
        for event in events
    ]


def _words(event: Any) -> str:
    if event.kind == Event.Kind.OPENED:
        return "raised"
    words: str = event.get_kind_display().lower()
    return f"{words}: {event.get_assessment_display().lower()}" if event.assessment else words
