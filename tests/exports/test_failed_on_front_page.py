"""Exports that failed stand on their owner's front page until one of the schedule succeeds."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from exports.models import Run, Turn
from tests.concerns.waiting import seen_on
from tests.factories import RunFactory, ScheduleFactory

pytestmark = pytest.mark.usefixtures("queue")


def client_of(someone):
    client = Client()
    client.force_login(someone)
    return client


def failed(schedule, days=1):
    at = timezone.now() - dt.timedelta(days=days)
    run = RunFactory(
        schedule=schedule, due_at=at, status="failed", error="The disk is full.", ended_at=at
    )
    Turn.objects.update_or_create(schedule=schedule, defaults={"failing_since": at})
    return run


@pytest.fixture
def failing(analyst):
    schedule = ScheduleFactory(owner=analyst, name="Weekly figures")
    failed(schedule, days=2)
    return failed(schedule)


def section_of(someone):
    return seen_on(client_of(someone), whose="all").get("exports_failed")


def test_owner_is_told_of_the_latest_failure_once(failing, analyst):
    section = section_of(analyst)

    assert section.count == 1
    page = client_of(analyst).get(section.url)
    assert [row.pk for row in page.context["cl"].result_list] == [failing.pk]


def test_page_says_which_and_why(failing, analyst):
    page = client_of(analyst).get("/admin/").content.decode()

    assert "Weekly figures" in page
    assert "The disk is full." in page
    assert f"/admin/exports/run/{failing.pk}/change/" in page


def test_administrator_is_told_of_everybodys(failing, administrator):
    assert section_of(administrator).count == 1


@pytest.mark.parametrize("person", ["inspector", "liaison_officer"])
def test_nobody_else_is_told(failing, request, person):
    section = section_of(request.getfixturevalue(person))

    assert section is None or section.count == 0


def test_it_goes_once_a_run_succeeds(failing, analyst):
    Turn.objects.filter(schedule=failing.schedule).update(failing_since=None)

    section = section_of(analyst)
    assert Run.objects.filter(status="failed").exists()
    assert section is None or section.count == 0
