"""The log, of which mistakes are struck out, and the responses of local policing bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response as Answered

from accounts.permissions import SignedInRequest, correcting, recording, requires_of_row
from accounts.roles import Permission, TokenScope
from api.clocks import london_date
from api.conditional import IF_MATCH, lock_as_read
from api.viewsets import RecordViewSet
from api.writing import CorrectsRows, EditsRows, RecordsRows, answer, read_entry
from concerns import filters, serializers
from concerns.models import Answer, Event, Response
from concerns.positions import Route
from concerns.serializers import entries
from inspections.views import publications_in_reach

if TYPE_CHECKING:
    from concerns.querysets import AnswerQuerySet, EventQuerySet, ResponseQuerySet


class EventViewSet(RecordViewSet):
    """Everything that happened and was said, for the audiences the person belongs to.

    The detail adds the version of the record it happened to.
    """

    request: SignedInRequest
    queryset = Event.objects.none()
    serializer_class = serializers.EventSerializer
    detail_serializer_class = serializers.EventDetail
    filterset_class = filters.EventFilter
    clocked_actions = ("list",)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "kind": ("kind",),
        "position": ("position",),
        "route": ("route",),
        "audience": ("audience",),
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

    @extend_schema(
        request=serializers.EventStrikeOut,
        responses={200: serializers.EventDetail},
        parameters=[IF_MATCH],
    )
    @action(
        detail=True,
        methods=["post"],
        url_path="strike-out",
        permission_classes=[
            requires_of_row(
                Permission.RECORD_COMMENT,
                scope=TokenScope.VERBS,
                whose="Whoever recorded an event strikes it out, or a lead inspector.",
            )
        ],
    )
    def strike_out(self, request: SignedInRequest, pk: str) -> Answered:
        """Strike it out as a mistake, saying why, and put the position it changed back."""
        event: Event = self.get_object()
        values = read_entry(self, serializers.EventStrikeOut)
        values.setdefault("happened_on", london_date(timezone.now()))
        lock_as_read(self, event, event.subject)
        event.strike_out(by=request.user, route=Route.API, **values)
        return answer(self, event, status.HTTP_200_OK)


class ResponseViewSet(EditsRows, RecordsRows, RecordViewSet):
    """Responses owed by local policing bodies; the detail adds what they say."""

    request: SignedInRequest
    queryset = Response.objects.none()
    serializer_class = serializers.ResponseSerializer
    detail_serializer_class = serializers.ResponseDetail
    entry_class = entries.ResponseEntry
    filterset_class = filters.ResponseFilter
    clocked_actions = ("list",)
    action_permissions = recording(Permission.RECORD_CONCERN)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "is_required": ("is_required",),
        "publication": ("publication__reference",),
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


class AnswerViewSet(CorrectsRows, RecordViewSet):
    """What responses say: the list shows what nothing has corrected."""

    request: SignedInRequest
    queryset = Answer.objects.none()
    serializer_class = serializers.AnswerSerializer
    detail_serializer_class = serializers.AnswerDetail
    entry_class = entries.AnswerEntry
    filterset_class = filters.AnswerFilter
    clocked_actions = ("list",)
    action_permissions = correcting(Permission.RECORD_CONCERN)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "position": ("position",),
        "recorded_at": ("recorded_at",),
        "force": ("response__force__slug", "answered_on"),
        "answered_on": ("answered_on",),
    }
    default_ordering = "answered_on"

    def get_queryset(self) -> AnswerQuerySet:
        answers: AnswerQuerySet = Answer.objects.all()
        if self.action == "list":
            answers = answers.at(self.clocks)
        return answers.visible_to(self.request.user, self.clocks).select_related(
            "response__publication", "response__force", "recommendation"
        )
