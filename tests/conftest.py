"""What every test may ask for: the people of the service, and a client of its API."""

import gc
import os

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import Role
from tests.factories import ForceFactory
from tests.migrated import migrated_database
from tests.past import noon, recording_at

MOST_WORKERS = 4


def pytest_xdist_auto_num_workers(config):
    """`-n auto` means the machine's processors, but no more than one cluster serves well."""
    return min(os.cpu_count() or 1, MOST_WORKERS)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with the long tests, whatever order the others are in."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish():
    """Let the collector pass over what is loaded for good: a tenth of the time goes there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_use_migrations, django_db_blocker
):
    """Let the test database begin as a copy of one that is migrated already."""
    if django_db_use_migrations:
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database(connection)


def person(username, role):
    """Make an account of that role that nobody can sign in to by password."""
    account = User(username=username, role=role)
    account.set_unusable_password()
    account.save()
    return account


@pytest.fixture
def inspector(db):
    return person("inspector", Role.INSPECTOR)


@pytest.fixture
def lead_inspector(db):
    return person("lead_inspector", Role.LEAD_INSPECTOR)


@pytest.fixture
def liaison_officer(db):
    return person("liaison_officer", Role.LIAISON_OFFICER)


@pytest.fixture
def other_liaison_officer(db):
    return person("other_liaison_officer", Role.LIAISON_OFFICER)


@pytest.fixture
def analyst(db):
    return person("analyst", Role.ANALYST)


@pytest.fixture
def administrator(db):
    return person("administrator", Role.ADMINISTRATOR)


@pytest.fixture
def force(liaison_officer):
    """The force the liaison officer speaks for."""
    with recording_at(noon("2020-01-01")):  # known before whatever a test asks about
        force = ForceFactory(slug="own-force", name="Own Force")
        force.liaison_officers.add(liaison_officer)
    return force


@pytest.fixture
def other_force(other_liaison_officer):
    """The force the other liaison officer speaks for."""
    force = ForceFactory(slug="other-force", name="Other Force")
    force.liaison_officers.add(other_liaison_officer)
    return force


@pytest.fixture
def api_client():
    return APIClient()
