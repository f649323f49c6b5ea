"""Who comes back from the provider without a sign-in that was begun here, or with none that holds."""

import pytest
from django.test import Client

from accounts import provider
from tests.accounts.providers import free_port, query_of
from tests.accounts.signing_on import ANSWER, BEGIN, LOST, dance, refused, sent_back

pytestmark = pytest.mark.django_db


def test_answer_counts_once(client, issuer, alex):
    back = sent_back(client.get(BEGIN)["Location"], sub="00u2")
    assert client.get(back).status_code == 403

    assert refused(client.get(back), 400, LOST)


def test_answer_counts_in_the_browser_that_asked(client, issuer, alex):
    back = sent_back(client.get(BEGIN)["Location"], sub="00u1")

    assert refused(Client().get(back), 400, LOST)
    client_of_other = Client()
    client_of_other.get(BEGIN)
    assert refused(client_of_other.get(back), 400, LOST)


@pytest.mark.parametrize("query", ["", "code=x", "state=x", "code=x&state=x", "code=%00&state=%00"])
def test_answer_that_nobody_asked_for_is_refused(client, issuer, query):
    assert refused(client.get(f"{ANSWER}?{query}"), 400, LOST)


def test_answer_without_a_code_is_refused(client, issuer, alex):
    state = query_of(client.get(BEGIN)["Location"])["state"]

    assert refused(client.get(ANSWER, {"state": state}), 400, LOST)
    assert client.session[provider.Begun.KEPT] == {}


def test_answer_that_took_too_long_is_refused(client, issuer, alex, monkeypatch):
    monkeypatch.setattr(provider, "LONGEST_SECONDS", 0)

    assert refused(dance(client), 400, LOST)


def test_session_keeps_the_latest_few_that_were_begun(client, issuer, alex):
    first, *others = [client.get(BEGIN)["Location"] for _ in range(provider.MOST_BEGUN + 1)]

    assert len(client.session[provider.Begun.KEPT]) == provider.MOST_BEGUN
    assert refused(client.get(sent_back(first, sub="00u1")), 400, LOST)
    assert client.get(sent_back(others[0], sub="00u1"))["Location"] == "/admin/"


def test_code_that_the_provider_does_not_know_is_refused(client, issuer, alex):
    state = query_of(client.get(BEGIN)["Location"])["state"]

    assert refused(client.get(ANSWER, {"state": state, "code": "made-up"}), 400, LOST)


def test_who_is_denied_is_told_so(client, issuer):
    back = sent_back(client.get(BEGIN)["Location"], action="deny")

    sentence = "Single sign-on did not let you in: try again, or ask those who run it why."
    assert refused(client.get(back), 403, sentence)


def test_provider_that_is_not_there_is_told_so(client, configured):
    configured(f"http://127.0.0.1:{free_port()}", OIDC_NAME="force sign-in")

    sentence = "Force sign-in cannot be reached: try again in some minutes, or use your password."
    assert refused(client.get(BEGIN), 503, sentence)
