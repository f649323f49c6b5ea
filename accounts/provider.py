"""The provider of single sign-on: where people are sent, and what it says of who came back.

The authorization code flow of OpenID Connect with PKCE, state and nonce. Authlib speaks it and
verifies signature, issuer, audience, times and nonce of what comes back; here stands what it leaves
to its user. Source: OpenID Connect Core 1.0, section 3.1, incorporating errata set 2, 2023-12-15,
https://openid.net/specs/openid-connect-core-1_0.html.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import requests
from authlib.integrations.base_client import MismatchingStateError
from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App, OAuth, OAuthError
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from joserfc.errors import JoseError

TIMEOUT_SECONDS = 10
"""How long each request to the provider may take to connect, and between two pieces of its answer."""
KNOWN_FOR_SECONDS = 3600
"""How long its addresses and keys are remembered; an unknown key is looked up at once."""
LONGEST_SECONDS = 600
"""How long a person may take at the provider. Our own choice."""
MOST_BEGUN = 5
"""Of one browser, so that nobody fills a session; people have several tabs. Our own choice."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""What an ID token may be signed by: a key that the provider alone holds, and never nothing."""
TOLD_CODES = frozenset(
    {
        "access_denied",
        "consent_required",
        "interaction_required",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
    }
)
"""Errors of the standards, which the log may name: anybody may write another into an address."""


class Refusal(Exception):
    """A sign-in that came to nothing: which kind for the log, and what the person is told."""

    def __init__(self, kind: str, status: int, sentence: str, *, cause: str = "") -> None:
        super().__init__(kind)
        self.kind, self.status, self.sentence, self.cause = kind, status, sentence, cause


class Begun(DjangoIntegration):  # type: ignore[misc]
    """What the session keeps of each sign-in between the two requests: the latest few, not for long."""

    KEPT = "sign_on_begun"

    def get_state_data(self, session: SessionBase, state: str | None) -> dict[str, Any] | None:
        """Return what was kept, or None if there was nothing or its time is over."""
        held = session.get(self.KEPT, {}).get(state)
        return held["data"] if held and held["ends"] > time.time() else None

    def set_state_data(self, session: SessionBase, state: str, data: dict[str, Any]) -> None:
        """Keep it, beside the latest of the others."""
        begun = {**session.get(self.KEPT, {})}
        begun[state] = {"data": data, "ends": time.time() + LONGEST_SECONDS}
        session[self.KEPT] = dict(list(begun.items())[-MOST_BEGUN:])

    def clear_state_data(self, session: SessionBase, state: str | None) -> None:
        """Forget it: it counts once."""
        begun = session.get(self.KEPT, {})
        if state in begun:
            session[self.KEPT] = {each: held for each, held in begun.items() if each != state}


