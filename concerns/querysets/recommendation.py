"""Which recommendations and actions somebody may see or edit, and how they stand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from accounts.roles import Permission, Reach
from api.known import as_known
from api.search import Searched
from concerns import past
from concerns.positions import LIVE_STATUSES, ActionState
from concerns.querysets.clauses import (
    followed,
    follows_publication_of_concern,
    last_changes,
    overdue_on,
)
from inspections.querysets import counts_by, follows_publication

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks


class WordingQuerySet(Searched, models.QuerySet[Any]):
    """Recommendations as printed."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Wordings within the person's reach: a force, and a token tied to it, sees those put to it."""
        from inspections.models import Publication

        rows = as_known(self, clocks)
        if user.sees_everything:
            return rows
        seen = Publication.objects.visible_to(user, clocks)
        wordings = rows.filter(publication__in=seen.values("pk"))
        if user.reach == Reach.OWN_FORCES or user.is_narrowed:
            from concerns.models import Recommendation
            from inspections.models import Force

            put = Recommendation.objects.filter(
                wording=OuterRef("pk"), force__in=Force.objects.within(user).values("pk")
            )
            return wordings.filter(Exists(put))
        return wordings

    def editable_by(self, user: User) -> Self:
        """Wordings the person may edit: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()


class RecommendationQuerySet(Searched, models.QuerySet[Any]):
    """Recommendations put to a force."""

    def at(self, clocks: Clocks) -> Self:
        """Recommendations as they stood; each counts from its wording's publication's day."""
        return past.recommendations_at(as_known(self, clocks), clocks).filter(
            counts_by(clocks, draft_day="concern__raised_on", publication="wording__publication")
        )

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Recommendations within the person's reach: each follows its wording's publication."""
        return as_known(self, clocks).filter(
            follows_publication(user, publication="wording__publication", clocks=clocks)
        )

    def editable_by(self, user: User) -> Self:
        """Recommendations the person may edit: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()

    def followed_by(self, user: User) -> Self:
        """Recommendations to forces the person follows, and those of concerns they own."""
        return self.filter(followed(user, concern="concern"))

    def live(self) -> Self:
        """Recommendations on which something is still to be done."""
        return self.filter(status__in=LIVE_STATUSES)

    def overdue(self, on: dt.date) -> Self:
        """Recommendations that are overdue on that day.

        Immediate ones have no due date and are never overdue: they are open for so many days.
        """
        return self.filter(overdue_on(on))

    def with_days(self, clocks: Clocks) -> Self:
        """Annotate when it began, was claimed and decided as it is; each with its precision."""
        from concerns.models import Event

        opening = Event.objects.filter(recommendation=OuterRef("pk"), kind="opened")
        return self.annotate(
            began_on=Subquery(opening.values("happened_on")[:1]),
            began_precision=Subquery(opening.values("happened_on_precision")[:1]),
            **last_changes("recommendation", clocks),
        )

    def with_concern_seen(self, clocks: Clocks, *, reader: User | None = None) -> Self:
        """Annotate kind and area of its concern, null if that is none or out of the reader's reach.

        `seen_kind`, `seen_area` (its number), `seen_area_slug` and `seen_area_name`.
        """
        from concerns.models import Concern

        sees = Q(concern__isnull=False)
        if reader is not None:
            sees = Q(concern__in=Concern.objects.visible_to(reader, clocks).values("pk"))
        paths = {
            "seen_kind": "kind",
            "seen_area": "area",
            "seen_area_slug": "area__slug",
            "seen_area_name": "area__name",
        }
        return self.annotate(
            **{name: Case(When(sees, then=F(f"concern__{path}"))) for name, path in paths.items()}
        )

    def with_due_then(self, clocks: Clocks, day: str) -> Self:
        """Annotate `due_then`: the last day as it stood on the day in the column `day`.

        Where none of its changes stood by then, it is the one it began with.
        """
        from concerns.models import Event

        its_own = {"recommendation": OuterRef("pk"), "position": "due_on"}
        changes = Event.objects.known_at(clocks).filter(**its_own)
        standing = Event.objects.standing_at(clocks).filter(**its_own)
        by_then = standing.filter(happened_on__lte=OuterRef(day))
        told = Coalesce(
            Subquery(by_then.order_by("-happened_on", "-pk").values("became")[:1]),
            Subquery(changes.order_by("pk").values("was")[:1]),
            Cast("due_on", models.CharField()),
            output_field=models.CharField(),
        )
        return self.annotate(due_then=Cast(NullIf(told, Value("")), models.DateField()))


class ActionQuerySet(Searched, models.QuerySet[Any]):
    """Follow-up actions of a force."""

    def at(self, clocks: Clocks) -> Self:
        """Actions as they stood, each from the day it was opened."""
        return past.actions_at(as_known(self, clocks), clocks)

    def unfinished(self) -> Self:
        """Actions that are planned or in progress."""
        return self.filter(state__in=(ActionState.PLANNED, ActionState.IN_PROGRESS))

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Actions the person may see: the inspectorate's and the force's alone."""
        rows = as_known(self, clocks)
        if user.sees_everything:
            return rows
        if user.reach in (Reach.EVERYTHING, Reach.OWN_FORCES):
            return rows.filter(follows_publication_of_concern(user, clocks))
        return rows.none()

    def editable_by(self, user: User) -> Self:
        """Actions the person may edit: those visible to who records actions."""
        return self.visible_to(user) if user.may(Permission.RECORD_ACTION) else self.none()
