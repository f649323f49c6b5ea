"""The codes of authenticator apps, and signing in with them."""

import datetime as dt
from unittest import TestCase

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import SecondFactor
from tests.accounts.codes import SECRET, code_at, sign_in
from tests.accounts.factories import make_token
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 1, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_code_of_half_a_minute_before_and_after_taken(person, codes, steps, right):
    assert person.second_factor.accepts(code_at(AT, steps), at=AT) is right


def test_code_as_people_write_it_taken(person, codes):
    code = code_at(AT)
    assert person.second_factor.accepts(f" {code[:3]} {code[3:]} ", at=AT)


@pytest.mark.parametrize(
    "written", ["", "000000", "12345", "1234567", "²²²²²²", "١٢٣٤٥٦", "\0", "a" * 40]
)
def test_what_is_no_code_refused(person, codes, written):
    assert not person.second_factor.accepts(written, at=AT)


def test_code_taken_once_and_none_before_it_after(person, codes):
    factor = person.second_factor
    assert factor.accepts(code_at(AT), at=AT)
    assert not factor.accepts(code_at(AT), at=AT)
    assert not factor.accepts(code_at(AT, -1), at=AT)
    assert factor.accepts(code_at(AT, 1), at=AT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_code_sent_by_several_at_once_taken_once(person, codes, kind):
    code = code_at(AT) if kind == "app" else codes[0]

    factors = [SecondFactor.objects.get(account=person) for _ in range(4)]
    taken = at_once(*[lambda each=each: each.accepts(code, at=AT) for each in factors])

    assert sorted(taken) == [False, False, False, True]


def test_recovery_code_taken_once_however_it_is_written(person, codes):
    factor = person.second_factor
    assert len(set(codes)) == SecondFactor.RECOVERY_CODES
    for code, written in zip(codes, [codes[0].upper(), codes[1].replace("-", " ")], strict=False):
        assert factor.accepts(written, at=AT)
        assert not factor.accepts(code, at=AT)
    factor.refresh_from_db()
    assert factor.recovery_codes_left == 8


def test_nothing_in_the_database_reads_as_a_secret_or_a_code(person, codes):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(kept)::text FROM accounts_secondfactor kept")
        row = cursor.fetchone()[0]
    assert SECRET not in row
    assert not any(code in row or code.replace("-", "") in row for code in codes)


def test_secret_in_plain_refused_by_the_database(person, codes):
    with (
        pytest.raises(IntegrityError, match="second_factor_secret_is_sealed"),
        transaction.atomic(),
    ):
        SecondFactor.objects.update(secret=SECRET)


def test_secret_sealed_by_the_key_before_is_read_and_by_another_is_not(person, codes, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert person.second_factor.accepts(code_at(AT), at=AT)

    settings.SECRET_KEY_FALLBACKS = []
    with TestCase().assertLogs("accounts.models.second_factor", "ERROR") as logs:
        assert not person.second_factor.accepts(code_at(AT, 1), at=AT)
    assert "name that one in SECRET_KEY_FALLBACKS" in logs.output[0]
    assert person.second_factor.accepts(codes[0], at=AT)


def test_app_set_up_by_a_wrong_code_refused(person):
    with pytest.raises(ValidationError, match="the six digits that the app shows") as refused:
        SecondFactor.set_up(account=person, secret=SECRET, code=code_at(AT, 5), at=AT)
    assert refused.value.error_dict["code"][0].code == "wrong_code"
    assert not SecondFactor.objects.exists()


# Signing in


def test_account_without_an_app_signs_in_whatever_code_is_written(person):
    assert sign_in().status_code == 302
    assert sign_in("123456").status_code == 302


def test_account_with_an_app_asks_for_its_code(person, codes):
    for code, said in ((None, "asks for a code too"), ("000000", "not right, or was used before")):
        answer = sign_in(code)
        assert answer.status_code == 200
        assert said in str(answer.context["form"].errors["code"])
        assert "sessionid" not in answer.cookies
    code = code_at(timezone.now())
    assert sign_in(code).status_code == 302
    assert sign_in(code).status_code == 200
    assert sign_in(codes[0]).status_code == 302
    assert sign_in(codes[0]).status_code == 200


def test_wrong_password_says_nothing_of_the_code_and_uses_none_up(person, codes):
    answer = sign_in(codes[0], password="wrong")
    assert "code" not in answer.context["form"].errors
    assert person.second_factor.recovery_codes_left == SecondFactor.RECOVERY_CODES


def test_wrong_codes_are_counted_as_wrong_passwords_are(person, codes):
    for number in range(5):
        assert sign_in(f"00000{number}").status_code == 200
    answer = sign_in(code_at(timezone.now()))
    assert answer.status_code == 429
    assert answer["Retry-After"]


def test_token_asks_for_no_code(person, codes):
    _, secret = make_token(person)
    answer = Client().get("/api/v1/forces/", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
