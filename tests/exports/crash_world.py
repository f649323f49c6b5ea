"""Steps of the crash test, each run in a process of its own on the database of the test.

As a program: `python -m tests.exports.crash_world STEP`, with `tests.exports.embedded` as settings.
"""

import json
import sys

import django

SCHEDULES = 50


def prepare():
    """Migrate, record something to export, and make fifty schedules due in the same minute."""
    from django.core.management import call_command
    from django.utils import timezone

    from exports.models import Turn
    from tests.conftest import person
    from tests.exports.worlds import two_forces
    from tests.factories import ScheduleFactory

    call_command("migrate", verbosity=0)
    two_forces()
    analyst = person("analyst", "analyst")
    for number in range(SCHEDULES):
        ScheduleFactory(
            owner=analyst,
            name=f"Number {number}",
            datasets=["readings"] if number % 2 else ["concerns", "progress"],
            cron="0 6 1 1 *",
        )
    due_at = timezone.now().replace(second=0, microsecond=0)
    Turn.objects.update(next_due_at=due_at)


def block():
    """Keep every export from reading on, until this process or the database ends."""
    import time

    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE concerns_reading, concerns_concern IN ACCESS EXCLUSIVE MODE")
        print("blocked", flush=True)  # noqa: T201 - the test waits for this line
        time.sleep(600)


def tell():
    """Print, for each line that is read, what became of every run and file."""
    from django.db import DatabaseError, connection

    for _ in sys.stdin:
        try:
            print_all()
        except DatabaseError:  # the database is being restarted
            connection.close()
            print_all()


def print_all():
    from exports.models import File, Receipt, Run

    print(  # noqa: T201 - the test reads this
        json.dumps(
            {
                "runs": list(
                    Run.objects.order_by("pk").values(
                        "pk", "schedule", "status", "attempt", "worker", "error"
                    )
                ),
                "files": list(
                    File.objects.order_by("pk").values(
                        "run", "location", "rows", "bytes", "sha256", "manifest", "deleted_at"
                    )
                ),
                "receipts": Receipt.objects.count(),
            }
        ),
        flush=True,
    )


def restart():
    """Stop the database as a crash of its machine would, and start it again."""
    import signal
    from pathlib import Path

    from django.db import connection

    from config.postgres.processes import end_server

    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        data = cursor.fetchone()[0]
    connection.close()
    pid = int((Path(data) / "postmaster.pid").read_text().split("\n", 1)[0])
    assert end_server(pid, Path(data), how=signal.SIGQUIT, wait_seconds=30)
    connection.ensure_connection()


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "block": block, "tell": tell, "restart": restart}[sys.argv[1]]()
