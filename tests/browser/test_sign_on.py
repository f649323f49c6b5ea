"""Single sign-on in a browser: by the button, the provider's own page, and back."""

import pytest

from tests.accounts.providers import CLIENT_ID, CLIENT_SECRET, good_provider
from tests.browser.looking import HEAVIEST_BYTES, LOOKS, MORE_LOOKS, Looker

LOGIN = "/admin/login/?next=/admin/find/%3Ffind%3Dforce"


@pytest.fixture
def provider(world, live_server, settings):
    """A provider, and a person of the world whom it calls 00u1."""
    world.people["inspector"].sign_on_name = "00u1"
    world.people["inspector"].save()
    settings.OIDC_NAME = "Police sign-in of the whole of England and Wales"
    with good_provider() as settings.OIDC_ISSUER:
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        settings.PUBLIC_URL = live_server.url
        yield settings.OIDC_NAME


def at_the_provider(page, name):
    """Press the button, and say who one is on the page that it leads to."""
    page.route("https://**", lambda route: route.abort())  # its page asks for a style from outside
    page.get_by_role("link", name=f"Sign in with {name}").click()
    page.get_by_role("heading", name="Authorize Client").wait_for()
    return page.get_by_placeholder("sub")


def test_inspector_signs_in_by_the_button_and_gets_where_they_wanted(provider, open_page):
    page = open_page()
    page.goto("/admin/find/?find=force")
    at_the_provider(page, provider).fill("00u1")
    page.get_by_role("button", name="Authorize").click()

    page.get_by_role("navigation", name="Main").wait_for()
    assert page.url.endswith("/admin/find/?find=force")
    assert "inspector" in page.locator("#user-tools").inner_text().lower()
    page.get_by_role("button", name="Log out").click()
    page.goto("/admin/")
    page.get_by_role("link", name=f"Sign in with {provider}").wait_for()


def test_person_nobody_knows_is_told_and_begins_again(provider, open_page):
    page = open_page()
    page.goto(LOGIN)
    at_the_provider(page, provider).fill("00u2")
    page.get_by_role("button", name="Authorize").click()
    page.get_by_text("Nobody here is known as '00u2'").wait_for()
    assert page.title().startswith("Error: Log in")

    at_the_provider(page, provider).fill("00u1")
    page.get_by_role("button", name="Authorize").first.click()

    page.get_by_role("navigation", name="Main").wait_for()
    assert page.url.endswith("/admin/find/?find=force")


def test_sign_in_page_with_the_button_is_in_order(provider, open_page, live_server):
    looker = Looker(open_page(), live_server.url)
    looks = (*LOOKS, *MORE_LOOKS)

    assert looker.faults_of(LOGIN, looks=looks, heaviest=HEAVIEST_BYTES) == []
    looker.page.goto("/admin/sign-on/answer/?error=access_denied")
    looker.page.get_by_text("did not let you in").wait_for()
    looker.heard.clear()  # the browser names the status of the page
    assert looker.faults_shown("sign-on-denied", looks=looks) == []
