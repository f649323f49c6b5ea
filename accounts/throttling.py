"""How often one may ask the API: an ordinary rate, so that no program takes it from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from accounts.attempts import client_address
from accounts.models import Token

if TYPE_CHECKING:
    from rest_framework.views import APIView  # at run time it would import this module


class RequestRate(SimpleRateThrottle):
    """API_REQUESTS_PER_MINUTE for each token, or person signed in, or else address; 0 = any number.

    Each process counts its own: it is the process that has to be kept from one client's hands.
    """

    def get_rate(self) -> str | None:
        """Return the rate; None = none."""
        number: int = settings.API_REQUESTS_PER_MINUTE
        return f"{number}/min" if number else None

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Return for whom it counts."""
        if isinstance(request.auth, Token):
            return f"requests:token:{request.auth.pk}"
        if request.user.is_authenticated:
            return f"requests:account:{request.user.pk}"
        return f"requests:address:{client_address(request._request)}"
