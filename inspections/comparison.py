"""Grades side by side: of one force over time, and of many forces in one area.

What was judged is shown as it stands; a direction is given only where grades compare. Carried
over, withheld, pending and ungraded judgments are shown as such and never compared. A change that
a report itself asserts stands beside, as asserted.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from api.known import as_known
from inspections.comparability import (
    Comparability,
    Direction,
    Edition,
    comparability,
    direction,
    in_order,
)
from inspections.models import Area, Force, Framework, Grade, Judgment

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks
    from inspections.querysets import JudgmentQuerySet

NOT_COMPARED = {
    Judgment.State.UNGRADED: "Not graded, so there is nothing to compare.",
    Judgment.State.PENDING: "Not graded yet, so there is nothing to compare.",
    Judgment.State.CARRIED_OVER: "Carried over from an earlier year: it says nothing new.",
    Judgment.State.WITHHELD: "Withheld, so there is nothing to compare.",
}
"""Why a judgment without a grade of its own is never compared."""

NO_EARLIER = "There is no earlier grade to compare it with."


@dataclass(frozen=True)
class AssertedChange:
    """A change that a publication asserts in the section of an area; not the grade's direction.

    `is_tested`: the publication calls it statistically significant.
    """

    publication: int
    area: int
    code: str
    words: str
    direction: Direction
    is_tested: bool


@dataclass(frozen=True)
class Step:
    """One judgment of a line, with the grade before it, and whether the two compare.

    `earlier` is the latest grade given before. `comparability` is None where there is nothing to
    compare; `reason` then says why.
    """

    judgment: Judgment
    earlier: Judgment | None
    comparability: Comparability | None
    asserted: tuple[AssertedChange, ...]

    @property
    def comparable(self) -> bool | None:
        """Whether it compares with the grade before; None where there is nothing to compare."""
        return None if self.comparability is None else self.comparability.comparable

    @property
    def reason(self) -> str:
        """Say why it does not compare; empty if it does."""
        if self.comparability is not None:
            return self.comparability.reason
        return NOT_COMPARED.get(Judgment.State(self.judgment.state), NO_EARLIER)

    @property
    def direction(self) -> Direction | None:
        """Which way the grade went; None unless the two compare."""
        before, grade = self.earlier, self.judgment.grade
        if not self.comparable or before is None or before.grade is None or grade is None:
            return None
        return direction(before.grade.rank, grade.rank)


@dataclass(frozen=True)
class Line:
    """The judgments of one area and the areas it follows, the first first.

    It is named by its latest area. An area that two others follow is part of both their lines.
    """

    area: Area
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class GradesOverTime:
    """One force's judgments: a line for each area, over the frameworks it was judged in."""

    as_at: dt.date
    known_at: dt.datetime | None
    force: Force
    frameworks: tuple[Edition, ...]
    lines: tuple[Line, ...]
    editions: Mapping[str, Edition]

    @cached_property
    def between(self) -> tuple[Comparability, ...]:
        """Whether the grades of each framework compare with those of the one shown before it."""
        pairs = zip(self.frameworks, self.frameworks[1:], strict=False)
        return tuple(comparability(one.slug, two.slug, self.editions) for one, two in pairs)


@dataclass(frozen=True)
class InArea:
    """One force's judgment beside others of the same area and framework."""

    judgment: Judgment

    @property
    def comparable(self) -> bool | None:
        """Whether it compares with the others; None where there is nothing to compare."""
        return True if self.judgment.state == Judgment.State.GRADED else None

    @property
    def reason(self) -> str:
        """Say why it does not compare; empty if it does: one framework has one scale."""
        return NOT_COMPARED.get(Judgment.State(self.judgment.state), "")


@dataclass(frozen=True)
class GradeCount:
    """How many forces were given a grade."""

    grade: Grade
    forces: int


@dataclass(frozen=True)
class StateCount:
    """How many forces stand without a grade of their own, and in which state."""

    state: str
    forces: int


