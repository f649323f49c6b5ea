"""The name by which single sign-on knows an account: who gives it, sees it, and finds by it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
USERS = "/admin/accounts/user/"
NEW = {"username": "new", "role": "analyst", "usable_password": "false"}
KEPT = {"username": "alex", "role": "analyst", "is_active": "on", "is_staff": "on"}


def test_account_without_a_name_is_one_of_many():
    UserFactory(), UserFactory()
    assert User.objects.filter(sign_on_name=None).count() == 2


@pytest.mark.parametrize(("asked", "found"), [("00u1", True), ("00U1", False), ("00u", False)])
def test_account_is_known_by_its_name_letter_for_letter(asked, found):
    alex = UserFactory(sign_on_name="00u1")
    assert User.objects.known_as(asked) == (alex if found else None)


def test_empty_name_is_none():
    account = UserFactory.build(sign_on_name="")
    account.full_clean()
    assert account.sign_on_name is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"sign_on_name": ""}, ""),
        ({"sign_on_name": "00u1"}, "Single sign-on name already exists"),
        (
            {"sign_on_name": "loader", "is_service": True, "password": "!"},
            "sign_on_name: nobody signs in to a service account",
        ),
    ],
)
def test_name_that_cannot_be_is_refused(values, sentence):
    UserFactory(sign_on_name="00u1")
    account = UserFactory.build(**values)
    if sentence:
        with pytest.raises(ValidationError) as refused:
            account.full_clean()
        assert sentence in str(refused.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        account.save()


def test_administrator_gives_and_takes_it(enter):
    client, _ = enter(Role.ADMINISTRATOR)
    alex = UserFactory(username="alex")
    page = f"{USERS}{alex.pk}/change/"
    assert "What single sign-on calls the person" in client.get(page).content.decode()

    for sent, kept in ((" 00u1 ", "00u1"), ("", None)):
        assert client.post(page, {**KEPT, "sign_on_name": sent}).status_code == 302
        alex.refresh_from_db()
        assert alex.sign_on_name == kept


def test_administrator_makes_an_account_that_has_no_password(enter):
    client, _ = enter(Role.ADMINISTRATOR)
    assert client.post(f"{USERS}add/", {**NEW, "sign_on_name": "00u1"}).status_code == 302
    made = User.objects.get(sign_on_name="00u1")
    assert not made.has_usable_password()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"sign_on_name": "00u1"}, "Single sign-on name already exists"),
        ({"sign_on_name": "loader", "is_service": "on"}, "nobody signs in to a service account"),
    ],
)
def test_administrator_is_told_what_cannot_be(enter, values, sentence):
    client, _ = enter(Role.ADMINISTRATOR)
    UserFactory(sign_on_name="00u1")
    answer = client.post(f"{USERS}add/", {**NEW, **values})
    assert sentence in str(answer.context["adminform"].form.errors["sign_on_name"])


@pytest.mark.parametrize("role", Role)
def test_only_administrators_see_it_and_find_by_it(enter, role):
    client, person = enter(role, sign_on_name="zq-own")
    other = UserFactory(username="other", sign_on_name="zq-other")
    is_theirs = role == Role.ADMINISTRATOR
    for each in (person, other):
        page = client.get(f"{USERS}{each.pk}/change/").content.decode()
        assert (each.sign_on_name in page) == is_theirs
    found = client.get(USERS, {"q": "zq-o"}).context["cl"].result_count
    assert found == (2 if is_theirs else 0)


def test_nobody_gives_themselves_one(enter):
    client, person = enter(Role.LEAD_INSPECTOR)
    sent = {**KEPT, "username": person.username, "sign_on_name": "mine"}
    assert client.post(f"{USERS}{person.pk}/change/", sent).status_code == 403
    person.refresh_from_db()
    assert person.sign_on_name is None


def test_password_still_signs_in():
    UserFactory(username="alex", sign_on_name="00u1")
    client = Client()
    client.post("/admin/login/", {"username": "alex", "password": PASSWORD})
    assert "_auth_user_id" in client.session
    assert "signed_on" not in client.session
