"""Every kind of page: for everybody's eyes and hands, in every window, with nothing from outside.

`EVERY_PAGE=1` visits every page of the access table in both schemes at both widths;
`SCREENSHOTS=1` leaves pictures of what was visited in `screenshots/`.
"""

import pytest

from inspections.models import Address
from tests import factories as make
from tests.browser import page_kinds
from tests.browser.looking import HEAVIEST_BYTES, LOOKS, MORE_LOOKS, Looker
from tests.concerns.closing import propose

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


def test_pages_of_the_exports_are_in_order(world, looker):
    pages = list(page_kinds.of_the_exports(world))

    assert len(pages) > 6
    assert wrong(looker(world.people["liaison_officer"]), pages, heaviest=HEAVIEST_BYTES) == {}


def test_letter_to_be_approved_is_in_order(world, looker):
    story = world.stories["own", "published"]
    propose(story.improvement, world.by)
    letter = make.PublicationFactory(draft=True, kind="closure_letter")
    Address.objects.create(publication=letter, force=world.forces["own"])
    page = f"/admin/inspections/publication/{letter.pk}/letter/"

    seen = looker(world.people["lead_inspector"])

    assert wrong(seen, [page]) == {}
    assert seen.page.get_by_role("button", name="Approve 1 together").count() == 1


def test_preview_of_a_faulty_file_is_in_order(world, looker):
    measure = world.stories["own", "published"].measure
    seen = looker(world.people["inspector"])

    assert wrong(seen, [f"/admin/concerns/reading/upload/?measure={measure.pk}"]) == {}
    body = b"period_start,period_end,value\n2022-02-01,2022-02-28,61\n2022-03-01,2022-03-31,many\n"
    file = {"name": "readings.csv", "mimeType": "text/csv", "buffer": body}
    seen.page.get_by_label("File of readings").set_input_files(file)
    seen.page.get_by_role("button", name="Upload and preview").click()
    seen.page.get_by_role("heading", name="Preview of readings.csv").wait_for()

    assert seen.faults_shown("upload-preview", looks=LOOKS_OF_ALL) == []


def test_refused_form_and_edit_conflict_are_in_order(world, looker):
    force, seen = world.forces["own"], looker(world.people["lead_inspector"])
    seen.page.goto(f"/admin/inspections/force/{force.pk}/change/")
    force.edit(name="Theirs")
    seen.page.get_by_label("Name:", exact=True).fill("Mine")
    seen.page.get_by_label("ONS code").fill("no such code")
    seen.page.get_by_role("button", name="Save", exact=True).click()
    seen.page.get_by_role("heading", name="What changed while you had it open").wait_for()

    assert seen.page.get_by_text("ONS code: one capital letter and eight digits").count() == 1
    assert seen.faults_shown("edit-conflict", looks=LOOKS_OF_ALL) == []


def test_pages_outside_the_door_are_in_order(world, looker):
    assert wrong(looker(None), OUTSIDE, heaviest=HEAVIEST_BYTES) == {}


def test_page_of_the_api_is_in_order(world, looker):
    assert wrong(looker(None), ["/api/docs/"], is_theirs=True) == {}
