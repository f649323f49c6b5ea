"""Where a schedule stands: when it is due next, what was let go, since when it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from exports.timing import slots

if TYPE_CHECKING:
    from exports.models.schedule import Schedule


class Turn(models.Model):
    """What the service itself notes of a schedule, beside what people said of it."""

    schedule = models.OneToOneField(
        "exports.Schedule",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="turn",
        help_text="Whose turn it is.",
    )
    times = models.CharField(max_length=200, help_text="The times it was worked out from.")
    next_due_at = models.DateTimeField(
        null=True, db_index=True, help_text="When it is due next; empty = it is paused."
    )
    slots_let_go = models.PositiveIntegerField(
        default=0, help_text="How many times were let go since the last run, as it says."
    )
    failing_since = models.DateTimeField(
        null=True,
        help_text="When the first run failed of those that failed in a row; empty = none.",
    )

    def __str__(self) -> str:
        return f"{self.schedule_id} at {self.next_due_at}"

    @classmethod
    def follow(cls, schedule: Schedule) -> None:
        """Work out when it is due next, if its times have changed or it pauses or runs again."""
        times = "paused" if schedule.is_paused else f"{schedule.cron} {schedule.time_zone}"
        kept = cls.objects.filter(schedule=schedule).first()
        if kept is not None and kept.times == times:
            return
        due_at = None
        if not schedule.is_paused:
            due_at = next(slots(schedule.cron, schedule.time_zone, after=timezone.now()))
        cls.objects.update_or_create(
            schedule=schedule, defaults={"times": times, "next_due_at": due_at}
        )
