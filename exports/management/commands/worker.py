"""`manage.py worker`: carries out scheduled exports, until it is told to end."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from exports.dispatch import workers_alive
from exports.worker import Worker, worker_name

MOST_AT_ONCE = 16


class Command(BaseCommand):
    """Any number of these may run, on any number of machines."""

    help = "Carry out scheduled exports. Any number of workers may run, on any machines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--concurrency", type=int, default=1, metavar="N", help="runs at once, 1 to 16"
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="do no work: say how many workers are alive, and end with 1 if none is",
        )

    def handle(self, *args: Any, concurrency: int, check: bool, **options: Any) -> None:
        """Work until SIGTERM or Ctrl-C; what is under way is finished first, or handed back.

        Raises: CommandError if it cannot begin, or with --check if no worker is alive.
        """
        if check:
            self._check()
            return
        if not 1 <= concurrency <= MOST_AT_ONCE:
            raise CommandError(f"--concurrency {concurrency}: 1 to {MOST_AT_ONCE} runs at once.")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("Migrations have to run first: manage.py migrate.")
        connection.close()
        if options["verbosity"]:
            self.stdout.write(f"Worker {worker_name()} looks for what is due.")
            self.stdout.flush()
        Worker(concurrency=concurrency).run()

    def _check(self) -> None:
        alive = workers_alive(timezone.now())
        if not alive:
            raise CommandError("No worker is alive: start one with manage.py worker.")
        self.stdout.write(f"{alive} alive.")
