"""Slots that are due become runs with a job each, once."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from exports.dispatch import dispatch, sweep
from exports.models import Run, Turn
from tests.factories import ScheduleFactory

pytestmark = pytest.mark.usefixtures("queue")

SIX = dt.datetime(2026, 1, 1, 6, tzinfo=dt.UTC)


def due(catch_up="latest", cron="0 * * * *", at=SIX):
    """Make a schedule that was last looked at before `at`."""
    schedule = ScheduleFactory(catch_up=catch_up, cron=cron, time_zone="UTC")
    Turn.objects.filter(schedule=schedule).update(next_due_at=at)
    return schedule


def slots_of(schedule):
    return list(schedule.runs.order_by("due_at").values_list("due_at", flat=True))


def hours(*numbers):
    return [SIX.replace(hour=number) for number in numbers]


def test_new_schedule_is_due_at_its_next_time():
    schedule = ScheduleFactory(cron="0 6 * * *", time_zone="Europe/London")
    assert schedule.turn.next_due_at > timezone.now()


def test_nothing_is_due_before_its_time():
    schedule = due()
    assert dispatch(SIX - dt.timedelta(seconds=1)) == 0
    assert slots_of(schedule) == []


def test_due_slot_has_a_run_with_a_job_of_its_own():
    schedule = due()

    assert dispatch(SIX + dt.timedelta(seconds=3)) == 1

    run = schedule.runs.get()
    job = ProcrastinateJob.objects.get()
    assert (run.due_at, run.status, run.job) == (SIX, "waiting", job.pk)
    assert (job.status, job.args, job.lock) == (
        "todo",
        {"run": run.pk},
        f"schedule-{schedule.pk}",
    )
    assert Turn.objects.get(schedule=schedule).next_due_at == SIX.replace(hour=7)


@pytest.mark.parametrize(
    ("catch_up", "expected", "let_go", "told"),
    [("each", hours(6, 7, 8), 0, 0), ("latest", hours(8), 0, 2), ("skip", [], 3, 0)],
)
def test_missed_slots_are_caught_up_as_the_schedule_says(catch_up, expected, let_go, told):
    schedule = due(catch_up)

    dispatch(SIX.replace(hour=8, minute=30))

    assert slots_of(schedule) == expected
    turn = Turn.objects.get(schedule=schedule)
    assert (turn.next_due_at, turn.slots_let_go) == (SIX.replace(hour=9), let_go)
    assert [run.slots_let_go for run in schedule.runs.all()[:1]] == [told][: len(expected)]


def test_schedule_that_skips_runs_a_slot_that_is_hardly_late_and_tells_what_it_let_go():
    schedule = due("skip")

    dispatch(SIX.replace(hour=8, minute=2))

    assert slots_of(schedule) == hours(8)
    assert schedule.runs.get().slots_let_go == 2


def test_each_of_very_many_missed_slots_is_caught_up_in_turns():
    schedule = due("each", cron="* * * * *")
    now = SIX + dt.timedelta(minutes=149)

    assert [dispatch(now), dispatch(now), dispatch(now)] == [100, 50, 0]
    assert slots_of(schedule)[-1] == now


def test_paused_schedule_is_not_due_and_catches_nothing_up():
    schedule = due()
    schedule.pause(by=schedule.owner, at=SIX, because="The committee is away.")
    assert dispatch(SIX.replace(hour=8)) == 0

    schedule.resume(by=schedule.owner, at=timezone.now())

    assert schedule.turn.__class__.objects.get(schedule=schedule).next_due_at > timezone.now()


def test_new_cron_moves_the_next_time():
    schedule = due()
    schedule.edit(cron="30 * * * *")
    assert Turn.objects.get(schedule=schedule).next_due_at.minute == 30


def test_new_name_leaves_the_next_time():
    schedule = due()
    schedule.edit(name="Another name")
    assert Turn.objects.get(schedule=schedule).next_due_at == SIX


def test_slot_made_twice_at_once_is_one_run():
    for _ in range(8):
        due()
    barrier = threading.Barrier(4)

    def work():
        barrier.wait()
        try:
            dispatch(SIX + dt.timedelta(seconds=1))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    dispatch(SIX + dt.timedelta(seconds=1))

    assert Run.objects.count() == ProcrastinateJob.objects.count() == 8


def set_job(run, status, *, beaten_at=None):
    """Let the run's job be in that state, of a worker whose heart beat last at that instant."""
    with connection.cursor() as cursor:
        worker = None
        if beaten_at is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
                [beaten_at],
            )
            worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s, worker_id = %s WHERE id = %s",
            [status, worker, run.job],
        )


@pytest.mark.parametrize("status", ["failed", "succeeded", "aborted", "cancelled"])
def test_run_whose_job_ended_without_it_gets_another(status):
    schedule = due()
    dispatch(SIX)
    run = schedule.runs.get()
    set_job(run, status)

    assert (sweep(timezone.now()), sweep(timezone.now())) == (1, 0)

    run.refresh_from_db()
    assert ProcrastinateJob.objects.get(pk=run.job).status == "todo"


def test_run_whose_job_was_deleted_gets_another():
    schedule = due()
    dispatch(SIX)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert sweep(timezone.now()) == 1
    assert ProcrastinateJob.objects.get().args == {"run": schedule.runs.get().pk}


@pytest.mark.parametrize("seconds", [3600, None])
def test_stalled_job_is_ended_and_its_run_queued_again(seconds):
    schedule = due()
    dispatch(SIX)
    run, now = schedule.runs.get(), timezone.now()
    stalled = run.job
    set_job(run, "doing", beaten_at=now - dt.timedelta(seconds=seconds) if seconds else None)

    assert sweep(now) == 1

    run.refresh_from_db()
    assert dict(ProcrastinateJob.objects.values_list("pk", "status")) == {
        stalled: "failed",
        run.job: "todo",
    }


def test_job_of_a_worker_that_is_alive_is_left_alone():
    schedule = due()
    dispatch(SIX)
    set_job(schedule.runs.get(), "doing", beaten_at=timezone.now())
    assert sweep(timezone.now()) == 0
