"""One instant for a whole export: the clocks it is told by, and a transaction that holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from api.clocks import Clocks, known_from, read_clocks, settled_instant


@dataclass(frozen=True)
class Snapshot:
    """What an export sees, however many datasets it has and however long it takes.

    Its clocks always name an instant, the settled one unless another was asked for: exported again
    at the same clocks, the rows and figures are the same. What transactions under way record is
    in the next one.
    """

    connection: BaseDatabaseWrapper
    clocks: Clocks
    began_at: dt.datetime

    @property
    def known_at(self) -> dt.datetime:
        """The instant as known at which it is told."""
        assert self.clocks.known_at is not None  # snapshot() sees to it
        return self.clocks.known_at


@contextmanager
def snapshot(*, now: dt.datetime, as_at: str = "", known_at: str = "") -> Iterator[Snapshot]:
    """Hold one state of the whole record, read only, until the block ends.

    `as_at` and `known_at` are read as the API reads them (`api.clocks.read_clocks`); without them
    it is today in London, as known at the settled instant.

    Opens a transaction of its own and may not stand inside another. Hidden queries: the settled
    instant.

    Raises: ValidationError by clock if one cannot be answered; RuntimeError inside another
    transaction; OperationalError where the settled instant cannot be told.
    """
    settled = settled_instant()
    given = {"as_at": as_at, "known_at": known_at}
    clocks = read_clocks(given, now=now, settled=lambda: settled, first=known_from)
    if clocks.known_at is None:
        clocks = Clocks(as_at=clocks.as_at, known_at=settled)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL datestyle TO 'ISO, YMD'")
        yield Snapshot(connection, clocks, now)
