"""Views of the record: read within one's reach, create, and answer what was really stored."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from rest_framework import exceptions, mixins, status, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from api.clocks import Clocks, instant_text, known_from, read_clocks, settled_instant
from api.conditional import AnswersConditionally
from api.errors import (
    BadParameter,
    LengthRequired,
    TooManyRequests,
    problem_handler,
    settle_constraints,
)
from api.filters import CLOCKS, StrictFilterBackend, check_parameters
from api.formats import JSONParser, JSONRenderer, StrictNegotiation
from api.lists import AnswersLists
from api.pages import OF_LISTS, KeysetPagination
from api.schema import ProblemAutoSchema
from api.selection import PARAMETER as FIELDS
from api.selection import Selection


class GrammarView(AnswersConditionally, APIView):
    """Formats, negotiation and errors of this API, whatever the settings say."""

    http_method_names = ["get", "post", "put", "patch", "delete", "head", "trace"]

    renderer_classes = [JSONRenderer]
    parser_classes = [JSONParser]
    content_negotiation_class = StrictNegotiation
    metadata_class = None
    schema = ProblemAutoSchema()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a body whose length is not said: it would be read as an empty one.

        Raises: LengthRequired.
        """
        super().initial(request, *args, **kwargs)
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            raise LengthRequired

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse a method that this address does not have.

        Raises: MethodNotAllowed, naming those it has.
        """
        method = str(request.method)
        there = " or ".join(self.allowed_methods)
        raise exceptions.MethodNotAllowed(
            method, f"{method} does nothing at this address: use {there}."
        )

    def throttled(self, request: Request, wait: float | None) -> NoReturn:
        """Refuse who asks too often.

        Raises: TooManyRequests.
        """
        raise TooManyRequests("Too many requests in a minute", wait=wait or 0)

    def get_exception_handler(self) -> Any:
        """Answer errors as problem documents."""
        return problem_handler


class ClockedView(viewsets.ViewSetMixin, GrammarView):
    """A view whose `clocked_actions` take `as_at` and `known_at`.

    `self.clocks` are what was asked for; every answer says them in its headers.
    """

    clocked_actions: ClassVar[tuple[str, ...]] = ()

    @property
    def is_clocked(self) -> bool:
        """Whether this route takes the two clocks."""
        return self.action in self.clocked_actions

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Read the clocks.

        Raises: BadParameter if one cannot be answered, for what else is wrong with the question too.
        """
        super().initial(request, *args, **kwargs)
        self.clocks = Clocks.live(timezone.now())
        try:
            self.clocks = self._clocks(request)
        except BadParameter as error:
            BadParameter.gather(error.again, partial(self.check_question, request))

    def check_question(self, request: Request) -> None:
        """Read what else this route is asked, which needs none of its rows.

        Raises: BadParameter for each parameter that is unknown or malformed.
        """

    def _clocks(self, request: Request) -> Clocks:
        now = timezone.now()
        if not self.is_clocked:
            return Clocks.live(now)
        given = {name: request.query_params.get(name, "") for name in CLOCKS}
        try:
            return read_clocks(given, now=now, settled=settled_instant, first=known_from)
        except ValidationError as error:
            raise BadParameter.from_error(error) from error

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Say with which clocks it was answered; a live answer links to what can be cited."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.is_clocked and answer.status_code == status.HTTP_200_OK:
            self._say_clocks(request, answer)
        return answer

    def _say_clocks(self, request: Request, answer: Response) -> None:
        clocks = self.clocks
        known_at = instant_text(clocks.known_at) if clocks.known_at else None
        answer["As-At"] = clocks.as_at.isoformat()
        answer["Known-At"] = known_at or "live"
        if known_at is None:
            asked = request.query_params.copy()
            asked.pop("cursor", None)
            asked["as_at"] = clocks.as_at.isoformat()
            asked["known_at"] = instant_text(settled_instant())
            url = request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")
            others = [answer["Link"]] if answer.has_header("Link") else []
            answer["Link"] = ", ".join([*others, f'<{url}>; rel="cite-as"'])


