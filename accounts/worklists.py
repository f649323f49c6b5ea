"""Worklists: what waits for somebody, each a queryset that the front page and its list share.

A room says what waits in it: it makes its lists and registers them when it starts (`apps.py`), so
that no lower room need know of it. The front page counts them and shows the worst few; the list
pages of the admin, asked for a list by its name, show the same rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Count, Value, Window
from django.urls import reverse

from accounts.models import User
from api.clocks import Clocks


class State(StrEnum):
    """How much a list presses; a page says it by a shape and a word beside the colour."""

    BAD = "bad"
    WARN = "warn"
    WAIT = "wait"
    QUIET = "quiet"


@dataclass(frozen=True)
class Look:
    """Who looks, and at which clocks; `user` None is the whole record, asked from the console.

    `is_mine` narrows to the forces and concerns the person follows.
    """

    user: User | None
    clocks: Clocks
    is_mine: bool = False

    @property
    def reader(self) -> User:
        """Who looks, where a list is a person's own."""
        assert self.user is not None  # lists that are personal are shown to persons only
        return self.user


class DayAfter(models.Func):
    """The day after a day."""

    template = "(%(expressions)s + 1)"
    output_field = models.DateField()


NO_DAY = Value(None, output_field=models.DateField())
NO_TEXT = Value("", output_field=models.TextField())
TOLD = ("reference", "title", "force", "force_slug", "due_on", "since_on")
"""What every list tells of a row; `due_on` and `since_on` may be null."""


def told_as(name: str) -> str:
    """Return the annotation under which a row tells it."""
    return f"told_{name}"


@dataclass(frozen=True)
class Worklist:
    """A list of rows that wait, by its name in addresses.

    `within` are the rows within reach at the clocks, as their list page begins with; `kept` says
    which of them wait. `told` are the expressions of what `TOLD` names. `order` puts the worst
    first. `page` and `key` are the page a row leads to. `offered_to` says whose list it is.
    `is_everybodys` lists are never narrowed to what somebody follows; `is_personal` ones depend on
    who asks, beyond reach, so that nobody else could be told the same. `day` is what their last
    column is about, `heading` its name. `is_news` lists tell what was recorded when, not what waits.
    `say` gives a row's words where they are not its title.
    """

    name: str
    title: str
    model: type[models.Model]
    within: Callable[[Look], Any]
    kept: Callable[[Any, Look], Any]
    told: Mapping[str, Any]
    order: tuple[Any, ...]
    page: str
    heading: str
    state: State
    day: str = "due_on"
    key: str = "pk"
    list_page: str = ""
    offered_to: Callable[[User], bool] = lambda user: True
    is_everybodys: bool = False
    is_personal: bool = False
    is_news: bool = False
    say: Callable[[Any, User], str] | None = None
    leads: Callable[[Any], tuple[str, Any]] | None = None

    def rows(self, look: Look) -> Any:
        """Return the rows that wait, within reach."""
        return self.narrowed(self.kept(self.within(look), look), look)

    def narrowed(self, rows: Any, look: Look) -> Any:
        """Return those the person follows, if only these are asked for."""
        if not look.is_mine or self.is_everybodys:
            return rows
        return rows.followed_by(look.reader)

    def with_told(self, rows: Any) -> Any:
        """Annotate what a page or a table tells of each row."""
        told = {told_as(name): self.told.get(name, NO_DAY) for name in TOLD}
        return rows.annotate(**told)

    def worst(self, look: Look, number: int) -> tuple[int, list[Any]]:
        """Return how many wait, and the first so many of them. One query."""
        rows = self.with_told(self.rows(look)).annotate(all_counted=Window(Count("*")))
        found = list(rows.order_by(*self.order)[:number])
        return (found[0].all_counted if found else 0), found

    def address_of(self, row: Any) -> str:
        """Return the address of the page that a row leads to."""
        page, key = self.leads(row) if self.leads else (self.page, getattr(row, self.key))
        return reverse(f"admin:{page}_change", args=[key])

    def address(self, *, is_mine: bool) -> str:
        """Return the address of the list page that shows exactly these rows."""
        page = self.list_page or self.model._meta.label_lower.replace(".", "_")
        mine = f"&{WHOSE}={MINE}" if is_mine and not self.is_everybodys else ""
        return f"{reverse(f'admin:{page}_changelist')}?{LIST}={self.name}{mine}"

    def days(self, row: Any, today: dt.date) -> int | None:
        """Return the days from the row's day to today: over its due day, or since it waits."""
        day = getattr(row, told_as(self.day))
        return None if day is None else (today - day).days


LIST, WHOSE, MINE = "list", "whose", "mine"
"""How an address asks for a list, and for what somebody follows."""

_registered: dict[str, Worklist] = {}


def register(lists: Iterable[Worklist]) -> None:
    """Add a room's lists to the front page; called once, when the room starts.

    Raises: ValueError if a list of that name is there already.
    """
    for each in lists:
        if each.name in _registered:
            raise ValueError(f"There is a worklist {each.name} already.")
        _registered[each.name] = each


def worklists(user: User | None = None) -> list[Worklist]:
    """Return the registered lists in their order, of a person those that are theirs."""
    return [each for each in _registered.values() if user is None or each.offered_to(user)]


def named(name: str | None, user: User, model: type[models.Model]) -> Worklist | None:
    """Return the person's list of that name over that model; None if there is none."""
    found = _registered.get(name or "")
    is_theirs = found is not None and found.model is model and found.offered_to(user)
    return found if is_theirs else None
