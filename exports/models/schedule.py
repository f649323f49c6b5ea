"""Schedules: what is exported, when, in which shape, and where to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from api.constraints import refused
from api.fields import ChoiceField
from api.guards import tracked
from api.records import Versioned
from exports.querysets import ScheduleQuerySet
from exports.timing import minute_in_words

if TYPE_CHECKING:
    from accounts.models import User
    from exports.models.run import Run

LONGEST_KEPT_DAYS = 3660


@tracked("ScheduleHistory", exclude=["version"])
class Schedule(Versioned):
    """An export that comes again: datasets at one snapshot, at the times of a cron expression.

    It runs with what its owner may see at that moment. Where it stands is kept apart (`Turn`), so
    that its versions are what people changed.
    """

    class Format(models.TextChoices):
        """What the files look like."""

        CSV = "csv", "CSV"
        NDJSON = "ndjson", "NDJSON, one JSON object in a line"
        PARQUET = "parquet", "Parquet"
        XLSX = "xlsx", "XLSX, a workbook"

    class Contents(models.TextChoices):
        """How much of the rows a file holds."""

        FULL = "full", "All rows"
        CHANGES = "changes", "Only what changed since the run before"

    class CatchUp(models.TextChoices):
        """What becomes of times that passed while no worker ran."""

        EACH = "each", "Catch up each of them"
        LATEST = "latest", "Run once, for the latest of them"
        SKIP = "skip", "Let them go"

    class Destination(models.TextChoices):
        """Where its files go."""

        DIRECTORY = "directory", "A folder of the exports"
        S3 = "s3", "S3-compatible storage"
        NOTICE = "notice", "A folder of the exports, and a mail to the owner with a link"
        DIGEST = "digest", "A folder of the exports, and a mail to the owner with the rows"

    name = models.CharField(max_length=100, help_text="Such as: open concerns for the committee.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="schedules",
        editable=False,
        help_text="Whose it is: it exports what this person may see at that moment, and no more.",
    )
    datasets = ArrayField(
        models.CharField(max_length=40),
        help_text="What it exports, all at one instant, such as: concerns, progress.",
    )
    filters = models.JSONField(
        default=dict,
        blank=True,
        help_text="By dataset, what the API's list of the same name is asked for, such as: "
        '{"concerns": {"force": "greater-manchester"}}. Without any, all rows within reach.',
    )
    columns = models.JSONField(
        default=dict,
        blank=True,
        help_text='By dataset, the columns it has, in that order, such as: {"concerns": '
        '["reference", "title"]}. Without any, all of them.',
    )
    file_format = ChoiceField(max_length=10, choices=Format, help_text="What the files look like.")
    contents = ChoiceField(
        max_length=10,
        choices=Contents,
        default=Contents.FULL,
        help_text="All rows, or only what changed since the run before.",
    )
    file_name = models.CharField(
        max_length=120,
        default="{schedule}-{dataset}-{due_at}",
        help_text="The name of each file without its ending; {schedule}, {dataset}, {due_on}, "
        "{due_at} and {run} are filled in.",
    )
    cron = models.CharField(
        max_length=100,
        help_text="When: minute, hour, day of the month, month, day of the week, such as: "
        "0 6 * * 1-5.",
    )
    time_zone = models.CharField(
        max_length=60, default="Europe/London", help_text="The time zone of those times."
    )
    catch_up = ChoiceField(
        max_length=10,
        choices=CatchUp,
        default=CatchUp.LATEST,
        help_text="What becomes of times that passed while no worker ran.",
    )
    destination = ChoiceField(
        max_length=10,
        choices=Destination,
        default=Destination.DIRECTORY,
        help_text="Where its files go.",
    )
    folder = models.CharField(
        max_length=200,
        blank=True,
        help_text="The folder in the root of the exports, or the beginning of the keys in the "
        "bucket, such as: committee/weekly. Empty = the root itself.",
    )
    keep_days = models.PositiveIntegerField(
        default=90,
        help_text="Days after which a file is deleted, 1 to 3660; its manifest is kept.",
    )
    paused_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when it waits; empty = it runs."
    )
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text="Who paused it; empty = this service.",
    )
    paused_because = models.TextField(
        blank=True, editable=False, help_text="Why it waits, in a sentence."
    )

    objects = ScheduleQuerySet.as_manager()

    class Meta(Versioned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="schedule_name_unique_per_owner",
                violation_error_message="name: you have a schedule of this name, choose another.",
            ),
            models.CheckConstraint(
                condition=Q(datasets__len__gt=0) & Q(datasets__len__lte=20),
                name="schedule_has_datasets",
                violation_error_message="datasets: one at least, and twenty at most.",
            ),
            models.CheckConstraint(
                condition=Q(keep_days__gte=1) & Q(keep_days__lte=LONGEST_KEPT_DAYS),
                name="schedule_keeps_for_a_while",
                violation_error_message="keep_days: 1 to 3660 days.",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, paused_by=None, paused_because="")
                | Q(paused_at__isnull=False) & ~Q(paused_because=""),
                name="schedule_paused_says_why",
                violation_error_message="paused_because: say why it is paused, in a sentence.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Check what it asks for against what there is, for its owner.

        Raises: ValidationError by field.
        """
        from exports.checking import check_schedule

        check_schedule(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it, and work out anew when it is due if its times have changed."""
        from exports.models.turn import Turn

        with transaction.atomic():
            super().save(*args, **kwargs)
            Turn.follow(self)

    @property
    def is_paused(self) -> bool:
        """Whether it waits."""
        return self.paused_at is not None

    def minute_in_words(self, at: dt.datetime) -> str:
        """Return an instant by the clock that its times go by, such as: 1 July 2026, 06:00 BST."""
        return minute_in_words(at, self.time_zone)

    def run_now(self, *, by: User, at: dt.datetime) -> Run:
        """Let it run once more, as soon as a worker is free; paused ones too.

        Raises: ValidationError with code `not_yours` for anybody but its owner.
        """
        from exports.jobs import queue_run

        if by.pk != self.owner_id or by.is_narrowed:
            raise refused(None, "Its owner runs it: it exports what the owner sees.", "not_yours")
        return queue_run(self, due_at=at, asked_by=by)

    def pause(self, *, by: User | None, at: dt.datetime, because: str) -> None:
        """Let it wait, saying why; `by` None is this service itself.

        Raises: ValidationError with code `already_paused` or `reason_missing`.
        """
        if not because.strip():
            raise refused("because", "Say why it is paused, in a sentence.", "reason_missing")
        with transaction.atomic():
            row = self.locked()
            if row.is_paused:
                raise refused(None, "It is paused already.", "already_paused")
            row.paused_at, row.paused_by, row.paused_because = at, by, because.strip()
            row.save(update_fields=["paused_at", "paused_by", "paused_because"])
        self.refresh_from_db()

    def resume(self, *, by: User, at: dt.datetime) -> None:
        """Let it run again from its next time on; what passed meanwhile is not caught up.

        Raises: ValidationError with code `not_paused`, or by field if what it asks for is no
        longer there.
        """
        with transaction.atomic():
            row = self.locked()
            if not row.is_paused:
                raise refused(None, "It is not paused.", "not_paused")
            try:
                row.clean()
            except ValidationError as error:
                raise refused(None, " ".join(error.messages), "not_as_asked") from error
            row.paused_at, row.paused_by, row.paused_because = None, None, ""
            row.save(update_fields=["paused_at", "paused_by", "paused_because"])
        self.refresh_from_db()
