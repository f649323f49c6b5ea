"""The overview: how much there is, how old, how it moved, and what of the record is loaded.

Everything is derived at two clocks within somebody's reach, never stored. The number of queries
does not depend on how much there is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncQuarter

from api.fields import Precision
from concerns.models import Concern, Event, Lineage, Recommendation, Wording
from concerns.overview.ages import Span, banded, lines_begun, span_of, waiting
from concerns.overview.history import HAPPENINGS, came_back, quarters
from concerns.overview.shapes import (
    Ageing,
    Both,
    CameBack,
    Coverage,
    DaysToClose,
    Deadlines,
    InTime,
    Overview,
    Promptness,
    Quarter,
    Waiting,
    Wordings,
)
from concerns.overview.standing import standing_of
from concerns.overview.survival import days_to_close
from concerns.positions import LIVE_STATUSES, ForceStatus, Status
from concerns.querysets import due_within, overdue_on
from inspections.models import Force, Inspection
from inspections.models.inspection import Completeness

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks

DUE_SOON_DAYS = 30
"""What is due today or within so many days is due soon. Our own choice."""

__all__ = ["DUE_SOON_DAYS", "Overview", "Rows", "overview_of", "rows_in_reach"]


@dataclass(frozen=True)
class Rows:
    """What an overview is of: it may be narrowed by filters before it is counted."""

    concerns: QuerySet[Any]
    recommendations: QuerySet[Any]
    forces: QuerySet[Any]
    """The territorial forces of which coverage is told."""
    clocks: Clocks

    def of_forces(self, condition: Q) -> Rows:
        """Return what is about the forces that meet a condition."""
        forces = Force.objects.at(self.clocks).filter(condition).values("pk")
        return Rows(
            concerns=self.concerns.filter(force__in=forces),
            recommendations=self.recommendations.filter(force__in=forces),
            forces=self.forces.filter(pk__in=forces),
            clocks=self.clocks,
        )


def rows_in_reach(user: User | None, clocks: Clocks) -> Rows:
    """Return everything the person may see at those clocks; None is the whole record."""
    concerns: Any = Concern.objects.at(clocks)
    recommendations: Any = Recommendation.objects.at(clocks)
    if user is not None:
        concerns = concerns.visible_to(user, clocks)
        recommendations = recommendations.visible_to(user, clocks)
    return Rows(
        concerns=concerns.with_positions(clocks, reader=user).with_days(clocks),
        recommendations=recommendations.with_concern_seen(clocks, reader=user).with_days(clocks),
        forces=Force.objects.at(clocks).territorial(clocks.as_at),
        clocks=clocks,
    )


def overview_of(user: User | None, clocks: Clocks, rows: Rows | None = None) -> Overview:
    """Return the overview of the rows, or of everything in reach. Hidden queries: about twenty."""
    rows = rows or rows_in_reach(user, clocks)
    concerns, recommendations, as_at = rows.concerns, rows.recommendations, clocks.as_at
    lines: Any = _lines(user, clocks)
    re_raised = lines.filter(how=Lineage.How.RE_RAISED).values_list(
        "earlier", "happened_on", "happened_on_precision"
    )
    of_concerns = _life_of(concerns, "concern", clocks, re_raised)
    of_recommendations = _life_of(recommendations, "recommendation", clocks)
    claimed = recommendations.filter(force_status=ForceStatus.CLAIMED_COMPLETE)
    closed = recommendations.filter(status=Status.CLOSED_COMPLETE)
    return Overview(
        as_at=as_at,
        known_at=clocks.known_at,
        coverage=_coverage(rows.forces, user, clocks),
        concerns=standing_of(concerns, force_status="shown_force_status"),
        recommendations=standing_of(
            recommendations, kind="seen_kind", area="seen_area_slug", area_name="seen_area_name"
        ),
        wordings=_wordings(recommendations),
        deadlines=_deadlines(recommendations, as_at),
        awaiting_verification=Both(_awaiting(concerns, as_at), _awaiting(recommendations, as_at)),
        ageing=_ageing(concerns, lines, as_at),
        quarters=Both(of_concerns.quarters, of_recommendations.quarters),
        days_to_close=Both(of_concerns.days_to_close, of_recommendations.days_to_close),
        came_back=Both(of_concerns.came_back, of_recommendations.came_back),
        in_time=InTime(
            by_claim=_promptness(claimed, "force_status_since_on", "claimed_precision", clocks),
            by_decision=_promptness(closed, "status_since_on", "decided_precision", clocks),
        ),
    )


def _lines(user: User | None, clocks: Clocks) -> QuerySet[Any]:
    """Return the lines between concerns that were there and in reach."""
    lines: Any = Lineage.objects.at(clocks)
    there: Any = Concern.objects.at(clocks)
    if user is not None:
        lines, there = lines.visible_to(user, clocks), there.visible_to(user, clocks)
    ends = there.values("pk")
    found: QuerySet[Any] = lines.filter(earlier__in=ends, later__in=ends)
    return found


def _coverage(forces: QuerySet[Any], user: User | None, clocks: Clocks) -> Coverage:
    loaded: Any = Inspection.objects.loaded_at(clocks)
    if user is not None:
        loaded = loaded.visible_to(user, clocks)
    its_own = loaded.filter(force=OuterRef("pk"))
    held = forces.annotate(
        is_complete=Exists(its_own.filter(completeness=Completeness.COMPLETE)),
        is_loaded=Exists(its_own),
    )
    return Coverage(
        **held.aggregate(
            forces=Count("pk"),
            complete=Count("pk", filter=Q(is_complete=True)),
            in_part=Count("pk", filter=Q(is_loaded=True, is_complete=False)),
        )
    )


def _wordings(recommendations: QuerySet[Any]) -> Wordings:
    return Wordings(
        **recommendations.aggregate(
            recommendations=Count("pk"), wordings=Count("wording", distinct=True)
        )
    )


def _deadlines(recommendations: Any, as_at: dt.date) -> Deadlines:
    live = recommendations.live()
    counts = live.aggregate(
        overdue=Count("pk", filter=overdue_on(as_at)),
        due_soon=Count("pk", filter=due_within(DUE_SOON_DAYS, as_at)),
    )
    immediate = live.filter(wording__deadline_kind=Wording.DeadlineKind.IMMEDIATE)
    return Deadlines(
        **counts, immediate=waiting(_begun(immediate, "began_on", "began_precision"), as_at)
    )


def _awaiting(rows: Any, as_at: dt.date) -> Waiting:
    """Count what is claimed complete and not decided, by the day it was claimed."""
    claimed = rows.live().filter(force_status=ForceStatus.CLAIMED_COMPLETE)
    return waiting(_begun(claimed, "claimed_on", "claimed_precision"), as_at)


def _begun(rows: QuerySet[Any], day: str, precision: str) -> Counter[Span]:
    """Count rows by the days that a date of theirs can be. One query."""
    begun: Counter[Span] = Counter()
    counted = rows.order_by().values_list(day, precision).annotate(number=Count("pk"))
    for on, exactness, number in counted:
        begun[span_of(on, exactness)] += number
    return begun


def _ageing(concerns: Any, lines: QuerySet[Any], as_at: dt.date) -> Ageing:
    raised_on = ("raised_on", "raised_on_precision")
    live = {
        pk: span_of(on, exactness)
        for pk, on, exactness in concerns.live().order_by().values_list("pk", *raised_on)
    }
    links: list[tuple[int, int]] = []
    raised: dict[int, Span] = {}
    for earlier, later, on, exactness in lines.values_list(
        "earlier", "later", *(f"earlier__{name}" for name in raised_on)
    ):
        links.append((earlier, later))
        raised[earlier] = span_of(on, exactness)
    return Ageing(
        by_form=banded(Counter(live.values()), as_at),
        by_line=banded(lines_begun(live, links, raised), as_at),
    )


@dataclass(frozen=True)
class _Life:
    """How records came and went."""

    quarters: tuple[Quarter, ...]
    days_to_close: DaysToClose
    came_back: CameBack


def _life_of(
    rows: QuerySet[Any], subject: str, clocks: Clocks, raised_again: Iterable[Any] = ()
) -> _Life:
    """Return how the rows came and went: each was opened once, at the latest as it is told.

    Three queries.
    """
    events: Any = Event.objects.standing_at(clocks).filter(position=Event.Position.STATUS)
    events = events.filter(**{f"{subject}__in": rows.order_by().values("pk")}).order_by()
    spells = list(
        rows.order_by()
        .values_list("status", "began_on", "began_precision", "decided_on", "decided_precision")
        .annotate(number=Count("pk"))
    )
    happened: Counter[tuple[dt.date, str, bool]] = Counter()
    for _, began_on, exactness, _, _, number in spells:
        day = min(began_on, clocks.as_at)
        happened[day, "opened", exactness == Precision.YEAR] += number
    happened.update(_decided(events))
    closings: list[tuple[int, Span]] = []
    returns = [(row, span_of(*span)) for row, *span in raised_again]
    for row, kind, *span in events.filter(
        Q(became=Status.CLOSED_COMPLETE) | Q(kind=Event.Kind.REOPENED)
    ).values_list(subject, "kind", "happened_on", "happened_on_precision"):
        (returns if kind == Event.Kind.REOPENED else closings).append((row, span_of(*span)))
    return _Life(
        quarters=quarters(happened),
        days_to_close=_days_to_close(spells, clocks.as_at),
        came_back=came_back(closings, returns, clocks.as_at),
    )


def _decided(events: Any) -> Counter[tuple[dt.date, str, bool]]:
    """Count closings and reopenings by quarter, what they were, and whether only the year is known."""
    decided: Counter[tuple[dt.date, str, bool]] = Counter()
    counted = (
        events.annotate(quarter=TruncQuarter("happened_on"))
        .values_list("quarter", "kind", "became", "happened_on_precision")
        .annotate(number=Count("pk"))
    )
    for quarter, kind, became, exactness, number in counted:
        what = "reopened" if kind == Event.Kind.REOPENED else became
        if what in HAPPENINGS:
            decided[quarter, what, exactness == Precision.YEAR] += number
    return decided


def _days_to_close(spells: Iterable[tuple[Any, ...]], as_at: dt.date) -> DaysToClose:
    closed: Counter[int] = Counter()
    censored: Counter[int] = Counter()
    left_out = 0
    for status, began_on, began_exactness, decided_on, decided_exactness, number in spells:
        is_live = status in LIVE_STATUSES
        exactness = {began_exactness} if is_live else {began_exactness, decided_exactness}
        if exactness != {Precision.DAY}:
            left_out += number
            continue
        days = max(((as_at if is_live else decided_on) - began_on).days, 0)
        (closed if status == Status.CLOSED_COMPLETE else censored)[days] += number
    return days_to_close(closed, censored, left_out)


def _promptness(rows: Any, day: str, precision: str, clocks: Clocks) -> Promptness:
    """Count what was done in time or late: by its last day as that stood on the day it was done."""
    timing = Case(
        When(due_then=None, then=Value("no_date")),
        When(**{f"{day}__lte": F("due_then")}, then=Value("in_time")),
        default=Value("late"),
    )
    counts: Counter[str] = Counter()
    counted = (
        rows.with_due_then(clocks, day)
        .annotate(timing=timing)
        .order_by()
        .values_list("timing", precision)
        .annotate(number=Count("pk"))
    )
    for when, exactness, number in counted:
        counts[when] += number
        counts["approximate"] += 0 if exactness == Precision.DAY else number
        counts["total"] += number
    return Promptness(**{field.name: counts[field.name] for field in fields(Promptness)})
