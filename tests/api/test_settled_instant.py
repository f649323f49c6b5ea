"""The recording instant and the settled instant, on real connections."""

import datetime as dt
import threading
import time

import pytest
from django.db import connection, transaction

from accounts.models import User
from api.clocks import settled_instant
from concerns.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 20


def comment(concern, by, note="Said."):
    return Event.append(
        concern,
        kind="commented",
        note=note,
        happened_on=dt.date(2022, 3, 3),
        by=by,
        route="command",
    )


def in_a_thread(work):
    """Run `work` on a connection of its own; return the thread, started."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_open_writer_holds_the_settled_instant_back():
    concern, person = make.ConcernFactory(), make.UserFactory()
    stamped, go_on = threading.Event(), threading.Event()
    stamps = []

    def write_slowly():
        with transaction.atomic():
            stamps.append(comment(concern, person).recorded_at)
            stamped.set()
            assert go_on.wait(PATIENCE_SECONDS)

    writer = in_a_thread(write_slowly)
    assert stamped.wait(PATIENCE_SECONDS)
    while_writing = settled_instant()
    quick = comment(concern, person).recorded_at  # a second writer is not held up
    still_writing = settled_instant()
    go_on.set()
    writer.join(PATIENCE_SECONDS)

    assert while_writing < stamps[0] < quick
    assert still_writing < stamps[0]
    assert settled_instant() > quick


def test_every_row_of_a_transaction_carries_one_instant():
    concern, person = make.ConcernFactory(), make.UserFactory()

    with transaction.atomic():
        first = comment(concern, person).recorded_at
        time.sleep(0.005)
        second = comment(concern, person).recorded_at
    later = comment(concern, person).recorded_at

    assert first == second < later


def test_savepoint_rolled_back_leaves_a_stamp_that_is_still_guarded():
    concern, person = make.ConcernFactory(), make.UserFactory()

    with transaction.atomic():
        undone = transaction.savepoint()
        comment(concern, person)
        transaction.savepoint_rollback(undone)
        kept = comment(concern, person).recorded_at
        seen = []
        in_a_thread(lambda: seen.append(settled_instant())).join(PATIENCE_SECONDS)

    assert seen[0] < kept


def test_answers_at_a_settled_instant_never_change():
    concern = make.ConcernFactory()
    people = [make.UserFactory().pk for _ in range(4)]
    answers = []

    def write_slowly(pk):
        person = User.objects.get(pk=pk)
        for turn in range(12):
            with transaction.atomic():
                comment(concern, person, note=f"{pk} {turn}")
                time.sleep(0.002 * (turn % 4))

    writers = [in_a_thread(lambda pk=pk: write_slowly(pk)) for pk in people]
    while any(writer.is_alive() for writer in writers):
        instant = settled_instant()
        answers.append((instant, Event.objects.filter(recorded_at__lte=instant).count()))
    for writer in writers:
        writer.join(PATIENCE_SECONDS)

    assert Event.objects.filter(kind="commented").count() == 4 * 12
    changed = [
        (instant, count)
        for instant, count in answers
        if Event.objects.filter(recorded_at__lte=instant).count() != count
    ]
    assert len(answers) > 10
    assert changed == []


def test_plain_now_would_have_changed():
    # The trap this guards against: a slow writer's rows appear later with an earlier stamp.
    concern, person = make.ConcernFactory(), make.UserFactory()
    stamped, go_on = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            comment(concern, person)
            stamped.set()
            assert go_on.wait(PATIENCE_SECONDS)

    writer = in_a_thread(write_slowly)
    assert stamped.wait(PATIENCE_SECONDS)
    naive = dt.datetime.now(dt.UTC)
    before = Event.objects.filter(recorded_at__lte=naive).count()
    go_on.set()
    writer.join(PATIENCE_SECONDS)

    assert Event.objects.filter(recorded_at__lte=naive).count() == before + 1
