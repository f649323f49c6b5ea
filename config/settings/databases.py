"""The settings of a database: the embedded server, or the one that a URL names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

EMBEDDED = "embedded"
_NAME = "inspections"
_NO_JIT = "-c jit=off"
"""PostgreSQL may compile a costly statement before it runs it. Of ours with many branches, such as
the worklists, that takes half a minute and the statement itself some milliseconds."""


def database(variable: str, url: str, *, state: Path, durable: bool = True) -> dict[str, Any]:
    """Return Django's settings for a URL such as `postgres://user:password@host:5432/name`.

    Its connections compile no statements (`jit`), unless the URL's own `options` say otherwise.
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
    given = settings.get("OPTIONS", {})
    options = " ".join(filter(None, (_NO_JIT, given.get("options"))))
    return {**settings, "OPTIONS": {**given, "options": options}}
