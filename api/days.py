"""Days in words, the British way; one that is known in part is said no more exactly than that."""

from __future__ import annotations

import datetime as dt

from api.fields import Precision


def day_text(day: dt.date) -> str:
    """Say a day, or an instant's: "30 September 2021"."""
    return f"{day.day} {day:%B %Y}"


def dated_text(day: dt.date, precision: str) -> str:
    """Say a day as exactly as it is known: "30 September 2021", "September 2021", "2021"."""
    if precision == Precision.YEAR:
        return str(day.year)
    return f"{day:%B %Y}" if precision == Precision.MONTH else day_text(day)
