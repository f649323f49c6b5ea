"""Whatever stands in a list's address, the admin answers: the list, a way back, or a refusal."""

import itertools

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from tests.test_admin_pages import MODELS as RECORD

MODELS = [*RECORD, *(m for m in admin.site._registry if m._meta.app_label == "accounts")]
MANY = "9" * 30
YEARS = ("0", "-1", "9999", "99999", MANY, "x\x00")
PARTS = ("0", MANY)
VALUES = (MANY, "x\x00")
BESIDE = {
    "q": ("reading", "\x00", "'\"\\%_", "1e999"),
    "o": ("1", "-1.2", "99", "x", "-", "\x00"),
    "p": ("1", "0", "-1", MANY, "x", "\x00"),
    "all": ("", "x"),
    "e": ("1", "x"),
    "_facets": ("True", "x"),
    "_to_field": ("id", "nothing", "\x00"),
    "_popup": ("1", "x"),
    "nothing": ("x",),
    "nothing__year": ("99999",),
    "pk": VALUES,
    "pk__in": ("1,x", MANY),
    "superseded": ("all", "x", "\x00"),
    "live": ("x", "\x00"),
    "as_at": ("2021-09-30", "0001-01-01", "2199-01-01", "x", "\x00", MANY),
    "known_at": ("2021-09-30", "9999-12-31", "2021-09-30T12:00:00", "x", "\x00", MANY),
}


def dates_asked(name):
    yield from ({f"{name}__year": year} for year in YEARS)
    yield from (
        {f"{name}__year": year, f"{name}__month": month, f"{name}__day": day}
        for year, (month, day) in itertools.product(("2021", "9999"), (("12", "31"), (MANY, "x")))
    )
    yield from ({f"{name}__{part}": value} for part in ("month", "day") for value in PARTS)
    yield from ({f"{name}__gte": value} for value in ("99999-01-01", "2021-02-30"))


def queries(model):
    """Every column; of days and instants the first in full, and of the others every fourth."""
    kinds = set()
    for field in model._meta.concrete_fields:
        name, kind = field.name, type(field)
        if isinstance(field, models.DateField):
            yield from itertools.islice(dates_asked(name), 0, None, 4 if kind in kinds else 1)
            kinds.add(kind)
        else:
            path = f"{name}__{field.target_field.name}" if field.is_relation else name
            yield from ({f"{path}__exact": value} for value in VALUES)
    yield from ({name: value} for name, values in BESIDE.items() for value in values)
    yield {"e": "1", "nothing__year": "99999"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_address_of_a_list_breaks_it(administrator, inspector, model):
    client = Client(raise_request_exception=False)
    client.force_login(administrator if model._meta.app_label == "accounts" else inspector)
    address = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")

    broken = [query for query in queries(model) if client.get(address, query).status_code >= 500]

    assert broken == []


@pytest.mark.parametrize("year", ["99999", "0", "-1", "x"])
def test_year_no_calendar_has_leads_back_to_the_whole_list(inspector, year):
    client = Client()
    client.force_login(inspector)
    address = reverse("admin:concerns_baseline_changelist")

    answer = client.get(address, {"period_end__year": year})

    assert (answer.status_code, answer.url) == (302, f"{address}?e=1")
    assert client.get(answer.url).status_code == 200
