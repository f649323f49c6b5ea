"""Attempts at a run: who takes it up, and what ends it. An attempt that was taken over has no say."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from exports.jobs import queue_job
from exports.mail import tell_owner_it_fails
from exports.models import Run, Turn

logger = logging.getLogger(__name__)

LONGEST_WAIT = dt.timedelta(hours=1)
"""The longest back-off between two attempts."""

_PUBLISHING = 0x45585054
"""The class of advisory locks held while the files of a run appear."""


class TakenOver(Exception):
    """Another attempt at the run has begun, or it has ended: this one leaves everything alone."""


@dataclass(frozen=True)
class Attempt:
    """One attempt at a run, by its number; the highest is the one that counts."""

    run: Run
    number: int

    def still_counts(self) -> bool:
        """Whether no other attempt has begun since, and the run has not ended."""
        counts: bool = self._rows().exists()
        return counts

    def note(self, **values: Any) -> None:
        """Write something on the run.

        Raises: TakenOver if this attempt no longer counts.
        """
        if not self._rows().update(**values):
            raise TakenOver

    def _rows(self) -> Any:
        return Run.objects.filter(pk=self.run.pk, attempt=self.number, status=Run.Status.RUNNING)


def begin(run_id: int, *, worker: str) -> Attempt | None:
    """Take up a run, after whoever is just letting its files appear; None = nothing is to be done.

    Raises: Run.DoesNotExist if there is no such run.
    """
    now = timezone.now()
    with transaction.atomic():
        alone_with(run_id)
        runs = Run.objects.select_related("schedule__owner")
        run = runs.select_for_update(of=("self",), no_key=True).get(pk=run_id)
        if run.has_ended:
            return None
        if run.status == Run.Status.RUNNING:  # whoever had it was killed, or lost the database
            run.failures += 1
        if run.cancel_asked_at:
            run.status, run.ended_at, run.retry_at = Run.Status.CANCELLED, now, None
        elif run.failures >= settings.EXPORT_ATTEMPTS:
            run.status, run.ended_at, run.retry_at = Run.Status.FAILED, now, None
            run.error = run.error or "Whoever began it was stopped before it ended, each time."
        else:
            run.status, run.began_at, run.retry_at = Run.Status.RUNNING, now, None
            run.attempt += 1
            run.worker, run.rows_done, run.rows_expected = worker, 0, None
        run.save()
        if run.status == Run.Status.FAILED:
            _note_failing(run, now)
    if run.status == Run.Status.FAILED:
        tell_owner_it_fails(run)
    return Attempt(run, run.attempt) if run.status == Run.Status.RUNNING else None


def alone_with(run_id: int) -> None:
    """Wait until nobody else takes up the run or lets its files appear, and keep them from it.

    Until the transaction ends; a lost connection lets go.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_PUBLISHING, run_id % 2**31])


def succeed(attempt: Attempt) -> None:
    """End the run well; a schedule that failed fails no longer.

    Raises: TakenOver.
    """
    now = timezone.now()
    with transaction.atomic():
        attempt.note(status=Run.Status.SUCCEEDED, ended_at=now, error="", retry_at=None)
        Turn.objects.filter(schedule=attempt.run.schedule_id).update(failing_since=None)


def end_cancelled(attempt: Attempt) -> None:
    """End the run as cancelled.

    Raises: TakenOver.
    """
    attempt.note(status=Run.Status.CANCELLED, ended_at=timezone.now(), retry_at=None)


def hand_back(attempt: Attempt) -> None:
    """Put the run back into the queue, as its worker is to stop; that counts as no failure.

    Raises: TakenOver.
    """
    with transaction.atomic():
        attempt.note(status=Run.Status.WAITING)
        attempt.run.refresh_from_db()
        queue_job(attempt.run)


def fail(attempt: Attempt, reason: str) -> None:
    """End the run as failed, for a reason that trying again would not mend; tell its owner once.

    Raises: TakenOver.
    """
    now = timezone.now()
    with transaction.atomic():
        attempt.note(status=Run.Status.FAILED, ended_at=now, error=reason, retry_at=None)
        _note_failing(attempt.run, now)
    attempt.run.refresh_from_db()
    tell_owner_it_fails(attempt.run)


def retry_or_fail(attempt: Attempt, reason: str) -> None:
    """Try the run again later, each time after twice as long, or give up.

    Raises: TakenOver.
    """
    failures = attempt.run.failures + 1
    if failures >= settings.EXPORT_ATTEMPTS:
        attempt.note(failures=failures)
        fail(attempt, reason)
        return
    wait = dt.timedelta(seconds=settings.EXPORT_RETRY_SECONDS * 2 ** (failures - 1))
    at = timezone.now() + min(wait, LONGEST_WAIT)
    with transaction.atomic():
        attempt.note(status=Run.Status.WAITING, error=reason, failures=failures, retry_at=at)
        attempt.run.refresh_from_db()
        queue_job(attempt.run, at=at)


def _note_failing(run: Run, now: dt.datetime) -> None:
    Turn.objects.filter(schedule=run.schedule_id, failing_since=None).update(failing_since=now)
