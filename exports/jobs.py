"""Runs and their jobs in the queue: one transaction for both, so that neither is without the other."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from api.constraints import refused
from exports.models import Run

if TYPE_CHECKING:
    from accounts.models import User
    from exports.models import Schedule

QUEUE = "exports"


def django_jobs() -> JobManager:
    """Return the queue as seen through Django's own connection.

    A worker's own connection would commit a job before the run it is about.
    """
    return JobManager(DjangoConnector(alias="default"))


def queue_run(
    schedule: Schedule, *, due_at: dt.datetime, asked_by: User | None, slots_let_go: int = 0
) -> Run:
    """Make the run of a slot together with its job.

    Raises: ValidationError with code `slot_taken` if there is one already.
    """
    try:
        with transaction.atomic():
            run = Run.objects.create(
                schedule=schedule,
                due_at=due_at,
                asked_by=asked_by,
                queued_at=timezone.now(),
                slots_let_go=slots_let_go,
            )
            queue_job(run)
    except IntegrityError as error:
        raise refused("due_at", "There is a run for that time already.", "slot_taken") from error
    return run


def queue_job(run: Run, *, at: dt.datetime | None = None) -> None:
    """Queue a job for the run, not before `at`; one at a time of each schedule."""
    from exports.tasks import export_run

    task = export_run.configure(lock=f"schedule-{run.schedule_id}", schedule_at=at)
    task.job_manager = django_jobs()
    run.job = task.defer(run=run.pk)
    run.save(update_fields=["job"])
