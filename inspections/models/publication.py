"""What the inspectorate sends and publishes, and what other sources have published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from api.checks import Checked
from api.constraints import refusals_in_words
from api.fields import (
    ChoiceField,
    WebAddressField,
    first_day,
    precision_constraint,
    precision_field,
)
from api.guards import Guard, tracked
from api.records import Versioned
from api.search import searched_words
from inspections.querysets import AddressQuerySet, PublicationQuerySet


class PublicationManager(models.Manager.from_queryset(PublicationQuerySet)):  # type: ignore[misc]
    """Publications by their reference."""

    def get_by_natural_key(self, reference: str) -> Publication:
        """Return the publication of that reference."""
        return self.get(reference=reference)  # type: ignore[no-any-return]


class ReleaseRecorded(pgtrigger.Trigger):
    """Stamps when we were told that it was sent or published, whatever was given."""

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update
    name = "release_recorded"

    def get_func(self, model: Any) -> str:
        """Return the trigger's body, which says the same of both dates."""
        stamps = (
            f"IF NEW.{name}_on IS NULL THEN NEW.{name}_recorded_at := NULL; "
            f"ELSIF TG_OP = 'INSERT' OR OLD.{name}_on IS NULL THEN "
            f"NEW.{name}_recorded_at := recording_instant(); "
            f"ELSE NEW.{name}_recorded_at := OLD.{name}_recorded_at; END IF;"
            for name in ("sent", "published")
        )
        return f"{' '.join(stamps)} RETURN NEW;"


WORDS_OF_PUBLICATION = ("reference", "title", "note")
"""The texts by which one is found."""


