"""Schedules and runs in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import SignedInRequest, requires, requires_of_row
from accounts.roles import Permission, TokenScope
from api.errors import BadParameter
from api.filters import check_parameters, nearest
from api.viewsets import RecordViewSet
from api.writing import EditsRows, RecordsRows, answer, read_entry
from exports import filters, serializers
from exports.fetching import answer_file, preview
from exports.models import Run, Schedule
from exports.querysets import RunQuerySet, ScheduleQuerySet

OWN = "Its owner does this: it exports what the owner may see."
OWN_OR_ADMINISTRATOR = "Its owner or an administrator does this."

_OF_OWNER = requires_of_row(Permission.EXPORT, scope=TokenScope.EXPORTS, whose=OWN)
_TO_STOP = requires_of_row(
    Permission.EXPORT,
    Permission.MAINTAIN_ACCOUNTS,
    scope=TokenScope.EXPORTS,
    whose=OWN_OR_ADMINISTRATOR,
)
_DATASET = "dataset"


class ScheduleViewSet(EditsRows, RecordsRows, RecordViewSet):
    """Exports that come again; everybody's own, for administrators everybody's."""

    request: SignedInRequest
    queryset = Schedule.objects.none()
    serializer_class = serializers.ScheduleSerializer
    detail_serializer_class = serializers.ScheduleDetail
    entry_class = serializers.ScheduleEntry
    filterset_class = filters.ScheduleFilter
    action_permissions: ClassVar = {
        "create": [requires(Permission.EXPORT, scope=TokenScope.EXPORTS)],
        "partial_update": [_OF_OWNER],
        "run_now": [_OF_OWNER],
        "preview": [_OF_OWNER],
        "pause": [_TO_STOP],
        "resume": [_TO_STOP],
    }
    ordering_fields: ClassVar = {
        "id": ("id",),
        "name": ("name",),
        "file_format": ("file_format",),
        "destination": ("destination",),
    }
    default_ordering = "name"

    def get_queryset(self) -> ScheduleQuerySet:
        schedules: ScheduleQuerySet = Schedule.objects.visible_to(self.request.user)
        return schedules.select_related("owner", "turn")

    def record(self, **values: Any) -> Schedule:
        """Make a schedule of the person's own."""
        return Schedule.record(owner=self.request.user, **values)

    @extend_schema(request=serializers.NothingEntry, responses={201: serializers.RunDetail})
    @action(detail=True, methods=["post"], url_path="run-now", url_name="run-now")
    def run_now(self, request: Request, **kwargs: Any) -> Response:
        """Let it run once more, as soon as a worker is free; answers the run."""
        schedule = self.get_object()
        read_entry(self, serializers.NothingEntry)
        run = schedule.run_now(by=self.request.user, at=timezone.now())
        told = serializers.RunDetail(run, context=self.get_serializer_context()).data
        return Response(told, status=status.HTTP_201_CREATED)

    @extend_schema(request=serializers.PauseEntry, responses=serializers.ScheduleDetail)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, **kwargs: Any) -> Response:
        """Let it wait, saying why."""
        schedule = self.get_object()
        because = read_entry(self, serializers.PauseEntry)["because"]
        schedule.pause(by=self.request.user, at=timezone.now(), because=because)
        return answer(self, schedule)

    @extend_schema(request=serializers.NothingEntry, responses=serializers.ScheduleDetail)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, **kwargs: Any) -> Response:
        """Let it run again from its next time on; what passed meanwhile is not caught up."""
        schedule = self.get_object()
        read_entry(self, serializers.NothingEntry)
        schedule.resume(by=self.request.user, at=timezone.now())
        return answer(self, schedule)

    @extend_schema(responses=serializers.PreviewsShape)
    @action(detail=True, methods=["get"])
    def preview(self, request: Request, **kwargs: Any) -> Response:
        """Answer the first twenty rows of each dataset, as they would be exported now."""
        schedule = self.get_object()
        if schedule.owner_id != self.request.user.pk:
            raise exceptions.PermissionDenied(OWN)
        told = {"previews": preview(schedule, now=timezone.now())}
        return Response(serializers.PreviewsShape(told).data)


class RunViewSet(RecordViewSet):
    """Runs of schedules, and what became of them."""

    request: SignedInRequest
    queryset = Run.objects.none()
    serializer_class = serializers.RunSerializer
    detail_serializer_class = serializers.RunDetail
    filterset_class = filters.RunFilter
    filtered_actions = ("list", "file")
    action_permissions: ClassVar = {"cancel": [_TO_STOP], "file": [_OF_OWNER]}
    ordering_fields: ClassVar = {
        "id": ("id",),
        "due_at": ("due_at",),
        "status": ("status",),
        "rows_done": ("rows_done",),
        "queued_at": ("queued_at",),
    }
    default_ordering = "-due_at"

    def get_queryset(self) -> RunQuerySet:
        runs: RunQuerySet = Run.objects.visible_to(self.request.user)
        runs = runs.select_related("schedule")
        return runs if self.action == "list" else runs.with_outcome()

    @extend_schema(request=serializers.NothingEntry, responses=serializers.RunDetail)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, **kwargs: Any) -> Response:
        """End it: at once while it waits, at its next block of rows while it runs."""
        run = self.get_object()
        read_entry(self, serializers.NothingEntry)
        run.cancel(by=self.request.user, at=timezone.now())
        return answer(self, run)

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        parameters=[
            OpenApiParameter(_DATASET, str, required=True, description="Which of its datasets.")
        ],
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def file(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """Send the file of one dataset, to its owner."""
        check_parameters(request.query_params, (_DATASET,))
        run = self.get_object()
        known = [file.dataset for file in run.files.all()]
        asked = request.query_params.get(_DATASET, "")
        if asked not in known:
            there = f"one of {nearest(asked, known)}" if known else "it has no file yet"
            raise BadParameter({_DATASET: f"{_DATASET}: name the dataset: {there}."})
        return answer_file(self.request.user, run, asked)
