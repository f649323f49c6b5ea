"""Which concerns and lines between them somebody may see or edit, and how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from accounts.roles import Permission
from api.known import as_known
from api.records import SupersedingQuerySet
from api.search import Searched
from concerns import past
from concerns.positions import LIVE_STATUSES, ForceStatus, Status
from concerns.querysets.clauses import followed, last_changes
from inspections.querysets import counts_by, follows_publication

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks


def force_status_rank(field: str) -> Case:
    """Order claims from the least advanced (0) to claimed complete (3)."""
    return Case(
        *(
            When(**{field: value}, then=Value(rank))
            for rank, value in enumerate(ForceStatus.values)
        ),
        output_field=IntegerField(),
    )


class ConcernQuerySet(Searched, models.QuerySet[Any]):
    """Concerns."""

    def at(self, clocks: Clocks) -> Self:
        """Concerns as they stood; each counts from its publication's day, a draft once raised."""
        return past.concerns_at(as_known(self, clocks), clocks).filter(
            counts_by(clocks, draft_day="raised_on")
        )

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Concerns within the person's reach: each follows its publication.

        Role and forces count as they are now; with clocks, what was out counts as known then.
        """
        return as_known(self, clocks).filter(follows_publication(user, clocks=clocks))

    def editable_by(self, user: User) -> Self:
        """Concerns the person may edit: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()

    def followed_by(self, user: User) -> Self:
        """Concerns the person owns, and those of the forces they follow."""
        return self.filter(followed(user, concern=""))

    def live(self) -> Self:
        """Concerns on which something is still to be done."""
        return self.filter(status__in=LIVE_STATUSES)

    def with_positions(self, clocks: Clocks | None = None, *, reader: User | None = None) -> Self:
        """Annotate what is shown: claim, open recommendations, next deadline, publication day.

        `shown_force_status` is the concern's own claim, or for a cause with recommendations the
        least advanced of theirs (withdrawn ones apart). `open_recommendations` counts those on
        which something is still to be done, `next_due_on` is their earliest deadline.
        `public_on` is the day its publication counts from. Without clocks it is live, without
        reader all recommendations count, else those within reach.
        """
        recommendations: Any = self.model._meta.get_field("recommendations").related_model
        its_own = recommendations.objects.all()
        if clocks is not None:
            its_own = its_own.at(clocks)
        if reader is not None:
            its_own = its_own.visible_to(reader, clocks)
        its_own = its_own.filter(concern=OuterRef("pk"))
        least = (
            its_own.exclude(status=Status.WITHDRAWN)
            .order_by(force_status_rank("force_status"), "pk")
            .values("force_status")
        )
        live = its_own.filter(status__in=LIVE_STATUSES).order_by().values("concern")
        return self.annotate(
            shown_force_status=Coalesce(
                Subquery(least[:1]), NullIf(F("force_status"), Value("")), Value("")
            ),
            open_recommendations=Coalesce(
                Subquery(live.annotate(number=Count("pk")).values("number")), Value(0)
            ),
            next_due_on=Subquery(live.annotate(first=models.Min("due_on")).values("first")),
            public_on=Coalesce("publication__published_on", "publication__sent_on"),
            public_on_precision=Case(
                When(
                    publication__published_on__isnull=False,
                    then=F("publication__published_on_precision"),
                ),
                default=F("publication__sent_on_precision"),
            ),
            is_accelerated=Case(
                When(publication__kind="accelerated_cause", then=Value(True)), default=Value(False)
            ),
        )

    def with_days(self, clocks: Clocks) -> Self:
        """Annotate when it began, was claimed and decided as it is; each with its precision."""
        return self.annotate(
            began_on=F("raised_on"),
            began_precision=F("raised_on_precision"),
            **last_changes("concern", clocks),
        )


class LineageQuerySet(SupersedingQuerySet):
    """Lines of descent between concerns."""

    def at(self, clocks: Clocks) -> Self:
        """Lines that had been drawn by that day, as we knew them."""
        lines = as_known(self, clocks).known(clocks.known_at)
        return lines if clocks.is_live else lines.filter(happened_on__lte=clocks.as_at)

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Lines both of whose ends the person may see."""
        from concerns.models import Concern

        seen = Concern.objects.visible_to(user, clocks).values("pk")
        return as_known(self, clocks).filter(earlier__in=seen, later__in=seen)

    def editable_by(self, user: User) -> Self:
        """Lines the person may correct: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()
