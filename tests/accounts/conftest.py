import pytest
from django.test import Client

from inspections.models import Force
from tests.accounts.factories import UserFactory


@pytest.fixture
def enter(db):
    """Return a client signed in with a role, and the account."""

    def sign_in(role, **values):
        user = UserFactory(role=role, **values)
        client = Client()
        client.force_login(user)
        return client, user

    return sign_in


@pytest.fixture
def avon(db):
    return Force.objects.create(slug="avon", name="Avon", kind=Force.Kind.TERRITORIAL)
