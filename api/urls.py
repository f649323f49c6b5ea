"""The addresses of the API: its root, its description, and the rooms' routers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path
from rest_framework.routers import BaseRouter

from api.errors import unknown_address
from api.views import DocsView, RootView, SchemaView


def api_urlpatterns(*routers: BaseRouter) -> list[URLPattern | URLResolver]:
    """Return every pattern under `/api/` for the resources of these routers.

    The last pattern answers each unknown address with a problem document.
    """
    return [
        path("api/schema/", SchemaView.as_view(), name="api-schema"),
        path("api/docs/", DocsView.as_view(), name="api-docs"),
        path("api/v1/", RootView.as_view(routers=routers), name="api-root"),
        *(path("api/v1/", include(router.urls)) for router in routers),
        re_path(r"^api/", unknown_address),
    ]
