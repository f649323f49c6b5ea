"""What the lists of schedules and runs can be asked for."""

from __future__ import annotations

from typing import ClassVar

from api.filters import StrictFilterSet, lookups
from api.filters.kinds import InstantFilter, YesNoFilter
from exports.models import Run, Schedule


class ScheduleFilter(StrictFilterSet):
    """Schedules."""

    next_due_at_before = InstantFilter(
        "turn__next_due_at", "lte", help_text="Not later than when it is due next."
    )
    next_due_at_after = InstantFilter(
        "turn__next_due_at", "gte", help_text="Not earlier than when it is due next."
    )
    next_due_at__isnull = YesNoFilter(
        "turn__next_due_at", "isnull", help_text="Whether it is paused, and so due never."
    )
    failing_since_before = InstantFilter(
        "turn__failing_since", "lte", help_text="Failing, and not since later than."
    )
    failing_since_after = InstantFilter(
        "turn__failing_since", "gte", help_text="Failing, and not since earlier than."
    )
    failing_since__isnull = YesNoFilter(
        "turn__failing_since", "isnull", help_text="Whether it does not fail."
    )

    class Meta:
        model = Schedule
        fields: ClassVar = lookups(
            Schedule,
            *(
                "id",
                "name",
                "file_format",
                "contents",
                "file_name",
                "cron",
                "time_zone",
                "catch_up",
            ),
            *("destination", "folder", "keep_days", "paused_at", "paused_because"),
        )


class RunFilter(StrictFilterSet):
    """Runs."""

    class Meta:
        model = Run
        fields: ClassVar = lookups(
            Run,
            *("id", "schedule", "due_at", "status", "attempt", "queued_at", "began_at"),
            *("ended_at", "retry_at", "rows_done", "rows_expected", "slots_let_go", "as_at"),
            *("known_at", "cancel_asked_at"),
        )
