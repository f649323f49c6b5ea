"""Grades of the real documents: no cycle compares with another, and each says why."""

import datetime as dt
from itertools import combinations

import pytest
from django.test import Client
from django.urls import reverse

from api.clocks import Clocks
from concerns.comparison import asserted_changes
from inspections.comparability import BreakCode, comparability
from inspections.comparison import grades_over_time, read_editions
from inspections.models import Force

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_documents")]

AS_AT = dt.date(2026, 11, 1)
CYCLES = ("peel-2018-19", "peel-2021-22-v1", "peel-2021-22-v2", "peel-2023-25")


@pytest.fixture
def gmp():
    return Force.objects.get(slug="greater-manchester")


@pytest.mark.parametrize(("earlier", "later"), list(combinations(CYCLES, 2)))
def test_no_cycle_compares_with_another(earlier, later):
    found = comparability(earlier, later, read_editions())

    assert not found.comparable
    assert found.reason


@pytest.mark.parametrize(
    ("earlier", "later", "codes", "words"),
    [
        (
            "peel-2018-19",
            "peel-2021-22-v1",
            [BreakCode.UNLIKE_SCALES, BreakCode.SAID_NOT],
            "from four tiers to five",
        ),
        ("peel-2021-22-v1", "peel-2021-22-v2", [BreakCode.NOT_SAID], "Nobody has said"),
        ("peel-2021-22-v2", "peel-2023-25", [BreakCode.SAID_NOT], "more at outcomes"),
        (
            "peel-2018-19",
            "peel-2023-25",
            [
                BreakCode.UNLIKE_SCALES,
                BreakCode.SAID_NOT,
                BreakCode.NOT_SAID,
                BreakCode.SAID_NOT,
            ],
            "PEEL 2021/22, first version after PEEL 2018/19",
        ),
    ],
)
def test_reason_is_the_inspectorates_own(earlier, later, codes, words):
    found = comparability(earlier, later, read_editions())

    assert [each.code for each in found.breaks] == codes
    assert words in found.reason


def test_greater_manchester_has_eleven_lines_and_no_direction(gmp, inspector):
    found = grades_over_time(inspector, gmp, clocks=Clocks(AS_AT))

    assert len(found.lines) == 11
    assert {step.direction for line in found.lines for step in line.steps} == {None}
    assert [each.slug for each in found.frameworks] == ["peel-2021-22-v2"]


def test_organised_crime_is_shown_from_its_publication_on(gmp, inspector):
    def count(day):
        return len(grades_over_time(inspector, gmp, clocks=Clocks(day)).lines)

    assert (count(dt.date(2023, 11, 9)), count(dt.date(2023, 11, 10))) == (10, 11)


def test_changes_that_the_report_asserts_stand_beside(gmp, analyst):
    changes = asserted_changes(analyst, gmp, clocks=Clocks(AS_AT))
    found = grades_over_time(analyst, gmp, clocks=Clocks(AS_AT), asserted=changes)

    shown = {
        step.judgment.area.slug: [(each.code, each.direction) for each in step.asserted]
        for line in found.lines
        for step in line.steps
        if step.asserted
    }
    assert shown == {
        "recording-data-about-crime": [("M03", "better"), ("M05", "worse"), ("M07", "better")],
        "engaging-with-the-public": [("M15", "better")],
        "disrupting-serious-organised-crime": [("M41", "better")],
    }
    assert [each.code for each in changes if each.is_tested] == ["M03", "M15"]
    assert asserted_changes(analyst, gmp, clocks=Clocks(dt.date(2022, 3, 2))) == []


def test_page_of_the_force_shows_grades_and_what_the_report_asserts(gmp, analyst):
    client = Client()
    client.force_login(analyst)

    page = client.get(reverse("admin:inspections_force_change", args=[gmp.pk])).content.decode()

    assert page.count("Requires improvement</a>") == 5
    assert "Asserted: Reports of crime recorded, fraud left out, better, called significant" in page
    assert "Not comparable" not in page  # it was judged in one framework so far
