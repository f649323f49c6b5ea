"""The admin site: its names, and who may enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.sign_in import SignInForm, say_when
from accounts.sign_on import offer

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class TrackerAdminSite(AdminSite):
    """Django's admin under our name, open to every active account."""

    site_header = "Inspection tracker"
    site_title = "Inspection tracker"
    index_title = "The record"
    site_url = None  # the admin is the site
    login_form = SignInForm

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Tell every page that the places and the search of this site may stand in its head."""
        return {**super().each_context(request), "has_places": True}

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Return the view for those who may enter: pages are read and forms sent, no more."""
        return require_http_methods(("GET", "HEAD", "POST"))(super().admin_view(view, cacheable))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what waits for the person, above the rooms of the record."""
        from concerns.admin.front import front_page  # its models are not there when this is read

        return super().index(request, {**front_page(request), **(extra_context or {})})

    @transaction.non_atomic_requests
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Sign in, outside of a transaction: an attempt counts whatever becomes of the request."""
        answer = super().login(request, {**offer(request), **(extra_context or {})})
        form = (getattr(answer, "context_data", None) or {}).get("form")
        return say_when(answer, form.locked_until if isinstance(form, SignInForm) else None)
