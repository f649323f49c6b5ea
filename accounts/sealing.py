"""Secrets that the service has to read again: encrypted wherever they are kept.

By keys made from SECRET_KEY, and from SECRET_KEY_FALLBACKS for what was sealed before it changed.
"""

from __future__ import annotations

import base64
import datetime as dt

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class CannotBeOpened(ValueError):
    """It was sealed by another key, or not by us, or it is too old."""


def sealed(text: str) -> str:
    """Return the text as nobody can read or change it who lacks the key."""
    return _keys().encrypt(text.encode()).decode()


def opened(text: str, *, within: dt.timedelta | None = None) -> str:
    """Return what was sealed.

    Raises: CannotBeOpened if we did not seal it, or longer ago than `within`.
    """
    seconds = None if within is None else int(within.total_seconds())
    try:
        return _keys().decrypt(text, ttl=seconds).decode()
    except InvalidToken as error:
        raise CannotBeOpened(
            "It was sealed by another SECRET_KEY: name that one in SECRET_KEY_FALLBACKS."
        ) from error


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    made = salted_hmac("accounts.sealing", "", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(made.digest())
