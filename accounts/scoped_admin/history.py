"""Who changed a row, when, by which route and what: its kept versions in words, the newest first.

Where a row has a log, its events stand in their place among the edits.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db import models
from django.utils.functional import cached_property

from accounts.models import User
from accounts.scoped_admin.difference import Piece, difference
from accounts.scoped_admin.links import LinksChanged, Moment, links_changed, moments_of_links
from accounts.scoped_admin.people import instant_text
from accounts.scoped_admin.versions import changed_fields, names_of, person_behind
from accounts.scoped_admin.words import Words, is_long, label_of

PER_PAGE = 25
"""Changes on a page of a history."""
ROUTES = {
    "admin": "Admin",
    "api": "API",
    "import": "Import",
    "seed": "Seed document",
    "command": "Command",
}
"""The routes by which a change can come, in words."""
NO_ROUTE = "route not noted"
NOBODY = "no person noted"
_LABELS = {"insert": "Recorded", "delete": "Removed"}


class FieldChange(NamedTuple):
    """A field of a version that differs from the one before; long texts as what changed in them."""

    label: str
    was: str
    became: str
    pieces: list[Piece]


@dataclass
class Entry:
    """One change of a row, or one event of its log: when it was recorded, by whom and how."""

    at: dt.datetime
    title: str
    who: str
    route: str
    changes: list[FieldChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    url: str = ""
    is_struck: bool = False

    @property
    def when(self) -> str:
        """Say when it was recorded, by London's clock."""
        return instant_text(self.at)


class History:
    """The history of one row as one reader may know it: a list for a paginator to cut.

    `events` are the row's log as far as the reader may read it, the newest first, and `told` says
    one of them. `without` names the fields that the log tells, so that nothing is told twice: a
    version in which only those differ is left out. Only the versions of the page asked for are
    loaded, and what those name.
    """

    def __init__(
        self,
        row: Any,
        user: User,
        events: Any = None,
        told: Any = None,
        without: Iterable[str] = (),
    ) -> None:
        self.row, self.user = row, user
        self.events, self.told = events, told
        self.without = frozenset(without)

    @cached_property
    def _order(self) -> list[tuple[dt.datetime, str, int]]:
        """When each change was recorded, and which it is: numbers alone, for years of them."""
        kept = self.row.history.order_by("-pgh_created_at", "-pgh_id")
        versions = (
            (at, "version", key) for at, key in kept.values_list("pgh_created_at", "pgh_id")
        )
        links = ((moment.at, "links", number) for number, moment in enumerate(self._moments))
        events: Iterable[tuple[dt.datetime, str, int]] = ()
        if self.events is not None:
            found = self.events.order_by("-recorded_at", "-pk").values_list("recorded_at", "pk")
            events = ((at, "event", key) for at, key in found)
        return list(heapq.merge(events, links, versions, key=lambda each: each[0], reverse=True))

    @cached_property
    def _moments(self) -> list[Moment]:
        """When links of the row's fields of several changed."""
        return moments_of_links(self.row)

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, cut: slice) -> list[Entry]:
        page = self._order[cut]
        versions = self._versions([key for _, kind, key in page if kind == "version"])
        events = self._events([key for _, kind, key in page if kind == "event"])
        links = self._links([key for _, kind, key in page if kind == "links"])
        found = {"version": versions, "event": events, "links": links}
        entries = [found[kind][key] for _, kind, key in page if key in found[kind]]
        return [each for each in entries if each.changes or each.notes or not self.without]

    def _events(self, keys: list[int]) -> dict[int, Entry]:
        if not keys:
            return {}
        return {event.pk: entry for event, entry in self.told(self.events.filter(pk__in=keys))}

    def _links(self, keys: list[int]) -> dict[int, Entry]:
        """Tell which rows were put into a field of several and taken out of it."""
        moments = {self._moments[key]: key for key in keys}
        if not moments:
            return {}
        changed = links_changed(self.row, moments)
        names = names_of([each.context for each in changed.values()], self.user)
        words = Words(self.user)
        words.learn((each.field, [*each.put_in, *each.taken_out]) for each in changed.values())
        return {
            moments[moment]: _told_of(
                each.context, names, at=moment.at, changes=[_links_change(each, words)]
            )
            for moment, each in changed.items()
            if each.put_in or each.taken_out
        }

    def _versions(self, keys: list[int]) -> dict[int, Entry]:
        if not keys:
            return {}
        rows = self.row.history.select_related("pgh_context").order_by("pgh_id")
        before = rows.filter(pgh_id__lt=min(keys)).order_by("-pgh_id").first()
        kept = list(rows.filter(pgh_id__gte=min(keys), pgh_id__lte=max(keys)))
        names = names_of([version.pgh_context for version in kept], self.user)
        pairs = list(zip([before, *kept], kept, strict=False))
        changed = {after.pk: self._changed(earlier, after) for earlier, after in pairs}
        words = Words(self.user)
        words.learn(
            (each, getattr(version, each.attname))
            for earlier, after in pairs
            for each in changed[after.pk]
            for version in (earlier, after)
            if version is not None
        )
        return {
            after.pk: self._entry(earlier, after, changed[after.pk], names, words)
            for earlier, after in pairs
            if after.pk in keys
        }

    def _changed(self, before: Any, after: Any) -> list[models.Field[Any, Any]]:
        """Return the fields that differ; of the first version, those that held something."""
        if before is not None:
            found = changed_fields(self.row, before, after)
        else:
            found = (
                each
                for each in self.row._meta.concrete_fields
                if each.name != "id" and getattr(after, each.attname, None) not in (None, "", [])
            )
        return [each for each in found if each.name not in self.without]

    def _entry(
        self, before: Any, after: Any, fields: list[Any], names: dict[Any, str], words: Words
    ) -> Entry:
        title = _LABELS.get(after.pgh_label, "Changed")
        if before is None and title == "Changed":
            title = "As first kept"
        changes = [_change(each, before, after, words) for each in fields]
        return _told_of(
            after.pgh_context, names, at=after.pgh_created_at, title=title, changes=changes
        )


def _told_of(context: Any, names: dict[Any, str], *, title: str = "Changed", **told: Any) -> Entry:
    """Return the entry of what was done in a context: by whom and by which route."""
    said = {} if context is None else context.metadata
    who = names.get(person_behind(context), NOBODY)
    return Entry(title=title, who=who, route=ROUTES.get(said.get("route", ""), NO_ROUTE), **told)


def _links_change(changed: LinksChanged, words: Words) -> FieldChange:
    """Say which rows came and went, as what was put into a text and taken out of it."""
    pieces = [
        Piece(kind, name)
        for kind, keys in (("out", changed.taken_out), ("in", changed.put_in))
        for name in sorted(words.say(changed.field, key) for key in keys)
    ]
    parted = [one for piece in pieces for one in (Piece("same", ", "), piece)][1:]
    return FieldChange(label_of(changed.field), "", "", parted)


def _change(each: Any, before: Any, after: Any, words: Words) -> FieldChange:
    became = words.say(each, getattr(after, each.attname))
    was = "" if before is None else words.say(each, getattr(before, each.attname))
    if before is None:
        return FieldChange(label_of(each), "", became, [])
    is_prose = isinstance(getattr(after, each.attname), str) and is_long(each, was, became)
    return FieldChange(label_of(each), was, became, difference(was, became) if is_prose else [])


def page_of(history: History, number: Any) -> Page[Entry]:
    """Return a page of the history; the nearest one where there is none of that number."""
    paginator: Paginator[Entry] = Paginator(history, PER_PAGE)  # type: ignore[arg-type]
    return paginator.get_page(number)
