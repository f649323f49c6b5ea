"""The API's root, its description, and the page that shows that without a network."""

from __future__ import annotations

from typing import Any, ClassVar

from csp.decorators import csp_update
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
)
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from api.errors import problem_handler
from api.filters import check_parameters
from api.formats import StrictNegotiation
from api.viewsets import GrammarView


class RootView(GrammarView):
    """The resources there are, each with its address."""

    routers: ClassVar[tuple[BaseRouter, ...]] = ()

    @extend_schema(operation_id="root", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """List the resources, each with its address."""
        check_parameters(request.query_params, ())
        return Response(
            {
                prefix: request.build_absolute_uri(reverse(f"{basename}-list"))
                for router in self.routers
                for prefix, _, basename in router.registry
            }
        )


@extend_schema(exclude=True)
class SchemaView(SpectacularAPIView):
    """The description in JSON, or YAML with `?format=yaml`; anybody may read it.

    It says nothing of the record, and a client reads it before it has a token.
    """

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    content_negotiation_class = StrictNegotiation
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]

    def get_exception_handler(self) -> Any:
        """Answer errors as problem documents."""
        return problem_handler

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the description."""
        check_parameters(request.query_params, ())
        described: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]  # untyped library
        return described


# The style sheet of Swagger UI draws its arrows as data: images.
@method_decorator(csp_update({"img-src": ["'self'", "data:"]}), name="dispatch")
class DocsView(TemplateView):
    """Swagger UI from our own host, without an inline script; anybody may read it."""

    template_name = "api/docs.html"
