"""Tokens that are tied to forces, for the tests of what they reach."""

import datetime as dt

from django.utils import timezone
from rest_framework.test import APIClient

from accounts.roles import TokenScope
from inspections.actions import issue_token

LIFE = dt.timedelta(days=30)


def tied_client(owner, *forces, name="tied", scopes=tuple(TokenScope)):
    """A client of the API that sends a token of the owner, tied to the forces."""
    at = timezone.now()
    _, secret = issue_token(
        owner=owner, forces=forces, name=name, scopes=list(scopes), at=at, expires_at=at + LIFE
    )
    return APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}")


def session_of(person):
    """A client of the API that is signed in as the person."""
    client = APIClient()
    client.force_login(person)
    return client
