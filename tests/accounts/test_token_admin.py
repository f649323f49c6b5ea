"""Tokens in the admin: made, shown once, revoked."""

import datetime as dt
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Token, User
from accounts.roles import Role, TokenScope
from tests.accounts.factories import UserFactory, make_token

pytestmark = pytest.mark.django_db
TOKENS = "/admin/accounts/token/"
NEW_TOKEN = {"name": "notebook", "scopes": ["read"], "expires_at_1": "12:00"}


def soon():
    return timezone.localtime() + timezone.timedelta(days=10)


def errors(answer):
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


def token_form(owner, **values):
    return {"owner": owner.pk, **NEW_TOKEN, "expires_at_0": f"{soon():%Y-%m-%d}", **values}


@pytest.mark.parametrize("role", Role)
def test_everybody_makes_an_own_token_and_sees_its_secret_once(enter, role):
    client, user = enter(role)
    answer = client.post(TOKENS + "add/", token_form(user))
    token = Token.objects.get()
    assert token.owner == user
    secret = re.search(r"<code class=\"secret\"[^>]*>(\S+)</code>", answer.content.decode())[1]
    assert list(Token.objects.with_secret(secret)) == [token]
    assert "no-store" in answer["Cache-Control"]
    assert secret not in str(list(Session.objects.values())) + str(answer.cookies)
    for page in (TOKENS, f"{TOKENS}{token.pk}/change/", f"{TOKENS}{token.pk}/history/"):
        again = client.get(page)
        assert again.status_code == 200
        assert secret not in again.content.decode()
        assert token.digest not in again.content.decode()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.INSPECTOR])
def test_nobody_makes_a_token_for_another_person(enter, role):
    client, _ = enter(role)
    found = errors(client.post(TOKENS + "add/", token_form(UserFactory())))
    assert list(found) == ["owner"]
    assert not Token.objects.exists()


def test_administrator_makes_a_token_for_a_service(enter):
    client, _ = enter(Role.ADMINISTRATOR)
    loader = User.objects.service("loader")
    assert "shown this once" in client.post(TOKENS + "add/", token_form(loader)).content.decode()
    assert Token.objects.get().owner == loader


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["king"]}, "scopes"),
        ({"name": ""}, "name"),
        ({"expires_at_0": "2100-01-01"}, "expires_at"),
        ({"expires_at_0": "2001-01-01"}, "expires_at"),
        ({"name": "taken"}, "name"),
        ({"name": "a\0b"}, "name"),
    ],
)
def test_token_refused_beside_its_field_with_the_text_kept(enter, values, field):
    client, user = enter(Role.ANALYST)
    make_token(user, name="taken")
    answer = client.post(TOKENS + "add/", token_form(user, **values))
    assert list(errors(answer)) == [field]
    assert Token.objects.count() == 1
    assert "shown this once" not in answer.content.decode()


def test_tokens_listed_are_ones_own_but_an_administrator_sees_all(enter):
    client, user = enter(Role.INSPECTOR)
    make_token(user, name="mine")
    make_token(UserFactory(), name="theirs")
    page = client.get(TOKENS).content.decode()
    assert "mine" in page
    assert "theirs" not in page
    page = enter(Role.ADMINISTRATOR)[0].get(TOKENS).content.decode()
    assert "mine" in page
    assert "theirs" in page


def test_tokens_are_revoked_within_reach_only(enter):
    client, user = enter(Role.ANALYST)
    mine, _ = make_token(user)
    theirs, _ = make_token(UserFactory())
    sent = {"action": "revoke", "_selected_action": [mine.pk, theirs.pk]}
    assert client.post(TOKENS, sent).status_code == 302
    assert set(Token.objects.filter(revoked_at=None)) == {theirs}
    enter(Role.ADMINISTRATOR)[0].post(TOKENS, sent)
    assert not Token.objects.filter(revoked_at=None).exists()


def test_token_is_neither_changed_nor_deleted(enter):
    client, user = enter(Role.ADMINISTRATOR)
    token, _ = make_token(user, scopes=[TokenScope.READ])
    sent = token_form(user, scopes=["read", "readings"])
    assert client.post(f"{TOKENS}{token.pk}/change/", sent).status_code == 403
    assert client.post(f"{TOKENS}{token.pk}/delete/", {"post": "yes"}).status_code == 403
    token.refresh_from_db()
    assert token.scopes == ["read"]


def test_token_form_suggests_reading_for_three_months(enter):
    client, user = enter(Role.ANALYST)
    form = client.get(TOKENS + "add/").context["adminform"].form
    assert form.initial["scopes"] == ["read"]
    assert form.initial["owner"] == user.pk


@pytest.mark.parametrize(("longest", "suggested"), [(366, 90), (30, 30)])
def test_form_names_the_longest_life_and_suggests_no_longer(enter, settings, longest, suggested):
    settings.TOKEN_LONGEST_LIFE_DAYS = longest
    client, user = enter(Role.ANALYST)
    form = client.get(TOKENS + "add/").context["adminform"].form
    assert form.fields["expires_at"].help_text == f"When it ends, at most {longest} days from now."
    assert (form.initial["expires_at"] - timezone.now()).days == suggested - 1
    sent = token_form(user, expires_at_0=f"{soon() + dt.timedelta(days=longest):%Y-%m-%d}")
    found = errors(client.post(TOKENS + "add/", sent))
    assert found == {"expires_at": [f"Expires at: at most {longest} days from now."]}


def test_token_is_revoked_on_its_own_page(enter):
    client, user = enter(Role.ANALYST)
    token, _ = make_token(user)
    page, revoke = f"{TOKENS}{token.pk}/change/", f"{TOKENS}{token.pk}/revoke/"
    assert f'formaction="{revoke}"' in client.get(page).content.decode()
    assert client.get(revoke).status_code == 405
    answer = client.post(revoke, follow=True)
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert revoke not in answer.content.decode()
    assert LogEntry.objects.get().get_change_message() == "Revoked."


def test_token_out_of_reach_is_not_revoked(enter):
    client, _ = enter(Role.INSPECTOR)
    token, _ = make_token(UserFactory())
    assert client.post(f"{TOKENS}{token.pk}/revoke/").status_code == 404
    assert client.post(f"{TOKENS}0/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.fixture
def one_of_each(enter):
    """A token in every state, and a client that sees them."""
    client, user = enter(Role.ADMINISTRATOR)
    make_token(user, name="usable")
    make_token(user, name="expired", at=timezone.now() - dt.timedelta(days=31))
    make_token(user, name="revoked")[0].revoke(at=timezone.now())
    make_token(UserFactory(is_active=False), name="owner_off")
    return client


@pytest.mark.parametrize("state", Token.State.values)
def test_list_is_filtered_by_state(one_of_each, state):
    answer = one_of_each.get(f"{TOKENS}?state={state}")
    assert [token.name for token in answer.context["cl"].queryset] == [state]


def test_secret_is_shown_without_an_inline_script_or_style(enter):
    client, user = enter(Role.ANALYST)
    page = client.post(TOKENS + "add/", token_form(user)).content.decode()
    assert "style=" not in page
    assert "onclick=" not in page
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
