"""What the overview says: plain counts with their totals, and what cannot be said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

Each = TypeVar("Each")


@dataclass(frozen=True)
class Row:
    """One count of a breakdown. `key` None is the row of those that have none.

    `approximate` are those of them that a date known only to its month or year put there.
    """

    key: str | None
    label: str
    count: int
    approximate: int = 0


@dataclass(frozen=True)
class Breakdown:
    """Counts that add up: the rows and the remainder are the total."""

    total: int
    rows: tuple[Row, ...]
    remainder: int = 0
    """What stands in no row; no rows are left out, so it is nought."""


@dataclass(frozen=True)
class Standing:
    """How many there are, broken down in every way."""

    total: int
    by_force: Breakdown
    by_region: Breakdown
    by_area: Breakdown
    by_kind: Breakdown
    by_status: Breakdown
    by_force_status: Breakdown


@dataclass(frozen=True)
class Both(Generic[Each]):
    """The same asked of concerns and of recommendations."""

    concerns: Each
    recommendations: Each


@dataclass(frozen=True)
class Wordings:
    """Recommendations beside the wordings they are of: 43 recommendations, 1 wording."""

    recommendations: int
    wordings: int

    @property
    def text(self) -> str:
        """Both in words."""
        return (
            f"{counted(self.recommendations, 'recommendation')}, "
            f"{counted(self.wordings, 'wording')}"
        )


@dataclass(frozen=True)
class Days:
    """A number of days; what a date known to its month or year leaves open lies between."""

    low: int
    high: int

    @property
    def text(self) -> str:
        """It in words."""
        if self.low == self.high:
            return counted(self.low, "day")
        return f"{self.low:,} to {self.high:,} days"


@dataclass(frozen=True)
class Waiting:
    """How many wait, and for how long: the median (of two, the lower) and the longest."""

    count: int
    approximate: int
    median: Days | None
    longest: Days | None


@dataclass(frozen=True)
class Deadlines:
    """Live recommendations by their deadline; none of the first two is claimed complete."""

    overdue: int
    due_soon: int
    immediate: Waiting


@dataclass(frozen=True)
class Ages(Breakdown):
    """Live concerns in bands of age, with the median age and the first day of the oldest."""

    median: Days | None = None
    since_on: dt.date | None = None
    since_until_on: dt.date | None = None
    """The last day that `since_on` can be, where only its month or year is known."""

    @property
    def since(self) -> str:
        """Since when the oldest stands, as exactly as it is known."""
        first, last = self.since_on, self.since_until_on
        if first is None or last is None:
            return ""
        if first == last:
            return f"since {first.day} {first:%B %Y}"
        return f"since {first:%Y}" if first.month != last.month else f"since {first:%B %Y}"


@dataclass(frozen=True)
class Ageing:
    """Ages of live concerns, and of the lines of descent that they belong to."""

    by_form: Ages
    by_line: Ages


@dataclass(frozen=True)
class Quarter:
    """What happened in one quarter of the calendar, by the day it happened."""

    starts_on: dt.date
    opened: int = 0
    closed_complete: int = 0
    closed_no_further_action: int = 0
    superseded: int = 0
    withdrawn: int = 0
    reopened: int = 0
    approximate: int = 0

    @property
    def name(self) -> str:
        """Such as 2021-Q3."""
        return f"{self.starts_on.year}-Q{(self.starts_on.month + 2) // 3}"


@dataclass(frozen=True)
class Quantile:
    """Within how many days that part is closed; None with the reason where it cannot be said."""

    days: int | None
    refusal: str = ""


@dataclass(frozen=True)
class DaysToClose:
    """Days from opening to closing as complete, the others censored.

    `number` = `closed` + `censored`; `left_out` begin or end on a day that is not known exactly.
    """

    number: int
    closed: int
    censored: int
    left_out: int
    lower_quartile: Quantile
    median: Quantile
    upper_quartile: Quantile

    @property
    def parts(self) -> tuple[Quantile, Quantile, Quantile]:
        """A quarter, half, three quarters."""
        return (self.lower_quartile, self.median, self.upper_quartile)


@dataclass(frozen=True)
class CameBack:
    """Of those closed as complete at least two years before, how many were back within two years.

    `closed_by_on` is the last day of closing that counts; `left_out` were closed, or came back,
    on a day that is not known exactly.
    """

    closed_by_on: dt.date
    closed: int
    came_back: int
    left_out: int


@dataclass(frozen=True)
class Promptness:
    """Whether what was done was done by the last day, as that stood then."""

    total: int
    in_time: int
    late: int
    no_date: int
    approximate: int


@dataclass(frozen=True)
class InTime:
    """Recommendations claimed complete, and closed as complete, in time or late."""

    by_claim: Promptness
    by_decision: Promptness


@dataclass(frozen=True)
class Coverage:
    """Of how many territorial forces a complete inspection is loaded; of others only parts."""

    forces: int
    complete: int
    in_part: int

    @property
    def none(self) -> int:
        """Of how many forces no inspection is loaded."""
        return self.forces - self.complete - self.in_part

    @property
    def text(self) -> str:
        """It in words: 1 of 43 forces loaded."""
        loaded = f"{self.complete} of {counted(self.forces, 'force')} loaded"
        return f"{loaded}, {self.in_part} in part" if self.in_part else loaded


@dataclass(frozen=True)
class Overview:
    """Everything the overview says at two clocks within somebody's reach."""

    as_at: dt.date
    known_at: dt.datetime | None
    coverage: Coverage
    concerns: Standing
    recommendations: Standing
    wordings: Wordings
    deadlines: Deadlines
    awaiting_verification: Both[Waiting]
    ageing: Ageing
    quarters: Both[tuple[Quarter, ...]]
    days_to_close: Both[DaysToClose]
    came_back: Both[CameBack]
    in_time: InTime


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
