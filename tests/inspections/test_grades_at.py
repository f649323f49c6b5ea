"""Which judgments a comparison of grades takes: as at a day, known at an instant, for whom."""

import datetime as dt

import pytest

from api.clocks import Clocks, settled_instant
from inspections.comparison import grades_across_forces, grades_over_time
from inspections.models import Grade
from tests import factories as make

FIRST, SECOND = (dt.date(year, 3, 3) for year in (2019, 2021))
LONG_AFTER = dt.date(2026, 1, 1)


@pytest.fixture
def shown(force, inspector):
    """The grade or state of each step of each line."""

    def ask(user=inspector, as_at=LONG_AFTER, known_at=None):
        found = grades_over_time(user, force, clocks=Clocks(as_at, known_at))
        return [
            [
                step.judgment.grade.slug if step.judgment.grade else step.judgment.state
                for step in line.steps
            ]
            for line in found.lines
        ]

    return ask


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (SECOND - dt.timedelta(days=1), [["poor"]]),
        (SECOND, [["poor", "good"]]),
        (FIRST - dt.timedelta(days=1), []),
    ],
)
def test_judgment_counts_from_the_day_of_its_publication(force, cycle, judge, shown, day, expected):
    first = cycle("first")
    judge(force, first, "poor", FIRST)
    judge(force, cycle("second", first), "good", SECOND)

    assert shown(as_at=day) == expected


def test_later_judgment_of_an_inspection_stands_from_its_publication(force, cycle, judge, shown):
    early = judge(force, cycle("first"), "pending", FIRST)
    later = make.PublicationFactory(addresses=[force], released={"published_on": SECOND})
    make.JudgmentFactory(
        inspection=early.inspection,
        area=early.area,
        publication=later,
        as_of_on=SECOND,
        state="graded",
        grade=Grade.objects.get(slug="good"),
    )

    assert shown() == [["good"]]
    assert shown(as_at=FIRST) == [["pending"]]


def test_draft_has_no_day_and_is_left_out(force, cycle, judge, shown):
    draft = make.PublicationFactory(draft=True, addresses=[force])
    judge(force, cycle("first"), "good", FIRST, publication=draft)

    assert shown() == []


def test_only_what_is_within_reach_is_shown(
    force, cycle, judge, shown, liaison_officer, other_liaison_officer, analyst, administrator
):
    sent = make.PublicationFactory(addresses=[force], released={"sent_on": FIRST})
    judge(force, cycle("first"), "good", FIRST, publication=sent)

    seen = {
        person.username: shown(person)
        for person in (liaison_officer, other_liaison_officer, analyst, administrator)
    }
    assert seen == {
        "liaison_officer": [["good"]],
        "other_liaison_officer": [],
        "analyst": [],
        "administrator": [],
    }


@pytest.mark.django_db(transaction=True)
def test_corrected_grade_is_the_one_known_at_the_instant(force, cycle, judge, shown, inspector):
    wrong = judge(force, cycle("first"), "good", FIRST)
    before = settled_instant()
    wrong.supersede(
        by=inspector, because="our_error", note="Misread.", grade=Grade.objects.get(slug="poor")
    )

    assert shown() == [["poor"]]
    assert shown(known_at=before) == [["good"]]


def test_queries_do_not_grow(force, cycle, judge, shown, inspector, django_assert_num_queries):
    first = cycle("first")
    judge(force, first, "poor", FIRST)
    with django_assert_num_queries(3):
        shown()
    second = cycle("second", first)
    for area in (second, make.AreaFactory(framework=second.framework)):
        judge(force, area, "good", SECOND)
    with django_assert_num_queries(3):
        shown()
    judge(make.ForceFactory(), first, "good", FIRST)
    with django_assert_num_queries(3):
        grades_across_forces(inspector, first, clocks=Clocks(LONG_AFTER))
