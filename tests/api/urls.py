"""A small API over tokens and forces, to try the grammar on."""

from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.routers import SimpleRouter

from accounts.models import Token, User
from api.filters import ReferenceFilter, StrictFilterSet
from api.serializers import CheckedSerializer
from api.urls import api_urlpatterns
from api.viewsets import CreatesRecord, RecordViewSet
from inspections.models import Force


class TokenFilter(StrictFilterSet):
    owner = ReferenceFilter(
        of=User,
        key="username",
        rows=lambda user, clocks: User.objects.all(),
        help_text="Whose it is.",
    )
    owner__in = ReferenceFilter(
        "owner",
        of=User,
        key="username",
        rows=lambda user, clocks: User.objects.all(),
        many=True,
        help_text="Whose it is, several.",
    )

    class Meta:
        model = Token
        fields = {
            "id": ["exact", "in", "gte"],
            "name": ["exact", "in"],
            "created_at": ["before", "after"],
            "last_used_at": ["isnull"],
        }


class TokenSerializer(CheckedSerializer):
    class Meta:
        model = Token
        fields = ["id", "name", "created_at", "last_used_at"]


class TokenViewSet(RecordViewSet):
    model = Token
    authentication_classes = [SessionAuthentication]
    permission_classes = [IsAuthenticated]
    serializer_class = TokenSerializer
    filterset_class = TokenFilter
    ordering_fields = {
        "name": ("name",),
        "created_at": ("created_at",),
        "last_used_at": ("last_used_at",),
        "owner": ("owner__username", "name"),
    }
    default_ordering = "-created_at"


class ForceFilter(StrictFilterSet):
    class Meta:
        model = Force
        fields = {
            "kind": ["exact", "in"],
            "existed_until": ["before", "after", "isnull"],
            "succeeded_by": ["exact"],
            "liaison_officers": ["exact"],
        }


class ForceSerializer(CheckedSerializer):
    class Meta:
        model = Force
        fields = [
            "id",
            "slug",
            "name",
            "kind",
            "ons_code",
            "existed_from",
            "existed_until",
            "version",
        ]


class ForceViewSet(CreatesRecord, RecordViewSet):
    model = Force
    authentication_classes = [SessionAuthentication]
    permission_classes = [IsAuthenticated]
    serializer_class = ForceSerializer
    filterset_class = ForceFilter
    lookup_field = "slug"
    ordering_fields = {"name": ("name",), "existed_until": ("existed_until", "kind")}
    default_ordering = "name"


class LoneForceViewSet(ForceViewSet):
    """Creates a force whose successor does not exist, and one that nobody may see."""

    def perform_create(self, serializer):
        super().perform_create(serializer)
        if serializer.instance.slug == "lone":
            Force.objects.filter(pk=serializer.instance.pk).update(
                succeeded_by_id=0, existed_until="2001-01-01"
            )

    def get_queryset(self):
        return super().get_queryset().exclude(slug="hidden")


router = SimpleRouter()
router.register("tokens", TokenViewSet, basename="token")
router.register("forces", ForceViewSet, basename="force")
router.register("lone-forces", LoneForceViewSet, basename="lone-force")
urlpatterns = api_urlpatterns(router)
handler400 = "api.errors.handler400"
handler403 = "api.errors.handler403"
handler404 = "api.errors.handler404"
handler500 = "api.errors.handler500"
