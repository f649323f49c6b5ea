"""What pages hold from 360 to 1280 pixels, seen in a browser: nothing is out of sight."""

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from concerns.models import Answer, Concern, Reading
from tests import factories as make
from tests.chromium import open_chromium
from tests.test_admin_pages import MODELS, a_row

HIDDEN = """() => [...document.querySelectorAll(".results, .scroll, .inline-group")]
    .filter(box => box.scrollWidth > box.clientWidth).map(box => box.className)"""


TO_PRESS = """() => [...document.querySelectorAll("#content :is(input, button, select, .button)")]
    .filter(each => each.checkVisibility()).map(each => each.name || each.textContent)"""
CUT = """() => {
  const shown = document.querySelector("#select2-id_measure-container");
  return shown.scrollWidth > shown.clientWidth;
}"""
LIST_WIDTHS = (360, 768, 900, 1100, 1280)
"""Stacked; a tablet, upright and across; beside the list of places; beside the filter too."""
A4 = 700
"""How many pixels of CSS a sheet upright is wide within its margins, or less."""
CHOICES = "#changelist-filter .filters"


@pytest.fixture
def open_window(live_server, inspector):
    """Return a context: a window so many pixels wide, where the inspector has signed in."""
    client = Client()
    client.force_login(inspector)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    @contextmanager
    def open_new(width):
        with open_chromium() as browser:
            viewport = {"width": width, "height": 900}
            context = browser.new_context(viewport=viewport, base_url=live_server.url)
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
            context.add_cookies([{**cookie, "url": live_server.url}])
            yield context.new_page()

    return open_new


@pytest.fixture
def seen(open_window):
    """Return what pages answer to a script, in windows so many pixels wide."""

    def look(widths, script, *paths):
        answers = {}
        with open_window(widths[0]) as page:
            for path in paths:
                page.goto(path)
                for width in widths:
                    page.set_viewport_size({"width": width, "height": 900})
                    answers[path, width] = page.evaluate(script)
        return answers

    return look


def of(model, page, *args):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


def test_every_list_shows_all_its_columns(seen):
    for model in MODELS:
        a_row(model)

    hidden = seen(LIST_WIDTHS, HIDDEN, *(of(model, "changelist") for model in MODELS))

    assert len(hidden) == len(MODELS) * len(LIST_WIDTHS)
    assert {place: boxes for place, boxes in hidden.items() if boxes} == {}


def test_filter_of_a_narrower_window_opens_by_keyboard_above_the_rows(open_window):
    a_row(Concern)

    with open_window(768) as page:
        page.goto(of(Concern, "changelist"))
        assert not page.locator(CHOICES).is_visible()
        page.locator("#changelist-filter summary").first.focus()
        page.keyboard.press("Enter")
        choices = page.locator(CHOICES).bounding_box()
        rows = page.locator("#result_list").bounding_box()
        page.keyboard.press("Tab")
        focused = page.locator(":focus").inner_text()

    assert choices["y"] + choices["height"] <= rows["y"]
    assert (rows["width"], focused) == (742, "Show counts")


def test_filter_of_a_narrower_window_says_what_is_chosen(open_window):
    a_row(Concern)

    with open_window(768) as page:
        page.goto(f"{of(Concern, 'changelist')}?live=yes&kind__exact=cause_of_concern&_facets=True")
        said = page.locator("#changelist-filter summary").first.inner_text()

    assert said == "Filter Whether it is live: Live; Kind: Cause of concern"


def test_filter_of_a_desk_stands_open_beside_the_rows(open_window):
    a_row(Concern)

    with open_window(1280) as page:
        page.goto(of(Concern, "changelist"))
        choices = page.locator(CHOICES).bounding_box()
        rows = page.locator("#result_list").bounding_box()
        page.get_by_role("link", name="Past the filter, to the list").press("Enter")
        page.keyboard.press("Tab")
        focused = page.locator(":focus").get_attribute("name")

    assert rows["x"] + rows["width"] <= choices["x"]
    assert focused == "action"


def test_nothing_of_a_printed_list_is_to_be_pressed(open_window):
    a_row(Concern)

    with open_window(1280) as page:
        page.goto(of(Concern, "changelist"))
        on_screen = page.evaluate(TO_PRESS)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": A4, "height": 900})
        printed = page.evaluate(TO_PRESS)
        rows, room = (page.locator(each).bounding_box() for each in ("#result_list", "#changelist"))
        shown = page.locator("#result_list thead").evaluate(
            "each => getComputedStyle(each).display"
        )

    assert len(on_screen) > 5
    assert printed == []
    assert (rows["width"], shown) == (room["width"] - 2, "table-header-group")  # within its border


def test_chosen_record_of_a_long_name_is_read_in_whole(seen):
    measure = make.MeasureFactory(indicator__name="calls answered in ten seconds " * 3)

    cut = seen([360, 768], CUT, f"{of(Reading, 'add')}?measure={measure.pk}")

    assert set(cut.values()) == {False}


def test_tables_of_a_page_stack_at_360_pixels(seen):
    measure = make.ReadingFactory().measure
    put = make.RecommendationFactory()
    answer = make.AnswerFactory()
    address = make.AddressFactory()
    rows = (measure, put.concern, answer.response, address.publication)

    hidden = seen([360], HIDDEN, *(of(type(row), "change", row.pk) for row in rows))

    assert len(hidden) == 4
    assert {path: boxes for path, boxes in hidden.items() if boxes} == {}


def test_every_cell_of_a_list_says_its_column_but_the_box_that_chooses_the_row(inspector):
    client = Client()
    client.force_login(inspector)
    a_row(Concern)

    page = client.get(of(Concern, "changelist")).content.decode()

    body = page.partition('<table id="result_list">')[2].partition("<tbody>")[2]
    row = body.partition("</tr>")[0]
    assert row.count("<td") + row.count("<th") == row.count(" data-label=") + 1 == 10
    assert '<td data-label="The force claims" class="' in row
    assert '<th data-label="Reference" class="' in row


def test_list_that_scrolls_is_reached_by_keyboard(inspector):
    client = Client()
    client.force_login(inspector)
    a_row(Answer)

    page = client.get(of(Answer, "changelist")).content.decode()

    assert 'class="results" tabindex="0" role="region" aria-label="Answers, as a table"' in page


def test_every_cell_that_stacks_says_its_column(inspector):
    client = Client()
    client.force_login(inspector)
    put = make.RecommendationFactory()

    page = client.get(of(type(put.concern), "change", put.concern.pk)).content.decode()

    table = page.partition('<table class="stacks">')[2].partition("</table>")[0]
    assert table.count("<td") == table.count("<td data-label=") == table.count('scope="col"') == 5
