"""Tokens that fail again and again, and how often one may ask."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import FailedAttempts, Token
from accounts.throttling import RequestRate
from tests.accounts.factories import UserFactory, make_token

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/"


def ask(secret, **headers):
    return APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}", **headers).get(ADDRESS)


def alike(secret):
    """Another token that begins in the same way."""
    return secret[: Token.PREFIX_LENGTH] + "x"


def test_right_token_is_refused_too_after_five_failures():
    _, secret = make_token(UserFactory())
    statuses = [ask(alike(secret)).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    answer = ask(secret)
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert 840 < int(answer["Retry-After"]) <= 900
    assert answer.json() == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Too many attempts have failed: try again in 15 minutes.",
    }


def test_unknown_beginning_is_refused_in_the_same_words():
    _, secret = make_token(UserFactory())
    told = []
    for tried in (alike(secret), "insp_nothing-like-it"):
        for _ in range(6):
            answer = ask(tried)
        told.append(answer.json())
    assert told[0] == told[1]


def test_lock_is_of_the_token_and_the_address_and_ends():
    _, secret = make_token(UserFactory())
    _, other = make_token(UserFactory())
    for _ in range(5):
        ask(alike(secret))
    assert ask(other).status_code == 200
    assert ask(secret, REMOTE_ADDR="192.0.2.9").status_code == 200
    assert ask(secret).status_code == 429
    FailedAttempts.objects.update(ends_at=timezone.now())
    assert ask(secret).status_code == 200


def test_address_that_tries_one_token_after_the_other_is_locked():
    _, secret = make_token(UserFactory())
    for number in range(50):
        assert ask(f"insp_{number:08}-guess").status_code == 401
    assert ask("insp_another").status_code == 429
    assert ask("insp_another", REMOTE_ADDR="192.0.2.9").status_code == 401
    assert ask(secret).status_code == 200


def test_token_that_is_valid_costs_one_query_and_no_count():
    _, secret = make_token(UserFactory())
    ask(secret)
    with CaptureQueriesContext(connection) as captured:
        assert ask(secret).status_code == 200
    about = [query["sql"] for query in captured if "accounts_" in query["sql"]]
    assert len([sql for sql in about if sql.startswith("SELECT")]) == 1
    assert not FailedAttempts.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_failure_outlives_the_request_that_is_rolled_back():
    ask("insp_unknown")
    assert sorted(FailedAttempts.objects.values_list("number", flat=True)) == [1, 1]


@pytest.fixture
def clock(settings, monkeypatch):
    """Five requests a minute, by a clock that stands until it is set."""
    settings.API_REQUESTS_PER_MINUTE = 5
    cache.clear()
    told = {"now": 1_000_000.0}
    monkeypatch.setattr(RequestRate, "timer", lambda self: told["now"])
    return told


def test_asking_too_often_is_refused_until_the_minute_is_over(clock):
    _, secret = make_token(UserFactory())
    assert [ask(secret).status_code for _ in range(6)] == [200] * 5 + [429]
    answer = ask(secret)
    assert answer["Retry-After"] == "60"
    assert answer.json()["detail"] == "Too many requests in a minute: try again in 60 seconds."
    clock["now"] += 59
    assert ask(secret)["Retry-After"] == "1"
    clock["now"] += 1
    assert ask(secret).status_code == 200


def test_each_token_and_person_has_a_rate_of_its_own(clock):
    owner = UserFactory()
    _, first = make_token(owner)
    _, second = make_token(owner, name="second")
    signed_in = APIClient()
    signed_in.force_login(owner)
    for _ in range(6):
        ask(first)
    assert ask(first).status_code == 429
    assert ask(second).status_code == 200
    assert [signed_in.get(ADDRESS).status_code for _ in range(6)] == [200] * 5 + [429]


def test_description_that_anybody_reads_has_a_rate_by_address(clock):
    client = APIClient()
    for _ in range(5):
        client.get("/api/schema/?nonsense=1")
    answer = client.get("/api/schema/")
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"


def test_rate_of_nought_is_none(settings):
    settings.API_REQUESTS_PER_MINUTE = 0
    _, secret = make_token(UserFactory())
    assert {ask(secret).status_code for _ in range(8)} == {200}
