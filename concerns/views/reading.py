"""Readings: to be read, recorded, corrected and withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import SignedInRequest, requires, requires_of_row
from accounts.roles import Permission, TokenScope
from api.viewsets import RecordViewSet
from api.writing import CorrectsRows
from concerns import filters, serializers
from concerns.models import Measure, Reading
from concerns.serializers import examples
from concerns.views.bulk import RecordsManyReadings

if TYPE_CHECKING:
    from concerns.querysets import ReadingQuerySet

RecordsReadings = requires(
    Permission.RECORD_READING, Permission.RECORD_OWN_READING, scope=TokenScope.READINGS
)
WithdrawsReading = requires_of_row(
    Permission.RECORD_READING,
    Permission.RECORD_OWN_READING,
    scope=TokenScope.READINGS,
    whose="The inspectorate withdraws readings, and a force its own.",
)


class ReadingViewSet(RecordsManyReadings, CorrectsRows, RecordViewSet):
    """Readings of measures: the list shows those that nothing has corrected.

    A corrected or withdrawn reading still answers under its own address, and says so.
    """

    request: SignedInRequest
    queryset = Reading.objects.none()
    serializer_class = serializers.ReadingSerializer
    detail_serializer_class = serializers.ReadingDetail
    entry_class = serializers.ReadingEntry
    filterset_class = filters.ReadingFilter
    clocked_actions = ("list",)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "period_start": ("period_start",),
        "kind": ("kind",),
        "low": ("low",),
        "high": ("high",),
        "margin": ("margin",),
        "sample_size": ("sample_size",),
        "period_end": ("period_end", "period_start"),
        "recorded_at": ("recorded_at",),
        "measure": ("measure", "period_end", "period_start"),
    }
    default_ordering = "period_end"
    filtered_actions = ("list", "bulk")
    action_permissions: ClassVar = {
        "create": [RecordsReadings],
        "withdraw": [WithdrawsReading],
        "bulk": [RecordsReadings],
    }

    def get_queryset(self) -> ReadingQuerySet:
        readings: ReadingQuerySet = Reading.objects.all()
        listed = self.action == "list"
        readings = readings.at(self.clocks) if listed else readings.with_successor()
        return readings.visible_to(self.request.user, self.clocks).select_related(
            "measure__indicator", "measure__force"
        )

    @extend_schema(
        responses={
            201: serializers.ReadingDetail,
            200: OpenApiResponse(
                serializers.ReadingDetail, "Exactly this reading stands already: nothing changed."
            ),
        },
        examples=[examples.NEW_POINT, examples.NEW_CHANGE, examples.CORRECTION],
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record a reading, or with `supersedes` the correction of one.

        Said again word for word, a reading changes nothing and answers 200.
        """
        return super().create(request, *args, **kwargs)

    def record(self, **values: Any) -> tuple[Reading, bool]:
        """Record it, if the person may record readings of its measure."""
        self._refuse_unless_permitted(values["measure"])
        return Reading.record(by=self.request.user, **values)

    def refuse_unless_editable(self, row: Reading) -> None:
        """Refuse who may not record readings of its measure.

        Raises: PermissionDenied.
        """
        self._refuse_unless_permitted(row.measure)

    def _refuse_unless_permitted(self, measure: Measure) -> None:
        permitted = Measure.objects.readable_by_hand(self.request.user)
        if not permitted.filter(pk=measure.pk).exists():
            raise exceptions.PermissionDenied(serializers.not_yours(measure.get_said_by_display()))
