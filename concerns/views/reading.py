"""Readings: to be read, recorded, corrected and withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.permissions import SignedInRequest, requires
from accounts.roles import Permission, TokenScope
from api.errors import rehomed, settle_constraints
from api.viewsets import RecordViewSet
from concerns import filters, serializers
from concerns.models import Measure, Reading
from concerns.serializers import examples
from concerns.views.bulk import RecordsManyReadings

if TYPE_CHECKING:
    from concerns.querysets import ReadingQuerySet

RecordsReadings = requires(
    Permission.RECORD_READING, Permission.RECORD_OWN_READING, scope=TokenScope.READINGS
)


class ReadingViewSet(RecordsManyReadings, RecordViewSet):
    """Readings of measures: the list shows those that nothing has corrected.

    A corrected or withdrawn reading still answers under its own address, and says so.
    """

    request: SignedInRequest
    queryset = Reading.objects.none()
    serializer_class = serializers.ReadingSerializer
    detail_serializer_class = serializers.ReadingDetail
    filterset_class = filters.ReadingFilter
    clocked_actions = ("list",)
    ordering_fields: ClassVar = {
        "period_end": ("period_end", "period_start"),
        "recorded_at": ("recorded_at",),
        "measure": ("measure", "period_end", "period_start"),
    }
    default_ordering = "period_end"
    filtered_actions = ("list", "bulk")
    action_permissions: ClassVar = {
        "create": [RecordsReadings],
        "withdraw": [RecordsReadings],
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
        request=serializers.ReadingEntry,
        responses={
            201: serializers.ReadingDetail,
            200: OpenApiResponse(
                serializers.ReadingDetail, "Exactly this reading stands already: nothing changed."
            ),
        },
        examples=[examples.NEW_POINT, examples.NEW_CHANGE, examples.CORRECTION],
    )
    def create(self, request: SignedInRequest) -> Response:
        """Record a reading, or with `supersedes` the correction of one.

        Said again word for word, a reading changes nothing and answers 200.
        """
        values = self._read(serializers.ReadingEntry)
        if "supersedes" in values:
            reading, is_new = self._correct(**values), True
        else:
            self._refuse_unless_permitted(values["measure"])
            try:
                reading, is_new = Reading.record(by=request.user, **values)
            except ValidationError as error:
                raise rehomed(error, Reading) from error
        settle_constraints()
        return self._answer(reading, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(
        request=serializers.ReadingWithdrawal, responses={200: serializers.ReadingDetail}
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: SignedInRequest, pk: str) -> Response:
        """Withdraw a reading without a successor, saying why in `note`."""
        reading: Reading = self.get_object()
        self._refuse_unless_permitted(reading.measure)
        reading.withdraw(by=request.user, **self._read(serializers.ReadingWithdrawal))
        return self._answer(reading, status.HTTP_200_OK)

    def _correct(
        self, *, supersedes: Reading, because: str = "", note: str = "", **values: Any
    ) -> Reading:
        self._refuse_unless_permitted(supersedes.measure)
        try:
            return supersedes.supersede(by=self.request.user, because=because, note=note, **values)
        except ValidationError as error:
            raise rehomed(error, Reading) from error

    def _read(self, serializer_class: type[BaseSerializer[Any]]) -> dict[str, Any]:
        entry = serializer_class(data=self.request.data, context=self.get_serializer_context())
        entry.is_valid(raise_exception=True)
        values: dict[str, Any] = entry.validated_data
        return values

    def _refuse_unless_permitted(self, measure: Measure) -> None:
        permitted = Measure.objects.readable_by_hand(self.request.user)
        if not permitted.filter(pk=measure.pk).exists():
            raise exceptions.PermissionDenied(serializers.not_yours(measure.get_said_by_display()))

    def _answer(self, reading: Reading, code: int) -> Response:
        stored = self.get_queryset().get(pk=reading.pk)
        shape = serializers.ReadingDetail(stored, context=self.get_serializer_context())
        headers = {}
        if code == status.HTTP_201_CREATED:
            headers["Location"] = self.reverse_action("detail", kwargs={"pk": stored.pk})
        return Response(shape.data, status=code, headers=headers)
