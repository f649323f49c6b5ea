"""The log, and the responses of local policing bodies: to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db.models import Prefetch

from accounts.permissions import SignedInRequest
from api.viewsets import RecordViewSet
from concerns import filters, serializers
from concerns.models import Answer, Event, Response
from inspections.views import publications_in_reach

if TYPE_CHECKING:
    from concerns.querysets import EventQuerySet, ResponseQuerySet


class EventViewSet(RecordViewSet):
    """Everything that happened and was said, for the audiences the person belongs to."""

    request: SignedInRequest
    queryset = Event.objects.none()
    serializer_class = serializers.EventSerializer
    filterset_class = filters.EventFilter
    clocked_actions = ("list",)
    ordering_fields: ClassVar = {
        "happened_on": ("happened_on",),
        "recorded_at": ("recorded_at",),
    }
    default_ordering = "happened_on"

    def get_queryset(self) -> EventQuerySet:
        user = self.request.user
        events: EventQuerySet = Event.objects.at(self.clocks).visible_to(user, self.clocks)
        return (
            events.with_strike(self.clocks)
            .select_related("concern", "recommendation", "action", "recorded_by")
            .prefetch_related(publications_in_reach("publication", user, self.clocks))
        )


class ResponseViewSet(RecordViewSet):
    """Responses owed by local policing bodies; the detail adds what they say."""

    request: SignedInRequest
    queryset = Response.objects.none()
    serializer_class = serializers.ResponseSerializer
    detail_serializer_class = serializers.ResponseDetail
    filterset_class = filters.ResponseFilter
    clocked_actions = ("list",)
    ordering_fields: ClassVar = {
        "due_on": ("due_on",),
        "force": ("force__slug", "due_on"),
    }
    default_ordering = "due_on"

    def get_queryset(self) -> ResponseQuerySet:
        user = self.request.user
        responses: ResponseQuerySet = Response.objects.at(self.clocks)
        responses = responses.visible_to(user, self.clocks)
        responses = responses.select_related("publication", "force").prefetch_related(
            publications_in_reach("same_findings_as", user, self.clocks)
        )
        if self.action == "list":
            return responses
        answers = Answer.objects.visible_to(user).current().select_related("recommendation")
        return responses.prefetch_related(
            Prefetch("answers", queryset=answers.order_by("answered_on", "pk"))
        )
