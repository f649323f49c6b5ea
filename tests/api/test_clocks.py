"""Reading the two clocks: what is understood, and what each refusal says would be right."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from api.clocks import Clocks, instant_text, known_from, read_clocks
from tests import factories as make
from tests.past import noon, recording_at

NOW = dt.datetime(2026, 6, 15, 23, 30, tzinfo=dt.UTC)  # 00:30 on 16 June in London
TODAY = dt.date(2026, 6, 16)
SETTLED = dt.datetime(2026, 6, 15, 23, 29, 59, tzinfo=dt.UTC)
FIRST = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)


def read(**given):
    return read_clocks(given, now=NOW, settled=lambda: SETTLED, first=lambda: FIRST)


def refusal(**given):
    with pytest.raises(ValidationError) as refused:
        read(**given)
    return {name: (faults[0].code) for name, faults in refused.value.error_dict.items()}


def test_no_clocks_is_live_and_asks_nothing():
    assert read_clocks({}, now=NOW, settled=None, first=None) == Clocks(TODAY, is_live=True)
    assert read(as_at="", known_at="") == Clocks(TODAY, is_live=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-06-15", None),
        ("2026-06-16", None),  # today in London, though not in UTC
        ("2026-06-17", "in_future"),
        ("0001-01-01", None),
        ("2026-6-1", "invalid"),
        ("2026-02-30", "invalid"),
        ("yesterday", "invalid"),
        ("2026-06-15T12:00:00Z", "invalid"),
    ],
)
def test_as_at_is_a_day_not_in_the_future(text, code):
    if code:
        assert refusal(as_at=text) == {"as_at": code}
    else:
        assert read(as_at=text) == Clocks(dt.date.fromisoformat(text))


@pytest.mark.parametrize(
    ("text", "known_at", "as_at"),
    [
        ("2026-01-01T09:00:00Z", "2026-01-01T09:00:00.000000Z", "2026-01-01"),
        ("2026-03-01T10:00:00.5+01:00", "2026-03-01T09:00:00.500000Z", "2026-03-01"),
        ("2026-06-15T23:29:59Z", "2026-06-15T23:29:59.000000Z", "2026-06-16"),
        ("2026-01-31", "2026-01-31T23:59:59.999999Z", "2026-01-31"),
        ("2026-06-14", "2026-06-14T22:59:59.999999Z", "2026-06-14"),  # in summer 23:00 in UTC
        ("2026-06-15", "2026-06-15T22:59:59.999999Z", "2026-06-15"),
    ],
)
def test_known_at_is_an_instant_or_the_end_of_a_day_in_london(text, known_at, as_at):
    found = read(known_at=text)

    assert (instant_text(found.known_at), found.as_at.isoformat()) == (known_at, as_at)
    assert not found.is_live
    assert read(known_at=text, as_at="2026-02-02").as_at == dt.date(2026, 2, 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-01-01T08:59:59.999999Z", "before_known_from"),
        ("2025-12-31", "before_known_from"),
        ("2026-06-15T23:29:59.000001Z", "not_settled"),
        ("2026-06-16", "not_settled"),  # today is not over
        ("2030-01-01", "not_settled"),
        ("2026-03-01T10:00:00", "no_offset"),
        ("2026-03-01 10:00", "no_offset"),
        ("9999-12-31", "invalid"),
        ("now", "invalid"),
        ("2026-03-01T25:00:00Z", "invalid"),
    ],
)
def test_known_at_that_cannot_be_answered_is_refused(text, code):
    assert refusal(known_at=text) == {"known_at": code}


def test_both_clocks_are_refused_at_once():
    assert refusal(as_at="2031-01-01", known_at="2031-01-01") == {
        "as_at": "in_future",
        "known_at": "not_settled",
    }


def test_an_empty_record_has_no_answer_about_what_was_known():
    with pytest.raises(ValidationError, match="nothing is recorded yet"):
        read_clocks(
            {"known_at": "2026-03-01"}, now=NOW, settled=lambda: SETTLED, first=lambda: None
        )


@pytest.mark.django_db
def test_known_from_is_the_first_recording_of_any_kind():
    assert known_from() is None
    with recording_at(noon("2025-05-02")):
        make.ReadingFactory()
    with recording_at(noon("2025-05-03")):
        make.ConcernFactory()

    assert known_from() == noon("2025-05-02")
