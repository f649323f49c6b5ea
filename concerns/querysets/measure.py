"""Which measures, and what is said of them, somebody may see or edit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.roles import Permission, Reach
from api.known import as_known
from api.records import SupersedingQuerySet
from api.search import Searched
from inspections.models import Force
from inspections.querysets import counts_by, follows_publication

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks


class SeriesBreakQuerySet(SupersedingQuerySet):
    """Breaks of series."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Return every break: definitions are public knowledge."""
        return self.all()

    def editable_by(self, user: User) -> Self:
        """Breaks the person may correct: all for those who maintain reference data."""
        return self.all() if user.may(Permission.MAINTAIN_REFERENCE_DATA) else self.none()


class MeasureQuerySet(Searched, models.QuerySet[Any]):
    """Measures."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Measures within the person's reach.

        One is visible with any of its concerns or current figures that is; with neither, to the
        inspectorate and its force only. A token that is tied to forces reaches theirs.
        """
        rows = as_known(self, clocks)
        if user.sees_everything:
            return rows
        if user.reach == Reach.ACCOUNTS:
            return rows.none()
        own = rows.filter(force__in=Force.objects.within(user).values("pk"))
        if user.belongs_to_inspectorate:
            return own
        from concerns.models import Concern, Figure, MeasureConcern

        links: Any = as_known(MeasureConcern._default_manager.all(), clocks)
        concerns = links.filter(measure=OuterRef("pk"))
        known = Figure.objects.known_at(clocks) if clocks else Figure.objects.current()
        figures = known.filter(
            Q(reading__measure=OuterRef("pk")) | Q(target__measure=OuterRef("pk"))
        )
        shown = Q(
            Exists(
                concerns.filter(concern__in=Concern.objects.visible_to(user, clocks).values("pk"))
            )
        ) | Q(Exists(figures.visible_to(user, clocks)))
        if user.reach == Reach.PUBLISHED:
            return (own if user.is_narrowed else rows).filter(shown)
        unattached = ~Exists(concerns) & ~Exists(figures)
        return own.filter(shown | Q(unattached))

    def editable_by(self, user: User) -> Self:
        """Measures the person may edit: all for those who record readings of any source."""
        return self.all() if user.may(Permission.RECORD_READING) else self.none()

    def readable_by_hand(self, user: User) -> Self:
        """Measures the person may record readings of: a force only those it says itself."""
        if user.may(Permission.RECORD_READING):
            return self.visible_to(user)
        if user.may(Permission.RECORD_OWN_READING):
            return self.visible_to(user).filter(said_by="force")
        return self.none()

    def followed_by(self, user: User) -> Self:
        """Measures of the forces that the person owns, follows or speaks for."""
        return self.filter(
            Q(force__owner=user) | Q(force__inspectors=user) | Q(force__liaison_officers=user)
        ).distinct()


class OfMeasureQuerySet(SupersedingQuerySet):
    """Rows that follow their measure: readings, targets, baselines."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Rows within the person's reach: each follows its measure."""
        rows = as_known(self, clocks)
        if user.sees_everything:
            return rows
        from concerns.models import Measure

        return rows.filter(measure__in=Measure.objects.visible_to(user, clocks).values("pk"))

    def editable_by(self, user: User) -> Self:
        """Rows the person may correct: all for those who record readings of any source."""
        return self.all() if user.may(Permission.RECORD_READING) else self.none()


