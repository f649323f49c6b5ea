"""One force's grades over time: a direction only where grades compare."""

import datetime as dt

import pytest

from api.clocks import Clocks
from inspections.comparison import AssertedChange, grades_over_time
from tests import factories as make

FIRST, SECOND, THIRD = (dt.date(year, 3, 3) for year in (2019, 2021, 2023))
LONG_AFTER = dt.date(2026, 1, 1)


@pytest.fixture
def over_time(force, inspector):
    def ask(user=inspector, **values):
        return grades_over_time(user, force, clocks=Clocks(LONG_AFTER), **values)

    return ask


def said(found):
    """What each line says, step by step: grade or state, comparable, direction."""
    return [
        [
            (step.judgment.grade.slug if step.judgment.grade else step.judgment.state)
            + ("" if step.comparable is None else f" {step.direction or 'not comparable'}")
            for step in line.steps
        ]
        for line in found.lines
    ]


@pytest.mark.parametrize(
    ("grades", "direction"),
    [(("poor", "good"), "better"), (("good", "poor"), "worse"), (("good", "good"), "same")],
)
def test_direction_is_given_where_grades_compare(force, cycle, judge, over_time, grades, direction):
    first = cycle("first")
    judge(force, first, grades[0], FIRST)
    judge(force, cycle("second", first), grades[1], SECOND)

    assert said(over_time()) == [[grades[0], f"{grades[1]} {direction}"]]


def test_no_direction_where_a_link_in_between_is_broken(force, cycle, judge, over_time):
    first = cycle("first")
    second = cycle("second", first, comparable=False)
    judge(force, first, "poor", FIRST)
    judge(force, cycle("third", second), "good", THIRD)

    found = over_time()

    assert said(found) == [["poor", "good not comparable"]]
    assert found.lines[0].steps[1].reason == "Second after First: Said so."
    assert [each.comparable for each in found.between] == [False]


def test_no_direction_between_unlike_scales(force, cycle, judge, over_time):
    four = make.GradeScaleFactory(slug="four", name="Four tiers")
    make.GradeFactory(scale=four, rank=2, slug="good")
    first = cycle("first", on=four)
    judge(force, first, "good", FIRST)
    judge(force, cycle("second", first), "good", SECOND)

    found = over_time()

    assert said(found) == [["good", "good not comparable"]]
    assert "unlike scales" in found.lines[0].steps[1].reason


@pytest.mark.parametrize("state", ["ungraded", "pending", "withheld", "carried_over"])
def test_what_is_no_new_grade_is_shown_and_never_compared(force, cycle, judge, over_time, state):
    first = cycle("first")
    second = cycle("second", first)
    judge(force, first, "poor", FIRST)
    grade = "good" if state == "carried_over" else state
    judge(force, second, grade, SECOND, state=state)
    judge(force, cycle("third", second), "good", THIRD)

    found = over_time()

    assert said(found) == [["poor", grade, "good better"]]
    middle, last = found.lines[0].steps[1:]
    assert (middle.comparable, middle.direction, middle.earlier) == (None, None, None)
    assert middle.reason
    assert last.earlier.as_of_on == FIRST


def test_area_that_follows_none_has_a_line_of_its_own(force, cycle, judge, over_time):
    first = cycle("first")
    other = make.AreaFactory(framework=first.framework)
    judge(force, first, "poor", FIRST)
    judge(force, other, "good", FIRST)

    found = over_time()

    assert said(found) == [["poor"], ["good"]]
    assert "no earlier grade" in found.lines[0].steps[0].reason


def test_area_that_two_follow_is_part_of_both_lines(force, cycle, judge, over_time):
    first = cycle("first")
    second = cycle("second", first)
    twin = make.AreaFactory(framework=second.framework, follows=first)
    judge(force, first, "poor", FIRST)
    judge(force, second, "good", SECOND)
    judge(force, twin, "poor", SECOND)

    assert said(over_time()) == [["poor", "good better"], ["poor", "poor same"]]


def test_asserted_change_stands_beside_its_judgment_only(force, cycle, judge, over_time):
    first = cycle("first")
    judge(force, first, "poor", FIRST)
    later = judge(force, cycle("second", first, comparable=False), "good", SECOND)
    change = AssertedChange(later.publication_id, later.area_id, "M1", "Words", "better", True)

    before, after = over_time(asserted=[change]).lines[0].steps

    assert (before.asserted, after.asserted) == ((), (change,))
    assert (after.comparable, after.direction) == (False, None)
