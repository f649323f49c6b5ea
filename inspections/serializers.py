"""The JSON shapes of forces, frameworks, inspections, publications, judgments and stages."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from api.shapes import CORRECTED, RECORDED, Shape, SupersedingDetail
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


class ForceReference(Shape):
    """A force where another row names it."""

    class Meta:
        model = Force
        fields = ("slug", "name")


class GradeScaleReference(Shape):
    """A grade scale where another row names it."""

    class Meta:
        model = GradeScale
        fields = ("slug", "name")


class GradeReference(Shape):
    """A grade where a judgment names it."""

    units: ClassVar = {"rank": "counted from 1, the best"}

    class Meta:
        model = Grade
        fields = ("slug", "name", "rank")


class FrameworkReference(Shape):
    """A framework where another row names it."""

    class Meta:
        model = Framework
        fields = ("slug", "name")


class AreaReference(Shape):
    """An area where another row names it."""

    class Meta:
        model = Area
        fields = ("id", "slug", "name")


class InspectionReference(Shape):
    """An inspection where another row names it."""

    class Meta:
        model = Inspection
        fields = ("reference", "title")


class PublicationReference(Shape):
    """A publication where another row names it."""

    class Meta:
        model = Publication
        fields = ("reference", "title", "published_on", "published_on_precision")


class InspectionsShape(Shape):
    """A row of this room or a higher one: what it names of this room appears as an object."""

    references: ClassVar = {
        Area: AreaReference,
        Force: ForceReference,
        Framework: FrameworkReference,
        Grade: GradeReference,
        GradeScale: GradeScaleReference,
        Inspection: InspectionReference,
        Publication: PublicationReference,
    }


class Owned(Shape):
    """A row by itself that an inspector follows."""

    owner = serializers.SerializerMethodField(
        help_text="Username of the inspector who follows it, for the inspectorate; else null."
    )

    def get_owner(self, row: Any) -> str | None:
        """Name the owner inside the inspectorate; outside it nobody is named."""
        inside = self.context["request"].user.belongs_to_inspectorate
        return row.owner.username if inside and row.owner else None


class ForceSerializer(InspectionsShape):
    """A force or another body."""

    class Meta:
        model = Force
        fields: tuple[str, ...] = (
            "slug",
            "name",
            "kind",
            "ons_code",
            "area_name",
            "region",
            "country",
            "local_policing_body",
            "existed_from",
            "existed_until",
            "succeeded_by",
        )


class ForceDetail(Owned, ForceSerializer):
    """A force by itself, with the bodies it took over from."""

    predecessors = ForceReference(
        many=True, read_only=True, help_text="The bodies it took over from."
    )

    class Meta(ForceSerializer.Meta):
        fields = (*ForceSerializer.Meta.fields, "predecessors", "owner", "version")


class FrameworkSerializer(InspectionsShape):
    """A framework."""

    class Meta:
        model = Framework
        fields: tuple[str, ...] = (
            "slug",
            "name",
            "cycle",
            "scale",
            "published_on",
            "published_on_precision",
            "previous",
            "comparable_with_previous",
            "comparability_reason",
            "source_url",
            "note",
        )


class GradeInScale(Shape):
    """A grade as its scale lists it."""

    class Meta:
        model = Grade
        fields = ("rank", "slug", "name", "meaning")


class ScaleOfFramework(Shape):
    """A scale with its grades, the best first."""

    grades = GradeInScale(many=True, read_only=True, help_text="Its grades, the best first.")

    class Meta:
        model = GradeScale
        fields = ("slug", "name", "used", "source_url", "grades")


class AreaInFramework(InspectionsShape):
    """An area as its framework lists it."""

    class Meta:
        model = Area
        fields = (
            "id",
            "slug",
            "name",
            "position",
            "parent",
            "is_graded",
            "graded_when",
            "aliases",
            "follows",
        )


class FrameworkDetail(FrameworkSerializer):
    """A framework by itself, with its scale's grades and its areas."""

    scale = ScaleOfFramework(read_only=True, help_text="The scale its areas are graded on.")
    areas = AreaInFramework(many=True, read_only=True, help_text="Its areas, in their order.")

    class Meta(FrameworkSerializer.Meta):
        fields = (*FrameworkSerializer.Meta.fields, "areas", "version")


