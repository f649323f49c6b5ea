"""Who changed what by which door: the context every kept version of a row carries."""

from typing import Any

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware as KeptHistoryMiddleware


class HistoryMiddleware(KeptHistoryMiddleware):
    """Notes the person, the address and the route with every change a request makes.

    A token's owner is known only once the view has looked at the token; the person is noted then.
    """

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what is noted: the person's number, the address, and admin or api."""
        route = "api" if request.path.startswith("/api/") else "admin"
        return {**super().get_context(request), "route": route}
