"""Which rows of the inspection record somebody may see or edit, and which are in force."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from accounts.roles import Permission, Reach
from api.known import as_known
from api.records import SupersedingQuerySet
from api.search import Searched
from inspections.readers import publications_seen

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks

_IS_OUT = ~Q(publication__state="draft")


class ReferenceQuerySet(Searched, models.QuerySet[Any]):
    """Reference data: everybody signed in sees it, whoever maintains it may change it."""

    def at(self, clocks: Clocks) -> Self:
        """Rows as we knew them then; what was added or renamed later is not told."""
        return as_known(self, clocks)

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Return every row: forces, scales and frameworks are public knowledge."""
        return as_known(self, clocks)

    def editable_by(self, user: User) -> Self:
        """Return every row to those who maintain reference data, none to others."""
        return self.all() if user.may(Permission.MAINTAIN_REFERENCE_DATA) else self.none()


class ForceQuerySet(ReferenceQuerySet):
    """Forces and other bodies."""

    def spoken_for_by(self, user: User) -> Self:
        """Bodies whose liaison officer the person is."""
        return self.filter(liaison_officers=user)

    def followed_by(self, user: User) -> Self:
        """Bodies the person works with: owns, inspects, or speaks for."""
        own: Any = self.model
        ties = [
            Q(pk__in=getattr(own, tie).through.objects.filter(user=user).values("force"))
            for tie in ("inspectors", "liaison_officers")
        ]
        return self.filter(Q(owner=user) | ties[0] | ties[1])

    def within(self, user: User) -> Self:
        """Bodies whose rows may be within the person's reach at all.

        All; for a liaison officer those they speak for; with a token that is tied to forces only
        those of them that name it now. A token whose last tie is gone reaches none.
        """
        rows = self.spoken_for_by(user) if user.reach == Reach.OWN_FORCES else self.all()
        return rows.filter(api_tokens=user.token) if user.is_narrowed else rows

    def heard_by(self, user: User) -> Self:
        """Bodies within the person's reach, and those which they succeeded, at two removes.

        A force takes over what was addressed to the forces it came from.
        """
        own = self.model._default_manager.within(user).values("pk")
        return self.filter(
            Q(pk__in=own) | Q(succeeded_by__in=own) | Q(succeeded_by__succeeded_by__in=own)
        )

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


class PublicationQuerySet(Searched, models.QuerySet[Any]):
    """Reports, letters and other publications."""

    def at(self, clocks: Clocks) -> Self:
        """Publications, sent and published as far as we knew then."""
        return as_known(self, clocks)

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Publications within the person's reach.

        The inspectorate sees drafts; a force what is addressed to it, or to a force it succeeded,
        once it was sent, and once published what is addressed to nobody, as a newspaper is; an
        analyst what is published; an administrator nothing of the record. A token that is tied to
        forces leaves out what is addressed to others alone.
        """
        from inspections.models import Publication

        is_published = Q(state=Publication.State.PUBLISHED)
        match user.reach:
            case Reach.EVERYTHING:
                reached = Q()
            case Reach.OWN_FORCES:
                to_own, to_nobody = _addresses(user)
                reached = to_own & ~Q(state=Publication.State.DRAFT) | to_nobody & is_published
            case Reach.PUBLISHED:
                reached = is_published
            case _:
                return as_known(self, clocks).none()
        if user.is_narrowed:
            to_own, to_nobody = _addresses(user)
            reached &= to_own | to_nobody
        return as_known(self, clocks).filter(reached)

    def editable_by(self, user: User) -> Self:
        """Publications the person may edit: all for those who record inspections.

        With a token that is tied to forces, only what is addressed to none but these.
        """
        if not user.may(Permission.RECORD_INSPECTION):
            return self.none()
        if not user.is_narrowed:
            return self.all()
        from inspections.models import Address, Force

        addressed = Address.objects.filter(publication=OuterRef("pk"))
        own = addressed.filter(force__in=Force.objects.within(user).values("pk"))
        others = addressed.exclude(force__in=Force.objects.within(user).values("pk"))
        return self.filter(Exists(own), ~Exists(others))

    def addressed_to(self, forces: Any, user: User) -> Self:
        """Publications of which the person sees that they are addressed to one of the forces."""
        from inspections.models import Address

        lines = Address.objects.visible_to(user).filter(force__in=forces)
        return self.filter(pk__in=lines.values("publication"))


def _addresses(user: User) -> tuple[Q, Q]:
    """Return the conditions of a publication addressed to somebody's forces, and to nobody."""
    from inspections.models import Address, Force

    addressed = Address.objects.filter(publication=OuterRef("pk"))
    own = addressed.filter(force__in=Force.objects.heard_by(user).values("pk"))
    return Q(Exists(own)), ~Q(Exists(addressed))


