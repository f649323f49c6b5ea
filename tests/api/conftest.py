import pytest
from rest_framework.test import APIClient

from accounts.roles import Role
from inspections.models import Force
from tests.accounts.factories import UserFactory


@pytest.fixture
def caller(db):
    """An administrator: sees every token and every force."""
    return UserFactory(role=Role.ADMINISTRATOR)


@pytest.fixture
def client(caller):
    client = APIClient()
    client.force_login(caller)
    return client


@pytest.fixture
def send(client):
    """Send a body as it stands and return the answer."""

    def post(body, path="/api/v1/forces/", content_type="application/json"):
        return client.post(path, data=body, content_type=content_type)

    return post


@pytest.fixture
def make_force(db):
    def make(slug, **values):
        values = {"name": slug.title(), "kind": Force.Kind.TERRITORIAL, **values}
        return Force.objects.create(slug=slug, **values)

    return make
