"""A browser before a live server, with the record of the access table behind it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.access.world import World
from tests.chromium import open_chromium

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser():
    """One Chromium for the tests of a file; every page opens in a profile of its own.

    Its driver runs a loop of events in the tests' own thread, where Django would let nobody ask
    the database.
    """
    with pytest.MonkeyPatch.context() as patch, open_chromium() as chromium:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield chromium


@pytest.fixture
def world(live_server, browser):
    """The record, where the server sees it too."""
    return World()


@pytest.fixture
def open_page(browser, live_server):
    """Open a page of a new window; `person` has signed in there already."""
    opened = []

    def open_new(person=None, **options):
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options}
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(20_000)
        opened.append(context)
        if person is not None:
            client = Client()
            client.force_login(person)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
            context.add_cookies([{**cookie, "url": live_server.url}])
        return context.new_page()

    yield open_new
    for context in opened:
        context.close()
