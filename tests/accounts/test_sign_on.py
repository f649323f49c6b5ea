"""Single sign-on at a real provider: who gets in, and what everybody else is told."""

import pyotp
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import provider
from accounts.models import SecondFactor, User
from tests.accounts.factories import UserFactory
from tests.accounts.providers import CLIENT_ID, query_of
from tests.accounts.signing_on import ANSWER, BEGIN, LOGIN, dance, refused, sent_back

pytestmark = pytest.mark.django_db


def test_person_known_here_signs_in(client, issuer, alex):
    answer = dance(client)

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.session["_auth_user_id"] == str(alex.pk)
    assert client.session["signed_on"] is True
    assert client.session[provider.Begun.KEPT] == {}
    assert client.get("/admin/").status_code == 200
    alex.refresh_from_db()
    assert alex.last_login


def test_request_to_the_provider_has_all_that_ties_the_answer_to_it(client, issuer):
    begun = client.get(BEGIN)["Location"]

    asked = query_of(begun)
    assert begun.startswith(f"{issuer}/oauth2/authorize?")
    assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT_ID)
    assert (asked["scope"], asked["redirect_uri"]) == ("openid", f"http://testserver{ANSWER}")
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert min(len(asked["state"]), len(asked["nonce"])) >= 20
    again = query_of(client.get(BEGIN)["Location"])
    for name in ("state", "nonce", "code_challenge"):
        assert asked[name] != again[name]


def test_key_of_the_session_is_a_new_one(client, issuer, alex):
    client.get(BEGIN)
    before = client.session.session_key
    dance(client)

    assert before
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_page_asked_for_is_where_one_gets(client, issuer, alex):
    wanted = "/admin/accounts/token/?q=a&p=1"

    assert dance(client, to=wanted)["Location"] == wanted


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_page_of_somebody_else_is_not(client, issuer, alex, to):
    assert dance(client, to=to)["Location"] == "/admin/"


def test_two_tabs_each_lead_to_their_page(client, issuer, alex):
    begun = [client.get(BEGIN, {"next": f"/admin/?tab={tab}"})["Location"] for tab in "12"]
    first, second = (sent_back(each, sub="00u1") for each in begun)

    assert client.get(second)["Location"] == "/admin/?tab=2"
    assert client.get(first)["Location"] == "/admin/?tab=1"
    assert client.get(first)["Location"] == "/admin/"  # it is over, and they are in


def test_who_has_signed_in_is_not_sent_to_the_provider(client, issuer, alex):
    client.force_login(alex)

    assert client.get(BEGIN, {"next": "/admin/find/"})["Location"] == "/admin/find/"
    assert client.get(BEGIN)["Location"] == "/admin/"


@pytest.mark.parametrize("name", ["00u2", "00U1", "00u1 ", "alex", "alex@example.org"])
def test_nobody_of_another_name_signs_in(client, issuer, alex, name):
    alex.email = "alex@example.org"
    alex.save()

    answer = dance(client, sub=name, to="/admin/find/")

    sentence = f"Nobody here is known as '{name}': ask an administrator to enter that as your "
    assert refused(answer, 403, sentence + "single sign-on name.")
    assert f"{BEGIN}?next=/admin/find/" in answer.content.decode().replace("%2F", "/")
    assert User.objects.count() == 1  # and none is made


def test_name_is_shown_as_text(client, issuer):
    page = dance(client, sub="<b>x</b>").content.decode()

    assert "&lt;b&gt;x&lt;/b&gt;" in page


@pytest.mark.parametrize("values", [{"is_active": False}, {"is_staff": False}])
def test_account_switched_off_does_not_sign_in(client, issuer, values):
    UserFactory(sign_on_name="00u1", **values)

    sentence = "The account known as '00u1' may not enter: ask an administrator to let it in."
    assert refused(dance(client), 403, sentence)


@pytest.mark.parametrize(("scopes", "status"), [("openid email", 302), ("openid", 502)])
def test_another_claim_names_the_person_if_it_is_asked_for(
    client, good_issuer, configured, scopes, status
):
    configured(good_issuer, OIDC_CLAIM="email", OIDC_SCOPES=scopes)
    UserFactory(sign_on_name="alex@example.org")

    answer = dance(client, sub="alex@example.org")

    assert answer.status_code == status
    if status == 502:
        sentence = "Single sign-on does not say who you are, for want of a claim 'email': "
        assert refused(answer, 502, sentence + "tell an administrator.")


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
@pytest.mark.parametrize("address", [BEGIN, ANSWER])
def test_without_a_provider_there_is_nothing(client, address, method):
    assert getattr(client, method)(address).status_code == 404


@pytest.mark.parametrize("address", [BEGIN, ANSWER])
def test_pages_are_only_read(client, issuer, address):
    assert client.post(address).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address).status_code in (403, 405)


def test_addresses_are_those_that_the_documents_name():
    assert (reverse("sign-on"), reverse("sign-on-answer")) == (BEGIN, ANSWER)


def test_sign_in_page_offers_it_and_keeps_the_page_asked_for(client, issuer, settings):
    settings.OIDC_NAME = "Force & Co"
    page = client.get(LOGIN, {"next": "/admin/find/?find=a&p=1"}).content.decode()

    link = f'<a class="button" href="{BEGIN}?next=%2Fadmin%2Ffind%2F%3Ffind%3Da%26p%3D1">'
    assert f"{link}Sign in with Force &amp; Co</a>" in page
    failed = client.post(LOGIN, {"username": "x", "password": "y", "next": "/admin/find/"})
    assert f'href="{BEGIN}?next=%2Fadmin%2Ffind%2F"' in failed.content.decode()
    assert f'href="{BEGIN}"' in client.get(LOGIN, {"next": "//evil.example"}).content.decode()


def test_sign_in_page_offers_nothing_without_a_provider(client):
    assert "sign-on" not in client.get(LOGIN).content.decode()


@pytest.mark.parametrize("has_an_app", [True, False])
def test_provider_that_vouches_is_enough_where_passwords_need_a_code(
    client, issuer, alex, settings, has_an_app
):
    settings.SECOND_FACTOR_REQUIRED = True
    if has_an_app:
        at, secret = timezone.now(), SecondFactor.new_secret()
        SecondFactor.set_up(account=alex, secret=secret, code=pyotp.TOTP(secret).at(at), at=at)

    dance(client)

    assert client.get("/admin/").status_code == 200
    assert client.get("/api/v1/forces/").status_code == 200
