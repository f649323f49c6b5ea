"""Forms with hundreds of lines and pages of thousands of rows: paged, light, and saved whole."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.scoped_admin import PagedInline
from concerns.models import Reading
from inspections.models import Force
from tests import factories as make

HEAVIEST = 100_000
FIELD = re.compile(
    r'<input type="(?:hidden|text)" name="(address_lines-[^"]+)"(?: value="([^"]*)")?'
)
CHOSEN = re.compile(
    r'<select name="(address_lines-\d+-force)".*?<option value="(\d+)" selected', re.DOTALL
)


@pytest.fixture
def browser(inspector):
    client = Client()
    client.force_login(inspector)
    return client


@pytest.fixture
def draft(db):
    """A draft addressed to 115 bodies."""
    bodies = [make.ForceFactory(name=f"Body {number:03}") for number in range(115)]
    return make.PublicationFactory(draft=True, addresses=bodies)


def page_of(row):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def sent_back(answer):
    """The lines of the form as a browser sends them back."""
    text = answer.content.decode()
    return {**dict(FIELD.findall(text)), **dict(CHOSEN.findall(text))}


def test_every_inline_is_paged():
    inlines = [
        each
        for model, page in admin.site._registry.items()
        if model._meta.app_label in ("accounts", "inspections", "concerns", "exports")
        for each in page.inlines
    ]

    assert inlines
    assert [each for each in inlines if not issubclass(each, PagedInline)] == []


def test_lines_are_shown_a_page_at_a_time_each_field_with_its_label(browser, draft):
    first = browser.get(page_of(draft))
    last = browser.get(page_of(draft), {"address_page": "6"})
    beyond = browser.get(page_of(draft), {"address_page": "x"})

    assert len(first.content) < HEAVIEST
    assert "115 address" in first.content.decode()
    assert 'href="?address_page=2#address_lines-group"' in first.content.decode()
    assert [sent_back(each)["address_lines-INITIAL_FORMS"] for each in (first, last, beyond)] == [
        "20",
        "15",
        "20",
    ]
    assert (
        '<label class="visually-hidden" for="id_address_lines-0-force">' in first.content.decode()
    )


def test_saving_a_page_keeps_the_lines_of_the_others(browser, draft):
    address = f"{page_of(draft)}?address_page=2"
    form = browser.get(address)
    gone = form.context["inline_admin_formsets"][0].formset.forms[0].instance.force
    more = make.ForceFactory(name="Another body")

    answer = browser.post(
        address,
        {
            "title": "A new title",
            "reference": draft.reference,
            "kind": draft.kind,
            "version": draft.version,
            **sent_back(form),
            "address_lines-0-DELETE": "on",
            "address_lines-20-force": more.pk,
        },
    )

    assert answer.status_code == 302, answer.context["errors"]
    draft.refresh_from_db()
    assert draft.title == "A new title"
    addressed = set(Force.objects.filter(address_lines__publication=draft))
    assert (len(addressed), gone in addressed, more in addressed) == (115, False, True)


def test_measure_of_five_thousand_readings_is_saved_and_its_page_is_light(browser, inspector):
    measure = make.MeasureFactory(said_by="force")
    first = dt.date(2008, 1, 1)
    Reading.objects.bulk_create(
        Reading(
            measure=measure,
            period_start=first + dt.timedelta(days=number),
            period_end=first + dt.timedelta(days=number),
            low=Decimal(number % 90),
            high=Decimal(number % 90),
            recorded_by=inspector,
        )
        for number in range(5000)
    )

    shown = browser.get(page_of(measure))
    answer = browser.post(
        page_of(measure), {"expected_every_months": "3", "version": measure.version}
    )

    assert shown.content.count(b"<input") < 50
    assert len(shown.content) < HEAVIEST
    assert answer.status_code == 302, answer.context["errors"]
    measure.refresh_from_db()
    assert (measure.expected_every_months, measure.readings.count()) == (3, 5000)
