"""The two clocks: when something was true, and when we had been told.

`recorded_at` is not the transaction's start. A slow writer's rows would then appear late with an
early stamp, and an answer about the past would change afterwards. `recording_instant()` takes a
shared advisory lock once per transaction and reads the clock after that; `settled_instant()`
answers the latest instant up to which nothing can be added any more.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import connection, models

LONDON = ZoneInfo("Europe/London")


class RecordingInstant(models.Func):
    """SQL's `recording_instant()`: one instant per transaction, read under the recording lock."""

    function = "recording_instant"
    template = "%(function)s()"
    output_field = models.DateTimeField()


def settled_instant() -> dt.datetime:
    """Return the latest instant about which every answer is final, to the microsecond.

    The earlier of now and the start of the oldest transaction that is still recording, less a
    microsecond. Queries the database; read it before the query that is to be cited.

    Raises: OperationalError where the database role may not see other sessions' transactions
    (grant it pg_read_all_stats).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT settled_instant()")
        row = cursor.fetchone()
    instant: dt.datetime = row[0]
    return instant


def london_date(instant: dt.datetime) -> dt.date:
    """Return the day in London at that instant."""
    return instant.astimezone(LONDON).date()
