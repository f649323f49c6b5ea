"""Verbs in the API: one POST address for each that the table has of a kind of record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.permissions import SignedInRequest, requires_of_row
from accounts.roles import WHOSE, TokenScope
from api.clocks import london_date
from api.conditional import IF_MATCH, stale, version_of
from api.versions import Stale
from api.writing import answer, read_entry
from concerns import actions
from concerns.positions import Route
from concerns.serializers.verbs import ENTRIES
from concerns.transitions import Transition, transitions_of

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
        version = version_of(view, row)
        try:
            actions.take(row, transition.verb, version=version, **told, **values)
        except Stale as error:
            raise stale(view, row, error.messages[0]) from error
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
