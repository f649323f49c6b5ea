"""What waits in the record of concerns: for the inspectorate, for a force, for whoever reads."""

from concerns.worklist.deadlines import DUE_THIS_MONTH, OVERDUE, RESPONSES_DUE
from concerns.worklist.measures import NO_READING
from concerns.worklist.news import CHANGED, NEW_READINGS
from concerns.worklist.positions import (
    CLAIMED_CONCERNS,
    CLAIMED_RECOMMENDATIONS,
    CONCERNS_TO_SIGN_OFF,
    RECOMMENDATIONS_TO_SIGN_OFF,
)

LISTS = (
    OVERDUE,
    CONCERNS_TO_SIGN_OFF,
    RECOMMENDATIONS_TO_SIGN_OFF,
    CLAIMED_CONCERNS,
    CLAIMED_RECOMMENDATIONS,
    DUE_THIS_MONTH,
    NO_READING,
    RESPONSES_DUE,
    CHANGED,
    NEW_READINGS,
)
"""Every list, in the front page's order: what presses most first, then news."""

__all__ = ["LISTS"]
