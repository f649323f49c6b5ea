"""The endpoints of the inspection record, one viewset for each resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db.models import F, Prefetch

from accounts.permissions import SignedInRequest, correcting, recording
from accounts.roles import Permission
from api.viewsets import RecordViewSet
from api.writing import CorrectsRows, EditsRows, RecordsRows
from inspections import entries, filters, serializers
from inspections.models import (
    Address,
    Area,
    Force,
    Framework,
    Grade,
    Inspection,
    Judgment,
    MonitoringStage,
    Publication,
)

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks
    from inspections.querysets import (
        ForceQuerySet,
        InspectionQuerySet,
        JudgmentQuerySet,
        MonitoringStageQuerySet,
        PublicationQuerySet,
        ReferenceQuerySet,
    )


def publications_in_reach(path: str, user: User, clocks: Clocks) -> Prefetch[str]:
    """Load the publication a row names where the person may see it, else leave it null.

    For rows that may be seen without it: the title of a draft is not given away by what cites it.
    """
    return Prefetch(path, queryset=Publication.objects.visible_to(user, clocks))


def inspections_in_reach(path: str, user: User, clocks: Clocks) -> Prefetch[str]:
    """Load the inspection a row names where the person may see it, else leave it null."""
    return Prefetch(path, queryset=Inspection.objects.visible_to(user, clocks))


class ForceViewSet(EditsRows, RecordsRows, RecordViewSet):
    """Forces and other bodies that are inspected or addressed."""

    request: SignedInRequest
    queryset = Force.objects.none()
    serializer_class = serializers.ForceSerializer
    detail_serializer_class = serializers.ForceDetail
    entry_class = entries.ForceEntry
    filterset_class = filters.ForceFilter
    lookup_field = "slug"
    action_permissions = recording(Permission.MAINTAIN_REFERENCE_DATA)
    ordering_fields: ClassVar = {
        "kind": ("kind",),
        "region": ("region",),
        "country": ("country",),
        "existed_from": ("existed_from",),
        "existed_until": ("existed_until",),
        "name": ("name",),
        "slug": ("slug",),
    }
    default_ordering = "name"

    def get_queryset(self) -> ForceQuerySet:
        forces: ForceQuerySet = Force.objects.visible_to(self.request.user)
        return forces.select_related("succeeded_by", "owner")


class FrameworkViewSet(EditsRows, RecordsRows, RecordViewSet):
    """Frameworks of questions; the detail adds the scale's grades and the areas."""

    request: SignedInRequest
    queryset = Framework.objects.none()
    serializer_class = serializers.FrameworkSerializer
    detail_serializer_class = serializers.FrameworkDetail
    entry_class = entries.FrameworkEntry
    filterset_class = filters.FrameworkFilter
    lookup_field = "slug"
    action_permissions = recording(Permission.MAINTAIN_REFERENCE_DATA)
    ordering_fields: ClassVar = {
        "name": ("name",),
        "cycle": ("cycle", "slug"),
        "published_on": ("published_on",),
        "slug": ("slug",),
    }
    default_ordering = "cycle"

    def get_queryset(self) -> ReferenceQuerySet:
        frameworks: ReferenceQuerySet = Framework.objects.visible_to(self.request.user)
        frameworks = frameworks.select_related("scale", "previous")
        if self.action == "list":
            return frameworks
        in_order = Area.objects.select_related("parent", "follows").order_by("position")
        return frameworks.prefetch_related(
            Prefetch("scale__grades", queryset=Grade.objects.order_by("rank")),
            Prefetch("areas", queryset=in_order),
        )


class AreaViewSet(EditsRows, RecordsRows, RecordViewSet):
    """Areas of frameworks, and the pillars of older ones."""

    request: SignedInRequest
    queryset = Area.objects.none()
    serializer_class = serializers.AreaSerializer
    detail_serializer_class = serializers.AreaDetail
    entry_class = entries.AreaEntry
    filterset_class = filters.AreaFilter
    action_permissions = recording(Permission.MAINTAIN_REFERENCE_DATA)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "slug": ("slug",),
        "is_graded": ("is_graded",),
        "position": ("framework__slug", "position"),
        "name": ("name",),
    }
    default_ordering = "position"

    def get_queryset(self) -> ReferenceQuerySet:
        areas: ReferenceQuerySet = Area.objects.visible_to(self.request.user)
        return areas.select_related("framework", "parent", "follows")


