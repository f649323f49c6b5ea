"""The settings of single sign-on: all that is needed, or none of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.settings import environment

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def issuer() -> str:
    """Return the provider's address from OIDC_ISSUER; empty = there is no single sign-on.

    Raises: ImproperlyConfigured for anything but an https address. On loopback http will do.
    """
    value = environment.text("OIDC_ISSUER", "")
    if value and not _is_safe(value):
        raise ImproperlyConfigured(
            f"OIDC_ISSUER is {value!r}: set it to the provider's https address, without a query."
        )
    return value


def needed(name: str, value: str) -> str:
    """Return a value that OIDC_ISSUER cannot do without.

    Raises: ImproperlyConfigured if there is a provider and the value is empty.
    """
    if not value and issuer():
        raise ImproperlyConfigured(
            f"{name} is not set, but OIDC_ISSUER is: set both, as the provider registered them, "
            "or neither."
        )
    return value


def scopes() -> str:
    """Return what the provider is asked for, of OIDC_SCOPES, with spaces between.

    Raises: ImproperlyConfigured if `openid` is not among it: there would be no ID token.
    """
    value = environment.text("OIDC_SCOPES", "openid")
    if "openid" not in value.split():
        raise ImproperlyConfigured(
            f"OIDC_SCOPES is {value!r}: set it to openid and what else is needed, with spaces."
        )
    return value


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
