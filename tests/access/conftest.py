"""The world of the access table, built once for each file of tests and undone after it."""

import pytest
from django.db import transaction

from tests.access.asking import Asker
from tests.access.table import EVERYBODY
from tests.access.world import World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def askers(world, django_db_blocker):
    """Somebody who asks, for each person by name."""
    with django_db_blocker.unblock():
        return {person: Asker(world, person) for person in EVERYBODY}


@pytest.fixture(autouse=True)
def asked(record_property):
    """Let --junitxml show how many requests a test made."""
    before = Asker.asked
    yield
    record_property("asked", Asker.asked - before)
