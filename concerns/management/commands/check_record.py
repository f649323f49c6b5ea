"""`manage.py check_record`: prove that what is stored agrees with the log and its own limits."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concerns.models import Action, Concern, Event, Recommendation
from concerns.recheck import disagreements


class Command(BaseCommand):
    """Rebuilds positions, promises and deadlines from the log, and looks past ingest's checks."""

    help = (
        "Rebuild every position, promise and deadline from the log, and compare with what is "
        "stored; find readings of nobody, or beyond the limits of their indicator. Changes "
        "nothing; exits with 1 and a line for each disagreement if there is one."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was compared.

        Raises: CommandError if anything stored contradicts the log.
        """
        found = [str(disagreement) for disagreement in disagreements()]
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} stored values contradict the record.")
        counted = ", ".join(
            f"{model.objects.count()} {model._meta.verbose_name_plural}"
            for model in (Concern, Recommendation, Action, Event)
        )
        self.stdout.write(f"The record agrees with its log: {counted}.")
