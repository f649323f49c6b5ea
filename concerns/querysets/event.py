"""Which part of the log, and which responses, somebody may see or edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.roles import Permission, Reach
from api.known import as_known
from api.records import SupersedingQuerySet
from api.search import Searched
from concerns.positions import Audience
from concerns.querysets.clauses import followed
from inspections.querysets import follows_publication

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks


class EventQuerySet(Searched, models.QuerySet[Any]):
    """The log."""

    def at(self, clocks: Clocks) -> Self:
        """Events that had happened by that day, as far as we had been told."""
        if clocks.is_live:
            return self.all()
        return self.known_at(clocks).filter(happened_on__lte=clocks.as_at)

    def known_at(self, clocks: Clocks) -> Self:
        """Events of which we had been told by then, whenever they happened."""
        if clocks.known_at is None:
            return self.all()
        return as_known(self, clocks).filter(recorded_at__lte=clocks.known_at)

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
        rows = as_known(self, clocks)
        if user.sees_everything:
            return rows
        if user.reach == Reach.ACCOUNTS:
            return rows.none()
        from concerns.models import Action, Concern, Recommendation

        audiences = {
            Reach.EVERYTHING: list(Audience),
            Reach.OWN_FORCES: [Audience.EVERYONE, Audience.FORCE],
            Reach.PUBLISHED: [Audience.EVERYONE],
        }
        return rows.filter(
            Q(concern__in=Concern.objects.visible_to(user, clocks).values("pk"))
            | Q(recommendation__in=Recommendation.objects.visible_to(user, clocks).values("pk"))
            | Q(action__in=Action.objects.visible_to(user, clocks).values("pk")),
            audience__in=audiences[user.reach],
        )

    def editable_by(self, user: User) -> Self:
        """Return none: the log is append-only."""
        return self.none()

    def followed_by(self, user: User) -> Self:
        """Events of the concerns, recommendations and actions that the person follows."""
        from concerns.models import Concern, Recommendation

        concerns = Concern.objects.followed_by(user).values("pk")
        recommendations = Recommendation.objects.followed_by(user).values("pk")
        return self.filter(
            Q(concern__in=concerns)
            | Q(recommendation__in=recommendations)
            | Q(action__concern__in=concerns)
        )

    def story_of(self, concern: Any) -> Self:
        """Everything that happened to the concern, its recommendations and its actions, in order."""
        return self.filter(
            Q(concern=concern) | Q(recommendation__concern=concern) | Q(action__concern=concern)
        ).order_by("happened_on", "pk")

    def standing(self) -> Self:
        """Events that no later one has struck out."""
        return self.filter(struck_out_by=None)


class ResponseQuerySet(Searched, models.QuerySet[Any]):
    """Responses of local policing bodies."""

    def at(self, clocks: Clocks) -> Self:
        """Responses owed by that day: each from the day its publication was published."""
        if clocks.is_live:
            return self.all()
        return as_known(self, clocks).filter(publication__published_on__lte=clocks.as_at)

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Responses within the person's reach: each follows its publication."""
        return as_known(self, clocks).filter(follows_publication(user, clocks=clocks))

    def followed_by(self, user: User) -> Self:
        """Responses about forces the person follows."""
        return self.filter(followed(user, concern=None))

    def owed(self, clocks: Clocks) -> Self:
        """Responses that are required and have not been given: no answer stands."""
        from concerns.models import Answer

        answers = Answer.objects.at(clocks).filter(response=OuterRef("pk"))
        return self.filter(~Exists(answers), is_required=True)

    def editable_by(self, user: User) -> Self:
        """Responses the person may edit: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()


class AnswerQuerySet(SupersedingQuerySet):
    """What responses say."""

    def at(self, clocks: Clocks) -> Self:
        """Answers that had been given by that day, as we knew them."""
        answers = as_known(self, clocks).known(clocks.known_at)
        return answers if clocks.is_live else answers.filter(answered_on__lte=clocks.as_at)

    def visible_to(self, user: User, clocks: Clocks | None = None) -> Self:
        """Answers within the person's reach: each follows its response's publication."""
        return as_known(self, clocks).filter(
            follows_publication(
                user, force="response__force", publication="response__publication", clocks=clocks
            )
        )

    def editable_by(self, user: User) -> Self:
        """Answers the person may correct: all for those who record concerns."""
        return self.all() if user.may(Permission.RECORD_CONCERN) else self.none()
