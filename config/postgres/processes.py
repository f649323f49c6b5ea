"""Processes and signals, as far as the embedded server needs to know about them."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType


def is_server(pid: int, data: Path) -> bool:
    """Whether that process is alive, no zombie, and a PostgreSQL server of that data folder."""
    process = Path("/proc") / str(pid)
    if Path("/proc/self/stat").exists():
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            command = (process / "cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError, IndexError):
            return False
        return state not in "ZX" and os.fsencode(data) in command
    shown = subprocess.run(
        ["/bin/ps", "-o", "stat=,command=", "-p", str(pid)],
        check=False,
        capture_output=True,
        text=True,
    ).stdout.strip()
    return not shown.startswith("Z") and f"-D {data}" in shown


class Watch:
    """Tells whether a server still runs, as cheaply as the system allows."""

    def __init__(self, pid: int, data: Path) -> None:
        """Watch a process that is that data folder's server now."""
        self.pid = pid
        self._data = data
        self._descriptor = _process_descriptor(pid)

    def is_alive(self) -> bool:
        """Whether the process has not ended; a zombie has."""
        if self._descriptor is None:
            return is_server(self.pid, self._data)
        ended = select.poll()
        ended.register(self._descriptor, select.POLLIN)
        return not ended.poll(0)

    def close(self) -> None:
        """Watch no longer."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _process_descriptor(pid: int) -> int | None:
    """Return what the kernel lets us watch a process by; None where it has no such thing."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return os.pidfd_open(pid)
    return None


def end_server(pid: int, data: Path, *, how: signal.Signals, wait_seconds: float) -> bool:
    """Ask the server of that data folder to shut down, and say whether it did so in time."""
    deadline = time.monotonic() + wait_seconds
    if is_server(pid, data):
        os.kill(pid, how)
    while is_server(pid, data):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Let Ctrl-C and the like wait until a start or a stop is whole."""
    before = signal.pthread_sigmask(
        signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    )
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_politely_when_terminated() -> None:
    """Make an orderly end of the signals that would end Python without its last rites."""

    def end(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, end)
