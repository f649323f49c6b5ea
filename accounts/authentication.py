"""Signing in to the API with a token: `Authorization: Bearer insp_...`."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Subquery
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.attempts import Attempt, Door, client_address, count_as_failed
from accounts.models import Token, User
from api.errors import TooManyRequests

SHOWN_AGAIN_AFTER = dt.timedelta(minutes=1)
"""How stale the shown last use of a token may be; spares a write on nearly every request."""


class BearerAuthentication(BaseAuthentication):
    """Finds the token by the digest of its secret.

    A secret that is unknown, expired, revoked or of an account switched off is refused in the
    same words, so that nobody learns which; tried too often, a right one is refused too. The last
    use is written once the request has succeeded, outside of its transaction.
    """

    keyword = "bearer"

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        """Return the token's owner and the token; None if no bearer token was sent.

        Raises: AuthenticationFailed if the token cannot be used; TooManyRequests while tokens that
        begin so have failed too often from the address, or any have and this one fails too. A
        usable one is nobody's guess: what else its office tries in vain does not stop it.
        """
        scheme, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != self.keyword:
            return None
        now, secret = timezone.now(), secret.strip()
        attempt = Attempt(
            Door.TOKEN, secret[: Token.PREFIX_LENGTH], client_address(request._request)
        )
        token: Any = (
            Token.objects.usable(now)
            .with_secret(secret)
            .select_related("owner")
            .annotate(locked_until=Subquery(attempt.locks(at=now, of_account=True)))
            .first()
        )
        locked_until = token.locked_until if token else attempt.locks(at=now).first()
        if locked_until:
            wait = (locked_until - now).total_seconds()
            raise TooManyRequests("Too many attempts have failed", wait=wait)
        if token is None:
            count_as_failed(request._request, attempt)
            raise AuthenticationFailed("This token is not valid: it may have expired.")
        if token.last_used_at is None or token.last_used_at <= now - SHOWN_AGAIN_AFTER:
            transaction.on_commit(partial(token.note_use, at=now), robust=True)
        token.owner.token = token
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401."""
        return 'Bearer realm="api"'