class AreaSerializer(InspectionsShape):
    """An area of a framework."""

    units: ClassVar = {"position": "counted from 1"}

    class Meta:
        model = Area
        fields: tuple[str, ...] = (
            "id",
            "framework",
            *(name for name in AreaInFramework.Meta.fields if name != "id"),
        )


class AreaDetail(AreaSerializer):
    """An area by itself."""

    class Meta(AreaSerializer.Meta):
        fields = (*AreaSerializer.Meta.fields, "version")


class InspectionSerializer(InspectionsShape):
    """An inspection."""

    units: ClassVar = dict.fromkeys(("declared_areas", "declared_graded"), "areas")

    class Meta:
        model = Inspection
        fields: tuple[str, ...] = (
            "reference",
            "title",
            "kind",
            "force",
            "framework",
            "publication",
            "fieldwork_started_on",
            "fieldwork_ended_on",
            "declared_areas",
            "declared_graded",
            "completeness",
            "missing",
        )


class InspectionDetail(InspectionSerializer):
    """An inspection by itself."""

    class Meta(InspectionSerializer.Meta):
        fields = (*InspectionSerializer.Meta.fields, "version")


class PublicationSerializer(InspectionsShape):
    """A publication."""

    class Meta:
        model = Publication
        fields: tuple[str, ...] = (
            "reference",
            "title",
            "kind",
            "state",
            "sent_on",
            "sent_on_precision",
            "published_on",
            "published_on_precision",
            "url",
            "answers",
            "note",
        )


class PublicationDetail(PublicationSerializer):
    """A publication by itself, with the bodies it is addressed to."""

    addresses = ForceReference(
        many=True,
        read_only=True,
        source="addressed_forces",
        help_text=(
            "The bodies it is addressed to, by name. A force sees only itself, and forces it "
            "succeeded, until it is published."
        ),
    )

    class Meta(PublicationSerializer.Meta):
        fields = (*PublicationSerializer.Meta.fields, "addresses", "version")


class InspectedForce(serializers.Serializer["Judgment"]):
    """The force a judgment is about: its inspection may be out of reach, its force is not."""

    slug = serializers.SlugField(
        source="force_slug", read_only=True, help_text="The force's own key."
    )
    name = serializers.CharField(
        source="force_name", read_only=True, help_text="As the force calls itself."
    )


class JudgmentSerializer(InspectionsShape):
    """A judgment."""

    force = InspectedForce(source="*", read_only=True, help_text="Who was inspected.")

    class Meta:
        model = Judgment
        fields: tuple[str, ...] = (
            "id",
            "force",
            "inspection",
            "area",
            "state",
            "grade",
            "carried_from",
            "publication",
            "as_of_on",
            "note",
            *RECORDED,
        )
        extra_kwargs: ClassVar = {
            "inspection": {
                "allow_null": True,
                "help_text": "The inspection; null while its report is out of your reach.",
            }
        }


class JudgmentDetail(SupersedingDetail, JudgmentSerializer):
    """A judgment by itself."""

    class Meta(JudgmentSerializer.Meta):
        fields = (*JudgmentSerializer.Meta.fields, *CORRECTED)


class MonitoringStageSerializer(InspectionsShape):
    """A stage of monitoring."""

    class Meta:
        model = MonitoringStage
        fields: tuple[str, ...] = (
            "id",
            "force",
            "stage",
            "started_on",
            "started_on_precision",
            "ended_on",
            "ended_on_precision",
            "publication",
            "note",
            *RECORDED,
        )


class MonitoringStageDetail(SupersedingDetail, MonitoringStageSerializer):
    """A stage of monitoring by itself."""

    class Meta(MonitoringStageSerializer.Meta):
        fields = (*MonitoringStageSerializer.Meta.fields, *CORRECTED)
