"""What a provider could send that is not to be believed: a forged, a foreign or a broken answer."""

import logging

import pytest

from accounts import provider as ours
from tests.accounts.providers import (
    CLIENT_ID,
    CLIENT_SECRET,
    CONFIGURATION,
    OTHER_KEY,
    challenge_of,
    query_of,
)
from tests.accounts.signing_on import ANSWER, BEGIN, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alex")]
NOT_TRUSTED = (
    "What single sign-on sent cannot be trusted: try again, and tell an administrator if it stays "
    "so."
)
OUT_OF_ORDER = (
    "Single sign-on is out of order: try again, and tell an administrator if it stays so."
)


def come_back(client, forger, **values):
    """Begin, have the provider say what the test wants, and come back."""
    asked = query_of(client.get(BEGIN)["Location"])
    forger.nonce = asked["nonce"]
    for name, value in values.items():
        setattr(forger, name, value)
    return client.get(ANSWER, {"state": asked["state"], "code": "c"})


def test_good_answer_signs_in(client, forger):
    assert come_back(client, forger)["Location"] == "/admin/"
    assert client.session["signed_on"] is True


def test_code_is_exchanged_with_the_secret_and_what_the_challenge_was_made_of(client, forger):
    asked = query_of(client.get(BEGIN)["Location"])
    forger.nonce = asked["nonce"]
    client.get(ANSWER, {"state": asked["state"], "code": "c"})

    [(sent, authorization)] = forger.asked_for("/token")
    assert (sent["grant_type"], sent["code"]) == ("authorization_code", "c")
    assert sent["redirect_uri"] == asked["redirect_uri"]
    assert challenge_of(sent["code_verifier"]) == asked["code_challenge"]
    assert authorization.startswith("Basic ")
    assert CLIENT_SECRET not in str(asked)


def test_secret_is_sent_as_the_provider_takes_it(client, forger):
    forger.description = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}

    assert come_back(client, forger).status_code == 302
    [(sent, authorization)] = forger.asked_for("/token")
    assert (sent["client_secret"], authorization) == (CLIENT_SECRET, "")


def test_what_the_provider_says_of_itself_is_asked_once(client, forger):
    for _ in range(3):
        assert come_back(client, forger).status_code == 302
        client.logout()

    assert len(forger.asked_for(CONFIGURATION)) == 1
    assert len(forger.asked_for("/keys")) == 1


def test_new_key_is_looked_up_when_it_is_met(client, forger):
    come_back(client, forger)
    client.logout()

    answer = come_back(client, forger, key=OTHER_KEY, keys=[*forger.keys, OTHER_KEY])

    assert answer.status_code == 302
    assert len(forger.asked_for("/keys")) == 2


@pytest.mark.parametrize(
    "forged",
    [
        {"key": OTHER_KEY},
        {"key": OTHER_KEY, "kid": "a"},
        {"algorithm": "none"},
        {"claims": {"aud": "another-service"}},
        {"claims": {"aud": "another-service", "azp": CLIENT_ID}},
        {"claims": {"aud": [CLIENT_ID, "another-service"], "azp": "another-service"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"nonce": "of-another-sign-in"}},
        {"claims": {"iat": 1_600_000_000, "exp": 1_600_000_300}},
        {"claims": {"iat": 4_000_000_000, "exp": 4_000_000_300}},
        *({"without": (name,)} for name in ("iss", "sub", "aud", "exp", "iat", "nonce")),
        {"answers": {"/token": (200, {"access_token": "x", "token_type": "Bearer"})}},
        {"answers": {"/token": (200, {"access_token": "x", "id_token": "no.such.thing"})}},
    ],
    ids=lambda forged: "another key" if forged == {"key": OTHER_KEY} else str(sorted(forged)),
)
def test_token_that_does_not_verify_is_refused(client, forger, forged):
    assert refused(come_back(client, forger, **forged), 502, NOT_TRUSTED)


