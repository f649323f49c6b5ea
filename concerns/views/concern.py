"""Concerns, how they descend, and what is recommended and done about them: read, and moved on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Prefetch
from django.utils import timezone

from accounts.permissions import SignedInRequest, recording
from accounts.roles import Permission
from api.clocks import london_date
from api.viewsets import RecordViewSet
from api.writing import EditsRows, RecordsRows
from concerns import filters, serializers
from concerns.models import Action, Concern, Lineage, Measure, Recommendation, Wording
from concerns.positions import Route
from concerns.serializers import entries
from concerns.views.bulk_verbs import TakesManyVerbs
from concerns.views.verbs import TakesVerbs
from inspections.views import inspections_in_reach, publications_in_reach

if TYPE_CHECKING:
    from concerns.querysets import (
        ActionQuerySet,
        ConcernQuerySet,
        LineageQuerySet,
        RecommendationQuerySet,
        WordingQuerySet,
    )


class ConcernViewSet(TakesManyVerbs, TakesVerbs, EditsRows, RecordsRows, RecordViewSet):
    """Causes of concern, areas of concern and areas for improvement, with both positions.

    The detail adds what was found, the recommendations, the line of descent and the measures.
    """

    request: SignedInRequest
    verbs_of = "concern"
    queryset = Concern.objects.none()
    serializer_class = serializers.ConcernSerializer
    detail_serializer_class = serializers.ConcernDetail
    entry_class = entries.ConcernEntry
    filterset_class = filters.ConcernFilter
    clocked_actions = ("list",)
    action_permissions = recording(Permission.RECORD_CONCERN)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "kind": ("kind",),
        "title": ("title",),
        "public_on": ("public_on",),
        "status": ("status",),
        "promised_on": ("promised_on",),
        "open_recommendations": ("open_recommendations",),
        "completeness": ("completeness",),
        "is_accelerated": ("is_accelerated",),
        "force_status": ("shown_force_status",),
        "area": ("area__slug",),
        "raised_on": ("raised_on",),
        "reference": ("reference",),
        "force": ("force__slug", "raised_on"),
        "next_due_on": ("next_due_on",),
        "status_since_on": ("status_since_on",),
    }
    default_ordering = "-raised_on"

    def record(self, *, recommendations: Sequence[Any] = (), **values: Any) -> Concern:
        """Open the concern, and put to the force what is recommended."""
        concern = Concern(**values)
        by = self.request.user
        concern.open(by=by, route=Route.API, recommendations=recommendations)
        return concern

    def get_queryset(self) -> ConcernQuerySet:
        user = self.request.user
        concerns: ConcernQuerySet = Concern.objects.at(self.clocks)
        concerns = concerns.visible_to(user, self.clocks).with_positions(self.clocks, reader=user)
        concerns = concerns.select_related("force", "area", "publication").prefetch_related(
            inspections_in_reach("inspection", user, self.clocks)
        )
        return concerns if self.action == "list" else self._with_story(concerns)

    def _with_story(self, concerns: ConcernQuerySet) -> ConcernQuerySet:
        user = self.request.user
        recommendations = Recommendation.objects.visible_to(user).select_related(
            "wording__publication"
        )
        lines = (
            Lineage.objects.visible_to(user)
            .current()
            .select_related("earlier", "later")
            .prefetch_related(publications_in_reach("publication", user, self.clocks))
            .order_by("happened_on", "pk")
        )
        measures = Measure.objects.visible_to(user).select_related("indicator", "force")
        return concerns.select_related("force", "area", "publication", "owner").prefetch_related(
            Prefetch(
                "recommendations",
                queryset=recommendations.order_by("wording__publication", "wording__number", "pk"),
            ),
            Prefetch("earlier_lines", queryset=lines),
            Prefetch("later_lines", queryset=lines),
            Prefetch("measures", queryset=measures.order_by("indicator__name", "said_by", "pk")),
        )


class LineageViewSet(RecordViewSet):
    """Lines of descent between concerns: the list shows those that nothing has corrected."""

    request: SignedInRequest
    queryset = Lineage.objects.none()
    serializer_class = serializers.LineageSerializer
    detail_serializer_class = serializers.LineageDetail
    filterset_class = filters.LineageFilter
    clocked_actions = ("list",)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "how": ("how",),
        "recorded_at": ("recorded_at",),
        "happened_on": ("happened_on",),
    }
    default_ordering = "happened_on"

    def get_queryset(self) -> LineageQuerySet:
        user = self.request.user
        lines: LineageQuerySet = Lineage.objects.all()
        if self.action == "list":
            lines = lines.at(self.clocks)
        return (
            lines.visible_to(user, self.clocks)
            .select_related("earlier", "later")
            .prefetch_related(publications_in_reach("publication", user, self.clocks))
        )


class WordingViewSet(EditsRows, RecordViewSet):
    """Recommendations as printed; the detail adds the forces each was put to."""

    request: SignedInRequest
    queryset = Wording.objects.none()
    serializer_class = serializers.WordingSerializer
    detail_serializer_class = serializers.WordingDetail
    entry_class = entries.WordingEntry
    filterset_class = filters.WordingFilter
    action_permissions = recording(Permission.RECORD_CONCERN)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "deadline_kind": ("deadline_kind",),
        "deadline_on": ("deadline_on",),
        "number": ("publication__reference", "number"),
        "published_on": ("publication__published_on", "number"),
    }
    default_ordering = "number"

    def get_queryset(self) -> WordingQuerySet:
        user = self.request.user
        wordings: WordingQuerySet = Wording.objects.visible_to(user)
        wordings = wordings.select_related("publication")
        if self.action == "list":
            return wordings
        recommendations = Recommendation.objects.visible_to(user).select_related("force")
        return wordings.prefetch_related(
            Prefetch("recommendations", queryset=recommendations.order_by("force__name"))
        )


class RecommendationViewSet(TakesManyVerbs, TakesVerbs, EditsRows, RecordViewSet):
    """Recommendations put to one force each, with both positions."""

    request: SignedInRequest
    verbs_of = "recommendation"
    queryset = Recommendation.objects.none()
    serializer_class = serializers.RecommendationSerializer
    detail_serializer_class = serializers.RecommendationDetail
    entry_class = entries.RecommendationEntry
    filterset_class = filters.RecommendationFilter
    clocked_actions = ("list",)
    action_permissions = recording(Permission.RECORD_CONCERN)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "status": ("status",),
        "force_status": ("force_status",),
        "force_status_since_on": ("force_status_since_on",),
        "promised_on": ("promised_on",),
        "number": ("wording__publication__reference", "wording__number"),
        "due_on": ("due_on",),
        "reference": ("reference",),
        "force": ("force__slug", "reference"),
        "status_since_on": ("status_since_on",),
    }
    default_ordering = "due_on"

    def get_queryset(self) -> RecommendationQuerySet:
        user = self.request.user
        recommendations: RecommendationQuerySet = Recommendation.objects.at(self.clocks)
        recommendations = recommendations.visible_to(user, self.clocks)
        in_reach = Prefetch("concern", queryset=Concern.objects.visible_to(user, self.clocks))
        return recommendations.select_related("force", "wording__publication").prefetch_related(
            in_reach
        )


class ActionViewSet(TakesManyVerbs, TakesVerbs, EditsRows, RecordsRows, RecordViewSet):
    """Follow-up actions: seen by the inspectorate and the force alone."""

    request: SignedInRequest
    verbs_of = "action"
    queryset = Action.objects.none()
    serializer_class = serializers.ActionSerializer
    detail_serializer_class = serializers.ActionDetail
    entry_class = entries.ActionEntry
    filterset_class = filters.ActionFilter
    clocked_actions = ("list",)
    action_permissions = recording(Permission.RECORD_ACTION)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "owner": ("owner",),
        "state": ("state",),
        "external_reference": ("external_reference",),
        "concern": ("concern__reference",),
        "due_on": ("due_on",),
        "title": ("title",),
    }
    default_ordering = "due_on"

    def record(self, **values: Any) -> Action:
        """Open the action, today."""
        action = Action(**values)
        action.open(on=london_date(timezone.now()), by=self.request.user, route=Route.API)
        return action

    def get_queryset(self) -> ActionQuerySet:
        user = self.request.user
        actions: ActionQuerySet = Action.objects.at(self.clocks)
        actions = actions.visible_to(user, self.clocks)
        seen = Recommendation.objects.visible_to(user, self.clocks)
        in_reach = Prefetch("recommendation", queryset=seen)
        return actions.select_related("concern").prefetch_related(in_reach)
