"""The front page: what waits for the person who opens it, counted, with the worst few of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.roles import Reach, Role
from accounts.scoped_admin import instant_text, reader
from accounts.worklists import Look, State, Worklist, told_as, worklists
from api import clocks as api_clocks
from api.clocks import Clocks, settled_instant
from api.days import day_text
from concerns.models import Concern
from inspections.models import Force

SHOWN = 5
"""So many of each list, the worst first."""
SHAPES = {State.BAD: "▲", State.WARN: "◆", State.WAIT: "●", State.QUIET: "○"}
"""A state by its shape, beside its words."""
ALL = "all"
MOST_NAMED = 3


@dataclass(frozen=True)
class Line:
    """One row as the page shows it; `days` says how pressing it is, `day` when."""

    url: str
    reference: str
    words: str
    force: str
    day: str
    days: str


@dataclass(frozen=True)
class Section:
    """One list as the page shows it."""

    name: str
    title: str
    count: int
    url: str
    lines: list[Line]
    heading: str
    state: str
    shape: str
    is_news: bool
    is_everybodys: bool


def front_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the front page shows, all of it computed now.

    It is of the forces and concerns the person follows, if there are any, unless `whose=all` is
    asked for. Queries: one for each list, and three or four besides.
    """
    user, now = reader(request), timezone.now()
    clocks = Clocks.live(now)
    follows = _followed(user)
    is_mine = bool(follows) and request.GET.get("whose") != ALL
    look = Look(user, clocks, is_mine=is_mine and user.belongs_to_inspectorate)
    until = settled_instant()
    sections = [_section(each, look) for each in worklists(user)]
    return {
        "is_front": True,
        "title": f"{clocks.as_at:%A} {day_text(clocks.as_at)}",
        "follows": follows,
        "is_mine": is_mine,
        "may_switch": bool(follows) and user.belongs_to_inspectorate,
        "known_at": instant_text(now),
        "sections": [each for each in sections if each.count and not each.is_news],
        "news": [each for each in sections if each.count and each.is_news],
        "has_news": any(each.is_news for each in sections),
        "empty": [each for each in sections if not each.count],
        "until": api_clocks.instant_text(until),
        "seen": instant_text(user.changes_from),
        "has_seen": user.seen_until is not None,
        "may_unsee": user.seen_until_before is not None,
        "sees_record": user.reach != Reach.ACCOUNTS,
    }


@require_POST
def seen_page(request: HttpRequest) -> HttpResponse:
    """Note up to when the person has seen what changed, or take that back; then the front page."""
    user = reader(request)
    if "unsee" in request.POST:
        user.unsee()
        messages.success(request, f"What changed since {instant_text(user.changes_from)} is back.")
        return HttpResponseRedirect(reverse("admin:index"))
    try:
        until = _instant(request.POST.get("until", ""))
        user.see(until=until, settled=settled_instant())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Seen: what changed up to {instant_text(until)}.")
    return HttpResponseRedirect(reverse("admin:index"))


def _instant(text: str) -> dt.datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValidationError("until: an instant with its offset, as the front page gives it.")
    return found


def _followed(user: User) -> str:
    """Say what the person follows; empty if nothing. Two queries, none for who only reads."""
    if user.role == Role.ANALYST or user.reach == Reach.ACCOUNTS:
        return ""
    names = list(Force.objects.followed_by(user).order_by("name").values_list("name", flat=True))
    seen: Any = Concern.objects.visible_to(user).live()
    number = seen.followed_by(user).count()
    if not names and not number:
        return ""
    forces = f"{len(names)} forces" if len(names) > MOST_NAMED else _listed(names)
    concerns = f"{number} live concern{'' if number == 1 else 's'}"
    return f"{forces}, {concerns}" if names else concerns


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _section(each: Worklist, look: Look) -> Section:
    count, rows = each.worst(look, SHOWN)
    return Section(
        name=each.name,
        title=each.title,
        count=count,
        url=each.address(is_mine=look.is_mine),
        lines=[_line(each, row, look) for row in rows],
        heading=each.heading,
        state=each.state.value,
        shape=SHAPES[each.state],
        is_news=each.is_news,
        is_everybodys=each.is_everybodys and look.is_mine,
    )


def _line(each: Worklist, row: Any, look: Look) -> Line:
    day = getattr(row, told_as(each.day))
    title = getattr(row, told_as("title"))
    return Line(
        url=each.address_of(row),
        reference=getattr(row, told_as("reference")) or "",
        words=each.say(row, look.reader) if each.say else title,
        force=getattr(row, told_as("force")) or "",
        day=instant_text(row.recorded_at) if each.is_news else day_text(day) if day else "",
        days="" if each.is_news else days_said(each, each.days(row, look.clocks.as_at)),
    )


def days_said(each: Worklist, days: int | None) -> str:
    """Say how long a row is over its day, or has waited; empty where no day is known."""
    if days is None:
        return ""
    number = f"{abs(days):,} day{'' if abs(days) == 1 else 's'}"
    if each.day == "since_on":
        return f"waits {number}" if days else "since today"
    if days > 0:
        return f"{number} over"
    return f"in {number}" if days else "today"