class InspectionViewSet(EditsRows, RecordsRows, RecordViewSet):
    """Inspections of one body each."""

    request: SignedInRequest
    queryset = Inspection.objects.none()
    serializer_class = serializers.InspectionSerializer
    detail_serializer_class = serializers.InspectionDetail
    entry_class = entries.InspectionEntry
    filterset_class = filters.InspectionFilter
    lookup_field = "reference"
    action_permissions = recording(Permission.RECORD_INSPECTION)
    ordering_fields: ClassVar = {
        "kind": ("kind",),
        "title": ("title",),
        "fieldwork_ended_on": ("fieldwork_ended_on",),
        "declared_areas": ("declared_areas",),
        "declared_graded": ("declared_graded",),
        "completeness": ("completeness",),
        "force": ("force__slug", "reference"),
        "reference": ("reference",),
        "fieldwork_started_on": ("fieldwork_started_on",),
        "published_on": ("publication__published_on",),
    }
    default_ordering = "-published_on"

    def get_queryset(self) -> InspectionQuerySet:
        inspections: InspectionQuerySet = Inspection.objects.visible_to(self.request.user)
        return inspections.select_related("force", "framework", "publication")


class PublicationViewSet(EditsRows, RecordsRows, RecordViewSet):
    """Reports, letters and announcements; the detail adds whom they are addressed to."""

    request: SignedInRequest
    queryset = Publication.objects.none()
    serializer_class = serializers.PublicationSerializer
    detail_serializer_class = serializers.PublicationDetail
    entry_class = entries.PublicationEntry
    filterset_class = filters.PublicationFilter
    lookup_field = "reference"
    action_permissions = recording(Permission.RECORD_INSPECTION)
    ordering_fields: ClassVar = {
        "title": ("title",),
        "kind": ("kind",),
        "state": ("state",),
        "reference": ("reference",),
        "sent_on": ("sent_on",),
        "published_on": ("published_on",),
    }
    default_ordering = "-published_on"

    def get_queryset(self) -> PublicationQuerySet:
        user = self.request.user
        publications: PublicationQuerySet = Publication.objects.visible_to(user)
        publications = publications.prefetch_related(
            publications_in_reach("answers", user, self.clocks)
        )
        if self.action == "list":
            return publications
        return publications.prefetch_related(
            Prefetch(
                "address_lines",
                Address.objects.visible_to(user).select_related("force").order_by("force__name"),
            )
        )


class JudgmentViewSet(CorrectsRows, RecordViewSet):
    """Judgments of areas: the list shows the one in force for each inspection and area.

    An earlier or corrected judgment still answers under its own address.
    """

    request: SignedInRequest
    queryset = Judgment.objects.none()
    serializer_class = serializers.JudgmentSerializer
    detail_serializer_class = serializers.JudgmentDetail
    entry_class = entries.JudgmentEntry
    filterset_class = filters.JudgmentFilter
    clocked_actions = ("list",)
    action_permissions = correcting(Permission.RECORD_INSPECTION)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "state": ("state",),
        "recorded_at": ("recorded_at",),
        "published_on": ("publication__published_on",),
        "as_of_on": ("as_of_on",),
        "area": ("area__position",),
        "force": ("force_name", "area__position"),
    }
    default_ordering = "area"

    def get_queryset(self) -> JudgmentQuerySet:
        user = self.request.user
        judgments: JudgmentQuerySet = (
            Judgment.objects.in_force_for(user, self.clocks)
            if self.action == "list"
            else Judgment.objects.visible_to(user)
        )
        return (  # type: ignore[no-any-return]  # annotate() on Any rows loses its type
            judgments.select_related("area", "grade", "publication")
            .prefetch_related(inspections_in_reach("inspection", user, self.clocks))
            .annotate(
                force_slug=F("inspection__force__slug"),
                force_name=F("inspection__force__name"),
                force_region=F("inspection__force__region"),
                force_kind=F("inspection__force__kind"),
            )
        )


class MonitoringStageViewSet(CorrectsRows, RecordViewSet):
    """Stages of monitoring: the list shows those that nothing has corrected."""

    request: SignedInRequest
    queryset = MonitoringStage.objects.none()
    serializer_class = serializers.MonitoringStageSerializer
    detail_serializer_class = serializers.MonitoringStageDetail
    entry_class = entries.MonitoringStageEntry
    filterset_class = filters.MonitoringStageFilter
    clocked_actions = ("list",)
    action_permissions = correcting(Permission.SET_MONITORING_STAGE)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "stage": ("stage",),
        "recorded_at": ("recorded_at",),
        "started_on": ("started_on",),
        "ended_on": ("ended_on",),
        "force": ("force__name", "started_on"),
    }
    default_ordering = "-started_on"

    def get_queryset(self) -> MonitoringStageQuerySet:
        stages: MonitoringStageQuerySet = MonitoringStage.objects.all()
        if self.action == "list":
            stages = stages.at(self.clocks)
        stages = stages.visible_to(self.request.user, self.clocks)
        return stages.select_related("force", "publication")
