"""What waits of exports: runs that failed, until a later one of their schedule succeeds."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.db.models.functions import TruncDate

from accounts.models import User
from accounts.roles import Permission
from accounts.worklists import NO_TEXT, Look, State, Worklist
from api.clocks import LONDON
from exports.models import Run


def _keeps_schedules(user: User) -> bool:
    return user.may(Permission.EXPORT) or user.may(Permission.MAINTAIN_ACCOUNTS)


def _within_reach(look: Look) -> Any:
    return Run.objects.visible_to(look.reader)


def _failing(rows: Any, look: Look) -> Any:
    return rows.filter(pk__in=rows.failing().values("pk"))


EXPORTS_FAILED = Worklist(
    name="exports_failed",
    title="Exports that failed",
    model=Run,
    within=_within_reach,
    kept=_failing,
    told={
        "reference": F("schedule__name"),
        "title": F("error"),
        "force": NO_TEXT,
        "force_slug": NO_TEXT,
        "since_on": TruncDate("schedule__turn__failing_since", tzinfo=LONDON),
    },
    order=("schedule__turn__failing_since", "pk"),
    page="exports_run",
    heading="Since",
    state=State.BAD,
    day="since_on",
    offered_to=_keeps_schedules,
    is_everybodys=True,
    is_personal=True,
)

LISTS = (EXPORTS_FAILED,)
"""Every list of the room."""