class ReadingQuerySet(OfMeasureQuerySet):
    """Readings."""

    def at(self, clocks: Clocks) -> Self:
        """Readings of periods that had ended by that day, as we knew them."""
        readings = as_known(self, clocks).known(clocks.known_at)
        return readings if clocks.is_live else readings.filter(period_end__lte=clocks.as_at)

    def editable_by(self, user: User) -> Self:
        """Readings the person may correct: of measures they may record readings of.

        A force corrects what it says itself; its targets and baselines stay the inspectorate's.
        """
        if user.may(Permission.RECORD_READING):
            return self.visible_to(user)
        from concerns.models import Measure

        return self.filter(measure__in=Measure.objects.readable_by_hand(user).values("pk"))

    def dated(self) -> Self:
        """Readings whose period is known: the others stay out of progress."""
        return self.exclude(period_basis="not_stated")

    def periods_of_several(self, indicator: Any, *, as_at: dt.date) -> Any:
        """Periods of which two or more territorial forces have a point here, the latest first.

        Each a dictionary of `period_start`, `period_end` and `measure__said_by`. A force that had
        ceased before the period, or came after it, is not counted.
        """
        existed = (
            Q(measure__force__existed_from=None)
            | Q(measure__force__existed_from__lte=F("period_end"))
        ) & (
            Q(measure__force__existed_until=None)
            | Q(measure__force__existed_until__gt=F("period_start"))
        )
        points = self.dated().filter(
            existed,
            measure__indicator=indicator,
            measure__force__kind=Force.Kind.TERRITORIAL,
            kind="point",
            period_end__lte=as_at,
        )
        periods = points.order_by().values("period_start", "period_end", "measure__said_by")
        several = periods.annotate(forces=Count("measure")).filter(forces__gte=2)
        return several.order_by("-period_end", "-forces", "period_start", "measure__said_by")

    def with_length(self) -> Self:
        """Annotate `length`: the period's in whole months and the days left over, in words."""
        length = models.Func(
            "period_start", "period_end", function="period_length", output_field=models.TextField()
        )
        return self.annotate(length=length)

    def with_successor(self) -> Self:
        """Annotate `correcting_reading`: the number of the reading that corrects this one, if any.

        A correction is of the same measure and itself current or superseded: said in two arms,
        so that the two partial indexes serve where no index follows `supersedes`.
        """
        corrections = self.model._base_manager.filter(
            measure=OuterRef("measure"), supersedes=OuterRef("pk")
        )
        return self.annotate(
            correcting_reading=Coalesce(
                Subquery(corrections.filter(superseded_at=None).values("pk")[:1]),
                Subquery(corrections.filter(superseded_at__isnull=False).values("pk")[:1]),
            )
        )


class TargetQuerySet(OfMeasureQuerySet):
    """Targets."""

    def at(self, clocks: Clocks) -> Self:
        """Targets that had been set by that day, moved ones included, as we knew them."""
        targets = as_known(self, clocks).known(clocks.known_at)
        return targets if clocks.is_live else targets.filter(set_on__lte=clocks.as_at)


class BaselineQuerySet(OfMeasureQuerySet):
    """Choices of a baseline."""

    def at(self, clocks: Clocks) -> Self:
        """Choices that had been made by that day, as we knew them."""
        choices = as_known(self, clocks).known(clocks.known_at)
        return choices if clocks.is_live else choices.filter(chosen_on__lte=clocks.as_at)


class FigureQuerySet(SupersedingQuerySet):
    """Figures as printed."""

    def at(self, clocks: Clocks) -> Self:
        """Figures of publications that were out by that day, as we knew them; of a draft, all."""
        return self.known_at(clocks).filter(counts_by(clocks, draft_day="recorded_at__date"))

    def known_at(self, clocks: Clocks) -> Self:
        """Figures that nothing had corrected, as we knew them then."""
        return as_known(self, clocks).known(clocks.known_at)

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Figures within the person's reach: each follows its publication."""
        return as_known(self, clocks).filter(follows_publication(user, clocks=clocks))

    def editable_by(self, user: User) -> Self:
        """Figures the person may correct: all for those who record readings of any source."""
        return self.all() if user.may(Permission.RECORD_READING) else self.none()

    def side_by_side(self, user: User) -> Self:
        """Load what each figure is compared with, if the person may see it, and both readings."""
        from concerns.models import Reading

        readings = Reading.objects.with_length().select_related("measure__indicator__part_of")
        reading = Prefetch("reading", queryset=readings)
        others = self.model._default_manager.visible_to(user).prefetch_related(reading)
        return self.prefetch_related(reading, Prefetch("compared_with", queryset=others))


class ProgressQuerySet(Searched, models.QuerySet[Any]):
    """How measures are going, one row each, derived in the database."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Progress of the measures within the person's reach."""
        if user.sees_everything:
            return self.all()
        from concerns.models import Measure

        return self.filter(measure__in=Measure.objects.visible_to(user, clocks).values("pk"))
