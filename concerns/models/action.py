"""What the force does about a concern."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from api.constraints import refusals_in_words, refused
from api.fields import ChoiceField, WebAddressField
from api.guards import Guard, tracked
from api.records import Versioned
from api.search import searched_words
from concerns.models.concern import Concern
from concerns.models.logged import Logged, Said
from concerns.models.recommendation import Recommendation
from concerns.positions import ActionState
from concerns.querysets import ActionQuerySet
from concerns.transitions import BY_VERB

if TYPE_CHECKING:
    from concerns.models.event import Event


WORDS_OF_ACTION = ("title", "owner", "external_reference", "evidence")
"""The texts by which one is found."""


@tracked("ActionHistory", exclude=["version"])
class Action(Logged):
    """A follow-up action of the force on a concern, optionally for one recommendation."""

    SEARCHED: ClassVar = WORDS_OF_ACTION
    SEARCHED_THROUGH: ClassVar = ("concern", "recommendation")

    logged_as = "action"
    standing_field = "state"

    concern = models.ForeignKey(
        Concern, on_delete=models.PROTECT, related_name="actions", help_text="What it is for."
    )
    recommendation = models.ForeignKey(
        Recommendation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actions",
        help_text="The recommendation it answers, if only one.",
    )
    title = models.CharField(max_length=200, help_text="What will be done.")
    owner = models.CharField(
        max_length=120, blank=True, help_text="Who answers for it at the force, by role."
    )
    due_on = models.DateField(null=True, blank=True, help_text="By when it is to be done.")
    external_reference = models.CharField(
        max_length=60, blank=True, help_text="The force's own reference."
    )
    state = ChoiceField(
        max_length=15,
        choices=ActionState,
        default="planned",
        editable=False,
        help_text="How far it has gone.",
    )
    evidence = models.TextField(blank=True, help_text="What shows that it was done.")
    evidence_links = ArrayField(
        WebAddressField(max_length=500),
        default=list,
        blank=True,
        help_text="Addresses of the evidence, separated by commas.",
    )

    BELONGS: ClassVar[tuple[str, ...]] = ("concern", "recommendation")

    objects = ActionQuerySet.as_manager()

    class Meta(Versioned.Meta):
        indexes = [GinIndex(searched_words(WORDS_OF_ACTION), name="action_words")]
        triggers = [
            *Versioned.Meta.triggers,
            Guard(
                constraint="action_stays",
                sentence="An action stays where it is: drop it, and record another one.",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.concern_id IS DISTINCT FROM OLD.concern_id "
                    "OR NEW.recommendation_id IS DISTINCT FROM OLD.recommendation_id"
                ),
            ),
            Guard(
                constraint="action_recommendation_of_concern",
                sentence="recommendation: one of the same concern.",
                field="recommendation",
                operation=pgtrigger.Insert | pgtrigger.Update,
                refuse_if=(
                    "NEW.recommendation_id IS NOT NULL AND NEW.concern_id IS DISTINCT FROM "
                    "(SELECT concern_id FROM concerns_recommendation "
                    "WHERE id = NEW.recommendation_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Check that the recommendation is the concern's.

        Raises: ValidationError on `recommendation`. Hidden query: the recommendation.
        """
        super().clean()
        if self.recommendation and self.recommendation.concern_id != self.concern_id:
            raise refused(
                "recommendation",
                "recommendation: one of the same concern.",
                "action_recommendation_of_concern",
            )

    def fixed_fields(self) -> Mapping[str, str]:
        """Return its state, and what it is for: an action stays with its concern."""
        stays = {
            name: f"{name}: an action stays where it is; drop it, and record another one."
            for name in ("concern", "recommendation")
        }
        return {**super().fixed_fields(), **stays}

    def start(self, **said: Unpack[Said]) -> Event:
        """Begin what was planned."""
        return self._moved_on("start", **said)

    def finish(self, **said: Unpack[Said]) -> Event:
        """Say that it is done."""
        return self._moved_on("finish", **said)

    def drop(self, **said: Unpack[Said]) -> Event:
        """Give it up, saying why."""
        return self._moved_on("drop", **said)

    def resume(self, **said: Unpack[Said]) -> Event:
        """Take up again what was done or dropped, saying why."""
        return self._moved_on("resume", **said)

    def _moved_on(self, verb: str, **said: Unpack[Said]) -> Event:
        with self.taking(verb, **said) as row:
            return row.moved(verb, BY_VERB[verb].becomes[0], **said)

    def hand_on(
        self, concern: Concern, recommendation: Recommendation | None, **said: Unpack[Said]
    ) -> None:
        """Open it anew under the successor force's concern, and drop it here."""
        kept = ("title", "owner", "due_on", "external_reference", "evidence", "evidence_links")
        successor = Action(
            **{name: getattr(self, name) for name in kept},
            concern=concern,
            recommendation=recommendation,
        )
        successor.open(on=said["happened_on"], by=said["by"], route=said["route"])
        told: dict[str, Any] = {**said, "note": f"Inherited from {self.concern}."}
        if self.state == ActionState.IN_PROGRESS:
            successor.moved("start", ActionState.IN_PROGRESS, **told)
        told["note"] = f"It goes on under {concern}."
        self.moved("drop", ActionState.DROPPED, **told)

    def open(self, *, on: dt.date, by: Any, route: str) -> None:
        """Save a new action and write the event that opens it.

        Raises: ValidationError from any rule it breaks; then nothing is stored.
        """
        from concerns.models.event import Event

        with refusals_in_words(type(self)):
            self.state = ActionState.PLANNED
            self.full_clean()
            self.save(force_insert=True)
            Event.append(
                self,
                kind=Event.Kind.OPENED,
                position=Event.Position.STATE,
                was="",
                became=ActionState.PLANNED,
                happened_on=on,
                by=by,
                route=route,
                audience="force",
            )
