"""Signing in to the admin by single sign-on, where there is a provider.

Only an account that an administrator has given the person's name at the provider: none is made, and
none is found by an e-mail address, which people may choose there and which passes from one person
to another.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import provider
from accounts.models import User
from accounts.provider import Refusal

logger = logging.getLogger(__name__)
SIGNED_ON = "signed_on"
"""Of a session: whether it began by single sign-on, whose own second factor counts."""
View = Callable[[HttpRequest], HttpResponse]


def where_configured(view: View) -> View:
    """Return the view of an address that is there if there is a provider.

    It is asked outside of a transaction, which would be held open while the provider thinks.
    """

    @never_cache
    @transaction.non_atomic_requests
    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        if not settings.OIDC_ISSUER:
            raise Http404
        return require_safe(view)(request)

    return asked


@where_configured
def begin(request: HttpRequest) -> HttpResponse:
    """Send the person to the provider, or on if they have signed in already."""
    to = page_after(request)
    if admin.site.has_permission(request):
        return HttpResponseRedirect(to or reverse("admin:index"))
    try:
        return HttpResponseRedirect(provider.begin(request, to=to))
    except Refusal as refusal:
        return _refused(request, refusal, to)


@where_configured
def answer(request: HttpRequest) -> HttpResponse:
    """Sign in the person whom the provider sends back, in a session of a new key."""
    to = provider.wanted(request)
    try:
        person = _account(provider.name_told(request))
    except Refusal as refusal:
        return _refused(request, refusal, to)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session[SIGNED_ON] = True
    return HttpResponseRedirect(to or reverse("admin:index"))


def offer(request: HttpRequest, to: str = "") -> dict[str, Any]:
    """Return what the sign-in page shows of it: nothing where there is no provider."""
    if not settings.OIDC_ISSUER:
        return {}
    after, url = to or page_after(request), reverse("sign-on")
    return {
        "sign_on_name": settings.OIDC_NAME,
        "sign_on_url": f"{url}?{urlencode({REDIRECT_FIELD_NAME: after})}" if after else url,
    }


def page_after(request: HttpRequest) -> str:
    """Return the page of this site that is asked for after signing in, if one is."""
    to = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    return to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else ""


def _account(name: str) -> User:
    """Return the account of the person whom the provider calls that.

    Raises: Refusal if there is none, or it may not enter.
    """
    person = User.objects.known_as(name)
    if person is None:
        raise Refusal(
            "unknown_person",
            403,
            f"Nobody here is known as '{name}': ask an administrator to enter that as your single "
            "sign-on name.",
        )
    if not (person.is_active and person.is_staff):
        raise Refusal(
            "account_off",
            403,
            f"The account known as '{name}' may not enter: ask an administrator to let it in.",
        )
    return person


def _refused(request: HttpRequest, refusal: Refusal, to: str) -> HttpResponse:
    """Show the sign-in page with the sentence; its password form is sent to where it always is."""
    logger.warning("single sign-on refused", extra={"kind": refusal.kind, "cause": refusal.cause})
    after = to or reverse("admin:index")
    shown = admin.site.login(
        request,
        {
            **offer(request, to),
            "sign_on_refusal": refusal.sentence,
            "app_path": reverse("admin:login"),
            REDIRECT_FIELD_NAME: after,
        },
    )
    if isinstance(shown, TemplateResponse):  # who has signed in already is sent to the front page
        shown.status_code = refusal.status
    if request.session.modified:  # which Django would not save with an answer of 500 and more
        request.session.save()
    return shown
