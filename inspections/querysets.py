"""Which rows of the inspection record somebody may see or edit, and which are in force."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from accounts.roles import Permission, Reach
from api.records import SupersedingQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class ReferenceQuerySet(models.QuerySet[Any]):
    """Reference data: everybody signed in sees it, whoever maintains it may change it."""

    def visible_to(self, user: User) -> Self:
        """Return every row: forces, scales and frameworks are public knowledge."""
        return self.all()

    def editable_by(self, user: User) -> Self:
        """Return every row to those who maintain reference data, none to others."""
        return self.all() if user.may(Permission.MAINTAIN_REFERENCE_DATA) else self.none()


class ForceQuerySet(ReferenceQuerySet):
    """Forces and other bodies."""

    def spoken_for_by(self, user: User) -> Self:
        """Bodies whose liaison officer the person is."""
        return self.filter(liaison_officers=user)

    def territorial(self, on: dt.date) -> Self:
        """Territorial forces that existed on that day: the 43 that are counted and compared.

        `existed_from` is the first day, `existed_until` the day it had ceased to exist.
        """
        from inspections.models import Force

        return self.filter(
            Q(existed_from=None) | Q(existed_from__lte=on),
            Q(existed_until=None) | Q(existed_until__gt=on),
            kind=Force.Kind.TERRITORIAL,
        )

    def territorial_within(self, start: dt.date, end: dt.date) -> Self:
        """Territorial forces that existed on any day of the period, both its days included."""
        from inspections.models import Force

        return self.filter(
            Q(existed_from=None) | Q(existed_from__lte=end),
            Q(existed_until=None) | Q(existed_until__gt=start),
            kind=Force.Kind.TERRITORIAL,
        )


class PublicationQuerySet(models.QuerySet[Any]):
    """Reports, letters and other publications."""

    def visible_to(self, user: User) -> Self:
        """Publications within the person's reach.

        The inspectorate sees drafts; a force what is addressed to it once it was sent, and once
        published what is addressed to nobody, as a newspaper is; an analyst what is published;
        an administrator nothing of the record.
        """
        from inspections.models import Address, Publication

        match user.reach:
            case Reach.EVERYTHING:
                return self.all()
            case Reach.OWN_FORCES:
                addressed = Address.objects.filter(publication=OuterRef("pk"))
                to_own = Exists(addressed.filter(force__liaison_officers=user))
                return self.filter(
                    to_own & ~Q(state=Publication.State.DRAFT)
                    | ~Exists(addressed) & Q(state=Publication.State.PUBLISHED)
                )
            case Reach.PUBLISHED:
                return self.filter(state=Publication.State.PUBLISHED)
            case _:
                return self.none()

    def editable_by(self, user: User) -> Self:
        """Publications the person may edit: all for those who record inspections."""
        return self.all() if user.may(Permission.RECORD_INSPECTION) else self.none()


def follows_publication(user: User, *, force: str = "force", publication: str = "publication") -> Q:
    """Return the condition of a row that is visible as its publication is.

    A force sees its own rows only, even in a publication that others are addressed by.
    A row without a publication is the inspectorate's alone.
    """
    from inspections.models import Publication

    if user.reach == Reach.EVERYTHING:
        return Q()
    seen = Publication.objects.visible_to(user).values("pk")
    condition = Q(**{f"{publication}__in": seen})
    if user.reach == Reach.OWN_FORCES:
        from inspections.models import Force

        condition &= Q(**{f"{force}__in": Force.objects.spoken_for_by(user).values("pk")})
    return condition


class InspectionQuerySet(models.QuerySet[Any]):
    """Inspections, each visible as the report that published it."""

    def visible_to(self, user: User) -> Self:
        """Inspections within the person's reach."""
        return self.filter(follows_publication(user))

    def editable_by(self, user: User) -> Self:
        """Inspections the person may edit: all for those who record inspections."""
        return self.all() if user.may(Permission.RECORD_INSPECTION) else self.none()


class MonitoringStageQuerySet(SupersedingQuerySet):
    """Stages of monitoring."""

    def visible_to(self, user: User) -> Self:
        """Stages within the person's reach, by their publication."""
        return self.filter(follows_publication(user))

    def editable_by(self, user: User) -> Self:
        """Stages the person may set and correct: those who decide about monitoring."""
        return self.all() if user.may(Permission.SET_MONITORING_STAGE) else self.none()


class JudgmentQuerySet(SupersedingQuerySet):
    """Judgments, each visible as its publication."""

    def visible_to(self, user: User) -> Self:
        """Judgments within the person's reach."""
        return self.filter(follows_publication(user, force="inspection__force"))

    def editable_by(self, user: User) -> Self:
        """Judgments the person may correct: all for those who record inspections."""
        return self.all() if user.may(Permission.RECORD_INSPECTION) else self.none()

    def in_force_for(self, user: User) -> Self:
        """Current judgments the person sees, that no later one they see succeeds.

        One succeeds another of the same inspection and area; a draft succeeds nothing for those
        who cannot see it.
        """
        visible = self.model._default_manager.visible_to(user)
        later = visible.filter(
            inspection=OuterRef("inspection"),
            area=OuterRef("area"),
            as_of_on__gt=OuterRef("as_of_on"),
            superseded_at=None,
        )
        return self.visible_to(user).current().filter(~Exists(later))

    def standing_at(
        self, user: User, *, as_at: dt.date, known_at: dt.datetime | None = None
    ) -> Self:
        """Judgments the person sees that stood at the end of a day, as known at an instant.

        One counts from the day its publication was published, else sent; a draft has none and is
        left out. The latest `as_of_on` of an inspection and area stands. `known_at` None is live.
        """
        public = Coalesce("publication__published_on", "publication__sent_on")
        manager: Any = self.model._default_manager
        told = manager.visible_to(user).known(known_at).alias(public=public)
        later = told.filter(
            public__lte=as_at,
            inspection=OuterRef("inspection"),
            area=OuterRef("area"),
            as_of_on__gt=OuterRef("as_of_on"),
        )
        rows: Any = self.visible_to(user).known(known_at).alias(public=public)
        standing: Self = rows.filter(~Exists(later), public__lte=as_at)
        return standing
