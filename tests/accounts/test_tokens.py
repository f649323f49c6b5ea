import datetime as dt
import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Token
from tests.accounts.factories import UserFactory, make_token

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def test_issue_stores_the_digest_only():
    token, secret = make_token(UserFactory(), at=NOON)
    stored = Token.objects.values().get(pk=token.pk)
    assert secret not in str(stored)
    assert stored["digest"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret.startswith(stored["prefix"])
    assert str(token) == f"notebook ({secret[:13]}…)"


def test_with_secret_finds_that_token_alone():
    token, secret = make_token(UserFactory(), at=NOON)
    make_token(UserFactory(), at=NOON)
    assert list(Token.objects.with_secret(secret)) == [token]
    assert not Token.objects.with_secret(secret + "x").exists()


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON, True),
        (NOON + dt.timedelta(days=30, microseconds=-1), True),
        (NOON + dt.timedelta(days=30), False),
    ],
)
def test_usable_until_it_expires(at, expected):
    make_token(UserFactory(), at=NOON, days=30)
    assert Token.objects.usable(at).exists() is expected


def test_usable_not_when_revoked():
    token, _ = make_token(UserFactory(), at=NOON)
    token.revoke(at=NOON)
    assert not Token.objects.usable(NOON).exists()


def test_usable_not_of_a_switched_off_account():
    make_token(UserFactory(is_active=False), at=NOON)
    assert not Token.objects.usable(NOON).exists()


def test_revoke_twice_keeps_the_first_instant():
    token, _ = make_token(UserFactory(), at=NOON)
    token.revoke(at=NOON)
    token.revoke(at=NOON + dt.timedelta(days=1))
    assert token.revoked_at == NOON


def test_note_use_never_goes_back():
    token, _ = make_token(UserFactory(), at=NOON)
    token.note_use(at=NOON)
    token.note_use(at=NOON - dt.timedelta(hours=1))
    token.refresh_from_db()
    assert token.last_used_at == NOON


@pytest.mark.parametrize(("days", "accepted"), [(29, True), (30, True), (31, False)])
def test_longest_life_is_a_setting(settings, days, accepted):
    settings.TOKEN_LONGEST_LIFE_DAYS = 30
    if accepted:
        make_token(UserFactory(), at=NOON, days=days)
        return
    with pytest.raises(ValidationError) as refused:
        make_token(UserFactory(), at=NOON, days=days)
    assert refused.value.message_dict == {"expires_at": ["expires_at: at most 30 days from now."]}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"days": 367}, "expires_at", "at most 366 days"),
        ({"days": 0}, "__all__", "later than when the token was made"),
        ({"scopes": ()}, "scopes", "cannot be blank"),
        ({"scopes": ("everything",)}, "scopes", "not a valid choice"),
    ],
)
def test_issue_refuses(values, field, words):
    with pytest.raises(ValidationError) as refused:
        make_token(UserFactory(), at=NOON, **values)
    assert words in str(refused.value.message_dict[field])
    assert not Token.objects.exists()


def test_issue_refuses_a_second_of_the_name_until_the_first_is_revoked():
    owner = UserFactory()
    token, _ = make_token(owner, at=NOON)
    with pytest.raises(ValidationError, match="choose another"):
        make_token(owner, at=NOON)
    token.revoke(at=NOON)
    make_token(owner, at=NOON)


@pytest.mark.parametrize(
    "values",
    [
        {"digest": "plain"},
        {"scopes": []},
        {"scopes": ["king"]},
        {"expires_at": NOON},
        {"expires_at": NOON + dt.timedelta(days=3660, microseconds=1)},
    ],
)
def test_database_refuses(values):
    token, _ = make_token(UserFactory(), at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Token.objects.filter(pk=token.pk).update(**values)
