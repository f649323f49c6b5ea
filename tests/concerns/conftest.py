"""What tests of the concerns' room ask for: the API, the admin, and forces side by side."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from api.clocks import Clocks
from concerns.comparison import compare_forces
from tests import factories as make
from tests.concerns.series import read

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
YEAR = "2020-04-01/2021-03-31"
START, END = dt.date(2020, 4, 1), dt.date(2021, 3, 31)
LONG_AFTER = dt.date(2026, 1, 1)


@pytest.fixture
def indicator(db):
    return make.IndicatorFactory(code="action-taken", unit="percent", floor=None)


@pytest.fixture
def say(indicator):
    """Record what is said of a force in the year."""

    def record(slug, said, *, period=YEAR, said_by="home_office", body=None, **values):
        force = body or make.ForceFactory(slug=slug)
        measure = make.MeasureFactory(indicator=indicator, force=force, said_by=said_by)
        return read(measure, period, said, **values)

    return record


@pytest.fixture
def compare(indicator, inspector):
    def ask(user=inspector, *, as_at=LONG_AFTER, known_at=None, **values):
        asked = {"period_start": START, "period_end": END, **values}
        return compare_forces(user, indicator, clocks=Clocks(as_at, known_at), **asked)

    return ask


@pytest.fixture
def post(api_client):
    def send(by, address, data=None, **headers):
        api_client.force_authenticate(by)
        return api_client.post(f"/api/v1/{address}/", data or {}, format="json", headers=headers)

    return send


@pytest.fixture
def improvement(force):
    """A published area for improvement of the liaison officer's force."""
    return make.ConcernFactory(force=force)


@pytest.fixture
def client_of():
    """A browser in which somebody has signed in."""

    def signed_in(person, **options):
        client = Client(**options)
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def page_of(client_of, inspector):
    """What stands on the page of a row, its form's token apart."""

    def ask(row, person=inspector, **query):
        name = row._meta.label_lower.replace(".", "_")
        address = reverse(f"admin:{name}_change", args=[row.pk])
        answer = client_of(person).get(address, query)
        assert answer.status_code == 200, answer
        return TOKEN.sub("", answer.content.decode())

    return ask
