"""Records with a log: what may be done to them, and what anybody may say of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, NotRequired, Self, TypedDict, Unpack

from django.db import models

from api.constraints import refusals_in_words, refused
from api.records import Versioned
from concerns.positions import Audience
from concerns.transitions import BY_VERB, Allowed, allowed_transitions, transitions_of

if TYPE_CHECKING:
    from accounts.models import User
    from concerns.models.event import Event
    from inspections.models import Publication


class Said(TypedDict):
    """What every verb is told: who does it, by which door, on which day, and what they say."""

    by: User
    route: str
    happened_on: dt.date
    note: NotRequired[str]
    evidence_links: NotRequired[list[str]]
    publication: NotRequired[Publication | None]


class Logged(Versioned):
    """A record whose positions are changed by verbs, each of which writes its event.

    A verb locks the row, asks the table of transitions, and writes event and position in one
    transaction; it returns the event.
    """

    logged_as: ClassVar[str]
    """Which field of an event names the record."""
    standing_field: ClassVar[str] = "status"
    """The position that says which verbs the record takes."""
    events: Any

    class Meta(Versioned.Meta):
        abstract = True

    @property
    def standing_at(self) -> str:
        """The position that says which verbs the record takes."""
        return str(getattr(self, self.standing_field))

    @property
    def standing_in_words(self) -> str:
        """The same in words."""
        return str(getattr(self, f"get_{self.standing_field}_display")())

    def allowed_transitions(self, user: User) -> list[Allowed]:
        """Return what the person may do to the record now, and why not the rest.

        Hidden queries: some ten.
        """
        return allowed_transitions(self, user)

    def fixed_fields(self) -> Mapping[str, str]:
        """Return its positions, each with the first verb that changes it."""
        verbs = {each.position: each for each in reversed(transitions_of(self.logged_as))}
        return {
            position: f"{position}: changes by a verb, such as POST .../{verb.address}/."
            for position, verb in verbs.items()
            if position
        }

    def last_changed_on(self) -> dt.date:
        """Return the day on which a position changed last. One query."""
        changes = self.events.standing().exclude(position="")
        day: dt.date = changes.aggregate(last=models.Max("happened_on"))["last"]
        return day

    def comment(self, *, audience: str = "", **said: Unpack[Said]) -> Event:
        """Say something of the record; by default to one's own side, which for a force is both.

        Raises: ValidationError with code `audience_not_yours` if it would be out of the person's
        own reach.
        """
        return self._remarked("comment", audience, **said)

    def _remarked(
        self, verb: str, audience: str, *, assessment: str = "", **said: Unpack[Said]
    ) -> Event:
        inside = said["by"].belongs_to_inspectorate
        own = Audience.INSPECTORATE if inside else Audience.FORCE
        if audience == Audience.INSPECTORATE and not inside:
            raise refused(
                "audience",
                "audience: force or everyone; you would not see it yourself.",
                "audience_not_yours",
            )
        with self.taking(verb, assessment=assessment, **said) as row:
            return row.logged(verb, audience=audience or own, assessment=assessment, **said)

    @contextmanager
    def taking(self, verb: str, *, by: User, **given: Any) -> Iterator[Self]:
        """Give the locked row to a verb that may be done to it, wholly or not at all.

        Raises: PermissionDenied if it is for another role or force, else ValidationError.
        """
        with refusals_in_words():
            row = self.locked()
            BY_VERB[verb].check(row, by, given)
            yield row
        self.refresh_from_db()

    def moved(self, verb: str, became: Any, **values: Any) -> Event:
        """Write the verb's event and the position it changes."""
        from concerns.models.event import Event

        subject: Any = self
        transition = BY_VERB[verb]
        values.setdefault("kind", transition.kind)
        values.setdefault("audience", transition.audience)
        return Event.change(subject, position=transition.position, became=became, **values)

    def logged(self, verb: str, **values: Any) -> Event:
        """Write the verb's event, which changes no position."""
        from concerns.models.event import Event

        subject: Any = self
        values.setdefault("audience", BY_VERB[verb].audience)
        return Event.append(subject, kind=BY_VERB[verb].kind, **values)
