"""Verbs in the API: one POST address for each that the table has of a kind of record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import SignedInRequest, requires_of_row
from accounts.roles import TokenScope
from api.clocks import london_date
from api.errors import StaleVersion, settle_constraints
from concerns import actions
from concerns.positions import Route
from concerns.serializers.verbs import ENTRIES
from concerns.transitions import WHOSE, Transition, transitions_of

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description='The version you decided upon, in quotes: "3". If it has changed since: 412.',
)
CREATES = ("add_recommendation", "inherit")
"""Verbs that make a new record, and so answer 201."""


class TakesVerbs:
    """View mixin: the record of the address is changed by verbs and answered as re-read."""

    verbs_of: ClassVar[str]
    """The kind of record, as the table names it."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give the view an address for each verb of its kind of record."""
        super().__init_subclass__(**kwargs)
        for transition in transitions_of(cls.verbs_of):
            setattr(cls, transition.verb, _address_of(transition, cls))

    def take_verb(self, transition: Transition) -> Response:
        """Do the verb to the record of the address, and answer the record."""
        view: Any = self
        row = view.get_object()
        values = read_entry(view, ENTRIES[self.verbs_of, transition.verb])
        values.setdefault("happened_on", london_date(timezone.now()))
        if "recommendations" in values:
            values["recommendations"] = {
                each["recommendation"]: each["outcome"] for each in values["recommendations"]
            }
        told = {"by": view.request.user, "route": Route.API}
        version = version_of(view.request, row)
        try:
            actions.take(row, transition.verb, version=version, **told, **values)
        except actions.Stale as stale:
            raise StaleVersion(stale.messages[0]) from stale
        made = transition.verb in CREATES
        return answer(view, row, status.HTTP_201_CREATED if made else status.HTTP_200_OK)


def _address_of(transition: Transition, view: type[TakesVerbs]) -> Callable[..., Response]:
    def take(self: TakesVerbs, request: SignedInRequest, pk: str) -> Response:
        return self.take_verb(transition)

    take.__name__ = transition.verb
    take.__qualname__ = f"{view.__qualname__}.{transition.verb}"
    take.__doc__ = f"{transition.label}. {transition.meaning}".strip()
    answered: Any = view
    described = extend_schema(
        request=ENTRIES[view.verbs_of, transition.verb],
        responses={201 if transition.verb in CREATES else 200: answered.detail_serializer_class},
        parameters=[IF_MATCH],
    )
    permission = requires_of_row(
        transition.permission, scope=TokenScope.VERBS, whose=WHOSE[transition.permission]
    )
    addressed = action(
        detail=True,
        methods=["post"],
        url_path=transition.address,
        url_name=transition.address,
        permission_classes=[permission],
    )
    made: Callable[..., Response] = described(addressed(take))
    return made


def read_entry(view: Any, serializer_class: Any) -> dict[str, Any]:
    """Return what the body says, refusing what is unknown or malformed in it."""
    entry = serializer_class(data=view.request.data, context=view.get_serializer_context())
    entry.is_valid(raise_exception=True)
    values: dict[str, Any] = entry.validated_data
    return values


def version_of(request: Request, row: Any) -> int | None:
    """Return the version that If-Match asks for; None if it asks for none in particular.

    Raises: StaleVersion if it names no version the row could be at.
    """
    header = request.headers.get("If-Match", "*").strip()
    if header == "*":
        return None
    named = [tag.strip() for tag in header.split(",")]
    if f'"{row.version}"' not in named:
        raise StaleVersion
    version: int = row.version
    return version


def hold_version(request: Request, row: Any) -> None:
    """Lock the row if If-Match asks for a version, so that it stays at it until it is answered.

    Raises: StaleVersion if it is at another.
    """
    version = version_of(request, row)
    if version is not None and row.locked().version != version:
        raise StaleVersion


def answer(view: Any, row: Any, code: int) -> Response:
    """Answer the record as it is read from now on."""
    settle_constraints()
    stored = view.get_queryset().get(pk=row.pk)
    return Response(view.get_serializer(stored).data, status=code)
