"""When a schedule is due: cron expressions in a time zone, daylight saving as Debian's cron does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError
from django.core.exceptions import ValidationError

FIELDS = 5
"""Minute, hour, day of the month, month, day of the week."""

SHOWN = 5
"""How many coming times are shown."""


def check_cron(expression: str) -> None:
    """Look whether the expression names times that come.

    Raises: ValidationError saying what is wrong, and what would be right.
    """
    if len(expression.split()) != FIELDS:
        raise ValidationError(
            f"{expression!r} has to have five fields, minute, hour, day of the month, month and "
            "day of the week, such as 0 6 * * 1-5 for six in the morning from Monday to Friday.",
            code="cron_fields",
        )
    try:
        next(CronSim(expression, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    except (CronSimError, StopIteration) as error:
        raise ValidationError(
            f"{expression!r} never comes ({str(error) or 'no such day'}): write minute, hour, day "
            "of the month, month and day of the week, such as 0 6 * * 1-5.",
            code="cron_impossible",
        ) from error


def check_zone(name: str) -> None:
    """Look whether there is a time zone of that name.

    Raises: ValidationError with an example.
    """
    if not is_zone(name):
        raise ValidationError(
            f"There is no time zone {name!r}: name one such as Europe/London or UTC.",
            code="time_zone",
        )


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    return name in available_timezones()


def slots(expression: str, zone: str, *, after: dt.datetime) -> Iterator[dt.datetime]:
    """Yield the times it is due, later than `after`, in UTC, without end.

    Where clocks go forward, a time that does not exist comes at the first minute that does;
    where they go back, a given hour comes once.
    """
    for slot in CronSim(expression, after.astimezone(ZoneInfo(zone))):
        yield slot.astimezone(dt.UTC)


def slots_until(
    expression: str, zone: str, *, first: dt.datetime, now: dt.datetime, most: int
) -> tuple[list[dt.datetime], dt.datetime]:
    """Return the slots from `first` (one itself) until now, at most so many, and the next one."""
    coming = slots(expression, zone, after=first)
    due = [first, *islice(takewhile(lambda slot: slot <= now, coming), most - 1)]
    return due, next(slots(expression, zone, after=due[-1]))


def last_slot(expression: str, zone: str, *, now: dt.datetime) -> dt.datetime:
    """Return the latest slot that is not later than now."""
    backwards = CronSim(
        expression, (now + dt.timedelta(seconds=1)).astimezone(ZoneInfo(zone)), reverse=True
    )
    return next(backwards).astimezone(dt.UTC)


def next_times(expression: str, zone: str, *, now: dt.datetime) -> list[dt.datetime]:
    """Return the next five times it is due, in its own time zone."""
    coming = slots(expression, zone, after=now)
    return [slot.astimezone(ZoneInfo(zone)) for slot in islice(coming, SHOWN)]


def minute_in_words(at: dt.datetime, zone: str) -> str:
    """Return an instant by the clock of a time zone, which it names: 1 July 2026, 06:00 BST."""
    return f"{at.astimezone(ZoneInfo(zone)):%-d %B %Y, %H:%M %Z}"


def cron_in_words(expression: str) -> str:
    """Return the expression in words, such as: At 06:00 every day."""
    return str(CronSim(expression, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).explain())
