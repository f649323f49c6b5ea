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
