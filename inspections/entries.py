"""What a client sends to record, edit or correct what this room keeps."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.models import User
from api.entries import CorrectableEntry, NameWithinReach, RecordEntry, RowName
from inspections import serializers as shapes
from inspections.models import (
    Area,
    Force,
    Framework,
    Grade,
    GradeScale,
    Inspection,
    Judgment,
    MonitoringStage,
    Publication,
)

NAMED_BY: dict[Any, str] = {
    Force: "slug",
    Framework: "slug",
    GradeScale: "slug",
    Inspection: "reference",
    Publication: "reference",
}
"""By which key a row of this room or a lower one is named."""


class NamedWithin(RowName):
    """An area or a grade: by its number, or by its slug in what holds it.

    `within` is the field of the row that says what holds it (a framework, a scale); the entry
    says which one is meant (`holder`). A slug that several have is refused, naming their numbers.
    """

    def __init__(self, *, within: str, **options: Any) -> None:
        self.within = within
        super().__init__(slug_field="slug", **options)

    def to_internal_value(self, data: Any) -> Any:
        """Return the row.

        Raises: ValidationError if there is none, or more than one.
        """
        if isinstance(data, bool) or not isinstance(data, int | str):
            raise serializers.ValidationError(
                f"{self.field_name}: give its slug, or its number.", code="invalid"
            )
        entry: Any = self.parent
        rows: Any = self.get_queryset()
        rows = rows.filter(pk=data) if isinstance(data, int) else rows.filter(slug=data)
        holder = entry.holder(self.within)
        if holder is not None:
            rows = rows.filter(**{self.within: holder})
        found = list(rows.select_related(self.within).order_by("pk")[:13])
        if not found:
            self.fail("does_not_exist", value=data)
        if len(found) > 1:
            several = ", ".join(f"{row.pk} ({getattr(row, self.within)})" for row in found)
            raise serializers.ValidationError(
                f"{self.field_name}: several have this slug: give the number, one of {several}.",
                code="several",
            )
        return found[0]


class InspectionsEntry(RecordEntry):
    """A row of this room or a higher one, which names others by their keys."""

    named_by: ClassVar = NAMED_BY

    def holder(self, kind: str) -> Any:
        """Return the framework, or its scale, in which an area or a grade is named; None = any."""
        inspection = self._inspection()
        framework = inspection.framework if inspection else None
        return framework.scale if framework and kind == "scale" else framework

    def _inspection(self) -> Inspection | None:
        """Return the inspection that the body names, or the row that is changed does."""
        sent = self.initial_data.get("inspection") if isinstance(self.initial_data, dict) else None
        seen = Inspection.objects.visible_to(self.context["request"].user)
        if isinstance(sent, str):
            found: Inspection | None = seen.filter(reference=sent).first()
            return found
        return getattr(self.instance, "inspection", None)


def owner() -> RowName:
    """Return the field of the inspector who follows a row."""
    return RowName(
        slug_field="username",
        queryset=User.objects.inspectors(),
        required=False,
        allow_null=True,
        help_text="Username of the inspector who follows it; null = nobody by name.",
    )


def _area(**options: Any) -> NamedWithin:
    return NamedWithin(within="framework", queryset=Area.objects.all(), **options)


class ForceEntry(InspectionsEntry):
    """A force or another body."""

    shape = shapes.ForceDetail
    owner = owner()

    class Meta:
        model = Force
        fields = (*shapes.ForceSerializer.Meta.fields, "owner")


class FrameworkEntry(InspectionsEntry):
    """A framework."""

    shape = shapes.FrameworkDetail

    class Meta:
        model = Framework
        fields = shapes.FrameworkSerializer.Meta.fields


class AreaEntry(InspectionsEntry):
    """An area of a framework."""

    shape = shapes.AreaDetail

    class Meta:
        model = Area
        fields = tuple(name for name in shapes.AreaSerializer.Meta.fields if name != "id")


class InspectionEntry(InspectionsEntry):
    """An inspection."""

    shape = shapes.InspectionDetail

    class Meta:
        model = Inspection
        fields = shapes.InspectionSerializer.Meta.fields


class PublicationEntry(InspectionsEntry):
    """A publication: recorded as a draft; `release` sends and publishes it."""

    shape = shapes.PublicationDetail
    addresses = NameWithinReach(
        slug_field="slug",
        queryset=Force.objects.all(),
        many=True,
        required=False,
        help_text="Slugs of the bodies it is addressed to.",
    )

    class Meta:
        model = Publication
        fields = ("reference", "title", "kind", "url", "answers", "addresses", "note")


class JudgmentEntry(CorrectableEntry, InspectionsEntry):
    """A judgment to be recorded, or the correction of one."""

    shape = shapes.JudgmentDetail
    area = _area(help_text="Slug of the area in the inspection's framework, or its number.")
    grade = NamedWithin(
        within="scale",
        queryset=Grade.objects.all(),
        required=False,
        allow_null=True,
        help_text="Slug of the grade on the framework's scale, if graded or carried over.",
    )

    class Meta:
        model = Judgment
        fields = (
            *("inspection", "area", "state", "grade", "carried_from", "publication", "as_of_on"),
            *("note", "supersedes", "because", "superseded_note"),
        )

    def _inspection(self) -> Inspection | None:
        """Return the inspection that the body names, or the judgment it corrects has."""
        named = super()._inspection()
        sent = self.initial_data.get("supersedes") if named is None else None
        if not isinstance(sent, int):
            return named
        seen = Judgment.objects.visible_to(self.context["request"].user)
        corrected = seen.filter(pk=sent).select_related("inspection__framework__scale").first()
        return corrected.inspection if corrected else None


class MonitoringStageEntry(CorrectableEntry, InspectionsEntry):
    """A stage of monitoring to be recorded, or the correction of one."""

    shape = shapes.MonitoringStageDetail

    class Meta:
        model = MonitoringStage
        fields = (
            *("force", "stage", "started_on", "started_on_precision", "ended_on"),
            *("ended_on_precision", "publication", "note"),
            *("supersedes", "because", "superseded_note"),
        )
