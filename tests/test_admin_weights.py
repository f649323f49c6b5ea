"""How heavy the lists are that grow: a full page of one stays under 100 kB."""

import datetime as dt

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests import factories as make

FULL = 50
HEAVIEST_BYTES = 100_000
DAY = dt.date(2021, 9, 30)
WORDS = "The force does not answer the public in time, and cannot say how many wait for how long. "


@pytest.fixture(scope="module")
def record(django_db_setup, django_db_blocker):
    """A page of rows of each kind, of forty-three forces, in words of a usual length."""
    with django_db_blocker.unblock(), transaction.atomic():
        forces = [make.ForceFactory(name=f"Constabulary of the county {n}") for n in range(43)]
        publication = make.PublicationFactory(title=WORDS)
        concerns = [
            make.ConcernFactory(
                force=forces[n % 43], publication=publication, cause=True, title=WORDS
            )
            for n in range(FULL)
        ]
        for n, concern in enumerate(concerns):
            make.RecommendationFactory(concern=concern, wording__text=WORDS * 2)
            make.ActionFactory(concern=concern, title=WORDS)
            measure = make.MeasureFactory(force=forces[n % 43], concerns=[concern])
            make.ReadingFactory(measure=measure, period_start=DAY + dt.timedelta(days=n))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def client_of_inspector(record, db, inspector):
    client = Client()
    client.force_login(inspector)
    return client


@pytest.mark.parametrize(
    "name",
    ["concern", "recommendation", "action", "event", "measure", "reading", "progress", "wording"],
)
def test_full_page_of_a_list_stays_under_100_kb(client_of_inspector, name):
    answer = client_of_inspector.get(reverse(f"admin:concerns_{name}_changelist"))

    assert answer.context["cl"].result_count >= FULL
    assert len(answer.content) < HEAVIEST_BYTES
