"""The grades of one area of one framework, force by force."""

import datetime as dt

from api.clocks import Clocks
from inspections.comparison import grades_across_forces
from tests import factories as make

FIRST, SECOND = (dt.date(year, 3, 3) for year in (2019, 2021))
LONG_AFTER = dt.date(2026, 1, 1)


def test_forces_of_one_area_are_counted_and_the_missing_named(force, cycle, judge, inspector):
    area = cycle("first")
    good, poor, late = (make.ForceFactory(slug=f"b{n}", name=f"B {n}") for n in range(3))
    judge(good, area, "poor", FIRST)
    judge(good, area, "good", SECOND)
    judge(poor, area, "poor", FIRST)
    judge(late, area, "pending", FIRST)
    make.ForceFactory(slug="gone", existed_until=dt.date(1974, 4, 1))
    make.ForceFactory(kind="national_force")

    found = grades_across_forces(inspector, area, clocks=Clocks(LONG_AFTER))

    assert [(row.judgment.inspection.force.slug, row.comparable) for row in found.judgments] == [
        ("b0", True),
        ("b1", True),
        ("b2", None),
    ]
    assert [(each.grade.slug, each.forces) for each in found.grades] == [
        ("outstanding", 0),
        ("good", 1),
        ("poor", 1),
    ]
    assert [(each.state, each.forces) for each in found.states] == [("pending", 1)]
    assert (found.total, found.missing) == (3, ("own-force",))
    assert found.judgments[2].reason == "Not graded yet, so there is nothing to compare."


def test_carried_over_grade_is_counted_apart(force, cycle, judge, inspector):
    area = cycle("first")
    judge(force, area, "good", FIRST, state="carried_over")

    found = grades_across_forces(inspector, area, clocks=Clocks(LONG_AFTER))

    assert [each.forces for each in found.grades] == [0, 0, 0]
    assert [(each.state, each.forces) for each in found.states] == [("carried_over", 1)]
    assert found.judgments[0].comparable is None
