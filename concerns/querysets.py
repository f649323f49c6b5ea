"""Which rows of the concerns' record somebody may see or edit, and how they stand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf

from accounts.roles import Permission, Reach
from api.records import SupersedingQuerySet
from concerns import past
from concerns.positions import LIVE_STATUSES, ActionState, Audience, ForceStatus, Status
from inspections.models import Force
from inspections.querysets import as_known, counts_by, follows_publication

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


def overdue_on(day: dt.date) -> Q:
    """Return the condition of a recommendation that is overdue on that day.

    Still to be done, its last day before it, and not claimed complete.
    """
    live = Q(status__in=LIVE_STATUSES, due_on__lt=day)
    return live & ~Q(force_status=ForceStatus.CLAIMED_COMPLETE)


def due_within(days: int, day: dt.date) -> Q:
    """Return the condition of a recommendation that is due on that day or so many days after.

    Still to be done, and not claimed complete.
    """
    last = day + dt.timedelta(days=days)
    live = Q(status__in=LIVE_STATUSES, due_on__gte=day, due_on__lte=last)
    return live & ~Q(force_status=ForceStatus.CLAIMED_COMPLETE)


def last_changes(record: str, clocks: Clocks) -> dict[str, Subquery]:
    """Return since when a record has been claimed and decided as it is, by the log.

    Four annotations: `claimed_on` and `decided_on`, each with its precision; null if never.
    """
    from concerns.models import Event

    standing = Event.objects.standing_at(clocks).filter(**{record: OuterRef("pk")})
    told = {}
    for name, position in (("claimed", "force_status"), ("decided", "status")):
        last = standing.filter(position=position).order_by("-happened_on", "-pk")
        told[f"{name}_on"] = Subquery(last.values("happened_on")[:1])
        told[f"{name}_precision"] = Subquery(last.values("happened_on_precision")[:1])
    return told


class ConcernQuerySet(models.QuerySet[Any]):
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
        return self.filter(follows_publication(user, clocks=clocks))

    def editable_by(self, user: User) -> Self:
        """Concerns the person may edit: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()

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
        lines = self.known(clocks.known_at)
        return lines if clocks.is_live else lines.filter(happened_on__lte=clocks.as_at)

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Lines both of whose ends the person may see."""
        from concerns.models import Concern

        seen = Concern.objects.visible_to(user, clocks).values("pk")
        return self.filter(earlier__in=seen, later__in=seen)

    def editable_by(self, user: User) -> Self:
        """Lines the person may correct: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()


class WordingQuerySet(models.QuerySet[Any]):
    """Recommendations as printed."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Wordings within the person's reach: a force sees those put to it."""
        from inspections.models import Publication

        if user.reach == Reach.EVERYTHING:
            return self.all()
        wordings = self.filter(publication__in=Publication.objects.visible_to(user).values("pk"))
        if user.reach == Reach.OWN_FORCES:
            from concerns.models import Recommendation

            put = Recommendation.objects.filter(
                wording=OuterRef("pk"), force__liaison_officers=user
            )
            return wordings.filter(Exists(put))
        return wordings

    def editable_by(self, user: User) -> Self:
        """Wordings the person may edit: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()


class RecommendationQuerySet(models.QuerySet[Any]):
    """Recommendations put to a force."""

    def at(self, clocks: Clocks) -> Self:
        """Recommendations as they stood; each counts from its wording's publication's day."""
        return past.recommendations_at(as_known(self, clocks), clocks).filter(
            counts_by(
                clocks,
                draft_day="concern__raised_on",
                publication="wording__publication",
            )
        )

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Recommendations within the person's reach: each follows its wording's publication."""
        return self.filter(
            follows_publication(user, publication="wording__publication", clocks=clocks)
        )

    def editable_by(self, user: User) -> Self:
        """Recommendations the person may edit: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()

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

        changes = Event.objects.filter(recommendation=OuterRef("pk"), position="due_on")
        by_then = changes.standing_at(clocks).filter(happened_on__lte=OuterRef(day))
        told = Coalesce(
            Subquery(by_then.order_by("-happened_on", "-pk").values("became")[:1]),
            Subquery(changes.order_by("pk").values("was")[:1]),
            Cast("due_on", models.CharField()),
            output_field=models.CharField(),
        )
        return self.annotate(due_then=Cast(NullIf(told, Value("")), models.DateField()))


class ActionQuerySet(models.QuerySet[Any]):
    """Follow-up actions of a force."""

    def at(self, clocks: Clocks) -> Self:
        """Actions as they stood, each from the day it was opened."""
        return past.actions_at(self, clocks)

    def unfinished(self) -> Self:
        """Actions that are planned or in progress."""
        return self.filter(state__in=(ActionState.PLANNED, ActionState.IN_PROGRESS))

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Actions the person may see: the inspectorate's and the force's alone."""
        if user.reach == Reach.EVERYTHING:
            return self.all()
        if user.reach == Reach.OWN_FORCES:
            return self.filter(follows_publication_of_concern(user, clocks))
        return self.none()

    def editable_by(self, user: User) -> Self:
        """Actions the person may edit: those visible to who records actions."""
        return self.visible_to(user) if user.may(Permission.RECORD_ACTION) else self.none()