@dataclass(frozen=True)
class GradesAcrossForces:
    """The judgments of one area of one framework, the latest of each force, by its name.

    `missing` are territorial forces of that day without one within reach, so that zero never
    means that nothing was loaded. Each judgment is counted once, in `grades` or in `states`.
    """

    as_at: dt.date
    known_at: dt.datetime | None
    area: Area
    judgments: tuple[InArea, ...]
    grades: tuple[GradeCount, ...]
    states: tuple[StateCount, ...]
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many forces have a judgment here."""
        return len(self.judgments)


def grades_over_time(
    user: User,
    force: Force,
    *,
    clocks: Clocks,
    asserted: Iterable[AssertedChange] = (),
) -> GradesOverTime:
    """Return the force's judgments within the person's reach, as they stood. Three queries."""
    judgments = list(_standing(user, clocks).filter(inspection__force=force))
    editions = read_editions(clocks)
    before = dict(Area.objects.at(clocks).values_list("pk", "follows_id"))
    told = {each.area.framework.slug for each in judgments}
    changes: dict[tuple[int, int], list[AssertedChange]] = {}
    for change in asserted:
        changes.setdefault((change.publication, change.area), []).append(change)
    lines = [
        Line(
            area,
            tuple(_steps([row for row in judgments if row.area_id in path], editions, changes)),
        )
        for area, path in _paths(judgments, before)
    ]
    order = in_order(editions)
    lines.sort(key=lambda line: (-order.index(line.area.framework.slug), line.area.position))
    return GradesOverTime(
        as_at=clocks.as_at,
        known_at=clocks.known_at,
        force=force,
        frameworks=tuple(editions[slug] for slug in order if slug in told),
        lines=tuple(lines),
        editions=editions,
    )


def grades_across_forces(user: User, area: Area, *, clocks: Clocks) -> GradesAcrossForces:
    """Return the judgments of an area within the person's reach, as they stood. Three queries."""
    latest = {row.inspection.force.slug: row for row in _standing(user, clocks).filter(area=area)}
    judgments = sorted(latest.values(), key=lambda row: row.inspection.force.name)
    given = Counter(row.grade_id for row in judgments if row.state == Judgment.State.GRADED)
    states = Counter(row.state for row in judgments if row.state != Judgment.State.GRADED)
    scale = Grade.objects.at(clocks).filter(scale=area.framework.scale_id).order_by("rank")
    there = Force.objects.at(clocks).territorial(clocks.as_at)
    forces = there.order_by("slug").values_list("slug", flat=True)
    return GradesAcrossForces(
        as_at=clocks.as_at,
        known_at=clocks.known_at,
        area=area,
        judgments=tuple(InArea(row) for row in judgments),
        grades=tuple(GradeCount(grade, given[grade.pk]) for grade in scale),
        states=tuple(StateCount(*counted) for counted in sorted(states.items())),
        missing=tuple(slug for slug in forces if slug not in latest),
    )


def read_editions(clocks: Clocks | None = None) -> dict[str, Edition]:
    """Return every framework by its slug, as far as comparing needs it. One query."""
    rows = as_known(Framework.objects.all(), clocks).select_related("scale", "previous")
    return {
        row.slug: Edition(
            slug=row.slug,
            name=row.name,
            scale=row.scale.slug,
            scale_name=row.scale.name,
            previous=row.previous.slug if row.previous else None,
            comparable_with_previous=row.comparable_with_previous,
            reason=row.comparability_reason,
        )
        for row in rows
    }


def _standing(user: User, clocks: Clocks) -> JudgmentQuerySet:
    rows: JudgmentQuerySet = Judgment.objects.in_force_for(user, clocks, drafts=False)
    return rows.select_related(
        "area__framework", "grade", "publication", "inspection__force"
    ).order_by("as_of_on", "pk")


def _paths(
    judgments: Sequence[Judgment], before: Mapping[int, int | None]
) -> Iterator[tuple[Area, set[int]]]:
    """Return each latest area that was judged, with the numbers of all it descends from."""
    judged = {row.area_id: row.area for row in judgments}
    descent = {number: _descent(number, before) for number in judged}
    for number, area in judged.items():
        if not any(number in descent[other] for other in judged if other != number):
            yield area, descent[number]


def _descent(area: int, before: Mapping[int, int | None]) -> set[int]:
    """Return an area's number and those of the areas it follows; a ring ends where it began."""
    walked: set[int] = set()
    at: int | None = area
    while at is not None and at not in walked:
        walked.add(at)
        at = before.get(at)
    return walked


def _steps(
    judgments: Iterable[Judgment],
    editions: Mapping[str, Edition],
    changes: Mapping[tuple[int, int], Sequence[AssertedChange]],
) -> Iterator[Step]:
    """Compare each grade that was given with the latest one given before it."""
    earlier: Judgment | None = None
    for row in judgments:
        asserted = tuple(changes.get((row.publication_id, row.area_id), ()))
        is_given = row.state == Judgment.State.GRADED
        compared = None
        if is_given and earlier is not None:
            ends = (earlier.area.framework.slug, row.area.framework.slug)
            compared = comparability(*ends, editions)
        yield Step(row, earlier if is_given else None, compared, asserted)
        if is_given:
            earlier = row
