import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
USERS, TOKENS = "/admin/accounts/user/", "/admin/accounts/token/"
NEW_USER = {
    "username": "new",
    "role": "analyst",
    "usable_password": "true",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def errors(answer):
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


@pytest.mark.parametrize("role", Role)
def test_everybody_signs_in_and_finds_accounts_and_tokens(role):
    user = UserFactory(role=role)
    client = Client()
    sent = {"username": user.username, "password": PASSWORD, "next": "/admin/"}
    assert client.post("/admin/login/", sent).status_code == 302
    for page in ("/admin/", USERS, TOKENS, TOKENS + "add/", f"{USERS}{user.pk}/change/"):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("values", [{"is_active": False}, {"is_staff": False}])
def test_account_switched_off_does_not_sign_in(values):
    user = UserFactory(**values)
    client = Client()
    answer = client.post("/admin/login/", {"username": user.username, "password": PASSWORD})
    assert answer.status_code == 200
    assert client.get("/admin/").status_code == 302


def test_groups_are_not_offered():
    assert not admin.site.is_registered(Group)


@pytest.mark.parametrize(
    ("role", "status"), [(role, 200 if role == Role.ADMINISTRATOR else 403) for role in Role]
)
def test_only_administrators_make_accounts(enter, role, status):
    client, _ = enter(role)
    assert client.get(USERS + "add/").status_code == status
    assert client.post(USERS + "add/", NEW_USER).status_code == (302 if status == 200 else 403)
    assert User.objects.filter(username="new").exists() is (status == 200)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMINISTRATOR, 302),
        (Role.INSPECTOR, 403),
        (Role.LEAD_INSPECTOR, 403),
    ],
)
def test_only_administrators_change_accounts(enter, role, status):
    client, _ = enter(role)
    other = UserFactory()
    sent = {"username": other.username, "role": "inspector", "is_active": "on", "is_staff": "on"}
    assert client.get(f"{USERS}{other.pk}/change/").status_code == 200
    assert client.post(f"{USERS}{other.pk}/change/", sent).status_code == status
    other.refresh_from_db()
    assert other.role == ("inspector" if status == 302 else "analyst")


@pytest.mark.parametrize("role", Role)
def test_only_administrators_see_how_a_password_is_kept(enter, role):
    client, person = enter(role)
    page = client.get(f"{USERS}{person.pk}/change/").content.decode()
    assert ("hash" in page) == (role == Role.ADMINISTRATOR)
    assert ("Reset password" in page) == (role == Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.LIAISON_OFFICER])
def test_account_out_of_reach_does_not_exist(enter, role):
    client, _ = enter(role)
    other = UserFactory(username="hidden-person")
    answer = client.get(f"{USERS}{other.pk}/change/")
    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert b"hidden-person" not in client.get(USERS).content


def test_superuser_is_out_of_an_administrators_hands(enter):
    client, _ = enter(Role.ADMINISTRATOR)
    glass = User.objects.create_superuser("glass", password=PASSWORD)
    assert client.post(f"{USERS}{glass.pk}/change/", {"username": "x"}).status_code == 403
    sent = {"password1": "another " + PASSWORD, "password2": "another " + PASSWORD}
    assert client.post(f"{USERS}{glass.pk}/password/", sent).status_code == 403
    glass.refresh_from_db()
    assert glass.check_password(PASSWORD)


def test_form_cannot_make_a_superuser(enter):
    client, _ = enter(Role.ADMINISTRATOR)
    client.post(USERS + "add/", {**NEW_USER, "is_superuser": "on"})
    made = User.objects.get(username="new")
    sent = {"username": "new", "role": "analyst", "is_superuser": "on", "is_staff": "on"}
    client.post(f"{USERS}{made.pk}/change/", sent)
    made.refresh_from_db()
    assert not made.is_superuser


def test_password_is_set_by_an_administrator_but_for_services(enter):
    client, _ = enter(Role.ADMINISTRATOR)
    person, loader = UserFactory(), User.objects.service("loader")
    sent = {"password1": "another " + PASSWORD, "password2": "another " + PASSWORD}
    assert client.post(f"{USERS}{person.pk}/password/", sent).status_code == 302
    person.refresh_from_db()
    assert person.check_password("another " + PASSWORD)
    assert client.post(f"{USERS}{loader.pk}/password/", sent).status_code == 403
    assert client.get(f"{USERS}0/password/").status_code == 404


def test_service_account_with_a_password_is_told_so(enter):
    client, _ = enter(Role.ADMINISTRATOR)
    found = errors(client.post(USERS + "add/", {**NEW_USER, "is_service": "on"}))
    assert "nobody signs in to a service account" in str(found["is_service"])
    assert not User.objects.filter(username="new").exists()
    without = {**NEW_USER, "is_service": "on", "usable_password": "false"}
    assert client.post(USERS + "add/", without).status_code == 302


def test_account_of_a_name_that_exists_is_told_so(enter):
    client, user = enter(Role.ADMINISTRATOR)
    found = errors(client.post(USERS + "add/", {**NEW_USER, "username": user.username}))
    assert list(found) == ["username"]


@pytest.mark.parametrize("query", ["q=%00", "owner__username=%00", "p=x", "e=1"])
def test_list_survives_any_query(enter, query):
    client, _ = enter(Role.ADMINISTRATOR)
    assert client.get(f"{TOKENS}?{query}").status_code in (200, 302, 400)


@pytest.mark.parametrize("key", ["a%00b", "9" * 30, "x", "%ED%A0%80"])
def test_page_of_no_row_leads_home(enter, key):
    client, _ = enter(Role.ADMINISTRATOR)
    assert client.get(f"{TOKENS}{key}/change/").status_code == 302
