"""What tests of the concerns' room ask for: acting by the API, a page of the admin's client."""

import pytest
from django.test import Client

from tests import factories as make


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
