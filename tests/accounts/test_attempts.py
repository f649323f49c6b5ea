"""How failed attempts are counted, and whose address counts."""

import datetime as dt

import pytest
from django.test import RequestFactory

from accounts.attempts import OF_ACCOUNT, OF_ADDRESS, Attempt, Door, client_address
from accounts.models import FailedAttempts
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
MOMENT = dt.timedelta(microseconds=1)
AN_ATTEMPT = Attempt(Door.PASSWORD, "alex", "192.0.2.7")


def fail(times, attempt=AN_ATTEMPT, at=NOON):
    return [attempt.begin(at=at) for _ in range(times)]


def is_locked(attempt=AN_ATTEMPT, at=NOON):
    return attempt.locks(at=at).first() is not None


def test_fifth_failure_is_the_last_that_is_tried():
    until = NOON + OF_ACCOUNT.within
    assert fail(7) == [None] * OF_ACCOUNT.number + [until, until]


@pytest.mark.parametrize(
    ("after", "locked"),
    [(-MOMENT, True), (dt.timedelta(), False), (MOMENT, False)],
)
def test_lock_ends_a_while_after_the_first_failure(after, locked):
    fail(1)
    fail(4, at=NOON + dt.timedelta(minutes=10))
    at = NOON + OF_ACCOUNT.within + after
    assert is_locked(at=at) is locked
    assert (AN_ATTEMPT.begin(at=at) is not None) is locked


def test_count_begins_anew_once_it_has_ended():
    fail(5)
    later = NOON + OF_ACCOUNT.within
    assert fail(6, at=later) == [None] * 5 + [later + OF_ACCOUNT.within]


@pytest.mark.parametrize(
    "other",
    [
        Attempt(Door.PASSWORD, "sam", "192.0.2.7"),
        Attempt(Door.PASSWORD, "alex", "192.0.2.8"),
        Attempt(Door.TOKEN, "alex", "192.0.2.7"),
    ],
)
def test_other_account_address_or_door_is_not_locked(other):
    fail(5)
    assert is_locked()
    assert not is_locked(other)
    assert other.begin(at=NOON) is None


def test_success_forgets_the_account_but_no_other_failure_of_the_address():
    fail(4)
    AN_ATTEMPT.begin(at=NOON)
    AN_ATTEMPT.succeed()
    assert [held.number for held in FailedAttempts.objects.all()] == [4]
    assert fail(5) == [None] * 5


@pytest.mark.parametrize(("failed", "locked"), [(49, False), (50, True)])
def test_one_after_the_other_from_one_address_is_locked(failed, locked):
    for number in range(failed):
        assert Attempt(Door.PASSWORD, f"person-{number}", "192.0.2.7").begin(at=NOON) is None
    fresh = Attempt(Door.PASSWORD, "nobody yet", "192.0.2.7")
    assert is_locked(fresh) is locked
    assert not is_locked(Attempt(Door.PASSWORD, "nobody yet", "192.0.2.8"))
    assert not is_locked(fresh, at=NOON + OF_ADDRESS.within)


def test_refused_attempts_lengthen_nothing_and_keep_no_rows():
    fail(5)
    held = list(FailedAttempts.objects.order_by("key").values())
    fail(3)
    assert list(FailedAttempts.objects.order_by("key").values()) == held


@pytest.mark.django_db(transaction=True)
def test_those_that_come_at_once_share_one_count():
    """On connections of their own: no more than the limit gets through to be judged."""
    came_to = at_once(*[lambda: AN_ATTEMPT.begin(at=NOON)] * 9)

    refused = [each for each in came_to if each is not None]
    assert came_to.count(None) == OF_ACCOUNT.number
    assert {type(each) for each in refused} == {dt.datetime}


def test_neither_name_nor_address_is_kept():
    fail(1)
    kept = str(list(FailedAttempts.objects.values()))
    assert "alex" not in kept
    assert "192.0.2.7" not in kept


def test_ended_counts_are_removed():
    fail(1)
    Attempt(Door.TOKEN, "insp_x", "192.0.2.9").fail(at=NOON + OF_ADDRESS.within)
    assert FailedAttempts.objects.count() == 2
    assert not FailedAttempts.objects.filter(ends_at__lte=NOON + OF_ADDRESS.within).exists()


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "expected"),
    [
        (0, "192.0.2.7", None, "192.0.2.7"),
        (0, "192.0.2.7", "203.0.113.1", "192.0.2.7"),
        (1, "192.0.2.7", "203.0.113.1", "203.0.113.1"),
        (1, "192.0.2.7", "6.6.6.6, 203.0.113.1", "203.0.113.1"),
        (2, "192.0.2.7", "6.6.6.6, 203.0.113.1, 198.51.100.4", "203.0.113.1"),
        (2, "192.0.2.7", "203.0.113.1", "192.0.2.7"),
        (1, "192.0.2.7", None, "192.0.2.7"),
        (1, "192.0.2.7", "no address", "192.0.2.7"),
        (1, "192.0.2.7", "203.0.113.1:4711", "203.0.113.1"),
        (1, "192.0.2.7", "[2001:db8:1:2:3::4]:4711", "2001:db8:1:2::/64"),
        (0, "2001:db8:1:2:ffff::9", None, "2001:db8:1:2::/64"),
        (0, "::ffff:192.0.2.7", None, "192.0.2.7"),
        (0, "", None, "unknown"),
    ],
)
def test_address_is_the_one_that_the_outermost_trusted_proxy_saw(
    settings, proxies, peer, forwarded, expected
):
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, **headers)
    assert client_address(request) == expected
