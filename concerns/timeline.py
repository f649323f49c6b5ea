"""A force's years as a chart: stages of monitoring, grades by area, concerns from raised to closed.

Only places are computed here; a template draws them. Across, places are percentages of the
width, and down they are pixels, so that letters keep their size however narrow the page is. Words
stand in a row above what they are about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from concerns.axis import Scale, Tick, percent, ticks_of_days

TOP, ROW, WORDS, BELOW, GAP = (
    34,
    44,
    14,
    15,
    26,
)  # in pixels: the axis on top, a row, its words, what stands below them, a heading
MARGIN = dt.timedelta(days=60)
LONGEST = 36  # letters that stand in a row of a page of 360 px


@dataclass(frozen=True)
class Grade:
    """A grade that was given: the day, one or two letters, and whether it follows from before.

    `compares` is None for a first grade, False where it does not compare with the one before.
    """

    on: dt.date
    letters: str
    words: str
    compares: bool | None = None


@dataclass(frozen=True)
class Stretch:
    """Something over [start, end), in words; no end = it goes on."""

    text: str
    start: dt.date
    end: dt.date | None
    tone: str = "quiet"
    url: str = ""


@dataclass(frozen=True)
class GradedLine:
    """One area's grades in the order of time, with its words."""

    text: str
    grades: Sequence[Grade]


@dataclass(frozen=True)
class Badge:
    """Where a grade stands."""

    at: str
    letters: str
    words: str


@dataclass(frozen=True)
class Link:
    """What lies between two grades: a line if they compare, else a break in the middle."""

    start: str
    end: str
    middle: str
    is_break: bool


@dataclass(frozen=True)
class GradedRow:
    """One area's row."""

    text: str
    words_at: int
    at: int
    badges: list[Badge]
    links: list[Link]


@dataclass(frozen=True)
class Band:
    """One stretch's row."""

    text: str
    words_at: int
    at: int
    left: str
    width: str
    right: str
    goes_on: bool
    tone: str
    url: str


@dataclass(frozen=True)
class Heading:
    """The words above a group of rows."""

    text: str
    at: int


@dataclass(frozen=True)
class Timeline:
    """Everything the template draws; `letters` are what boxes hold, with the grades they mean."""

    title: str
    description: str
    across: list[Tick]
    headings: list[Heading]
    stages: list[Band]
    graded: list[GradedRow]
    concerns: list[Band]
    height: int
    top: int = TOP
    words_at: int = TOP - 14
    tick_at: int = TOP - 6
    letters: tuple[tuple[str, str], ...] = ()
    has_break: bool = False


def draw(
    title: str,
    *,
    stages: Sequence[Stretch],
    graded: Sequence[GradedLine],
    concerns: Sequence[Stretch],
    today: dt.date,
) -> Timeline | None:
    """Place a force's years; None where there is nothing to draw. The axis ends today."""
    days = [each.start for each in (*stages, *concerns)]
    days += [grade.on for line in graded for grade in line.grades]
    if not days:
        return None
    scale = Scale(min(days) - MARGIN, max(today, *days), 0, 1)
    headings: list[Heading] = []
    at = TOP

    def rows(heading: str, number: int) -> list[int]:
        nonlocal at
        if not number:
            return []
        headings.append(Heading(heading, at + 18))
        tops = [at + GAP + ROW * row for row in range(number)]
        at = tops[-1] + ROW
        return tops

    bands = rows("Monitoring", len(stages))
    placed_stages = [_band(each, top, scale) for each, top in zip(stages, bands, strict=True)]
    lines = rows("Grades", len(graded))
    placed_grades = [_graded(each, top, scale) for each, top in zip(graded, lines, strict=True)]
    below = rows("Concerns", len(concerns))
    placed_concerns = [_band(each, top, scale) for each, top in zip(concerns, below, strict=True)]
    return Timeline(
        title=title,
        description=_description(stages, graded, concerns),
        across=ticks_of_days(scale, min(days)),
        headings=headings,
        stages=placed_stages,
        graded=placed_grades,
        concerns=placed_concerns,
        height=at + 4,
        letters=tuple(
            sorted({(each.letters, each.words) for line in graded for each in line.grades})
        ),
        has_break=any(link.is_break for row in placed_grades for link in row.links),
    )


def _band(stretch: Stretch, top: int, scale: Scale) -> Band:
    left = scale.across(stretch.start)
    right = scale.across(min(stretch.end or scale.last, scale.last))
    return Band(
        text=_short(stretch.text),
        words_at=top + WORDS,
        at=top + WORDS + BELOW,
        left=percent(left),
        width=percent(max(right - left, 0)),
        right=percent(right),
        goes_on=stretch.end is None,
        tone=stretch.tone,
        url=stretch.url,
    )


def _graded(line: GradedLine, top: int, scale: Scale) -> GradedRow:
    places = [scale.across(grade.on) for grade in line.grades]
    pairs = zip(pairwise(places), line.grades[1:], strict=True)
    return GradedRow(
        text=_short(line.text),
        words_at=top + WORDS,
        at=top + WORDS + BELOW,
        badges=[
            Badge(percent(place), grade.letters, grade.words)
            for place, grade in zip(places, line.grades, strict=True)
        ],
        links=[
            Link(percent(one), percent(two), percent((one + two) / 2), not grade.compares)
            for (one, two), grade in pairs
        ],
    )


def _short(text: str) -> str:
    """Cut words that would run out of a narrow page; the tables below tell them in full."""
    return (
        text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
    )


def _description(
    stages: Sequence[Stretch], graded: Sequence[GradedLine], concerns: Sequence[Stretch]
) -> str:
    """Count what is drawn; the tables and lists below tell each."""
    going_on = sum(each.end is None for each in concerns)
    return (
        f"{len(stages)} stages of monitoring, grades in {len(graded)} areas, and "
        f"{len(concerns)} concerns of which {going_on} go on; the tables below tell each."
    )
