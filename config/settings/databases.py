"""The settings of a database: the embedded server, or the one that a URL names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

EMBEDDED = "embedded"
_NAME = "inspections"


def database(variable: str, url: str, *, state: Path, durable: bool = True) -> dict[str, Any]:
    """Return Django's settings for a URL such as `postgres://user:password@host:5432/name`.

    The word `embedded` instead of a URL stands for the embedded server kept in `state`.

    Raises: ImproperlyConfigured, naming the variable, for any other kind of database.
    """
    if url == EMBEDDED:
        return {
            "ENGINE": "config.postgres",
            "NAME": _NAME,
            "EMBEDDED": {"state": state, "database": _NAME, "durable": durable},
            "OPTIONS": {},
        }
    scheme = url.partition("://")[0]
    if scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"{variable} does not name a PostgreSQL server: set it to "
            "postgres://user:password@host:5432/name, or to the word embedded."
        )
    try:
        settings: dict[str, Any] = environ.Env.db_url_config(url)
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            f"{variable} is no valid address: set it to postgres://user:password@host:5432/name."
        ) from error
    if not settings.get("NAME"):
        raise ImproperlyConfigured(
            f"{variable} names no database: set it to postgres://user:password@host:5432/name."
        )
    return {**settings, "OPTIONS": settings.get("OPTIONS", {})}
