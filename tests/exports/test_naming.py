"""The names of exported files."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from exports.naming import Named, check_template, file_name

DUE_AT = dt.datetime(2026, 7, 1, 5, 0, tzinfo=dt.UTC)


def named(due_at=DUE_AT, zone="Europe/London", schedule="Open concerns, weekly"):
    return Named(schedule, "concerns", due_at, zone, 7)


def test_name_is_filled_in_with_the_local_time():
    name = file_name("{schedule}-{dataset}-{due_at}", named(), extension="csv")
    assert name == "open-concerns-weekly-concerns-2026-07-01T0600.csv"


def test_hour_that_comes_twice_has_two_names():
    names = {
        file_name(
            "{due_at}", named(dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC)), extension="csv"
        )
        for hour in (0, 1)
    }
    assert names == {"2026-10-25T0130.csv", "2026-10-25T0130b.csv"}


def test_asked_for_twice_in_a_minute_has_two_names():
    names = {
        file_name("{due_at}", named(DUE_AT + dt.timedelta(microseconds=n)), extension="csv")
        for n in (1, 2)
    }
    assert len(names) == 2


@pytest.mark.parametrize(
    ("template", "datasets", "sentence"),
    [
        ("latest", 1, "Put {due_at} or {run} in"),
        ("{due_on}", 1, "Put {due_at} or {run} in"),
        ("{run}", 2, "Put {dataset} in"),
        ("{run}-{owner}", 1, "There is no {owner}: it may contain {schedule}"),
        ("{run.__class__}", 1, "is not understood"),
        ("{run!r}", 1, "is not understood"),
        ("{run:>99999999}", 1, "is not understood"),
        ("{run}{", 1, "A brace stands alone"),
        ("../{run}", 1, "Use letters"),
        (".{run}", 1, "Use letters"),
        ("a/{run}", 1, "Use letters"),
    ],
)
def test_template_refused_in_a_sentence(template, datasets, sentence):
    with pytest.raises(ValidationError) as refused:
        check_template(template, datasets=datasets)
    assert sentence in refused.value.messages[0]


@pytest.mark.parametrize(
    "template", ["{run}", "{schedule}-{due_at}", "weekly {dataset} {run}.final"]
)
def test_template_accepted(template):
    check_template(template, datasets=1)


def test_name_too_long_for_a_disk_refused():
    with pytest.raises(ValidationError, match="shorten"):
        file_name("{schedule}-{schedule}-{run}", named(schedule="a" * 100), extension="csv")
