"""The two clocks: when something was true, and when we had been told.

`recorded_at` is not the transaction's start. A slow writer's rows would then appear late with an
early stamp, and an answer about the past would change afterwards. `recording_instant()` takes a
shared advisory lock once per transaction and reads the clock after that; `settled_instant()`
answers the latest instant up to which nothing can be added any more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models

LONDON = ZoneInfo("Europe/London")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class RecordingInstant(models.Func):
    """SQL's `recording_instant()`: one instant per transaction, read under the recording lock."""

    function = "recording_instant"
    template = "%(function)s()"
    output_field = models.DateTimeField()


@dataclass(frozen=True)
class Clocks:
    """As of when an answer is given.

    `as_at` is a day in London: what was true at its end. `known_at` is an instant: what we had
    been told by then, itself included; None is what we know now, which later corrections change.
    """

    as_at: dt.date
    known_at: dt.datetime | None = None
    is_live: bool = False

    @classmethod
    def live(cls, now: dt.datetime) -> Clocks:
        """Return the clocks of whoever asks for none: today in London, as we know it now."""
        return cls(as_at=london_date(now), is_live=True)


def read_clocks(
    given: Mapping[str, str],
    *,
    now: dt.datetime,
    settled: Callable[[], dt.datetime],
    first: Callable[[], dt.datetime | None],
) -> Clocks:
    """Read `as_at` (YYYY-MM-DD) and `known_at` out of what was given; neither is live.

    `known_at` is an instant with its offset, or a day that is over: the last microsecond of it in
    London. Without `as_at` it is asked about the day of that instant. `settled` and `first` are
    asked only where `known_at` is given.

    Raises: ValidationError by parameter, with code `invalid`, `no_offset`, `in_future`,
    `not_settled`, or `before_known_from` where nothing had been recorded by then.
    """
    if not given.get("as_at") and not given.get("known_at"):
        return Clocks.live(now)
    faults: dict[str, ValidationError] = {}
    as_at, known_at = london_date(now), None
    if given.get("known_at"):
        try:
            known_at = _known_at(given["known_at"], settled=settled(), first=first())
            as_at = london_date(known_at)
        except ValidationError as error:
            faults["known_at"] = error
    if given.get("as_at"):
        try:
            as_at = _as_at(given["as_at"], today=london_date(now))
        except ValidationError as error:
            faults["as_at"] = error
    if faults:
        raise ValidationError(faults)
    return Clocks(as_at=as_at, known_at=known_at)


def _as_at(text: str, *, today: dt.date) -> dt.date:
    day = _day(text)
    if day is None:
        raise ValidationError("as_at: a day as YYYY-MM-DD, such as 2021-09-30.", code="invalid")
    if day > today:
        raise ValidationError(f"as_at: today ({today}) or earlier.", code="in_future")
    return day


def _known_at(text: str, *, settled: dt.datetime, first: dt.datetime | None) -> dt.datetime:
    instant = _instant(text)
    if instant > settled:
        raise ValidationError(
            f"known_at: not later than {instant_text(settled)}, up to which every answer is "
            "final; a day has to be over.",
            code="not_settled",
        )
    if first is None or instant < first:
        since = f"known_from is {instant_text(first)}" if first else "nothing is recorded yet"
        raise ValidationError(
            f"known_at: before that instant nothing had been recorded; {since}.",
            code="before_known_from",
        )
    return instant


def _instant(text: str) -> dt.datetime:
    day = _day(text)
    try:
        if day is not None:
            ended = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), LONDON)
            return ended.astimezone(dt.UTC) - dt.timedelta(microseconds=1)
        instant = dt.datetime.fromisoformat(text) if _DAY.match(text) else None
        if instant is not None and instant.tzinfo is not None:
            return instant.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        instant = None
    raise ValidationError(
        "known_at: an instant with its offset, such as 2021-09-30T12:00:00Z (write + as %2B), or "
        "a day, which means its end in London.",
        code="no_offset" if instant is not None else "invalid",
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


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


def known_from() -> dt.datetime | None:
    """Return when the first row of the record was recorded; None while it is empty. One query.

    Before it no question about what was known has an answer, and zero would be a lie.
    """
    firsts = " UNION ALL ".join(
        f"(SELECT recorded_at FROM {connection.ops.quote_name(table)} ORDER BY id LIMIT 1)"
        for table in _recorded_tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(recorded_at) FROM ({firsts}) AS firsts")
        row = cursor.fetchone()
    instant: dt.datetime | None = row[0]
    return instant


def _recorded_tables() -> Iterator[str]:
    for model in apps.get_models():
        field = next((f for f in model._meta.local_fields if f.name == "recorded_at"), None)
        if field is not None and isinstance(field.db_default, RecordingInstant):
            yield model._meta.db_table


def london_date(instant: dt.datetime) -> dt.date:
    """Return the day in London at that instant."""
    return instant.astimezone(LONDON).date()


def instant_text(instant: dt.datetime) -> str:
    """Write an instant in UTC to the microsecond, as `known_at` takes it back."""
    return instant.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
