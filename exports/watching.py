"""Watching a run from beside it: progress goes out, wishes to cancel or to stop come in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from exports.attempts import Attempt, TakenOver
from exports.models import Run

logger = logging.getLogger(__name__)


class Cancelled(Exception):
    """Somebody asked to cancel the run."""


class Stopping(Exception):
    """The worker is to stop: somebody else carries on."""


class Watch:
    """A thread with a connection of its own, as the run's own is inside its snapshot.

    It notes how many rows were written, and when the run is cancelled, taken over or to stop, it
    cancels the query under way; `look` then raises what it was.
    """

    def __init__(self, attempt: Attempt, should_stop: Callable[[], bool]) -> None:
        self.rows = 0
        self._expected: int | None = None
        self._attempt = attempt
        self._should_stop = should_stop
        self._over = threading.Event()
        self._wish: type[Exception] | None = None
        self._lock = threading.Lock()
        self._backend: int | None = None
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def look(self) -> None:
        """Go on, unless somebody wishes otherwise.

        Raises: Cancelled, Stopping or TakenOver.
        """
        if self._wish is None and self._should_stop():
            self._wish = Stopping
        if self._wish is not None:
            raise self._wish

    def expect(self, rows: int) -> None:
        """Note that there are so many rows more to write."""
        self._expected = rows + (self._expected or 0)

    def count(self, rows: int) -> None:
        """Note that so many rows more were written.

        Raises: what `look` does.
        """
        self.rows += rows
        self.look()

    @contextmanager
    def queries_of(self, watched: BaseDatabaseWrapper) -> Iterator[None]:
        """Let queries on this connection be cancelled until the block ends."""
        with self._lock:
            self._backend = watched.connection.info.backend_pid
        try:
            yield
        finally:
            with self._lock:
                self._backend = None

    def _watch(self) -> None:
        while not self._over.wait(settings.EXPORT_WATCH_SECONDS):
            try:
                self._exchange()
            except DatabaseError:
                logger.warning("run %s is not watched for a moment", self._attempt.run.pk)
                connection.close()
        connection.close()

    def _exchange(self) -> None:
        run = self._attempt.run.pk
        rows = Run.objects.filter(pk=run, attempt=self._attempt.number)
        asked = rows.filter(status=Run.Status.RUNNING)
        asked.exclude(rows_done=self.rows, rows_expected=self._expected).update(
            rows_done=self.rows, rows_expected=self._expected
        )
        told = asked.values_list("cancel_asked_at", flat=True).first()
        if self._wish is None and not asked.exists():
            self._wish = TakenOver
        elif told is not None:
            self._wish = Cancelled
        elif self._should_stop():
            self._wish = Stopping
        if self._wish is not None:
            self._cancel_query()

    def _cancel_query(self) -> None:
        with self._lock:
            if self._backend is not None:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_cancel_backend(%s)", [self._backend])
