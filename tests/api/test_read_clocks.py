"""What a request may say of the two clocks."""

import datetime as dt

import pytest

from api.clocks_draft import Clocks, read_clocks
from api.errors import BadParameter

TODAY = dt.date(2026, 7, 2)
SETTLED = dt.datetime(2026, 7, 2, 12, tzinfo=dt.UTC)


def read(**params):
    return read_clocks(params, today=TODAY, settled=SETTLED)


def test_nothing_said_is_live_today():
    assert read() == Clocks(TODAY, None)


@pytest.mark.parametrize("day", ["2026-07-01", "2026-07-02"])
def test_as_at_is_a_day_up_to_today(day):
    assert read(as_at=day).as_at.isoformat() == day


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2026-07-02T12:00:00Z", SETTLED),
        ("2026-07-02T13:00:00+01:00", SETTLED),
        ("2026-07-01", dt.datetime(2026, 7, 1, 22, 59, 59, 999999, tzinfo=dt.UTC)),
        ("2026-01-01", dt.datetime(2026, 1, 1, 23, 59, 59, 999999, tzinfo=dt.UTC)),
    ],
)
def test_known_at_is_an_instant_or_the_end_of_a_day_in_london(said, instant):
    assert read(known_at=said).known_at == instant


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"as_at": "2026-07-03"}, "in_future"),
        ({"as_at": "2.7.2026"}, "invalid"),
        ({"as_at": "2026-02-30"}, "invalid"),
        ({"known_at": "2026-07-02"}, "not_settled"),
        ({"known_at": "2026-07-02T12:00:00.000001Z"}, "not_settled"),
        ({"known_at": "2026-07-02T12:00:00"}, "invalid"),
        ({"known_at": "9999-12-31"}, "not_settled"),
        ({"known_at": "soon"}, "invalid"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(params, code):
    with pytest.raises(BadParameter) as refusal:
        read(**params)

    (name,) = params
    (fault,) = refusal.value.detail[name]
    assert fault.code == code
    assert fault.startswith(f"{name}: ")
