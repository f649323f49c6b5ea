"""One instant for a whole export: the clocks it is told by, and a transaction that holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from api.clocks import london_date, settled_instant


@dataclass(frozen=True)
class Snapshot:
    """What an export sees, however many datasets it has and however long it takes.

    `as_at` is the day in London at which it began. `known_at` is the settled instant, read
    before the rows: all that was recorded up to then is in it, and asking for it again gives the
    same. Live rows may be younger by the transactions that were under way.
    """

    connection: BaseDatabaseWrapper
    as_at: dt.date
    known_at: dt.datetime
    began_at: dt.datetime


@contextmanager
def snapshot(*, now: dt.datetime) -> Iterator[Snapshot]:
    """Hold one state of the whole record, read only, until the block ends.

    Opens a transaction of its own and may not stand inside another. Hidden queries: the settled
    instant.

    Raises: RuntimeError inside another transaction; OperationalError where the settled instant
    cannot be told.
    """
    known_at = settled_instant()
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL datestyle TO 'ISO, YMD'")
        yield Snapshot(connection, london_date(now), known_at, now)
