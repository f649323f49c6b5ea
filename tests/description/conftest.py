"""The description as the code gives it, and the real record that its examples are about."""

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from api.management.commands.describe_api import description as described_now
from inspections.models import Force
from seeds.loader import documents, load_document
from seeds.reference_data import load_reference_data
from tests.conftest import person


@pytest.fixture(scope="session")
def description():
    return described_now()


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """Somebody of each role, before the reference data and every real document."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()
        for path in documents():
            load_document(path, at=timezone.now())
        people = {role: person(f"exemplary_{role}", role) for role in Role.values}
        Force.objects.get(slug="greater-manchester").liaison_officers.add(people["liaison_officer"])
        yield people
        transaction.set_rollback(True)