class RecordViewSet(
    AnswersLists,
    ClockedView,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Any],
):
    """Rows of one `model`, listed and read.

    `get_queryset()` answers the model's `visible_to(user)`, to which a view adds what its shape
    needs: what is out of reach is 404. The list takes its filters and pages; every other route
    takes no parameter but `format`, and a single row `fields`.
    `action_permissions` names the permissions of single actions, in the place of the usual ones.
    `detail_serializer_class` is the shape of a single row, where it says more than a list does.
    """

    model: ClassVar[type[models.Model]]
    detail_serializer_class: ClassVar[type[BaseSerializer[Any]] | None] = None

    pagination_class = KeysetPagination
    filter_backends = [StrictFilterBackend]
    ordering_fields: ClassVar[dict[str, tuple[str, ...]]] = {}
    default_ordering = ""
    filtered_actions: ClassVar[tuple[str, ...]] = ("list",)
    action_permissions: ClassVar[dict[str, list[type[BasePermission]]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Tell routers and the API's description of which model the rows are.

        Raises: TypeError where a filter has the name of a parameter that every list reads.
        """
        super().__init_subclass__(**kwargs)
        filters = getattr(getattr(cls, "filterset_class", None), "base_filters", ())
        if taken := sorted(OF_LISTS & {*filters}):
            raise TypeError(f"{cls.__name__}: {', '.join(taken)} would filter, and mean more.")
        if "model" in vars(cls):
            cls.queryset = cls.model._default_manager.none()

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows within the person's reach, with what the shape of an answer needs."""
        return self.rows_within_reach()

    def rows_within_reach(self) -> models.QuerySet[Any]:
        """Return the rows within the person's reach as they are stored, and no more of them."""
        view: Any = self
        manager: Any = view.queryset.model._default_manager
        rows: models.QuerySet[Any] = manager.visible_to(self.request.user)
        return rows

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse query parameters on routes that take none.

        Raises: BadParameter naming each parameter that is refused.
        """
        super().initial(request, *args, **kwargs)
        if self.action not in self.filtered_actions:
            self.check_question(request)

    def check_question(self, request: Request) -> None:
        """Read the parameters of a list or, on other routes, refuse all but clocks and fields.

        Raises: BadParameter naming each parameter that is refused.
        """
        if self.action in self.filtered_actions:
            StrictFilterBackend().checked(request, self.get_queryset(), self)
        elif self.action:
            known = [
                *(CLOCKS if self.is_clocked else ()),
                *((FIELDS,) if self.takes_fields else ()),
            ]
            check_parameters(request.query_params, known)

    def get_permissions(self) -> Any:
        """Return the permissions of the action."""
        classes = self.action_permissions.get(self.action or "")
        return [kind() for kind in classes] if classes else super().get_permissions()

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Return the shape of the list, or of a single row."""
        if self.action != "list" and self.detail_serializer_class:
            return self.detail_serializer_class
        return super().get_serializer_class()

    @property
    def takes_fields(self) -> bool:
        """Whether `fields` selects what this route answers."""
        return self.is_list_of_rows or self.action in ("retrieve", "columns")

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        """Return the shape with the fields that were asked for.

        Raises: BadParameter for fields it does not have.
        """
        shape = super().get_serializer(*args, **kwargs)
        asked = self.request.query_params.get(FIELDS) if self.takes_fields else None
        if asked is not None:
            Selection.read(asked, shape).keep_in(shape)
        return shape

    def get_object(self) -> Any:
        """Return the row of the address: to be read, or as it is stored to those who change it.

        A change is answered from what is read anew, so that what is refused, or is not there, need
        not have been put together first.

        Raises: Http404 if there is none within reach.
        """
        name = self.lookup_url_kwarg or self.lookup_field
        value = self.kwargs[name]
        if "\0" in value:
            raise Http404
        rows = self.get_queryset() if self.action == "retrieve" else self.rows_within_reach()
        row = get_object_or_404(rows, **{self.lookup_field: value})
        self.check_object_permissions(self.request, row)
        return row


class CreatesRecord(mixins.CreateModelMixin):
    """Creating: 201 with the row as it is read back, under the constraints of the database."""

    def given_values(self) -> dict[str, Any]:
        """Return what the service itself says of a new row, such as who recorded it."""
        return {}

    def get_serializer_context(self) -> dict[str, Any]:
        """Hand the service's own values to the check."""
        context: dict[str, Any] = super().get_serializer_context()  # type: ignore[misc]
        return context | {"given": self.given_values()}

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Store a row and answer it as it is read from now on.

        Raises: PermissionDenied if it would be out of the person's own reach; nothing is stored.
        """
        view: Any = self
        serializer: BaseSerializer[Any] = view.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        self.perform_create(serializer)
        settle_constraints()
        stored = self.reread(serializer.instance)
        answer = view.get_serializer(stored).data
        return Response(answer, status=status.HTTP_201_CREATED, headers=self._address(stored))

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        """Store the row together with the service's own values."""
        serializer.save(**self.given_values())

    def reread(self, row: Any) -> models.Model:
        """Return the stored row with every annotation of a list.

        Raises: PermissionDenied if the person may not see it.
        """
        view: Any = self
        stored: models.Model | None = view.get_queryset().filter(pk=row.pk).first()
        if stored is None:
            raise exceptions.PermissionDenied("The row would be out of your own reach.")
        return stored

    def _address(self, row: models.Model) -> dict[str, str]:
        view: Any = self
        if not getattr(view, "basename", None):
            return {}
        name = view.lookup_url_kwarg or view.lookup_field
        key = getattr(row, view.lookup_field)
        return {
            "Location": view.request.build_absolute_uri(
                reverse(f"{view.basename}-detail", kwargs={name: key})
            )
        }
