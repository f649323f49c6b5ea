"""Signing in by password, again and again."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import FailedAttempts
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture
def person():
    return UserFactory(username="alex")


def sign_in(username="alex", password="wrong", **headers):
    return Client(**headers).post(LOGIN, {"username": username, "password": password})


def test_right_password_is_refused_too_after_five_failures(person):
    for _ in range(5):
        answer = sign_in()
        assert (answer.status_code, answer.has_header("Retry-After")) == (200, False)
    for password in ("wrong", PASSWORD):
        answer = sign_in(password=password)
        assert answer.status_code == 429
        assert 840 < int(answer["Retry-After"]) <= 900
        said = "Too many attempts to sign in have failed: try again in 15 minutes."
        assert said in answer.content.decode()
        assert "sessionid" not in answer.cookies


def test_name_that_does_not_exist_is_locked_in_the_same_words(person):
    pages = []
    for username in ("alex", "nobody"):
        for _ in range(6):
            answer = sign_in(username)
        pages.append((answer.status_code, answer.context["form"].errors))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("written", [" alex", "alex ", "ALEX", "\uff41lex"])
def test_name_written_otherwise_counts_as_the_same(person, written):
    for _ in range(5):
        sign_in(written)
    assert sign_in(password=PASSWORD).status_code == 429


def test_lock_ends(person):
    for _ in range(6):
        sign_in()
    FailedAttempts.objects.update(ends_at=timezone.now())
    assert sign_in(password=PASSWORD).status_code == 302


def test_success_begins_the_count_anew(person):
    for _ in range(2):
        for _ in range(4):
            assert sign_in().status_code == 200
        assert sign_in(password=PASSWORD).status_code == 302


def test_another_address_is_not_locked(person):
    for _ in range(6):
        sign_in()
    assert sign_in(password=PASSWORD, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_address_that_tries_one_name_after_the_other_is_locked(person):
    for number in range(50):
        sign_in(f"person-{number}")
    assert sign_in(password=PASSWORD).status_code == 429
    assert sign_in(password=PASSWORD, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_header_that_anybody_may_send_does_not_move_the_address(person):
    for number in range(5):
        sign_in(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert sign_in(HTTP_X_FORWARDED_FOR="192.0.2.99").status_code == 429


@pytest.mark.parametrize("sent", [{"username": "alex"}, {"password": "x"}, {}])
def test_form_left_out_in_part_is_no_attempt(person, sent):
    for _ in range(6):
        assert Client().post(LOGIN, sent).status_code == 200
    assert not FailedAttempts.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_failure_stays_counted_without_a_transaction_around_the_test():
    UserFactory(username="alex")
    sign_in()
    assert sorted(FailedAttempts.objects.values_list("number", flat=True)) == [1, 1]
