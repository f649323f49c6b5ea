"""The worklists as a table hold what the lists hold, to each as far as they see."""

from collections import Counter

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.worklists import Look, worklists
from api.clocks import Clocks
from api.table_formats import FORMATS
from exports.datasets import WORKLIST
from tests.concerns.closing import today
from tests.concerns.waiting import Waiting
from tests.exports.reading_back import exported

PERSONAL = {"changed", "new_readings", "exports_failed"}


@pytest.fixture(scope="module")
def record(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Waiting()
        transaction.set_rollback(True)


@pytest.fixture
def waiting(record, db):
    return record


def live():
    return Clocks.live(timezone.now())


def lines(user, clocks=None, **question):
    return list(WORKLIST.queryset(clocks=clocks or live(), user=user, **question))


@pytest.mark.parametrize(
    "name", ["inspector", "other_lead", "liaison_officer", "analyst", "administrator"]
)
def test_table_counts_as_the_lists_do(waiting, name):
    user = waiting.people[name]
    look = Look(user, live())

    counted = Counter(line.list for line in lines(user))

    lists = [each for each in worklists(user) if each.name not in PERSONAL]
    expected = {each.name: each.rows(look).count() for each in lists}
    assert counted == Counter(expected)
    assert bool(expected) == (name != "administrator")


def test_console_is_told_of_everything_that_is_nobodys_own(waiting):
    counted = Counter(line.list for line in lines(None))

    assert counted["concerns_to_sign_off"] == 12
    assert not PERSONAL & set(counted)


def test_today_as_a_past_day_is_told_alike(waiting):
    user = waiting.people["other_lead"]

    def told(clocks):
        return [(line.list, line.reference, line.due_on) for line in lines(user, clocks)]

    assert told(Clocks(today())) == told(live())


def test_line_says_how_long_and_where(waiting):
    first = lines(waiting.people["inspector"])[0]

    assert (first.number, first.list, first.due_on.isoformat()) == (1, "overdue", "2021-12-30")
    assert first.since_on.isoformat() == "2021-12-31"
    assert first.days_over == (today() - first.due_on).days
    client = Client()
    client.force_login(waiting.people["inspector"])
    assert first.reference in client.get(first.link).content.decode()


def test_forces_narrow_the_table(waiting):
    some = lines(waiting.people["inspector"], forces=["own-waits"])

    assert {line.force_slug for line in some} == {"own-waits"}
    assert len(some) * 2 == len(lines(waiting.people["inspector"]))


def test_lines_are_numbered_in_the_order_of_the_lists(waiting):
    found = lines(None)
    names = [each.name for each in worklists() if each.name not in PERSONAL]

    assert [line.number for line in found] == list(range(1, len(found) + 1))
    assert list(dict.fromkeys(line.list for line in found)) == names


@pytest.mark.parametrize("format_name", FORMATS)
def test_table_of_somebody_without_lists_is_there_and_has_no_rows(waiting, format_name):
    rows = WORKLIST.queryset(clocks=live(), user=waiting.people["administrator"])

    data, number = exported(WORKLIST, format_name, rows)

    assert number == 0
    assert data or format_name == "ndjson"
