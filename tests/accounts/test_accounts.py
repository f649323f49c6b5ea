import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Token, User
from accounts.roles import Role
from tests.accounts.factories import UserFactory, make_token

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "sees_all"),
    [
        (Role.ADMINISTRATOR, True),
        (Role.INSPECTOR, True),
        (Role.LEAD_INSPECTOR, True),
        (Role.LIAISON_OFFICER, False),
        (Role.ANALYST, False),
    ],
)
def test_accounts_visible_to_role(role, sees_all):
    user, other = UserFactory(role=role), UserFactory()
    assert set(User.objects.visible_to(user)) == ({user, other} if sees_all else {user})


def test_accounts_editable_by_administrators_but_no_superuser():
    administrator, other = UserFactory(role=Role.ADMINISTRATOR), UserFactory()
    glass = User.objects.create_superuser("glass", password="x")
    assert set(User.objects.editable_by(administrator)) == {administrator, other}
    assert set(User.objects.editable_by(glass)) == {administrator, other, glass}
    assert not User.objects.editable_by(other).exists()


def test_superuser_is_an_administrator_by_default():
    glass = User.objects.create_superuser("glass", password="x")
    assert (glass.role, glass.is_superuser, glass.is_staff) == (Role.ADMINISTRATOR, True, True)


def test_service_account_is_made_once_without_password():
    loader = User.objects.service("loader")
    assert User.objects.service("loader") == loader
    assert loader.is_service
    assert not loader.has_usable_password()


def test_service_account_with_password_refused():
    account = UserFactory.build(is_service=True)
    with pytest.raises(ValidationError, match="nobody signs in to a service account"):
        account.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        account.save()


def test_unknown_role_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(role="king")


@pytest.mark.parametrize(
    ("role", "gives_to_service"), [(Role.ADMINISTRATOR, True), (Role.INSPECTOR, False)]
)
def test_tokens_given_by_role(role, gives_to_service):
    user, _other = UserFactory(role=role), UserFactory()
    loader = User.objects.service("loader")
    expected = {user, loader} if gives_to_service else {user}
    assert set(User.objects.tokens_given_by(user)) == expected


def test_tokens_visible_to_owner_and_administrator():
    owner, administrator = UserFactory(), UserFactory(role=Role.ADMINISTRATOR)
    token, _ = make_token(owner)
    for person, expected in [(owner, {token}), (administrator, {token}), (UserFactory(), set())]:
        assert set(Token.objects.visible_to(person)) == expected
        assert set(Token.objects.editable_by(person)) == expected
