"""Printed, the page of a concern is a briefing of two pages, and nothing to press."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.chromium import open_chromium

PAGE_OF_PDF = re.compile(rb"/Type\s*/Page[^s]")
TO_PRESS = """() => [...document.querySelectorAll("a.button, input, summary, .next")]
    .filter(each => each.checkVisibility()).map(each => each.textContent)"""


@pytest.fixture
def briefing(live_server, inspector):
    """Return the pages a record's page prints on, and what can be pressed on them."""
    client = Client()
    client.force_login(inspector)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def look(row):
        name = row._meta.label_lower.replace(".", "_")
        with open_chromium() as browser:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
            context.add_cookies([{**cookie, "url": live_server.url}])
            page = context.new_page()
            page.goto(live_server.url + reverse(f"admin:{name}_change", args=[row.pk]))
            printed = page.pdf(prefer_css_page_size=True)
            page.emulate_media(media="print")
            pressed = page.evaluate(TO_PRESS)
        return len(PAGE_OF_PDF.findall(printed)), pressed

    return look


def test_concern_with_a_long_story_prints_on_two_pages(briefing, inspector, force):
    concern = make.ConcernFactory(
        force=force, detail="The force did not get to emergency incidents in time. " * 6
    )
    for number in range(4):
        make.RecommendationFactory(
            concern=concern,
            wording__publication=concern.publication,
            wording__text="Have a plan that gives the force the capacity to meet its times. " * 2,
        )
        measure = make.MeasureFactory(force=force, concerns=[concern])
        make.ReadingFactory(measure=measure, value=100)
        make.ReadingFactory(measure=measure, value=40, period_start=dt.date(2021, 10, 28))
        make.ActionFactory(concern=concern, title=f"Hire call handlers, round {number}")
    for number in range(20):
        concern.comment(
            by=inspector,
            route="admin",
            happened_on=dt.date(2022, 3, 3),
            note=f"Visit {number}: the backlog fell, and the control room is to grow by half.",
        )

    assert briefing(concern) == (2, [])