class AddressQuerySet(models.QuerySet[Any]):
    """Whom publications are addressed to."""

    def visible_to(self, user: User) -> Self:
        """Lines of addresses within the person's reach.

        What is published says itself whom it addresses: whoever sees it sees all of them. What
        was only sent is a letter to each: a force sees that it is addressed itself, or a force it
        succeeded, and not who else received it. The inspectorate sees every line; with a token
        that is tied to forces theirs alone, until it is published.
        """
        from inspections.models import Force, Publication

        if user.sees_everything:
            return self.all()
        lines = self.filter(publication__in=Publication.objects.visible_to(user).values("pk"))
        own = Q(force__in=Force.objects.heard_by(user).values("pk"))
        return lines.filter(own | Q(publication__state=Publication.State.PUBLISHED))


def follows_publication(
    user: User,
    *,
    force: str = "force",
    publication: str = "publication",
    clocks: Clocks | None = None,
) -> Q:
    """Return the condition of a row that is visible as its publication is.

    A force sees its own rows only, even in a publication that others are addressed by; so does a
    token that is tied to forces. A row without a publication is the inspectorate's alone. With clocks it has to have been out
    as we knew it then: else publishing something would add it to what had been asked earlier.
    """
    if user.sees_everything:
        return Q()
    condition = Q(**{f"{publication}__in": publications_seen(user, clocks)})
    if user.belongs_to_inspectorate:
        condition |= Q(**{publication: None})
    if user.reach == Reach.OWN_FORCES or user.is_narrowed:
        from inspections.models import Force

        condition &= Q(**{f"{force}__in": Force.objects.within(user).values("pk")})
    return condition


def counts_by(clocks: Clocks, *, draft_day: str, publication: str = "publication") -> Q:
    """Return the condition of a row that counts from its publication's day, at those clocks.

    That day is published_on, else sent_on; of a draft, or of a row without publication,
    `draft_day`. The rows are read with `as_known`.
    """
    if clocks.is_live:
        return Q()
    days = [F(f"{publication}__published_on"), F(f"{publication}__sent_on")]
    return Q(LessThanOrEqual(Coalesce(*days, F(draft_day)), Value(clocks.as_at)))


class InspectionQuerySet(Searched, models.QuerySet[Any]):
    """Inspections, each visible as the report that published it."""

    def loaded_at(self, clocks: Clocks) -> Self:
        """Inspections whose report was out by that day, each as complete as we knew it then.

        A draft, or one without a publication, is not loaded: nobody could say as of which day.
        """
        from inspections.models import Publication

        rows = as_known(self, clocks)
        out = rows.exclude(publication=None).exclude(publication__state=Publication.State.DRAFT)
        return out.filter(counts_by(clocks, draft_day="publication__sent_on"))

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Inspections within the person's reach."""
        return as_known(self, clocks).filter(follows_publication(user, clocks=clocks))

    def editable_by(self, user: User) -> Self:
        """Inspections the person may edit: all for those who record inspections."""
        return self.all() if user.may(Permission.RECORD_INSPECTION) else self.none()


class MonitoringStageQuerySet(SupersedingQuerySet):
    """Stages of monitoring."""

    def at(self, clocks: Clocks) -> Self:
        """Stages that had begun by that day, ended ones included, as we knew them."""
        stages = as_known(self, clocks).known(clocks.known_at)
        return stages if clocks.is_live else stages.filter(started_on__lte=clocks.as_at)

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Stages within the person's reach, by their publication."""
        return as_known(self, clocks).filter(follows_publication(user, clocks=clocks))

    def editable_by(self, user: User) -> Self:
        """Stages the person may set and correct: those who decide about monitoring."""
        return self.all() if user.may(Permission.SET_MONITORING_STAGE) else self.none()


class JudgmentQuerySet(SupersedingQuerySet):
    """Judgments, each visible as its publication."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Judgments within the person's reach."""
        rows = as_known(self, clocks)
        return rows.filter(follows_publication(user, force="inspection__force", clocks=clocks))

    def editable_by(self, user: User) -> Self:
        """Judgments the person may correct: all for those who record inspections."""
        return self.all() if user.may(Permission.RECORD_INSPECTION) else self.none()

    def at(self, clocks: Clocks) -> Self:
        """Judgments that nothing had corrected, of publications that were out by that day."""
        known = as_known(self, clocks).known(clocks.known_at)
        return known.filter(counts_by(clocks, draft_day="as_of_on"))

    def in_force_for(self, user: User, clocks: Clocks, *, drafts: bool = True) -> Self:
        """Judgments at those clocks that the person sees, and no later one they see succeeds.

        One succeeds another of the same inspection and area; a draft succeeds nothing for those
        who cannot see it, nor for anybody without `drafts`.
        """
        told = self.model._default_manager.at(clocks).visible_to(user, clocks)
        later = told if drafts else told.filter(_IS_OUT)
        later = later.filter(
            inspection=OuterRef("inspection"),
            area=OuterRef("area"),
            as_of_on__gt=OuterRef("as_of_on"),
        )
        rows: Self = self.at(clocks).visible_to(user, clocks).filter(~Exists(later))
        return rows if drafts else rows.filter(_IS_OUT)
