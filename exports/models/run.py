"""Runs: each time a schedule was due or asked for, and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q

from accounts.roles import Reach
from api.constraints import refused
from api.fields import ChoiceField
from exports.querysets import RunQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class Run(models.Model):
    """One slot of a schedule, exported at least once and in effect exactly once.

    `(schedule, due_at)` is unique, so a slot is one run however many workers see that it is due.
    `attempt` counts who took it up: what an earlier attempt still does has no effect.
    """

    class Status(models.TextChoices):
        """What becomes of it."""

        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        SUCCEEDED = "succeeded", "Succeeded"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    ENDED: ClassVar = (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED)

    schedule = models.ForeignKey(
        "exports.Schedule", on_delete=models.PROTECT, related_name="runs", help_text="Of which."
    )
    due_at = models.DateTimeField(help_text="When it was due, or asked for.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who asked for it; empty = it was due.",
    )
    status = ChoiceField(
        max_length=10, choices=Status, default=Status.WAITING, help_text="What becomes of it."
    )
    attempt = models.PositiveIntegerField(default=0, help_text="How often it was begun.")
    failures = models.PositiveIntegerField(
        default=0, help_text="How often it was begun and came to nothing."
    )
    job = models.BigIntegerField(
        null=True, db_index=True, help_text="The number of its job in the queue."
    )
    worker = models.CharField(max_length=100, blank=True, help_text="Who took it up last.")
    queued_at = models.DateTimeField(help_text="When it was put into the queue.")
    began_at = models.DateTimeField(null=True, help_text="When it was last begun.")
    ended_at = models.DateTimeField(null=True, help_text="When it ended; empty = not yet.")
    retry_at = models.DateTimeField(
        null=True, help_text="When it is tried again; empty = it is not."
    )
    rows_done = models.BigIntegerField(default=0, help_text="Rows written so far, or in the end.")
    rows_expected = models.BigIntegerField(
        null=True,
        help_text="Rows there are to write in the datasets begun so far; empty = not counted yet.",
    )
    slots_let_go = models.PositiveIntegerField(
        default=0, help_text="How many times before it were let go, as the schedule says."
    )
    as_at = models.DateField(null=True, help_text="The day it is told as at.")
    known_at = models.DateTimeField(
        null=True, help_text="The instant as known at which it is told."
    )
    reach = ChoiceField(
        max_length=20, choices=Reach, blank=True, help_text="Whose reach it was exported with."
    )
    forces = ArrayField(
        models.CharField(max_length=60),
        default=list,
        help_text="The forces its owner spoke for, where that is the reach.",
    )
    error = models.TextField(blank=True, help_text="What went wrong, in a sentence.")
    cancel_asked_at = models.DateTimeField(null=True, help_text="When somebody asked to cancel it.")
    cancel_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who asked to cancel it.",
    )

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["schedule", "due_at"],
                name="run_slot_unique",
                violation_error_message="due_at: there is a run of this schedule for that time.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["succeeded", "failed", "cancelled"], ended_at__isnull=False)
                | Q(status__in=["waiting", "running"], ended_at=None),
                name="run_ended_says_when",
                violation_error_message="ended_at: a run that ended says when, no other does.",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed", error=""),
                name="run_failed_says_why",
                violation_error_message="error: a run that failed says why.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["queued_at"],
                name="run_not_ended",
                condition=Q(status__in=["waiting", "running"]),
            ),
            models.Index(fields=["-due_at", "-id"], name="run_latest_first"),
        ]

    def __str__(self) -> str:
        return f"Run {self.pk}"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.status in self.ENDED

    @property
    def duration(self) -> dt.timedelta | None:
        """How long its last attempt took; None = it has not ended, or was never begun."""
        return self.ended_at - self.began_at if self.ended_at and self.began_at else None

    def cancel(self, *, by: User, at: dt.datetime) -> None:
        """End it: at once while it waits, at its next block of rows while it runs.

        Raises: ValidationError with code `ended` if it has ended.
        """
        with transaction.atomic():
            row = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
            if row.has_ended:
                raise refused(None, "It has ended already: there is nothing to cancel.", "ended")
            row.cancel_asked_at, row.cancel_asked_by = at, by
            if row.status == self.Status.WAITING:
                row.status, row.ended_at, row.retry_at = self.Status.CANCELLED, at, None
            row.save()
        self.refresh_from_db()
