"""Causes of concern, areas of concern and areas for improvement, and how they descend."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from api.constraints import refusals_in_words
from api.fields import ChoiceField, precision_constraint, precision_field
from api.records import Guard, Superseding, Versioned, not_in_future, tracked
from concerns.positions import ForceStatus, Status
from concerns.querysets import ConcernQuerySet, LineageQuerySet
from inspections.models import Area, Force, Inspection, Publication
from inspections.models.inspection import Completeness, completeness_constraint


class ConcernManager(models.Manager.from_queryset(ConcernQuerySet)):  # type: ignore[misc]
    """Concerns by their reference."""

    def get_by_natural_key(self, reference: str) -> Concern:
        """Return the concern of that reference."""
        return self.get(reference=reference)  # type: ignore[no-any-return]


@tracked("ConcernHistory", exclude=["version"])
class Concern(Versioned):
    """Something a force is expected to put right, with its two positions.

    What the force claims (`force_status`) and what the inspectorate has decided (`status`) are
    kept apart. Both are caches of the event log. A cause with recommendations stores no claim of
    its own: it is shown as the least advanced of theirs.
    """

    class Kind(models.TextChoices):
        """The three kinds that have been published."""

        CAUSE_OF_CONCERN = "cause_of_concern", "Cause of concern"
        AREA_OF_CONCERN = "area_of_concern", "Area of concern"
        AREA_FOR_IMPROVEMENT = "area_for_improvement", "Area for improvement"

    reference = models.CharField(
        max_length=40, unique=True, help_text="Our own lasting key, such as GMP-2021-C1."
    )
    external_references = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="References others use, such as the old public register's number.",
    )
    kind = ChoiceField(max_length=25, choices=Kind, help_text="Which of the three kinds.")
    force = models.ForeignKey(
        Force, on_delete=models.PROTECT, related_name="concerns", help_text="Whom it is about."
    )
    inspection = models.ForeignKey(
        Inspection,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="concerns",
        help_text="The inspection that found it, if we hold it.",
    )
    area = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="concerns",
        help_text="The area of the framework it belongs to, if there is one.",
    )
    publication = models.ForeignKey(
        Publication,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="concerns",
        help_text="Where it was published; without one only the inspectorate sees it.",
    )
    title = models.CharField(max_length=200, help_text="What is wrong, in a few words.")
    detail = models.TextField(blank=True, help_text="What was found, in our own words.")
    raised_on = models.DateField(help_text="When it was raised with the force.")
    raised_on_precision = precision_field("raised_on")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_concerns",
        help_text="The inspector who follows it; empty = the owner of the force.",
    )
    completeness = ChoiceField(
        max_length=10,
        choices=Completeness,
        default="complete",
        help_text="complete, or partial: a concern of the past of which we do not hold everything.",
    )
    missing = models.TextField(blank=True, help_text="What is missing, if it is partial.")
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
    force_status = ChoiceField(
        max_length=20,
        choices=ForceStatus,
        blank=True,
        editable=False,
        help_text="What the force claims; empty for a cause that has recommendations.",
    )
    promised_on = models.DateField(
        null=True, editable=False, help_text="By when the force has promised to be done."
    )

    objects = ConcernManager()

    class Meta(Versioned.Meta):
        constraints = [
            precision_constraint("concern", "raised_on"),
            completeness_constraint("concern"),
        ]
        indexes = [
            models.Index(fields=["force", "kind", "status"], name="concern_force_kind_status"),
            models.Index(fields=["raised_on", "id"], name="concern_raised_on"),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            not_in_future("concern", "raised_on", may_change=True),
            Guard(
                constraint="concern_inspection_of_force",
                sentence="inspection: one of the same force.",
                field="inspection",
                operation=pgtrigger.Insert | pgtrigger.Update,
                refuse_if=(
                    "NEW.inspection_id IS NOT NULL AND NEW.force_id IS DISTINCT FROM "
                    "(SELECT force_id FROM inspections_inspection WHERE id = NEW.inspection_id)"
                ),
            ),
            Guard(
                constraint="concern_area_of_framework",
                sentence="area: one of the areas of the inspection's framework.",
                field="area",
                operation=pgtrigger.Insert | pgtrigger.Update,
                refuse_if=(
                    "NEW.inspection_id IS NOT NULL AND NEW.area_id IS NOT NULL AND "
                    "(SELECT framework_id FROM inspections_area WHERE id = NEW.area_id) IS "
                    "DISTINCT FROM (SELECT framework_id FROM inspections_inspection "
                    "WHERE id = NEW.inspection_id)"
                ),
            ),
            Guard(
                constraint="concern_force_of_recommendations",
                sentence="force: fixed once a recommendation is put to it.",
                field="force",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.force_id IS DISTINCT FROM OLD.force_id"),
                refuse_if="EXISTS (SELECT FROM concerns_recommendation WHERE concern_id = OLD.id)",
            ),
            Guard(
                constraint="concern_identity_fixed",
                sentence=(
                    "Once it was sent or published, a concern keeps its kind, force, area, "
                    "publication and the day it was raised. If it was raised in error, withdraw it."
                ),
                operation=pgtrigger.Update,
                refuse_if=(
                    "(NEW.kind, NEW.force_id, NEW.area_id, NEW.publication_id, NEW.raised_on, "
                    "NEW.raised_on_precision) IS DISTINCT FROM (OLD.kind, OLD.force_id, "
                    "OLD.area_id, OLD.publication_id, OLD.raised_on, OLD.raised_on_precision) "
                    "AND EXISTS (SELECT FROM inspections_publication WHERE id = OLD.publication_id "
                    "AND state <> 'draft')"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def natural_key(self) -> tuple[str]:
        """Return the reference."""
        return (self.reference,)

    def clean(self) -> None:
        """Check that inspection and area fit the force and each other.

        Raises: ValidationError on `inspection` or `area`. Hidden queries: both.
        """
        super().clean()
        if self.inspection and self.inspection.force_id != self.force_id:
            raise ValidationError(
                {"inspection": "inspection: one of the same force."},
                code="concern_inspection_of_force",
            )
        if self.inspection and self.area and self.area.framework_id != self.inspection.framework_id:
            raise ValidationError(
                {"area": "area: one of the areas of the inspection's framework."},
                code="concern_area_of_framework",
            )

    def open(self, *, by: Any, route: str, note: str = "") -> None:
        """Save a new concern and write the event that opens it, on the day it was raised.

        Raises: ValidationError from any rule it breaks; then nothing is stored.
        """
        from concerns.models.event import Event

        with refusals_in_words():
            self.status = Status.OPEN
            self.status_since_on = self.raised_on
            self.full_clean()
            self.save(force_insert=True)
            Event.append(
                self,
                kind=Event.Kind.OPENED,
                position=Event.Position.STATUS,
                was="",
                became=Status.OPEN,
                happened_on=self.raised_on,
                by=by,
                route=route,
                note=note,
                publication=self.publication,
                audience="everyone",
            )


class Lineage(Superseding):
    """How a later concern descends from an earlier one. Many may come from many."""

    class How(models.TextChoices):
        """What happened to the earlier concern."""

        RE_RAISED = "re_raised", "Raised again"
        ESCALATED = "escalated", "Escalated"
        CARRIED_FORWARD = "carried_forward", "Carried forward"
        MERGED = "merged", "Merged"
        SPLIT = "split", "Split"
        SUPERSEDED = "superseded", "Superseded"
        INHERITED = "inherited", "Inherited from a predecessor force"

    IDENTITY: ClassVar[tuple[str, ...]] = ("earlier", "later")

    earlier = models.ForeignKey(
        Concern, on_delete=models.PROTECT, related_name="later_lines", help_text="Where from."
    )
    later = models.ForeignKey(
        Concern, on_delete=models.PROTECT, related_name="earlier_lines", help_text="Where to."
    )
    how = ChoiceField(max_length=20, choices=How, help_text="What happened to the earlier one.")
    happened_on = models.DateField(help_text="When.")
    happened_on_precision = precision_field("happened_on")
    publication = models.ForeignKey(
        Publication,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lineages",
        help_text="Where it was said.",
    )

    objects = LineageQuerySet.as_manager()

    class Meta(Superseding.Meta):
        constraints = [
            *Superseding.Meta.constraints,
            precision_constraint("lineage", "happened_on"),
            models.CheckConstraint(
                condition=~Q(earlier=F("later")),
                name="lineage_not_to_itself",
                violation_error_message="later: a concern does not descend from itself.",
            ),
            models.UniqueConstraint(
                fields=["earlier", "later"],
                condition=Q(superseded_at=None),
                name="lineage_once",
                violation_error_message="later: this line is recorded already; correct that one.",
            ),
        ]
        triggers = [
            *Superseding.Meta.triggers,
            not_in_future("lineage", "happened_on"),
            Guard(
                constraint="lineage_no_loop",
                sentence="later: the earlier concern descends from this one; a line has no loops.",
                field="later",
                operation=pgtrigger.Insert,
                # Two lines recorded at once could close a loop that neither sees.
                before="PERFORM pg_advisory_xact_lock(hashtext('lineage_no_loop'));",
                refuse_if=(
                    "EXISTS (WITH RECURSIVE ancestor(id) AS (SELECT NEW.earlier_id UNION "
                    "SELECT line.earlier_id FROM concerns_lineage line JOIN ancestor "
                    "ON line.later_id = ancestor.id WHERE line.superseded_at IS NULL) "
                    "SELECT FROM ancestor WHERE id = NEW.later_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier.reference} {self.how} as {self.later.reference}"

    @property
    def year(self) -> int:
        """The year in which it happened."""
        happened: dt.date = self.happened_on
        return happened.year
