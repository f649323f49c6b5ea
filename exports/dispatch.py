"""What every worker does every few seconds: due slots become runs, stalled ones are taken over."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.jobs import Status

from exports.jobs import QUEUE, django_jobs, queue_job, queue_run
from exports.models import File, Run, Schedule, Turn
from exports.stores import store_of
from exports.timing import last_slot, slots, slots_until

logger = logging.getLogger(__name__)

MISSED_AFTER = dt.timedelta(minutes=5)
"""A slot that nobody took up for longer was missed, and is caught up as the schedule says."""

MOST_SLOTS_AT_ONCE = 100
"""Missed slots that become runs in one go; the rest follows in the next one."""

DELETED_AT_ONCE = 100
DONE_JOBS_KEPT_HOURS = 7 * 24


def dispatch(now: dt.datetime) -> int:
    """Make a run of each slot that is due; return how many. Any number may do this at once."""
    made = 0
    for pk in list(Turn.objects.filter(next_due_at__lte=now).values_list("pk", flat=True)):
        with transaction.atomic():
            turns = Turn.objects.select_for_update(skip_locked=True, of=("self",))
            due = turns.select_related("schedule").filter(pk=pk, next_due_at__lte=now).first()
            if due is not None:
                made += _make_runs(due, now)
    return made


def _make_runs(turn: Turn, now: dt.datetime) -> int:
    schedule, first = turn.schedule, turn.next_due_at
    assert first is not None  # asked for by being due
    kept, let_go, turn.next_due_at = _caught_up(schedule, first, now)
    let_go += turn.slots_let_go
    for slot in kept:
        if not Run.objects.filter(schedule=schedule, due_at=slot).exists():
            queue_run(schedule, due_at=slot, asked_by=None, slots_let_go=let_go)
            let_go = 0
    turn.slots_let_go = let_go
    turn.save(update_fields=["next_due_at", "slots_let_go"])
    return len(kept)


def _caught_up(
    schedule: Schedule, first: dt.datetime, now: dt.datetime
) -> tuple[list[dt.datetime], int, dt.datetime]:
    """Return the slots to run, how many are let go, and when it is due next."""
    cron, zone = schedule.cron, schedule.time_zone
    if schedule.catch_up == schedule.CatchUp.EACH:
        due, coming = slots_until(cron, zone, first=first, now=now, most=MOST_SLOTS_AT_ONCE)
        return due, 0, coming
    latest = max(first, last_slot(cron, zone, now=now))
    passed = 0
    for slot in slots(cron, zone, after=first):
        if slot > latest or passed >= MOST_COUNTED:
            break
        passed += 1
    coming = next(slots(cron, zone, after=latest))
    if schedule.catch_up == schedule.CatchUp.SKIP and now - latest > MISSED_AFTER:
        return [], passed + 1, coming
    return [latest], passed, coming


MOST_COUNTED = 100_000
"""Slots let go are counted up to this many."""


def sweep(now: dt.datetime) -> int:
    """Queue again each run whose job is gone, stalled or ended without it; return how many.

    The truth stands in our own rows: a run that has not ended has a job that waits, or that a
    worker with a fresh heartbeat does; else it gets another.
    """
    again = 0
    for pk in list(Run.objects.not_ended().values_list("pk", flat=True)):
        with transaction.atomic():
            runs = Run.objects.not_ended().select_for_update(skip_locked=True, no_key=True)
            run = runs.filter(pk=pk).first()
            if run is not None and not _is_in_hand(run, now):
                logger.warning("run %s is queued again", run.pk)
                queue_job(run)
                again += 1
    return again


def _is_in_hand(run: Run, now: dt.datetime) -> bool:
    """Whether the run's job waits or is being done; one that is stalled is ended here."""
    job = ProcrastinateJob.objects.select_related("worker").filter(pk=run.job).first()
    if job is None or job.status not in ("todo", "doing"):
        return False
    if job.status == "todo" or (job.worker and job.worker.last_heartbeat >= stalled_before(now)):
        return True
    django_jobs().connector.get_sync_connector().execute_query(
        "SELECT procrastinate_finish_job_v1(%(job)s, %(status)s, false)",
        job=job.pk,
        status=Status.FAILED.value,
    )
    return False


def stalled_before(now: dt.datetime) -> dt.datetime:
    """Return before when a worker's last heartbeat means that it is no longer there."""
    return now - dt.timedelta(seconds=settings.WORKER_STALLED_SECONDS)


def workers_alive(now: dt.datetime) -> int:
    """Return how many workers have sent a heartbeat of late. One query."""
    alive: int = ProcrastinateWorker.objects.filter(last_heartbeat__gte=stalled_before(now)).count()
    return alive


def delete_outlived(now: dt.datetime) -> int:
    """Delete the files whose time is over, some at a time; their rows and manifests stay."""
    deleted = 0
    for pk in File.objects.outlived(now).values_list("pk", flat=True)[:DELETED_AT_ONCE]:
        with transaction.atomic():
            file = File.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if file is not None and file.is_there:
                store_of(file.store).delete(file.location)
                file.deleted_at = now
                file.save(update_fields=["deleted_at"])
                deleted += 1
    return deleted


def forget_done_jobs() -> None:
    """Delete jobs from the queue that ended a week ago; what became of runs, the runs say."""
    ended = [Status.SUCCEEDED, Status.FAILED, Status.CANCELLED, Status.ABORTED]
    from procrastinate.sql import queries

    django_jobs().connector.get_sync_connector().execute_query(
        queries["delete_old_jobs"],
        nb_hours=DONE_JOBS_KEPT_HOURS,
        queue=QUEUE,
        statuses=[status.value for status in ended],
    )
