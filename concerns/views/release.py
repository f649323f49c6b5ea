"""Publications and forces with the verbs that reach into this room: release, hand on."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.permissions import SignedInRequest, requires_of_row
from accounts.roles import WHOSE, Permission, TokenScope
from api.clocks import london_date
from api.conditional import IF_MATCH, lock_as_read
from api.writing import answer, read_entry
from concerns import actions, serializers
from concerns.positions import Route
from inspections import views
from inspections.models import Force, Publication
from inspections.serializers import ForceDetail, PublicationDetail


class ReleasedPublicationViewSet(views.PublicationViewSet):
    """Reports, letters and announcements; a lead inspector sends and publishes them."""

    queryset = Publication.objects.none()

    @extend_schema(
        request=serializers.PublicationRelease,
        responses={200: PublicationDetail},
        parameters=[IF_MATCH],
    )
    @action(
        detail=True,
        methods=["post"],
        permission_classes=[
            requires_of_row(
                Permission.PUBLISH, scope=TokenScope.VERBS, whose=WHOSE[Permission.PUBLISH]
            )
        ],
    )
    def release(self, request: SignedInRequest, reference: str) -> Response:
        """Send it, publish it, or both: it closes what was approved naming it, and starts clocks."""
        publication: Publication = self.get_object()
        values = read_entry(self, serializers.PublicationRelease)
        lock_as_read(self, publication)
        actions.release(publication, by=request.user, route=Route.API, **values)
        return answer(self, publication, status.HTTP_200_OK)


class SucceededForceViewSet(views.ForceViewSet):
    """Forces and other bodies; one that has merged hands on what is live."""

    queryset = Force.objects.none()

    @extend_schema(
        request=serializers.ForceHandOn, responses={200: ForceDetail}, parameters=[IF_MATCH]
    )
    @action(
        detail=True,
        methods=["post"],
        url_path="hand-on",
        permission_classes=[
            requires_of_row(
                Permission.RECORD_CONCERN,
                scope=TokenScope.VERBS,
                whose=WHOSE[Permission.RECORD_CONCERN],
            )
        ],
    )
    def hand_on(self, request: SignedInRequest, slug: str) -> Response:
        """Open everything live of it anew against the force that succeeded it."""
        force: Force = self.get_object()
        values = read_entry(self, serializers.ForceHandOn)
        values.setdefault("happened_on", london_date(timezone.now()))
        lock_as_read(self, force)
        actions.hand_on(force, by=request.user, route=Route.API, **values)
        return answer(self, force, status.HTTP_200_OK)
