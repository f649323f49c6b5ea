"""The life of the embedded server: whoever comes first starts it, the last to leave stops it.

Every process that uses the server holds a shared lock on one file; the kernel lets go of it even
when the process is killed. Who leaves asks for the same lock alone, and stops the server if it
gets it. A second lock is held while somebody starts or stops the server, or decides whether to.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from config.postgres.binaries import MAJOR_VERSION, programs_for
from config.postgres.places import (
    DATABASE_URL_HINT,
    Account,
    ServerUnavailable,
    home_of,
    private_folders,
    server_account,
    socket_folder_of,
)
from config.postgres.processes import (
    Watch,
    end_politely_when_terminated,
    end_server,
    is_server,
    signals_held,
)

SUPERUSER = "app"
PORT = "5432"  # names the socket's file; the server listens on no network address
START_SECONDS = 120
STOP_SECONDS = 30
ORPHAN_SECONDS = 15  # how long the children of a killed server may take to notice
_UNQUOTABLE = frozenset("\"'`$\\\n")  # pg_ctl hands paths to a shell, the configuration quotes them


class EmbeddedServer:
    """The server of one state folder, as seen by this process."""

    def __init__(self, state: Path, *, database: str, durable: bool = True) -> None:
        """Describe it; nothing is looked at or started before `join`.

        `durable` is off for tests alone: a power cut may then cost the whole cluster.
        """
        self.state = state.resolve()
        self.database = database
        self.durable = durable
        self._guard = threading.Lock()
        self._account: Account | None = None
        self._home = self.state
        self._socket_folder = self.state
        self._users: IO[bytes] | None = None
        self._mutex: IO[bytes] | None = None
        self._postmaster: Watch | None = None
        atexit.register(self.leave)
        os.register_at_fork(after_in_child=self._be_another_user)

    def join(self) -> Path:
        """Be one of the server's users until `leave` or the end, and return its socket's folder.

        Starts the server if it is not running; may be called again at any time, which is cheap,
        and starts a server that has crashed meanwhile.

        Raises: ServerUnavailable with a sentence that says what to do.
        """
        with self._guard:
            is_alive = self._postmaster is not None and self._postmaster.is_alive()
            if self._users is None or not is_alive:
                self._open()
                with self._alone(), signals_held():
                    self._be_a_user()
                    if self._running() is None:
                        self._start()
            return self._socket_folder

    def leave(self) -> None:
        """Stop being one of the server's users, and stop the server if that was the last one."""
        with self._guard:
            if self._users is None:
                return
            with self._alone(), signals_held():
                users, self._users = self._users, None
                with users, contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._stop()

    def remove(self) -> None:
        """Delete the cluster and everything that belongs to it, stopping a forgotten server.

        Raises: ServerUnavailable if somebody uses it.
        """
        if not self.state.is_dir():
            return
        with self._guard:
            self._open()
            with self._alone(), signals_held(), self._lock_file("users.lock") as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise ServerUnavailable(
                        f"The database in {self.state} is in use: stop what uses it first "
                        "(Ctrl-C in make demo), then try again."
                    ) from None
                self._stop()
                for folder in [*private_folders(self.state), self.state]:
                    shutil.rmtree(folder)

    def _open(self) -> None:
        """Find the places and open the two locks, once in each process."""
        if self._mutex is not None:
            return
        account = server_account()
        home = home_of(self.state, account)
        if unfit := _UNQUOTABLE.intersection(str(home)):
            raise ServerUnavailable(
                f"PostgreSQL cannot run in a folder whose path contains {' '.join(sorted(unfit))}"
                f" ({home}): rename the folder, {DATABASE_URL_HINT}."
            )
        self._account, self._home = account, home
        self._socket_folder = socket_folder_of(home, account)
        self._mutex = self._lock_file("starting.lock")

    def _lock_file(self, name: str) -> IO[bytes]:
        try:
            return (self._home / name).open("ab")
        except PermissionError as error:
            raise ServerUnavailable(
                f"The database in {self._home} belongs to another user: run this as whoever "
                f"made it, run make reset as that user to begin again, {DATABASE_URL_HINT}."
            ) from error

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every other process from starting or stopping the server, or deciding to."""
        assert self._mutex is not None  # opened by _open
        fcntl.flock(self._mutex, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._mutex, fcntl.LOCK_UN)

    def _be_a_user(self) -> None:
        """Take the shared lock; from now on the server may not be stopped by others."""
        if self._users is not None:
            return
        users = self._lock_file("users.lock")
        fcntl.flock(users, fcntl.LOCK_SH)
        self._users = users
        end_politely_when_terminated()

    def _be_another_user(self) -> None:
        """After a fork: the child holds locks of its own, so that parent and child both count."""
        self._guard = threading.Lock()
        if self._users is None or self._mutex is None:
            return
        inherited = (self._users, self._mutex)
        self._users = self._mutex = None
        try:
            users = (self._home / "users.lock").open("ab")
            fcntl.flock(users, fcntl.LOCK_SH)
            self._mutex = (self._home / "starting.lock").open("ab")
            self._users = users
        except FileNotFoundError:
            pass  # the folder was removed under us: there is no server left to count for
        for lock in inherited:
            lock.close()

    def _running(self) -> int | None:
        """Return the server's process id, or None if it is not running.

        A killed server may stay behind as a zombie, and its process id may have gone to another
        program: neither is a running server.
        """
        try:
            pid = int((self._home / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        if not is_server(pid, self._home / "data"):
            return None
        if self._postmaster is None or self._postmaster.pid != pid:
            self._watch(Watch(pid, self._home / "data"))
        return pid

    def _watch(self, watch: Watch | None) -> None:
        if self._postmaster is not None:
            self._postmaster.close()
        self._postmaster = watch

    def _start(self) -> None:
        assert self._account is not None  # set by _open
        data = self._home / "data"
        programs = programs_for(self._account, self._home)
        if not data.exists():
            self._make_cluster(programs)
        self._check_cluster(data)
        self._configure(data)
        log = data / "server.log"
        deadline = time.monotonic() + ORPHAN_SECONDS
        while True:
            self._forget_the_dead(data)
            log_length = log.stat().st_size if log.exists() else 0
            started = self._run(
                programs / "pg_ctl",
                ("start", "-w", "-s", "-t", str(START_SECONDS), "-D", data),
                ("-l", log),
                output=subprocess.DEVNULL,  # the server would keep a pipe open for ever
            )
            if started.returncode == 0 and self._running() is not None:
                return
            said = _log_since(log, log_length)
            if "shared memory block" not in said or time.monotonic() > deadline:
                raise ServerUnavailable(
                    f"The embedded PostgreSQL in {self._home} does not start: {_reason(said)} "
                    f"See server.log in its data folder, {DATABASE_URL_HINT}."
                )
            time.sleep(0.2)

    def _forget_the_dead(self, data: Path) -> None:
        """Delete what names a process that is no server; PostgreSQL takes a zombie for alive."""
        socket = self._socket_folder / f".s.PGSQL.{PORT}"
        for left in (data / "postmaster.pid", socket, socket.with_name(socket.name + ".lock")):
            left.unlink(missing_ok=True)

    def _make_cluster(self, programs: Path) -> None:
        """Make an empty cluster with our database in it; it appears whole or not at all."""
        assert self._account is not None  # set by _open
        sys.stderr.write("Making an empty database (a few seconds).\n")
        unfinished = self._home / "data-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(unfinished, self._account.uid, self._account.gid)
        sync = () if self.durable else ("--no-sync",)
        made = self._run(
            programs / "initdb",
            ("-D", unfinished, "-U", SUPERUSER, "-E", "UTF8", "--auth=trust", "--no-instructions"),
            ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", *sync),
        )
        if made.returncode == 0:
            made = self._run(
                programs / "postgres",
                ("--single", "-D", unfinished, "postgres"),
                said=f'CREATE DATABASE "{self.database}"\n',
            )
        if made.returncode != 0:
            raise ServerUnavailable(
                f"The embedded PostgreSQL cannot make its files in {self._home}: "
                f"{_reason(made.stdout)} Put it right, {DATABASE_URL_HINT}."
            )
        with (unfinished / "postgresql.conf").open("a") as configuration:
            configuration.write("include_if_exists = 'embedded.conf'\n")
        unfinished.rename(self._home / "data")

    def _check_cluster(self, data: Path) -> None:
        assert self._account is not None  # set by _open
        version = (data / "PG_VERSION").read_text().strip()
        if version != MAJOR_VERSION:
            raise ServerUnavailable(
                f"The database in {self._home} was made by PostgreSQL {version}, and this is "
                f"version {MAJOR_VERSION}: run make reset to begin again, {DATABASE_URL_HINT}."
            )
        if data.stat().st_uid != self._account.uid:
            raise ServerUnavailable(
                f"The database in {self._home} belongs to user id {data.stat().st_uid}, and "
                f"PostgreSQL would run as {self._account.name}: run this as whoever made it, "
                f"run make reset to begin again, {DATABASE_URL_HINT}."
            )

    def _configure(self, data: Path) -> None:
        """Write our own settings, which may differ from start to start."""
        lines = [
            "listen_addresses = ''",
            f"unix_socket_directories = '{self._socket_folder}'",
            f"port = {PORT}",
            "max_connections = 100",
            "log_checkpoints = off",
        ]
        if not self.durable:
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
        (data / "embedded.conf").write_text("\n".join(lines) + "\n")

    def _stop(self) -> None:
        """Stop the server, waiting for it; without its files too, if it still runs."""
        pid = self._running() or (self._postmaster.pid if self._postmaster else None)
        data = self._home / "data"
        if pid is not None and not end_server(
            pid, data, how=signal.SIGINT, wait_seconds=STOP_SECONDS
        ):  # fast shutdown, then an immediate one
            end_server(pid, data, how=signal.SIGQUIT, wait_seconds=STOP_SECONDS)
        self._watch(None)

    def _run(
        self,
        program: Path,
        *arguments: tuple[str | Path, ...],
        said: str | None = None,
        output: int = subprocess.PIPE,
    ) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as its account, away from our terminal and signals."""
        assert self._account is not None  # set by _open
        root = os.geteuid() == 0
        try:
            return subprocess.run(
                [program, *(argument for group in arguments for argument in group)],
                check=False,
                cwd=self._home,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                input=said,
                stdin=subprocess.DEVNULL if said is None else None,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
                umask=0o077,
                user=self._account.uid if root else None,
                group=self._account.gid if root else None,
                extra_groups=[] if root else None,
            )
        except OSError as error:
            raise ServerUnavailable(
                f"{program.name} cannot be run as {self._account.name}: {error.strerror}. "
                f"Run this as another user, {DATABASE_URL_HINT}."
            ) from error


_servers: dict[Path, EmbeddedServer] = {}


def server_in(state: Path, *, database: str, durable: bool = True) -> EmbeddedServer:
    """Return this process's view of the server in that state folder, one for all callers."""
    return _servers.setdefault(
        state.resolve(), EmbeddedServer(state, database=database, durable=durable)
    )


def _log_since(log: Path, length: int) -> str:
    """What the server wrote after that many bytes."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(length)
        return file.read().decode(errors="replace")


def _reason(said: str) -> str:
    """The line among PostgreSQL's words that says why, as a sentence."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line or "PANIC" in line]
    line = (telling or lines or ["it gave no reason"])[-1]
    return line if line.endswith(".") else line + "."