def follows_publication_of_concern(user: User, clocks: Clocks | None) -> Q:
    """Return the condition of a row that is visible as its concern is."""
    return follows_publication(
        user, force="concern__force", publication="concern__publication", clocks=clocks
    )


class EventQuerySet(models.QuerySet[Any]):
    """The log."""

    def at(self, clocks: Clocks) -> Self:
        """Events that had happened by that day, as far as we had been told."""
        if clocks.is_live:
            return self.all()
        events = self.filter(happened_on__lte=clocks.as_at)
        return (
            events if clocks.known_at is None else events.filter(recorded_at__lte=clocks.known_at)
        )

    def with_strike(self, clocks: Clocks) -> Self:
        """Annotate `striking_event`: the number of the event that strikes this one out, if known."""
        strikes = self.model._base_manager.filter(strikes_out=OuterRef("pk"))
        if clocks.known_at is not None:
            strikes = strikes.filter(recorded_at__lte=clocks.known_at)
        return self.annotate(striking_event=Subquery(strikes.values("pk")[:1]))

    def standing_at(self, clocks: Clocks) -> Self:
        """Events that had happened by that day and that nothing had struck out, as we knew then."""
        return self.at(clocks).with_strike(clocks).filter(striking_event=None)

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Events within the person's reach: of records they see, for an audience they belong to."""
        if user.reach == Reach.EVERYTHING:
            return self.all()
        if user.reach == Reach.ACCOUNTS:
            return self.none()
        from concerns.models import Action, Concern, Recommendation

        audiences = [Audience.EVERYONE]
        if user.reach == Reach.OWN_FORCES:
            audiences.append(Audience.FORCE)
        return self.filter(
            Q(concern__in=Concern.objects.visible_to(user, clocks).values("pk"))
            | Q(recommendation__in=Recommendation.objects.visible_to(user, clocks).values("pk"))
            | Q(action__in=Action.objects.visible_to(user, clocks).values("pk")),
            audience__in=audiences,
        )

    def editable_by(self, user: User) -> Self:
        """Return none: the log is append-only."""
        return self.none()

    def story_of(self, concern: Any) -> Self:
        """Everything that happened to the concern, its recommendations and its actions, in order."""
        return self.filter(
            Q(concern=concern) | Q(recommendation__concern=concern) | Q(action__concern=concern)
        ).order_by("happened_on", "pk")

    def standing(self) -> Self:
        """Events that no later one has struck out."""
        return self.filter(struck_out_by=None)


