"""What a request says of the two clocks, read and judged once at the edge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from api.clocks import LONDON
from api.errors import BadParameter
from api.filters import DayFilter, InstantFilter


@dataclass(frozen=True)
class Clocks:
    """As at the end of a day in London, as known at an instant; None is live: what is current."""

    as_at: dt.date
    known_at: dt.datetime | None


def read_clocks(params: Mapping[str, str], *, today: dt.date, settled: dt.datetime) -> Clocks:
    """Read `as_at` (today unless given) and `known_at` (live unless given).

    A date as `known_at` means the end of that day in London.

    Raises: BadParameter with code `invalid`, `in_future` or `not_settled`.
    """
    return Clocks(_as_at(params.get("as_at"), today), _known_at(params.get("known_at"), settled))


def _as_at(text: str | None, today: dt.date) -> dt.date:
    if text is None:
        return today
    try:
        day = DayFilter().read_one(text)
    except ValidationError as error:
        raise BadParameter({"as_at": f"as_at: {error.message}"}, "invalid") from error
    if day > today:
        raise BadParameter({"as_at": f"as_at: {today} or earlier."}, "in_future")
    return day


def _known_at(text: str | None, settled: dt.datetime) -> dt.datetime | None:
    if text is None:
        return None
    try:
        instant = _end_of(DayFilter().read_one(text))
    except ValidationError:
        try:
            instant = InstantFilter().read_one(text)
        except ValidationError as error:
            sentence = f"known_at: a day as YYYY-MM-DD, or {error.message}"
            raise BadParameter({"known_at": sentence}, "invalid") from error
    if instant > settled:
        sentence = f"known_at: not later than {settled.isoformat()}, the latest settled instant."
        raise BadParameter({"known_at": sentence}, "not_settled")
    return instant


def _end_of(day: dt.date) -> dt.datetime:
    """Return the last microsecond of the day in London; of the last day there is, its end."""
    last = dt.datetime.combine(day, dt.time.max, tzinfo=LONDON)
    return last.astimezone(dt.UTC)
