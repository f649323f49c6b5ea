"""The JSON shapes of schedules and runs, and what a client sends."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework import serializers

from accounts.models import User
from api.entries import Entry, RecordEntry
from api.serializers import InstantField
from api.shapes import Shape
from exports.models import File, Receipt, Run, Schedule
from exports.narrowing import filters_in_words
from exports.timing import cron_in_words, next_times


class OwnerReference(Shape):
    """The account a schedule belongs to."""

    class Meta:
        model = User
        fields = ("username",)


class ScheduleReference(Shape):
    """A schedule where a run names it."""

    class Meta:
        model = Schedule
        fields = ("id", "name")


class ScheduleSerializer(Shape):
    """A schedule."""

    references: ClassVar = {User: OwnerReference}
    units: ClassVar = {"keep_days": "days"}

    next_due_at = InstantField(
        source="turn.next_due_at",
        allow_null=True,
        read_only=True,
        help_text="When it is due next; null = it is paused.",
    )
    failing_since = InstantField(
        source="turn.failing_since",
        allow_null=True,
        read_only=True,
        help_text="When the first run failed of those that failed in a row; null = none.",
    )

    class Meta:
        model = Schedule
        fields: tuple[str, ...] = (
            *("id", "name", "owner", "file_format", "contents", "file_name", "cron", "time_zone"),
            *("catch_up", "destination", "folder", "keep_days", "paused_at", "paused_because"),
            *("next_due_at", "failing_since", "version"),
        )


class ScheduleDetail(ScheduleSerializer):
    """A schedule by itself: also what it asks for, in words too, and when it comes."""

    datasets = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="What it exports, at one instant."
    )
    filters = serializers.JSONField(
        read_only=True, help_text="By dataset, what the API's list of that name is asked for."
    )
    columns = serializers.JSONField(
        read_only=True, help_text="By dataset, its columns; a dataset that is missing has all."
    )
    in_plain_words = serializers.SerializerMethodField(
        help_text="Its times and its filters in words."
    )
    next_times = serializers.SerializerMethodField(
        help_text="The next five times it is due, in its own time zone; none while it is paused."
    )

    class Meta(ScheduleSerializer.Meta):
        fields = (
            *ScheduleSerializer.Meta.fields,
            *("datasets", "filters", "columns", "in_plain_words", "next_times"),
        )

    def get_in_plain_words(self, schedule: Schedule) -> list[str]:
        """Say its times and its filters in words."""
        return [cron_in_words(schedule.cron), *filters_in_words(schedule.filters)]

    def get_next_times(self, schedule: Schedule) -> list[dt.datetime]:
        """Return when it is due."""
        if schedule.is_paused:
            return []
        return next_times(schedule.cron, schedule.time_zone, now=timezone.now())


class ScheduleEntry(RecordEntry):
    """A schedule to be made, or what is to be changed of one."""

    shape = ScheduleDetail
    datasets = serializers.ListField(
        child=serializers.CharField(max_length=40),
        max_length=20,
        help_text="What it exports, all at one instant.",
    )
    filters = serializers.JSONField(
        required=False, help_text="By dataset, what the API's list of that name is asked for."
    )
    columns = serializers.JSONField(
        required=False, help_text="By dataset, the columns it has, in that order."
    )

    class Meta:
        model = Schedule
        fields = (
            *("name", "datasets", "filters", "columns", "file_format", "contents", "file_name"),
            *("cron", "time_zone", "catch_up", "destination", "folder", "keep_days"),
        )


class PauseEntry(Entry):
    """Why a schedule is paused."""

    because = serializers.CharField(max_length=500, help_text="Why, in a sentence.")

    class Meta:
        model = Schedule
        fields = ("because",)


class NothingEntry(Entry):
    """A verb that takes nothing."""

    class Meta:
        model = Schedule
        fields = ()


class RunSerializer(Shape):
    """A run."""

    references: ClassVar = {Schedule: ScheduleReference}
    units: ClassVar = {
        "attempt": "attempts",
        "rows_done": "rows",
        "rows_expected": "rows",
        "slots_let_go": "times",
    }

    class Meta:
        model = Run
        fields: tuple[str, ...] = (
            *("id", "schedule", "due_at", "status", "attempt", "queued_at", "began_at"),
            *("ended_at", "retry_at", "rows_done", "rows_expected", "slots_let_go", "as_at"),
            *("known_at", "error", "cancel_asked_at"),
        )


class FileShape(Shape):
    """A file of a run."""

    name = serializers.CharField(read_only=True, help_text="Its name.")

    class Meta:
        model = File
        fields = (
            *("dataset", "name", "location", "rows", "bytes", "sha256", "appeared_at"),
            "deleted_at",
        )


class ReceiptShape(Shape):
    """What was delivered of a run."""

    class Meta:
        model = Receipt
        fields = ("kind", "to", "told", "at")


class RunDetail(RunSerializer):
    """A run by itself: also its files, and what was delivered where."""

    files = FileShape(
        many=True, read_only=True, help_text="Its files; those reserved have no rows."
    )
    receipts = ReceiptShape(many=True, read_only=True, help_text="What was delivered where.")

    class Meta(RunSerializer.Meta):
        fields = (*RunSerializer.Meta.fields, "files", "receipts")


class PreviewShape(serializers.Serializer[Any]):
    """The first rows of a dataset as they would stand in a CSV file."""

    dataset = serializers.CharField(help_text="Which dataset.")
    columns = serializers.ListField(child=serializers.CharField(), help_text="Its columns.")
    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_blank=True)),
        help_text="Up to twenty rows, each cell as text.",
    )


class PreviewsShape(serializers.Serializer[Any]):
    """What a schedule would export now."""

    previews = PreviewShape(many=True, help_text="The first rows of each dataset.")
