"""Doing several things at the same time, each on a database connection of its own."""

import threading

from django.core.exceptions import ValidationError
from django.db import connection

LONGEST_SECONDS = 20


def at_once(*works):
    """Do these at the same time; return what each came to, in their order.

    That is what it returned, or the exception that it raised: the test's assertion tells it.
    """
    together, came_to = threading.Barrier(len(works)), [TimeoutError()] * len(works)

    def run(number, work):
        try:
            together.wait(LONGEST_SECONDS)
            came_to[number] = work()
        except Exception as error:
            came_to[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST_SECONDS)
    return came_to


def codes_at_once(*works):
    """Do these at the same time; return the code of each refusal, None for each that was done."""
    return [_told(each) for each in at_once(*works)]


def _told(outcome):
    if not isinstance(outcome, ValidationError):
        return repr(outcome) if isinstance(outcome, Exception) else None
    is_of_fields = hasattr(outcome, "error_dict")
    faults = outcome.error_dict.values() if is_of_fields else [outcome.error_list]
    return next(iter(faults))[0].code
