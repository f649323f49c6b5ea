"""The overview: one document, not a list of rows."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.permissions import SignedInRequest
from api.viewsets import RecordViewSet
from concerns.models import Concern
from concerns.overview import Rows, overview_of, rows_in_reach
from concerns.overview.filters import OverviewFilter, RecommendationOverviewFilter
from concerns.serializers.overview import OverviewSerializer


class DocumentRouter(SimpleRouter):
    """Routes of resources that are one document each: there are no rows to address."""

    routes = SimpleRouter.routes[:1]


class OverviewViewSet(RecordViewSet):
    """How much there is, how old it is, how it moved, and what of the record is loaded.

    Filters narrow what is counted to records that are so now, or as at the day asked about;
    what happened to these is then told whole.
    """

    request: SignedInRequest
    queryset = Concern.objects.none()
    serializer_class = OverviewSerializer
    filterset_class = OverviewFilter
    pagination_class = None  # type: ignore[assignment]  # there is one document
    clocked_actions = ("list",)

    @extend_schema(operation_id="overview", responses=OverviewSerializer, filters=True)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer the overview within the person's reach."""
        user = self.request.user
        within = rows_in_reach(user, self.clocks)
        concerns = self.filter_queryset(within.concerns)
        asked = RecommendationOverviewFilter(
            request.query_params, queryset=within.recommendations, request=request
        )
        asked.clocks = self.clocks
        recommendations = asked.qs
        forces = within.forces.filter(asked.forces)
        rows = Rows(concerns, recommendations, forces, self.clocks)
        return Response(OverviewSerializer(overview_of(user, self.clocks, rows)).data)
