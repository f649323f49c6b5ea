"""Which schedules, runs and files somebody may see, and what is due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Prefetch, Q

from accounts.roles import Permission

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks
    from exports.models import File, Run, Schedule  # noqa: F401  # in strings only


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    """Schedules."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> ScheduleQuerySet:
        """Schedules the person may see: their own; everybody's for an administrator.

        None with a token tied to forces: a run has the whole reach of its owner.
        """
        return self.filter(whose(user, "owner"))

    def editable_by(self, user: User) -> ScheduleQuerySet:
        """Schedules the person may change: their own, as long as they may export."""
        if user.is_narrowed or not user.may(Permission.EXPORT):
            return self.none()
        return self.filter(owner=user)

    def stoppable_by(self, user: User) -> ScheduleQuerySet:
        """Schedules the person may pause, resume, and cancel runs of: all they see."""
        return self.visible_to(user)


class RunQuerySet(models.QuerySet["Run"]):
    """Runs of schedules."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> RunQuerySet:
        """Runs of the schedules the person may see."""
        return self.filter(whose(user, "schedule__owner"))

    def editable_by(self, user: User) -> RunQuerySet:
        """Nobody edits a run."""
        return self.none()

    def with_outcome(self) -> Self:
        """Runs with their files by dataset, and receipts in the order of delivery. Two queries more."""
        from exports.models import File, Receipt

        return self.prefetch_related(
            Prefetch("files", File.objects.order_by("dataset")),
            Prefetch("receipts", Receipt.objects.order_by("at", "pk")),
        )

    def not_ended(self) -> Self:
        """Runs of which something becomes still."""
        return self.filter(status__in=["waiting", "running"])

    def failing(self) -> Self:
        """The latest runs of schedules that fail, one of each."""
        failed: Any = self.filter(status="failed", schedule__turn__failing_since__isnull=False)
        latest: Self = failed.order_by("schedule_id", "-due_at").distinct("schedule_id")
        return latest


class FileQuerySet(models.QuerySet["File"]):
    """Files of runs."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> FileQuerySet:
        """Files of the runs the person may see; to see that there is one is not to read it."""
        return self.filter(whose(user, "run__schedule__owner"))

    def editable_by(self, user: User) -> FileQuerySet:
        """Nobody edits a file."""
        return self.none()

    def before(self, run: Run, dataset: str) -> File | None:
        """Return the dataset's file of the latest run before this one that succeeded. One query."""
        of_others = self.filter(run__schedule=run.schedule_id, dataset=dataset)
        written = of_others.filter(appeared_at__isnull=False, run__status="succeeded")
        earlier = written.filter(run__due_at__lt=run.due_at).select_related("run")
        return earlier.order_by("-run__due_at").first()

    def outlived(self, at: dt.datetime) -> Self:
        """Files whose time is over at that instant, which have appeared and are kept still."""
        ends = models.ExpressionWrapper(
            F("appeared_at") + F("run__schedule__keep_days") * dt.timedelta(days=1),
            models.DateTimeField(),
        )
        return self.filter(deleted_at=None).annotate(ends=ends).filter(ends__lte=at)


def whose(user: User, path: str) -> Q:
    """Return the condition that the person at that path is the user, or anybody for those who see all."""
    if user.is_narrowed:
        return Q(pk__in=[])
    if user.may(Permission.MAINTAIN_ACCOUNTS):
        return Q()
    return Q(**{path: user})
