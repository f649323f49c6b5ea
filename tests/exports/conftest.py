import threading

import pytest
from django.db import connection
from django.utils import timezone

from exports.jobs import queue_run
from tests.exports.asking import carried_out
from tests.exports.worlds import two_forces


@pytest.fixture
def in_another_connection():
    """Run something in a thread of its own, and so on a connection of its own; wait for it."""

    def run(work):
        def work_and_leave():
            try:
                work()
            finally:
                connection.close()

        thread = threading.Thread(target=work_and_leave)
        thread.start()
        thread.join()

    return run


@pytest.fixture(autouse=True)
def export_root(settings, tmp_path):
    """A root of the exports for this test alone."""
    settings.EXPORT_ROOT = tmp_path / "exports"
    return settings.EXPORT_ROOT


@pytest.fixture
def queue(transactional_db):
    """An empty queue of jobs: its tables are none of Django's, so no test of its own clears them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, "
            "procrastinate_workers CASCADE"
        )


@pytest.fixture
def run(schedule):
    """A run of the test's own `schedule` that waits."""
    return queue_run(schedule, due_at=timezone.now(), asked_by=None)


@pytest.fixture
def done(queue, schedule):
    """A run of the test's own `schedule` that has succeeded."""
    two_forces()
    return carried_out(schedule)
