"""Recommendations as put to one force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self, Unpack

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from api.constraints import refusals_in_words, refused
from api.fields import ChoiceField, Precision, precision_field
from api.guards import Guard, tracked
from api.records import Versioned
from api.search import searched_words
from concerns.models.claims import Claimed
from concerns.models.concern import Concern
from concerns.models.decisions import Decided
from concerns.models.lines import inherited_reference
from concerns.models.logged import Said
from concerns.models.wording import Wording
from concerns.positions import ForceStatus, Status
from concerns.querysets import RecommendationQuerySet
from inspections.models import Force

if TYPE_CHECKING:
    from concerns.models.event import Event


class RecommendationManager(
    models.Manager.from_queryset(RecommendationQuerySet)  # type: ignore[misc]
):
    """Recommendations by their reference."""

    def get_by_natural_key(self, reference: str) -> Recommendation:
        """Return the recommendation of that reference."""
        return self.get(reference=reference)  # type: ignore[no-any-return]


WORDS_OF_RECOMMENDATION = ("reference",)
"""The texts by which one is found."""


@tracked("RecommendationHistory", exclude=["version"])
class Recommendation(Decided, Claimed):
    """A wording addressed to one force, with its two positions.

    The concern is empty for a recommendation of a national report that stands by itself.
    """

    SEARCHED: ClassVar = WORDS_OF_RECOMMENDATION
    SEARCHED_THROUGH: ClassVar = ("force", "concern", "wording")

    logged_as = "recommendation"

    reference = models.CharField(
        max_length=50, unique=True, help_text="Our own lasting key, such as GMP-2021-C1.1."
    )
    wording = models.ForeignKey(
        Wording, on_delete=models.PROTECT, related_name="recommendations", help_text="As printed."
    )
    force = models.ForeignKey(
        Force,
        on_delete=models.PROTECT,
        related_name="recommendations",
        help_text="Whom it is put to.",
    )
    concern = models.ForeignKey(
        Concern,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recommendations",
        help_text="The cause of concern it belongs to, if it does.",
    )
    status = ChoiceField(
        max_length=25,
        choices=Status,
        default="open",
        editable=False,
        help_text="What the inspectorate has decided.",
    )
    status_since_on = models.DateField(
        null=True, editable=False, help_text="Since which day that has been its status."
    )
    status_since_on_precision = precision_field("status_since_on", editable=False)
    force_status = ChoiceField(
        max_length=20,
        choices=ForceStatus,
        default="not_started",
        editable=False,
        help_text="What the force claims.",
    )
    force_status_since_on = models.DateField(
        null=True, editable=False, help_text="Since which day that has been its claim."
    )
    force_status_since_on_precision = precision_field("force_status_since_on", editable=False)
    promised_on = models.DateField(
        null=True, editable=False, help_text="By when the force has promised to be done."
    )
    due_on = models.DateField(
        null=True, editable=False, help_text="Last day to comply; empty = immediate, or none."
    )

    BELONGS: ClassVar[tuple[str, ...]] = ("concern",)

    objects = RecommendationManager()

    class Meta(Versioned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["wording", "force"],
                name="recommendation_once_per_force",
                violation_error_message="force: the wording is put to this force already.",
            ),
        ]
        indexes = [
            GinIndex(searched_words(WORDS_OF_RECOMMENDATION), name="recommendation_words"),
            models.Index(fields=["force", "status", "due_on"], name="recommendation_force_status"),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            Guard(
                constraint="recommendation_identity_fixed",
                sentence="A recommendation keeps its wording, force and concern: withdraw it instead.",
                operation=pgtrigger.Update,
                refuse_if=(
                    "NEW.concern_id IS DISTINCT FROM OLD.concern_id OR "
                    "(NEW.wording_id, NEW.force_id) IS DISTINCT FROM "
                    "(OLD.wording_id, OLD.force_id) AND EXISTS (SELECT FROM "
                    "concerns_wording w JOIN inspections_publication p ON p.id = w.publication_id "
                    "WHERE w.id = OLD.wording_id AND p.state <> 'draft')"
                ),
            ),
            Guard(
                constraint="recommendation_concern_of_force",
                sentence="concern: one of the same force.",
                field="concern",
                operation=pgtrigger.Insert | pgtrigger.Update,
                refuse_if=(
                    "NEW.concern_id IS NOT NULL AND NEW.force_id IS DISTINCT FROM "
                    "(SELECT force_id FROM concerns_concern WHERE id = NEW.concern_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def natural_key(self) -> tuple[str]:
        """Return the reference."""
        return (self.reference,)

    def clean(self) -> None:
        """Check that the concern is of the same force.

        Raises: ValidationError on `concern`. Hidden query: the concern.
        """
        super().clean()
        if self.concern and self.concern.force_id != self.force_id:
            raise refused(
                "concern",
                "concern: one of the same force.",
                "recommendation_concern_of_force",
            )

    def fixed_fields(self) -> Mapping[str, str]:
        """Return its positions, its concern, and once it was sent or published what it is.

        Hidden queries unless loaded: the wording and its publication.
        """
        fixed = dict(super().fixed_fields())
        fixed["concern"] = "concern: it stays where it was put; withdraw it, and add another one."
        if self.wording.publication.is_out:
            fixed |= {
                name: (
                    f"{name}: fixed once it was sent or published. If it was put in error, "
                    "withdraw it: POST .../withdraw/."
                )
                for name in ("wording", "force")
            }
        return fixed

    def locked(self) -> Self:
        """Return the row as it stands, locked until the transaction ends, its concern before it.

        In that order everywhere, so that what is done to a concern and to its recommendations
        waits for one another.
        """
        if self.concern_id:
            Concern._base_manager.select_for_update(no_key=True).get(pk=self.concern_id)
        return super().locked()

    def standing_recommendations(self) -> Any:
        """Return none: a recommendation has no parts."""
        return Recommendation.objects.none()

    def extend_deadline(self, *, due_on: dt.date, **said: Unpack[Said]) -> Event:
        """Give the force longer, saying why.

        Raises: PermissionDenied; ValidationError with code `no_deadline` or `deadline_not_later`.
        """
        given: dict[str, Any] = {**said, "due_on": due_on}
        with self.taking("extend_deadline", **given) as row:
            assert row.due_on is not None  # the table refuses what has none
            if due_on <= row.due_on:
                raise refused(
                    "due_on", f"due_on: later than now, {row.due_on}.", "deadline_not_later"
                )
            return row.moved("extend_deadline", due_on, **said)

    def inherit(self, **said: Unpack[Said]) -> Event:
        """Put it to the force that succeeded its own, and supersede it.

        Raises: PermissionDenied; ValidationError with code `no_successor` or
        `inherited_with_concern`.
        """
        with self.taking("inherit", **said) as row:
            row.hand_on(None, **said)
            event: Event = row.events.latest("pk")
            return event

    def hand_on(self, concern: Concern | None, **said: Unpack[Said]) -> Recommendation:
        """Open it anew under the successor force's concern, and supersede this one.

        If the same wording is put to that force already, that recommendation stands in its place.
        """
        force = self.force.succeeded_by
        told: dict[str, Any] = {**said, "note": f"Inherited from {self}."}
        put = Recommendation.objects.filter(wording=self.wording, force=force)
        successor: Recommendation | None = put.first()
        if successor is None:
            successor = Recommendation(
                reference=inherited_reference(Recommendation, self.reference),
                wording=self.wording,
                force=force,
                concern=concern,
            )
            opened = {name: told[name] for name in ("by", "route", "note")}
            successor.open(on=said["happened_on"], **opened)
            self.carry_claims(successor, **said)
            if self.due_on != successor.due_on:
                successor.moved("extend_deadline", self.due_on, **told)
        given = said.get("note", "")
        note = f"{given} It goes on as {successor}.".strip()
        self.moved("inherit", Status.SUPERSEDED, **{**said, "note": note})
        return successor

    def open(self, *, by: Any, route: str, note: str = "", on: dt.date | None = None) -> None:
        """Save a new recommendation, count its deadline, and write the event that opens it.

        Unless told, it opens on the day its publication went out, or its concern was raised.

        Raises: ValidationError from any rule it breaks; with code `no_opening_day` if neither
        day is known; then nothing is stored.
        """
        from concerns.models.event import Event

        publication = self.wording.publication
        opened_on, precision = self._opening_day(on)
        if opened_on is None:
            raise refused(
                "wording",
                "wording: its publication is a draft; send or publish it first.",
                "no_opening_day",
            )
        with refusals_in_words(Recommendation):
            self.status, self.status_since_on = Status.OPEN, opened_on
            self.force_status, self.force_status_since_on = ForceStatus.NOT_STARTED, opened_on
            self.status_since_on_precision = self.force_status_since_on_precision = precision
            self.due_on = self.wording.due_on(publication.starts_clocks_on)
            self.full_clean()
            self.save(force_insert=True)
            Event.append(
                self,
                kind=Event.Kind.OPENED,
                position=Event.Position.STATUS,
                was="",
                became=Status.OPEN,
                happened_on=opened_on,
                happened_on_precision=precision,
                by=by,
                route=route,
                note=note,
                publication=publication,
                audience="everyone",
            )

    def _opening_day(self, told: dt.date | None) -> tuple[dt.date | None, str]:
        """Return the day it opens on and how exactly that is known; no day if nothing says one."""
        publication = self.wording.publication
        if told is not None:
            return told, Precision.DAY
        if publication.public_on is not None:
            return publication.public_on, publication.public_on_precision
        if self.concern is not None:
            return self.concern.raised_on, self.concern.raised_on_precision
        return None, Precision.DAY