@pytest.mark.parametrize("name", [None, "", 7, ["00u1"], {"00u1": 1}, "00u1\0", "00u1\n"])
def test_claim_that_is_no_name_is_refused(client, forger, settings, name):
    settings.OIDC_CLAIM = "person"

    answer = come_back(client, forger, claims={"person": name})

    sentence = "Single sign-on does not say who you are, for want of a claim 'person': tell an "
    assert refused(answer, 502, sentence + "administrator.")


@pytest.mark.parametrize(
    ("path", "broken"),
    [
        ("/token", (500, {})),
        ("/token", (200, b"<html>")),
        ("/token", (200, [])),
        ("/token", (400, {"error": "invalid_client"})),
        ("/token", (400, {"error": ["invalid_grant"]})),
        ("/token", (429, b"slowly")),
        ("/keys", (404, {})),
        ("/keys", (200, {})),
        ("/keys", (200, b"\xff")),
        (CONFIGURATION, (404, b"nothing here")),
        (CONFIGURATION, (200, [])),
        (CONFIGURATION, (200, {"issuer": "https://evil.example"})),
        (CONFIGURATION, (200, {})),
    ],
    ids=str,
)
def test_provider_that_is_broken_is_told_so(client, forger, path, broken):
    forger.answers[path] = broken

    answer = client.get(BEGIN) if path == CONFIGURATION else come_back(client, forger)

    assert refused(answer, 502, OUT_OF_ORDER)
    del forger.answers[path]
    assert come_back(client, forger).status_code == 302  # nothing broken is remembered


def test_provider_that_breaks_off_is_told_so(client, forger):
    asked = query_of(client.get(BEGIN)["Location"])
    forger.stop()

    answer = client.get(ANSWER, {"state": asked["state"], "code": "c"})

    assert answer.status_code == 503
    assert client.session[ours.Begun.KEPT] == {}
    assert "cannot be reached" in answer.context["sign_on_refusal"]


def test_provider_that_does_not_answer_is_waited_for_only_so_long(client, forger, monkeypatch):
    monkeypatch.setattr(ours, "TIMEOUT_SECONDS", 0.2)
    forger.held.clear()

    answer = client.get(BEGIN)
    forger.held.set()

    assert answer.status_code == 503


@pytest.mark.parametrize(
    ("code", "status"),
    [("temporarily_unavailable", 503), ("server_error", 502), ("made <b>up</b>", 502)],
)
def test_error_that_the_provider_sends_back_is_told(client, forger, code, status):
    state = query_of(client.get(BEGIN)["Location"])["state"]
    sent = {"state": state, "error": code, "error_description": "Jane Doe <script>"}

    answer = client.get(ANSWER, sent)

    assert answer.status_code == status
    assert "Jane" not in answer.content.decode()
    assert "made" not in answer.content.decode()
    assert client.get(ANSWER, {"state": state, "code": "c"}).status_code == 400  # it is over


@pytest.mark.parametrize(
    ("values", "kind", "cause"),
    [
        ({"claims": {"sub": "jane.doe"}}, "unknown_person", ""),
        ({"claims": {"nonce": "hush"}}, "token_not_verified", "InvalidClaimError"),
        (
            {
                "answers": {
                    "/token": (400, {"error": "invalid_client", "error_description": "hush"})
                }
            },
            "provider_fault",
            "invalid_client",
        ),
        ({"answers": {"/token": (400, {"error": "hush"})}}, "provider_fault", "OAuthError"),
    ],
)
def test_log_tells_the_kind_and_no_more(client, forger, caplog, values, kind, cause):
    with caplog.at_level(logging.DEBUG):
        come_back(client, forger, **values)

    [line] = [each for each in caplog.records if each.name == "accounts.sign_on"]
    assert (line.kind, line.cause, line.exc_info) == (kind, cause, None)
    told = str([each.__dict__ for each in caplog.records if not each.name.startswith("authlib")])
    for secret in ("hush", "jane.doe", CLIENT_SECRET, forger.nonce, forger.id_token()):
        assert secret not in told, secret
