import threading

import pytest
from django.db import connection


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
