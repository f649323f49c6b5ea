"""Causes of concern, areas of concern and areas for improvement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models

from api.constraints import refusals_in_words, refused
from api.fields import ChoiceField, precision_constraint, precision_field
from api.guards import Guard, not_in_future, tracked
from api.records import Versioned
from api.search import SearchedList, searched_words
from concerns.models.claims import Claimed
from concerns.models.decisions import Decided
from concerns.models.lines import Descending
from concerns.positions import ForceStatus, Status
from concerns.querysets import ConcernQuerySet
from inspections.models import Area, Force, Inspection, Publication
from inspections.models.inspection import Completeness, completeness_constraint

if TYPE_CHECKING:
    from concerns.models.event import Event


class ConcernManager(models.Manager.from_queryset(ConcernQuerySet)):  # type: ignore[misc]
    """Concerns by their reference."""

    def get_by_natural_key(self, reference: str) -> Concern:
        """Return the concern of that reference."""
        return self.get(reference=reference)  # type: ignore[no-any-return]


WORDS_OF_CONCERN = ("reference", SearchedList("external_references"), "title", "detail", "missing")
"""The texts by which one is found."""


@tracked("ConcernHistory", exclude=["version"])
class Concern(Decided, Claimed, Descending):
    """Something a force is expected to put right, with its two positions.

    What the force claims (`force_status`) and what the inspectorate has decided (`status`) are
    kept apart. Both are caches of the event log. A cause with recommendations stores no claim of
    its own: it is shown as the least advanced of theirs.
    """

    SEARCHED: ClassVar = WORDS_OF_CONCERN
    SEARCHED_THROUGH: ClassVar = ("force",)

    class Kind(models.TextChoices):
        """The three kinds that have been published."""

        CAUSE_OF_CONCERN = "cause_of_concern", "Cause of concern"
        AREA_OF_CONCERN = "area_of_concern", "Area of concern"
        AREA_FOR_IMPROVEMENT = "area_for_improvement", "Area for improvement"

    IDENTITY: ClassVar[tuple[str, ...]] = (
        *("kind", "force", "area", "publication"),
        *("raised_on", "raised_on_precision"),
    )
    """What is fixed once it was sent or published."""

    logged_as = "concern"

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
    status_since_on_precision = precision_field("status_since_on", editable=False)
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
            GinIndex(searched_words(WORDS_OF_CONCERN), name="concern_words"),
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
        """Check that inspection and area fit the force and each other, and who owns it.

        Raises: ValidationError on `inspection`, `area` or `owner`. Hidden queries: all three.
        """
        super().clean()
        if self.owner and not self.owner.belongs_to_inspectorate:
            raise refused("owner", "owner: one of the inspectorate's people.", "owner_no_inspector")
        if self.inspection and self.inspection.force_id != self.force_id:
            raise refused(
                "inspection",
                "inspection: one of the same force.",
                "concern_inspection_of_force",
            )
        if self.inspection and self.area and self.area.framework_id != self.inspection.framework_id:
            raise refused(
                "area",
                "area: one of the areas of the inspection's framework.",
                "concern_area_of_framework",
            )

    def fixed_fields(self) -> Mapping[str, str]:
        """Return its positions, and once it was sent or published what it is about.

        Hidden query unless loaded: the publication.
        """
        fixed = dict(super().fixed_fields())
        fixed["recommendations"] = (
            "recommendations: one is added by POST .../add-recommendation/, and changed at its "
            "own address."
        )
        if self.publication is not None and self.publication.is_out:
            fixed |= {
                name: (
                    f"{name}: fixed once it was sent or published. If it was raised in error, "
                    "withdraw it: POST .../withdraw/."
                )
                for name in self.IDENTITY
            }
        return fixed

    @property
    def closes_by_letter(self) -> bool:
        """Whether approving its closure takes a letter to the force: of a cause of concern."""
        return bool(self.kind == self.Kind.CAUSE_OF_CONCERN)

    def standing_recommendations(self) -> Any:
        """Return its recommendations, withdrawn ones apart."""
        return self.recommendations.exclude(status=Status.WITHDRAWN)

    def add_recommendation(
        self, *, reference: str, wording: Any = None, text: str = "", **said: Any
    ) -> Event:
        """Put a recommendation to the force, as worded already or in a new wording.

        A new wording takes the next number of its publication, which unless given is the
        concern's; `deadline_kind` and what goes with it are those of `Wording`.

        Raises: PermissionDenied; ValidationError from any rule it breaks.
        """
        from concerns.models.recommendation import Recommendation
        from concerns.models.wording import Wording

        deadline = {name: said.pop(name) for name in list(said) if name.startswith("deadline_")}
        with self.taking("add_recommendation", reference=reference, **said) as row:
            publication = said.get("publication") or row.publication
            if wording is None:
                wording = Wording.printed_next(publication, text=text, **deadline)
            added = Recommendation(
                reference=reference, wording=wording, force=row.force, concern=row
            )
            names = ("by", "route", "note")
            told = {name: said[name] for name in names if name in said}
            added.open(on=said["happened_on"], **told)
            event: Event = added.events.get()
            return event

    def open(
        self,
        *,
        by: Any,
        route: str,
        note: str = "",
        recommendations: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Save a new concern and write the event that opens it, on the day it was raised.

        Each of `recommendations` is the reference, text and deadline of one that is put to the
        force with it, worded in the concern's publication.

        Raises: ValidationError from any rule it breaks; then nothing is stored.
        """
        from concerns.models.event import Event

        with refusals_in_words(type(self)):
            self.status = Status.OPEN
            self.status_since_on = self.raised_on
            self.status_since_on_precision = self.raised_on_precision
            self.full_clean()
            self.save(force_insert=True)
            Event.append(
                self,
                kind=Event.Kind.OPENED,
                position=Event.Position.STATUS,
                was="",
                became=Status.OPEN,
                happened_on=self.raised_on,
                happened_on_precision=self.raised_on_precision,
                by=by,
                route=route,
                note=note,
                publication=self.publication,
                audience="everyone",
            )
            for each in recommendations:
                self._put(each, by=by, route=route)

    def _put(self, worded: Mapping[str, Any], *, by: Any, route: str) -> None:
        """Put a recommendation to the force with the concern; say of which what is refused."""
        from concerns.models.recommendation import Recommendation
        from concerns.models.wording import Wording

        reference = worded["reference"]
        wording = {name: value for name, value in worded.items() if name != "reference"}
        try:
            put = Recommendation(
                reference=reference,
                wording=Wording.printed_next(self.publication, **wording),
                force=self.force,
                concern=self,
            )
            put.open(by=by, route=route)
        except ValidationError as error:
            faults = [
                ValidationError(f"recommendations: {reference}: {fault.messages[0]}", fault.code)
                for found in error.error_dict.values()
                for fault in found
            ]
            raise ValidationError({"recommendations": faults}) from error
