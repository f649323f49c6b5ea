"""The real documents behind a served API, and what a client of it is told."""

import datetime as dt
import os

import pytest
from django.utils import timezone

from accounts.models import Token
from accounts.roles import Role, TokenScope
from seeds.loader import documents, load_document
from seeds.reference_data import load_reference_data
from tests.conftest import person


@pytest.fixture
def analyst_of_the_record():
    """An analyst with a token, and the real documents in the record."""
    now = timezone.now()
    load_reference_data()
    for path in documents():
        load_document(path, at=now)
    return person("analyst", Role.ANALYST)


@pytest.fixture
def environment(live_server, analyst_of_the_record):
    """Where the service is, and a token for it."""
    now = timezone.now()
    _, secret = Token.issue(
        owner=analyst_of_the_record,
        name="client",
        scopes=[TokenScope.READ],
        at=now,
        expires_at=now + dt.timedelta(days=1),
    )
    return {"TOKEN": secret, "SERVICE": live_server.url, "PATH": os.environ["PATH"]}