@tracked("PublicationHistory", exclude=["version", "sent_recorded_at", "published_recorded_at"])
class Publication(Versioned):
    """A report, letter or announcement: a draft, then sent, then published.

    Its identity and its dates are fixed once they stand. A letter may be sent and never
    published; a report may be published without having been sent.
    """

    SEARCHED: ClassVar = WORDS_OF_PUBLICATION

    class Kind(models.TextChoices):
        """What sort of publication it is."""

        REPORT = "report", "Report on a force"
        REGIONAL_REPORT = "regional_report", "Regional report"
        THEMATIC_REPORT = "thematic_report", "Thematic report"
        ACCELERATED_CAUSE = "accelerated_cause", "Accelerated cause of concern"
        REVISIT_LETTER = "revisit_letter", "Revisit letter"
        CLOSURE_LETTER = "closure_letter", "Closure letter"
        LETTER = "letter", "Other letter"
        ANNOUNCEMENT = "announcement", "Announcement"
        EXTERNAL = "external", "Published by somebody else"

    class State(models.TextChoices):
        """How far it has gone."""

        DRAFT = "draft", "Draft"
        SENT = "sent", "Sent"
        PUBLISHED = "published", "Published"

    NEEDS_RESPONSE: ClassVar[frozenset[str]] = frozenset(
        {Kind.REPORT, Kind.REGIONAL_REPORT, Kind.THEMATIC_REPORT, Kind.ACCELERATED_CAUSE}
    )

    reference = models.SlugField(
        max_length=80, unique=True, help_text="Our own key, such as: greater-manchester-2021-22."
    )
    title = models.CharField(max_length=250, help_text="Its title, or what it is.")
    kind = ChoiceField(max_length=20, choices=Kind, help_text="What sort it is.")
    state = ChoiceField(
        max_length=10, choices=State, default=State.DRAFT, help_text="draft, sent or published."
    )
    sent_on = models.DateField(
        null=True, blank=True, help_text="When it went to whom it addresses."
    )
    sent_on_precision = precision_field("sent_on")
    published_on = models.DateField(
        null=True, blank=True, help_text="When everybody could read it."
    )
    published_on_precision = precision_field("published_on")
    sent_recorded_at = models.DateTimeField(
        null=True, editable=False, help_text="When we recorded that it was sent."
    )
    published_recorded_at = models.DateTimeField(
        null=True, editable=False, help_text="When we recorded that it was published."
    )
    url = WebAddressField("address", max_length=500, blank=True, help_text="Where it can be read.")
    addresses = models.ManyToManyField(
        "inspections.Force",
        through="inspections.Address",
        related_name="publications",
        help_text="The bodies it is addressed to.",
    )
    answers = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answered_by",
        help_text="The earlier publication this one follows up.",
    )
    note = models.TextField(blank=True, help_text="What is known of it besides.")

    objects = PublicationManager()

    class Meta(Versioned.Meta):
        indexes = [GinIndex(searched_words(WORDS_OF_PUBLICATION), name="publication_words")]
        constraints = [
            precision_constraint("publication", "sent_on"),
            precision_constraint("publication", "published_on"),
            models.CheckConstraint(
                condition=Q(state="draft", sent_on=None, published_on=None)
                | Q(state="sent", sent_on__isnull=False, published_on=None)
                | Q(state="published", published_on__isnull=False),
                name="publication_state_has_its_date",
                violation_error_message=(
                    "state: a draft has no dates, what is sent has sent_on, what is published "
                    "has published_on."
                ),
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None)
                | Q(published_on=None)
                | Q(published_on__gte=first_day("sent_on", "published_on_precision")),
                name="publication_not_before_sent",
                violation_error_message="published_on: not before sent_on.",
            ),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            ReleaseRecorded(),
            Guard(
                constraint="publication_identity_fixed",
                sentence=(
                    "A publication that was sent or published keeps its reference and kind, "
                    "and never goes back to an earlier state."
                ),
                operation=pgtrigger.Update,
                refuse_if=(
                    "OLD.state <> 'draft' AND (NEW.reference, NEW.kind) IS DISTINCT FROM "
                    "(OLD.reference, OLD.kind) OR OLD.state <> 'draft' AND NEW.state = 'draft' "
                    "OR OLD.state = 'published' AND NEW.state <> 'published'"
                ),
            ),
            Guard(
                constraint="publication_dates_fixed",
                sentence="sent_on and published_on are fixed once set.",
                operation=pgtrigger.Update,
                refuse_if=(
                    "(OLD.sent_on IS NOT NULL AND (NEW.sent_on, NEW.sent_on_precision) IS "
                    "DISTINCT FROM (OLD.sent_on, OLD.sent_on_precision)) OR "
                    "(OLD.published_on IS NOT NULL AND (NEW.published_on, "
                    "NEW.published_on_precision) IS DISTINCT FROM "
                    "(OLD.published_on, OLD.published_on_precision))"
                ),
            ),
            Guard(
                constraint="publication_not_in_future",
                sentence="sent_on and published_on: today or earlier. Keep it a draft until then.",
                operation=pgtrigger.Insert | pgtrigger.Update,
                refuse_if=(
                    "greatest(NEW.sent_on, NEW.published_on) > "
                    "(clock_timestamp() AT TIME ZONE 'Europe/London')::date"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        """Return the reference."""
        return (self.reference,)

    def fixed_fields(self) -> Mapping[str, str]:
        """Return how far it has gone, and once it is out its identity and whom it addresses."""
        released = ("state", "sent_on", "sent_on_precision")
        fixed = {
            name: f"{name}: changes by POST .../release/."
            for name in (*released, "published_on", "published_on_precision")
        }
        if self.is_out:
            fixed |= {
                name: f"{name}: fixed once it was sent or published; record another publication."
                for name in ("reference", "kind", "addresses")
            }
        return fixed

    @property
    def is_out(self) -> bool:
        """Whether it was sent or published, so that what it says is fixed."""
        return bool(self.state != self.State.DRAFT)

    @property
    def addressed_forces(self) -> list[Any]:
        """The bodies it is addressed to, as far as `address_lines` are loaded with theirs."""
        return [line.force for line in self.address_lines.all()]

    @property
    def public_on(self) -> dt.date | None:
        """The day it counts from: published, else sent; None while it is a draft."""
        return self.published_on or self.sent_on

    @property
    def public_on_precision(self) -> str:
        """How exactly that day is known."""
        return str(self.published_on_precision if self.published_on else self.sent_on_precision)

    @property
    def out_on(self) -> dt.date | None:
        """The day its first reader had it: sent, else published; None while it is a draft."""
        return self.sent_on or self.published_on

    @property
    def starts_clocks_on(self) -> dt.date | None:
        """The day that starts deadlines and responses; None unless that very day is known."""
        if self.published_on:
            return self.published_on if self.published_on_precision == "day" else None
        return self.sent_on if self.sent_on_precision == "day" else None

    @property
    def is_accelerated(self) -> bool:
        """Whether it is a cause of concern published ahead of the force report."""
        return bool(self.kind == self.Kind.ACCELERATED_CAUSE)

    def release(
        self,
        *,
        sent_on: dt.date | None = None,
        published_on: dt.date | None = None,
        sent_on_precision: str = "day",
        published_on_precision: str = "day",
    ) -> None:
        """Send it, publish it, or both, on the days given; the state follows from the dates.

        Raises: ValidationError with code `no_date`, or a constraint's own (a day in the future,
        a date that is already set to another day).
        """
        if sent_on is None and published_on is None:
            raise ValidationError("Give sent_on, published_on, or both.", code="no_date")
        with refusals_in_words():
            row = Publication.objects.select_for_update(no_key=True).get(pk=self.pk)
            if sent_on:
                row.sent_on, row.sent_on_precision = sent_on, sent_on_precision
            if published_on:
                row.published_on, row.published_on_precision = published_on, published_on_precision
            row.state = self.State.PUBLISHED if row.published_on else self.State.SENT
            row.full_clean()
            row.save()
        self.refresh_from_db()


@tracked("AddressHistory")
class Address(Checked):
    """That a publication is addressed to a body; fixed once the publication was sent.

    Nobody outside the inspectorate sees a draft: whom it addressed is never asked of the past.
    """

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="address_lines"
    )
    force = models.ForeignKey(
        "inspections.Force", on_delete=models.PROTECT, related_name="address_lines"
    )

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "force"],
                name="address_once",
                violation_error_message="force: addressed already.",
            ),
        ]
        triggers = [
            Guard(
                constraint="address_fixed",
                sentence="Whom a publication addresses is fixed once it was sent or published.",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                refuse_if=(
                    "EXISTS (SELECT FROM inspections_publication WHERE state <> 'draft' AND "
                    "(TG_OP <> 'INSERT' AND id = OLD.publication_id "
                    "OR TG_OP <> 'DELETE' AND id = NEW.publication_id))"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication} to {self.force}"
