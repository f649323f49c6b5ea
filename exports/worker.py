"""A worker: takes runs from the queue, and every few seconds looks what is due or stalled."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
import time
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import ProcrastinateException

from exports.dispatch import delete_outlived, dispatch, forget_done_jobs, sweep
from exports.jobs import QUEUE

logger = logging.getLogger(__name__)

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
REST_SECONDS = 1.0
"""How long it waits before it asks a database again that was not there."""

CLEARED_EVERY_SECONDS = 60.0


def worker_name() -> str:
    """Return what this process goes by: machine and process."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


class Worker:
    """One process that exports; it lives through restarts of the database, and ends politely."""

    def __init__(self, *, concurrency: int) -> None:
        self._concurrency = concurrency
        self._is_to_stop = threading.Event()
        self._parent: int | None = None
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, *, parent: int | None = None) -> None:
        """Work until SIGTERM, SIGINT or SIGHUP; then finish what is under way, or hand it back.

        With the number of a parent process, until that is gone too.
        """
        self._parent = parent
        ticks = threading.Thread(target=self._tick, name="ticks", daemon=True)
        ticks.start()
        try:
            asyncio.run(self._work())
        finally:
            self._is_to_stop.set()
            ticks.join()

    async def _work(self) -> None:
        self._loop = loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._stop)
        while not self._is_to_stop.is_set():
            self._task = asyncio.create_task(self._take_jobs())
            try:
                await self._task
            except asyncio.CancelledError:
                pass
            except (ProcrastinateException, DatabaseError, OSError) as error:
                logger.warning("the queue is not there (%s): asking again", error)
            if not self._is_to_stop.is_set():
                await asyncio.sleep(REST_SECONDS)

    def _end_with_parent(self) -> None:
        is_orphan = self._parent is not None and os.getppid() != self._parent
        if is_orphan and self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop)

    async def _take_jobs(self) -> None:
        """Take jobs until told to stop; ends with an error when the database goes."""
        own = await asyncio.to_thread(_own_connector)
        with app.replace_connector(own) as queue:
            async with queue.open_async():
                await queue.run_worker_async(
                    queues=[QUEUE],
                    name=worker_name(),
                    concurrency=self._concurrency,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=settings.WORKER_TICK_SECONDS,
                    update_heartbeat_interval=settings.WORKER_HEARTBEAT_SECONDS,
                    stalled_worker_timeout=settings.WORKER_STALLED_SECONDS,
                    shutdown_graceful_timeout=settings.WORKER_GOODBYE_SECONDS,
                )

    def _stop(self) -> None:
        self._is_to_stop.set()
        if self._task is not None:
            self._task.cancel()

    def _tick(self) -> None:
        cleared_at = 0.0
        while not self._is_to_stop.wait(settings.WORKER_TICK_SECONDS):
            self._end_with_parent()
            try:
                now = timezone.now()
                dispatch(now)
                sweep(now)
                if time.monotonic() - cleared_at > CLEARED_EVERY_SECONDS:
                    cleared_at = time.monotonic()
                    delete_outlived(now)
                    forget_done_jobs()
            except Exception:  # whatever it is, the next look may do better
                logger.exception("a look at what is due failed: looking again")
            finally:
                connection.close()


def _own_connector() -> Any:
    """Return a connector for the queue; on the embedded server this starts it if it has stopped."""
    try:
        return app.connector.get_worker_connector()  # type: ignore[attr-defined]
    finally:
        connection.close()
