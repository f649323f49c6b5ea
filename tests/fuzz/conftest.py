"""The real record, loaded once, and somebody of every role to ask about it."""

import datetime as dt
import json

import pytest
import schemathesis
from django.db import transaction
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from accounts.models import Token
from accounts.roles import Role, TokenScope
from api.formats import as_json
from inspections.models import Force
from seeds.loader import documents, load_document
from seeds.reference_data import load_reference_data
from tests.conftest import person

FORCE = "greater-manchester"


@pytest.fixture(scope="module")
def record(django_db_setup, django_db_blocker):
    """The reference data and every real document; undone after the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()
        for path in documents():
            load_document(path, at=timezone.now())
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def askers(record):
    """The headers by which somebody of each role asks; of nobody as well."""
    now = timezone.now()
    asked = {"anonymous": {}}
    for role in Role.values:
        owner = person(f"fuzzing_{role}", role)
        if role == Role.LIAISON_OFFICER:
            Force.objects.get(slug=FORCE).liaison_officers.add(owner)
        _, secret = Token.issue(
            owner=owner,
            name="fuzzing",
            scopes=list(TokenScope.values),
            at=now,
            expires_at=now + dt.timedelta(days=1),
        )
        asked[role] = {"Authorization": f"Bearer {secret}"}
    return asked


@pytest.fixture(scope="session")
def description():
    """The API's description, as the code gives it."""
    return SchemaGenerator().get_schema(public=True)


@pytest.fixture(scope="session")
def described(description):
    """The same, as schemathesis reads it."""
    return schemathesis.openapi.from_dict(json.loads(as_json(description)))
