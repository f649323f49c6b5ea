"""The smallest valid accounts and tokens."""

import datetime as dt

import factory
from django.utils import timezone

from accounts.models import Token, User
from accounts.roles import Role, TokenScope

PASSWORD = "correct horse battery staple"


class UserFactory(factory.django.DjangoModelFactory):
    """An account that signs in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person-{number}")
    role = Role.ANALYST
    password = factory.django.Password(PASSWORD)


def make_token(owner, *, scopes=(TokenScope.READ,), name="notebook", days=30, at=None):
    """Return a token and its secret."""
    at = at or timezone.now()
    return Token.issue(
        owner=owner,
        name=name,
        scopes=list(scopes),
        at=at,
        expires_at=at + dt.timedelta(days=days),
    )
