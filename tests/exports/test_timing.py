"""When a schedule is due."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from exports.timing import check_cron, check_zone, last_slot, next_times, slots, slots_until


def utc(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def first(number, iterator):
    return [next(iterator) for _ in range(number)]


def test_slots_follow_the_time_zone_into_summer():
    coming = slots("0 6 * * *", "Europe/London", after=utc("2026-03-28T12:00"))
    assert first(2, coming) == [utc("2026-03-29T05:00"), utc("2026-03-30T05:00")]


def test_time_that_does_not_exist_comes_at_the_first_that_does():
    coming = slots("30 1 * * *", "Europe/London", after=utc("2026-03-28T12:00"))
    assert first(2, coming) == [utc("2026-03-29T01:00"), utc("2026-03-30T00:30")]


def test_hour_that_comes_twice_is_due_once():
    coming = slots("30 1 * * *", "Europe/London", after=utc("2026-10-24T12:00"))
    assert first(2, coming) == [utc("2026-10-25T00:30"), utc("2026-10-26T01:30")]


def test_every_minute_runs_through_both_hours():
    coming = slots("*/30 * * * *", "Europe/London", after=utc("2026-10-25T00:00"))
    assert first(3, coming) == [
        utc("2026-10-25T00:30"),
        utc("2026-10-25T01:00"),
        utc("2026-10-25T01:30"),
    ]


def test_slots_until_now_and_the_next_one():
    due, coming = slots_until(
        "0 * * * *", "UTC", first=utc("2026-01-01T06:00"), now=utc("2026-01-01T08:30"), most=10
    )
    assert due == [utc(f"2026-01-01T0{hour}:00") for hour in (6, 7, 8)]
    assert coming == utc("2026-01-01T09:00")


def test_slots_until_now_stop_at_the_most_and_go_on_there():
    due, coming = slots_until(
        "0 * * * *", "UTC", first=utc("2026-01-01T06:00"), now=utc("2026-01-02T06:00"), most=2
    )
    assert due == [utc("2026-01-01T06:00"), utc("2026-01-01T07:00")]
    assert coming == utc("2026-01-01T08:00")


@pytest.mark.parametrize("now", ["2026-01-01T08:00", "2026-01-01T08:59"])
def test_last_slot_is_not_later_than_now(now):
    assert last_slot("0 * * * *", "UTC", now=utc(now)) == utc("2026-01-01T08:00")


def test_next_five_times_in_their_own_zone():
    told = next_times("0 6 * * 1", "Europe/London", now=utc("2026-03-20T00:00"))
    assert [f"{each:%a %d %b %H:%M %Z}" for each in told] == [
        "Mon 23 Mar 06:00 GMT",
        "Mon 30 Mar 06:00 BST",
        "Mon 06 Apr 06:00 BST",
        "Mon 13 Apr 06:00 BST",
        "Mon 20 Apr 06:00 BST",
    ]


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("0 0 31 2 *", "never comes"),
        ("61 * * * *", "never comes"),
        ("monday", "five fields"),
        ("* * * * * *", "five fields"),
        ("@daily", "five fields"),
    ],
)
def test_impossible_cron_refused_in_a_sentence(expression, sentence):
    with pytest.raises(ValidationError, match=sentence) as refused:
        check_cron(expression)
    assert "such as 0 6 * * 1-5" in refused.value.messages[0]


@pytest.mark.parametrize("name", ["London", "", "Europe/Atlantis", "../etc/passwd"])
def test_unknown_time_zone_refused(name):
    with pytest.raises(ValidationError, match="such as Europe/London"):
        check_zone(name)