class ResponseQuerySet(models.QuerySet[Any]):
    """Responses of local policing bodies."""

    def at(self, clocks: Clocks) -> Self:
        """Responses owed by that day: each from the day its publication was published."""
        if clocks.is_live:
            return self.all()
        return as_known(self, clocks).filter(publication__published_on__lte=clocks.as_at)

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Responses within the person's reach: each follows its publication."""
        return self.filter(follows_publication(user, clocks=clocks))

    def editable_by(self, user: User) -> Self:
        """Responses the person may edit: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()


class AnswerQuerySet(SupersedingQuerySet):
    """What responses say."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Answers within the person's reach: each follows its response's publication."""
        return self.filter(
            follows_publication(
                user,
                force="response__force",
                publication="response__publication",
                clocks=clocks,
            )
        )

    def editable_by(self, user: User) -> Self:
        """Answers the person may correct: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()


class SeriesBreakQuerySet(SupersedingQuerySet):
    """Breaks of series."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Return every break: definitions are public knowledge."""
        return self.all()

    def editable_by(self, user: User) -> Self:
        """Breaks the person may correct: all for those who maintain reference data."""
        return self.all() if user.may(Permission.MAINTAIN_REFERENCE_DATA) else self.none()


class MeasureQuerySet(models.QuerySet[Any]):
    """Measures."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Measures within the person's reach.

        One is visible with any of its concerns or current figures that is; with neither, to the
        inspectorate and its force only.
        """
        if user.reach == Reach.EVERYTHING:
            return self.all()
        if user.reach == Reach.ACCOUNTS:
            return self.none()
        from concerns.models import Concern, Figure, Measure

        concerns = Measure.concerns.through.objects.filter(measure=OuterRef("pk"))
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
            return self.filter(shown)
        unattached = ~Exists(concerns) & ~Exists(figures)
        own = Force.objects.spoken_for_by(user).values("pk")
        return self.filter(shown | Q(unattached), force__in=own)

    def editable_by(self, user: User) -> Self:
        """Measures the person may edit: all for those who record readings of any source."""
        return self.all() if user.may(Permission.RECORD_READING) else self.none()

    def readable_by_hand(self, user: User) -> Self:
        """Measures the person may record readings of: a force only those it says itself."""
        if user.may(Permission.RECORD_READING):
            return self.all()
        if user.may(Permission.RECORD_OWN_READING):
            return self.visible_to(user).filter(said_by="force")
        return self.none()


class OfMeasureQuerySet(SupersedingQuerySet):
    """Rows that follow their measure: readings, targets, baselines."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Rows within the person's reach: each follows its measure."""
        if user.reach == Reach.EVERYTHING:
            return self.all()
        from concerns.models import Measure

        return self.filter(measure__in=Measure.objects.visible_to(user, clocks).values("pk"))

    def editable_by(self, user: User) -> Self:
        """Rows the person may correct: all for those who record readings of any source."""
        return self.all() if user.may(Permission.RECORD_READING) else self.none()


class ReadingQuerySet(OfMeasureQuerySet):
    """Readings."""

    def at(self, clocks: Clocks) -> Self:
        """Readings of periods that had ended by that day, as we knew them."""
        readings = self.known(clocks.known_at)
        return readings if clocks.is_live else readings.filter(period_end__lte=clocks.as_at)

    def editable_by(self, user: User) -> Self:
        """Readings the person may correct: of measures they may record readings of.

        A force corrects what it says itself; its targets and baselines stay the inspectorate's.
        """
        if user.may(Permission.RECORD_READING):
            return self.all()
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
            "period_start",
            "period_end",
            function="period_length",
            output_field=models.TextField(),
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
        targets = self.known(clocks.known_at)
        return targets if clocks.is_live else targets.filter(set_on__lte=clocks.as_at)


class BaselineQuerySet(OfMeasureQuerySet):
    """Choices of a baseline."""

    def at(self, clocks: Clocks) -> Self:
        """Choices that had been made by that day, as we knew them."""
        choices = self.known(clocks.known_at)
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
        return self.filter(follows_publication(user, clocks=clocks))

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


class ProgressQuerySet(models.QuerySet[Any]):
    """How measures are going, one row each, derived in the database."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Progress of the measures within the person's reach."""
        if user.reach == Reach.EVERYTHING:
            return self.all()
        from concerns.models import Measure

        return self.filter(measure__in=Measure.objects.visible_to(user, clocks).values("pk"))
