"""Inspections of one body each, and the judgments they came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from api.constraints import refused
from api.fields import ChoiceField
from api.guards import Guard, not_in_future, tracked
from api.records import Superseding, Versioned
from api.search import searched_words
from inspections.models.force import Force
from inspections.models.framework import Area, Framework, Grade
from inspections.models.publication import Publication
from inspections.querysets import InspectionQuerySet, JudgmentQuerySet


class Completeness(models.TextChoices):
    """Whether all that is known of it is here, so that zero never means "not loaded"."""

    COMPLETE = "complete", "Complete"
    PARTIAL = "partial", "Partial"


def completeness_constraint(model: str) -> models.CheckConstraint:
    """Tie partial to saying what is missing."""
    return models.CheckConstraint(
        condition=Q(completeness=Completeness.COMPLETE, missing="")
        | (Q(completeness=Completeness.PARTIAL) & ~Q(missing="")),
        name=f"{model}_partial_says_what",
        violation_error_message=(
            "missing: say what is missing if it is partial, and nothing if it is complete."
        ),
    )


class InspectionManager(models.Manager.from_queryset(InspectionQuerySet)):  # type: ignore[misc]
    """Inspections by their reference."""

    def get_by_natural_key(self, reference: str) -> Inspection:
        """Return the inspection of that reference."""
        return self.get(reference=reference)  # type: ignore[no-any-return]


WORDS_OF_INSPECTION = ("reference", "title", "missing")
"""The texts by which one is found."""


@tracked("InspectionHistory", exclude=["version"])
class Inspection(Versioned):
    """One body's part of an inspection."""

    SEARCHED: ClassVar = WORDS_OF_INSPECTION
    SEARCHED_THROUGH: ClassVar = ("force",)

    class Kind(models.TextChoices):
        """What sort of inspection it is."""

        PEEL = "peel", "PEEL"
        REGIONAL = "regional", "Regional"
        THEMATIC = "thematic", "Thematic"
        VICTIM_SERVICE = "victim_service", "Victim service assessment"
        REVISIT = "revisit", "Revisit"
        OTHER = "other", "Other"

    reference = models.SlugField(
        max_length=80, unique=True, help_text="Our own key, such as: greater-manchester-2021-22."
    )
    title = models.CharField(max_length=200, help_text="Such as: Greater Manchester, PEEL 2021/22.")
    force = models.ForeignKey(
        Force, on_delete=models.PROTECT, related_name="inspections", help_text="Who was inspected."
    )
    kind = ChoiceField(max_length=20, choices=Kind, help_text="What sort it is.")
    framework = models.ForeignKey(
        Framework,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="inspections",
        help_text="What it was inspected against, if there is a framework.",
    )
    publication = models.ForeignKey(
        Publication,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="inspections",
        help_text="The report that published it; without one only the inspectorate sees it.",
    )
    fieldwork_started_on = models.DateField(null=True, blank=True, help_text="First day.")
    fieldwork_ended_on = models.DateField(null=True, blank=True, help_text="Last day.")
    declared_areas = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many areas the report says it has."
    )
    declared_graded = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many of them the report says are graded."
    )
    completeness = ChoiceField(
        max_length=10, choices=Completeness, help_text="complete, or partial."
    )
    missing = models.TextField(blank=True, help_text="What is missing, if it is partial.")

    objects = InspectionManager()

    class Meta(Versioned.Meta):
        indexes = [GinIndex(searched_words(WORDS_OF_INSPECTION), name="inspection_words")]
        constraints = [
            completeness_constraint("inspection"),
            models.CheckConstraint(
                condition=Q(fieldwork_started_on=None)
                | Q(fieldwork_ended_on=None)
                | Q(fieldwork_ended_on__gte=F("fieldwork_started_on")),
                name="inspection_fieldwork_in_order",
                violation_error_message="fieldwork_ended_on: not before fieldwork_started_on.",
            ),
            models.CheckConstraint(
                condition=Q(declared_graded=None)
                | Q(declared_areas__isnull=False, declared_graded__lte=F("declared_areas")),
                name="inspection_graded_within_areas",
                violation_error_message="declared_graded: not more than declared_areas.",
            ),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            Guard(
                constraint="inspection_identity_fixed",
                sentence=(
                    "Once it was sent or published, an inspection keeps its kind, force and "
                    "publication."
                ),
                operation=pgtrigger.Update,
                refuse_if=(
                    "(NEW.kind, NEW.force_id, NEW.publication_id) IS DISTINCT FROM "
                    "(OLD.kind, OLD.force_id, OLD.publication_id) AND EXISTS "
                    "(SELECT FROM inspections_publication WHERE id = OLD.publication_id "
                    "AND state <> 'draft')"
                ),
            ),
            Guard(
                constraint="inspection_framework_fixed",
                sentence="framework: fixed once one of its areas was judged.",
                field="framework",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.framework_id IS DISTINCT FROM OLD.framework_id"),
                refuse_if=(
                    "EXISTS (SELECT FROM inspections_judgment WHERE inspection_id = OLD.id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        """Return the reference."""
        return (self.reference,)

    def fixed_fields(self) -> Mapping[str, str]:
        """Return what is fixed once its report was sent or published.

        Hidden query unless loaded: the publication.
        """
        if self.publication is None or not self.publication.is_out:
            return {}
        return {
            name: f"{name}: fixed once the report was sent or published; record another inspection."
            for name in ("kind", "force", "publication")
        }


class Judgment(Superseding):
    """What an inspection said of one area, as of a day.

    A later `as_of_on` succeeds an earlier judgment; a mistake is corrected by superseding.
    """

    SEARCHED: ClassVar = ("note",)
    SEARCHED_THROUGH: ClassVar = ("area", "inspection__force")

    class State(models.TextChoices):
        """Whether a grade was given, and if not, why."""

        GRADED = "graded", "Graded"
        UNGRADED = "ungraded", "Ungraded"
        PENDING = "pending", "To be graded"
        CARRIED_OVER = "carried_over", "Carried over from an earlier year"
        WITHHELD = "withheld", "Withheld: evidence too old"

    IDENTITY: ClassVar[tuple[str, ...]] = ("inspection", "area")

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="judgments", help_text="The inspection."
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="judgments", help_text="The area judged."
    )
    state = ChoiceField(max_length=15, choices=State, help_text="Graded, or why not.")
    grade = models.ForeignKey(
        Grade,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="judgments",
        help_text="The grade, if graded or carried over.",
    )
    carried_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="carried_to",
        help_text="The earlier judgment a grade was carried over from, if we hold it.",
    )
    publication = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        related_name="judgments",
        help_text="Where it stands.",
    )
    as_of_on = models.DateField("as of", help_text="From which day the judgment stood.")
    note = models.TextField(blank=True, help_text="What is known of it besides.")

    objects = JudgmentQuerySet.as_manager()

    class Meta(Superseding.Meta):
        constraints = [
            *Superseding.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=["graded", "carried_over"], grade__isnull=False)
                | Q(state__in=["ungraded", "pending", "withheld"], grade=None),
                name="judgment_grade_iff_graded",
                violation_error_message=(
                    "grade: give one if the area is graded or carried over, and none otherwise."
                ),
            ),
            models.CheckConstraint(
                condition=Q(carried_from=None) | Q(state="carried_over"),
                name="judgment_carried_only_if_said",
                violation_error_message="carried_from: only for a grade that is carried over.",
            ),
            models.UniqueConstraint(
                fields=["inspection", "area", "as_of_on"],
                condition=Q(superseded_at=None),
                name="judgment_one_a_day",
                violation_error_message=(
                    "There is a judgment of this area as of that day: correct it, or give the "
                    "later day from which the new one stood."
                ),
            ),
        ]
        triggers = [
            *Superseding.Meta.triggers,
            not_in_future("judgment", "as_of_on"),
            Guard(
                constraint="judgment_area_of_framework",
                sentence="area: one of the areas of the inspection's framework.",
                field="area",
                operation=pgtrigger.Insert,
                refuse_if=(
                    "(SELECT framework_id FROM inspections_area WHERE id = NEW.area_id) IS "
                    "DISTINCT FROM (SELECT framework_id FROM inspections_inspection "
                    "WHERE id = NEW.inspection_id)"
                ),
            ),
            Guard(
                constraint="judgment_grade_of_scale",
                sentence="grade: one of the grades of the framework's scale.",
                field="grade",
                operation=pgtrigger.Insert,
                refuse_if=(
                    "NEW.grade_id IS NOT NULL AND (SELECT scale_id FROM inspections_grade "
                    "WHERE id = NEW.grade_id) IS DISTINCT FROM (SELECT f.scale_id "
                    "FROM inspections_area a JOIN inspections_framework f "
                    "ON f.id = a.framework_id WHERE a.id = NEW.area_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.grade or self.get_state_display()}"

    def clean(self) -> None:
        """Check that area and grade belong to the inspection's framework.

        Raises: ValidationError on `area` or `grade`. Hidden queries: inspection, area, grade.
        """
        super().clean()
        if not (hasattr(self, "area") and hasattr(self, "inspection")):
            return  # refused where they are missing
        if self.area.framework_id != self.inspection.framework_id:
            raise refused(
                "area",
                "area: one of the areas of the inspection's framework.",
                "judgment_area_of_framework",
            )
        if self.grade and self.grade.scale_id != self.area.framework.scale_id:
            raise refused(
                "grade",
                "grade: one of the grades of the framework's scale.",
                "judgment_grade_of_scale",
            )
