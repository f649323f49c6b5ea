"""Django's system checks of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

OLDEST_SUPPORTED = 15


@register(Tags.database)
def check_server_version(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse a PostgreSQL that is too old; `migrate` asks before it changes anything."""
    errors: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0]) // 10_000
        if version < OLDEST_SUPPORTED:
            errors.append(
                Error(
                    f"The database server is PostgreSQL {version}: "
                    f"version {OLDEST_SUPPORTED} or newer is needed.",
                    hint="Set DATABASE_URL to a newer server, or to the word embedded.",
                    id="config.E001",
                )
            )
    return errors
