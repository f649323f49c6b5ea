"""Days as a document writes them: a day, a month or a year."""

from __future__ import annotations

import datetime as dt
import re

from api.fields import Precision

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def parse_day(written: str | int) -> tuple[dt.date, Precision]:
    """Return the day and how exactly it is known; a month or year is kept as its first day.

    Raises: ValueError if it is no day, month or year.
    """
    found = _FORM.fullmatch(str(written))
    if found is None:
        raise ValueError(written)
    year, month, day = found.groups()
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return dt.date(int(year), int(month or 1), int(day or 1)), precision


def day_text(day: dt.date, precision: str) -> str:
    """Write the day as a document does: as exactly as it is known."""
    return {"year": f"{day:%Y}", "month": f"{day:%Y-%m}"}.get(precision, day.isoformat())
