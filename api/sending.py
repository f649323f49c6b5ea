"""Sending a table while its query runs: one snapshot, on a connection of its own, a few at once."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any, Self
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from rest_framework import exceptions

from api.columns import BoundColumn
from api.streams import blocks
from api.tabular import Format

RETRY_AFTER_SECONDS = 5
_HEAD_AND_FIRST_ROWS = 2


class TooManyTables(exceptions.APIException):
    """This process sends as many tables at once as it may."""

    status_code = 503
    default_code = "too_many_tables"
    default_detail = "As many tables as may be are being sent: ask again in a few seconds."
    wait = RETRY_AFTER_SECONDS


class Hanging(exceptions.APIException):
    """The client hung up before there was anything to send: nobody reads this."""

    status_code = 503
    default_code = "client_gone"
    default_detail = "The client has gone."


class SentTable:
    """A table in blocks of bytes, whose first rows are there when it is made.

    Close it if it is not read to its end: that cancels the query and frees the connection.
    """

    def __init__(
        self,
        rows: models.QuerySet[Any],
        columns: Sequence[BoundColumn],
        format_: Format,
        *,
        about: Mapping[str, str],
        client: socket.socket | None,
    ) -> None:
        """Begin the query and wait for its first rows.

        Raises: TooManyTables; DatabaseError if the query fails; ClientGone if the client hangs up.
        """
        self._blocks = _sent(rows, columns, format_, about=about, client=client)
        self._first: bytes | None = next(self._blocks)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        """Return the next block.

        Raises: DatabaseError if the query fails midway: what was sent is no whole table.
        """
        first, self._first = self._first, None
        return next(self._blocks) if first is None else first

    def close(self) -> None:
        """Cancel what still runs."""
        self._blocks.close()


def client_of(environment: WSGIEnvironment) -> socket.socket | None:
    """Return the client's socket where the server hands it over and it can be watched."""
    client = environment.get("gunicorn.socket")
    is_plain = isinstance(client, socket.socket) and not isinstance(client, ssl.SSLSocket)
    return client if is_plain else None


def _sent(
    rows: models.QuerySet[Any],
    columns: Sequence[BoundColumn],
    format_: Format,
    *,
    about: Mapping[str, str],
    client: socket.socket | None,
) -> Generator[bytes, None, None]:
    """Yield the head together with the first rows, and then block by block."""
    with _places.taken(), _snapshot() as own:
        stream = blocks(rows, columns, format_, own, about=about, client=client)
        with closing(stream):
            yield b"".join(block for block, _ in islice(stream, _HEAD_AND_FIRST_ROWS))
            _let_go_of_the_request()
            for block, _ in stream:
                yield block


@contextmanager
def _snapshot() -> Iterator[BaseDatabaseWrapper]:
    """Open a connection outside the pool that sees one state of the record, and only reads it."""
    own: BaseDatabaseWrapper = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    try:
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL datestyle TO 'ISO, YMD'")
        yield own
    finally:
        own.close()


def _let_go_of_the_request() -> None:
    """Give the request's own connection back: it would wait in vain for the end of the table."""
    if not connection.in_atomic_block:
        connection.close()


class _Places:
    """How many tables this process sends now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a place until the table is sent.

        Raises: TooManyTables if all TABLES_AT_ONCE are taken.
        """
        with self._lock:
            if self._number >= settings.TABLES_AT_ONCE:
                raise TooManyTables
            self._number += 1
        try:
            yield
        finally:
            with self._lock:
                self._number -= 1


_places = _Places()