class Provider(DjangoOAuth2App):  # type: ignore[misc]
    """The one provider, as it describes itself."""

    def load_server_metadata(self) -> dict[str, Any]:
        """Return its description, asked for once.

        Raises: Refusal if it is the description of another one.
        """
        found: dict[str, Any] = super().load_server_metadata()
        if str(found.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            self.server_metadata.clear()
            raise _fault("another_issuer")
        found["id_token_signing_alg_values_supported"] = list(ALGORITHMS)
        methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" not in methods and "client_secret_post" in methods:
            found["token_endpoint_auth_method"] = "client_secret_post"
        return found


class Registry(OAuth):  # type: ignore[misc]
    """Authlib's list of providers, of which there is one."""

    oauth2_client_cls = Provider
    framework_integration_cls = Begun


def begin(request: HttpRequest, *, to: str) -> str:
    """Return the address to send a person to, who wants to get to the page `to` afterwards.

    The provider sends them back to an address below PUBLIC_URL, not below the host they came by:
    it is registered there letter for letter, is the same behind any proxy, and no header moves it.
    Who came by another of ALLOWED_HOSTS comes back without their session, and begins again there.

    Raises: Refusal if the provider cannot be reached or is at fault.
    """
    provider = _provider()
    back = settings.PUBLIC_URL.rstrip("/") + reverse("sign-on-answer")
    with _failures_told():
        begun = provider.create_authorization_url(back)
    provider.save_authorize_data(request, redirect_uri=back, to=to, **begun)
    return str(begun["url"])


def wanted(request: HttpRequest) -> str:
    """Return the page that a person who comes back had asked for; empty if that is not known."""
    kept = _provider().framework.get_state_data(request.session, request.GET.get("state"))
    return str(kept["to"]) if kept else ""


def name_told(request: HttpRequest) -> str:
    """Return what the provider calls the person who comes back, by a token that it has signed.

    Whatever becomes of it, the sign-in that was begun is over.

    Raises: Refusal, of every kind.
    """
    provider = _provider()
    try:
        with _failures_told():
            if not (request.GET.get("error") or request.GET.get("code")):
                raise MismatchingStateError
            claims_options = {
                "iss": {"essential": True, "value": provider.load_server_metadata()["issuer"]},
                "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
            }
            answer = provider.authorize_access_token(request, claims_options=claims_options)
    finally:
        provider.framework.clear_state_data(request.session, request.GET.get("state"))
    claims = answer.get("userinfo")
    if claims is None:
        raise _unverified("no_id_token")
    name = claims.get(settings.OIDC_CLAIM)
    if not isinstance(name, str) or not name.isprintable() or not name:
        raise Refusal(
            "no_claim",
            502,
            f"{_name()} does not say who you are, for want of a claim {settings.OIDC_CLAIM!r}: "
            "tell an administrator.",
        )
    return name


def _provider() -> Any:
    """Return the provider that the settings name, with what is remembered of it."""
    return _registered(
        settings.OIDC_ISSUER,
        settings.OIDC_CLIENT_ID,
        settings.OIDC_CLIENT_SECRET,
        settings.OIDC_SCOPES,
        int(time.monotonic() // KNOWN_FOR_SECONDS),
    )


@lru_cache(maxsize=1)
def _registered(issuer: str, client_id: str, client_secret: str, scopes: str, age: int) -> Any:
    return Registry().register(
        "provider",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": scopes,
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )


def _name() -> str:
    return str(capfirst(settings.OIDC_NAME))


def _fault(cause: str) -> Refusal:
    """Return that the provider is at fault, or what is set here about it."""
    sentence = f"{_name()} is out of order: try again, and tell an administrator if it stays so."
    return Refusal("provider_fault", 502, sentence, cause=cause)


def _unreachable(cause: str) -> Refusal:
    sentence = f"{_name()} cannot be reached: try again in some minutes, or use your password."
    return Refusal("provider_unreachable", 503, sentence, cause=cause)


def _unverified(cause: str) -> Refusal:
    sentence = (
        f"What {settings.OIDC_NAME} sent cannot be trusted: try again, and tell an administrator "
        "if it stays so."
    )
    return Refusal("token_not_verified", 502, sentence, cause=cause)


def _lost(cause: str) -> Refusal:
    sentence = (
        "This sign-in was begun in another browser or too long ago, or is over: begin it again."
    )
    return Refusal("state_lost", 400, sentence, cause=cause)


def _denied(cause: str) -> Refusal:
    sentence = f"{_name()} did not let you in: try again, or ask those who run it why."
    return Refusal("denied", 403, sentence, cause=cause)


BY_CODE: dict[str, Callable[[str], Refusal]] = {
    MismatchingStateError.error: _lost,
    "invalid_grant": _lost,
    "access_denied": _denied,
    "temporarily_unavailable": _unreachable,
}
BY_KIND: tuple[tuple[type[Exception], Callable[[str], Refusal]], ...] = (
    (requests.ConnectionError, _unreachable),
    (requests.Timeout, _unreachable),
    (JoseError, _unverified),
    (Exception, _fault),
)
"""The first that fits. The last is whatever the library trips over in an answer that is none."""


@contextmanager
def _failures_told() -> Iterator[None]:
    """Turn whatever goes wrong at the provider into a refusal, without a word of what it sent."""
    try:
        yield
    except Refusal:
        raise
    except OAuthError as error:
        code = str(error.error)
        refusal = BY_CODE.get(code, _fault)
        raise refusal(code if code in TOLD_CODES else type(error).__name__) from error
    except Exception as error:
        of_kind = next(made for kind, made in BY_KIND if isinstance(error, kind))
        raise of_kind(type(error).__name__) from error
