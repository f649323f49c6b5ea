"""Every kind of page: for everybody's eyes and hands, in every window, with nothing from outside.

`EVERY_PAGE=1` visits every page of the access table in both schemes at both widths;
`SCREENSHOTS=1` leaves pictures of what was visited in `screenshots/`.
"""

import pytest

from tests.browser import page_kinds
from tests.browser.looking import HEAVIEST_BYTES, LOOKS, MORE_LOOKS, Looker

OUTSIDE = ("/admin/login/",)
LOOKS_OF_ALL = (*LOOKS, *MORE_LOOKS) if page_kinds.EVERY else LOOKS


@pytest.fixture
def looker(open_page, live_server):
    """Return who looks, signed in as a person or as nobody."""

    def of(person):
        return Looker(open_page(person), live_server.url)

    return of


def wrong(looker, addresses, **options):
    found = {each: looker.faults_of(each, looks=LOOKS_OF_ALL, **options) for each in addresses}
    return {address: faults for address, faults in found.items() if faults}


@pytest.mark.long
def test_pages_of_the_record_are_in_order(world, looker):
    pages = list(dict.fromkeys(page_kinds.of_the_record(world)))

    assert len(pages) > 40
    assert wrong(looker(world.people["lead_inspector"]), pages, heaviest=HEAVIEST_BYTES) == {}


def test_pages_of_the_accounts_are_in_order(world, looker):
    pages = list(page_kinds.of_the_accounts(world))

    assert len(pages) > 5
    assert wrong(looker(world.people["administrator"]), pages, heaviest=HEAVIEST_BYTES) == {}


def test_pages_outside_the_door_are_in_order(world, looker):
    assert wrong(looker(None), OUTSIDE, heaviest=HEAVIEST_BYTES) == {}


def test_page_of_the_api_is_in_order(world, looker):
    assert wrong(looker(None), ["/api/docs/"], is_theirs=True) == {}
