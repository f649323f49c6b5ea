"""What pages hold at 1280 and at 360 pixels, seen in a browser: nothing is out of sight."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from concerns.models import Answer, Concern
from tests import factories as make
from tests.chromium import open_chromium
from tests.test_admin_pages import MODELS, a_row

HIDDEN = """() => [...document.querySelectorAll(".results, .scroll, .inline-group")]
    .filter(box => box.scrollWidth > box.clientWidth).map(box => box.className)"""


@pytest.fixture
def seen(live_server, inspector):
    """Return what a page answers to a script, in a window so many pixels wide."""
    client = Client()
    client.force_login(inspector)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def look(width, script, *paths):
        with open_chromium() as browser:
            context = browser.new_context(viewport={"width": width, "height": 900})
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
            context.add_cookies([{**cookie, "url": live_server.url}])
            page = context.new_page()
            answers = {}
            for path in paths:
                page.goto(live_server.url + path)
                answers[path] = page.evaluate(script)
        return answers

    return look


def of(model, page, *args):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


def test_every_list_shows_all_its_columns_at_1280_pixels(seen):
    for model in MODELS:
        a_row(model)

    hidden = seen(1280, HIDDEN, *(of(model, "changelist") for model in MODELS))

    assert {path: boxes for path, boxes in hidden.items() if boxes} == {}


def test_tables_of_a_page_stack_at_360_pixels(seen):
    measure = make.ReadingFactory().measure
    put = make.RecommendationFactory()
    answer = make.AnswerFactory()
    address = make.AddressFactory()
    rows = (measure, put.concern, answer.response, address.publication)

    hidden = seen(360, HIDDEN, *(of(type(row), "change", row.pk) for row in rows))

    assert len(hidden) == 4
    assert {path: boxes for path, boxes in hidden.items() if boxes} == {}


def test_lists_stack_at_360_pixels(seen):
    for model in MODELS:
        a_row(model)

    hidden = seen(360, HIDDEN, *(of(model, "changelist") for model in MODELS))

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
