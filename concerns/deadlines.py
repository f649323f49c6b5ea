"""What is left of a deadline, in words."""

from __future__ import annotations

import datetime as dt


def left_of(due_on: dt.date, as_at: dt.date) -> str:
    """Say how many days are left until the last day, itself still in time, or have passed since.

    "12 days left", "the last day", "3 days over".
    """
    days = (due_on - as_at).days
    if days == 0:
        return "the last day"
    number = "1 day" if abs(days) == 1 else f"{abs(days):,} days"
    return f"{number} left" if days > 0 else f"{number} over"
