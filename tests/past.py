"""Recording at chosen instants, so that a test can ask what was known between them."""

import datetime as dt
from contextlib import contextmanager

from django.db import connection


@contextmanager
def recording_at(instant):
    """Stamp what is recorded inside with that instant, as if this transaction had begun then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('inspection_tracker.recording_instant', true)")
        (before,) = cursor.fetchone()
        stamp(cursor, instant.astimezone(dt.UTC).isoformat())
        try:
            yield
        finally:
            stamp(cursor, before or "")


def stamp(cursor, text):
    cursor.execute("SELECT set_config('inspection_tracker.recording_instant', %s, true)", [text])


def noon(text):
    """Return noon in UTC of a day."""
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(12), dt.UTC)
