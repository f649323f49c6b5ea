"""`manage.py demo`: from an empty database to a running service that shows the real inspection."""

from __future__ import annotations

import gc
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import CommandError, CommandParser, call_command, get_commands
from django.core.management.base import BaseCommand
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connection, connections
from django.utils import timezone
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import ThreadWorker
from psycopg import OperationalError

from exports.worker import Worker
from seeds.demo_accounts import demo_accounts
from seeds.models import DemoMark
from seeds.reference_data import load_reference_data

WORKERS = 2
THREADS = 4
LONGEST_GOODBYE_SECONDS = 5
LONGEST_CONNECT_SECONDS = 10


class Command(BaseCommand):
    """Fills the database once, makes an account for each role, and serves until Ctrl-C."""

    help = "Migrate, load the reference data and the real inspections, and serve them."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to serve on")
        parser.add_argument("--port", type=int, default=8000, help="port to serve on")
        parser.add_argument(
            "--no-serve", action="store_true", help="fill the database and stop there"
        )

    def handle(self, *, host: str, port: int, no_serve: bool, **options: Any) -> None:
        """Do it all, saying what every step is about.

        Raises: CommandError if the port is in use or the database is not the demo's.
        """
        if not no_serve:
            refuse_port_in_use(host, port)
        refuse_unreachable_database()
        refuse_database_of_others()
        self._say("Bringing the database up to date.")
        call_command("migrate", "seeds", verbosity=0, interactive=False)
        DemoMark.objects.get_or_create(id=DemoMark.THE_ONE, defaults={"made_at": timezone.now()})
        call_command("migrate", verbosity=0, interactive=False)
        self._say("Loading the reference data.")
        load_reference_data()
        if "seed" in get_commands():
            self._say("Loading the real inspections.")
            call_command("seed")
        self._show_accounts()
        if not no_serve:
            self._serve(host, port)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _show_accounts(self) -> None:
        file = settings.VAR_DIR / "demo-accounts.json"
        accounts, renewed = demo_accounts(file, at=timezone.now())
        if renewed:
            self._say(f"New passwords and tokens for: {', '.join(renewed)}.")
        self._say(f"Accounts, kept in {file}:")
        for account in accounts:
            self._say(
                f"  {account['username']:<16} password {account['password']}  "
                f"token {account['token']}"
            )

    def _serve(self, host: str, port: int) -> None:
        """Serve until Ctrl-C; connections made so far are closed, as no worker may share them."""
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined]
        shown = f"[{host}]" if ":" in host else host
        server = DemoServer(
            f"{shown}:{port}",
            lambda: self._say(
                f"The admin is at http://{shown}:{port}/admin/ - Ctrl-C stops everything."
            ),
        )
        with exporting():
            server.run()


@contextmanager
def exporting() -> Iterator[None]:
    """Let a worker carry out exports in a process beside this one, which ends with it.

    If this process is killed, the worker finds itself without a parent and ends.
    """
    parent = os.getpid()
    worker = os.fork()
    if not worker:
        export_until_told(parent)
    try:
        yield
    finally:
        if os.getpid() == parent:  # the server's own workers leave through here too
            end_process(worker)


def export_until_told(parent: int) -> NoReturn:
    """Work in this process until it is told to end; what it was doing is handed back."""
    try:
        Worker(concurrency=1).run(parent=parent)
    finally:
        os._exit(0)


def end_process(pid: int) -> None:
    """Ask a child to end, and kill one that takes too long; one that has ended is no fault."""
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + LONGEST_GOODBYE_SECONDS
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)


class DemoServer(BaseApplication):  # type: ignore[misc]
    """Gunicorn in this process, with two workers of four threads."""

    def __init__(self, bind: str, announce: Callable[[], None]) -> None:
        """Serve at `bind`, and call `announce` once connections are taken there."""
        self.bind = bind
        self.announce = announce
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self.bind,
            "workers": WORKERS,
            "threads": THREADS,
            "worker_class": DemoWorker,
            "preload_app": True,
            "pre_fork": freeze,
            "when_ready": self.when_ready,
            "on_exit": await_killed,
            "control_socket_disable": True,
            "graceful_timeout": LONGEST_GOODBYE_SECONDS,
            "loglevel": "warning",
        }.items():
            self.cfg.set(name, value)

    def when_ready(self, arbiter: Arbiter) -> None:
        """End when the terminal closes, which gunicorn would take as a wish to reload."""
        signal.signal(signal.SIGHUP, lambda number, frame: arbiter.signal(signal.SIGTERM, frame))
        self.announce()

    def load(self) -> Any:
        return get_internal_wsgi_application()


class DemoWorker(ThreadWorker):  # type: ignore[misc]
    """A worker that ends in its own time on Ctrl-C too.

    Gunicorn's raises SystemExit wherever the signal meets it; inside a finalizer Python prints
    that and goes on, and the worker with it. The arbiter kills who stays for too long.
    """

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        self.handle_exit(sig, frame)


def await_killed(arbiter: Arbiter) -> None:
    """Wait for the workers that took too long: gunicorn kills them and leaves at once."""
    for pid in arbiter.WORKERS:
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


def freeze(arbiter: Arbiter, worker: object) -> None:
    """Keep the garbage collector from walking, and so copying, what the workers share."""
    gc.freeze()


def refuse_port_in_use(host: str, port: int) -> None:
    """Find out whether we may listen there, before anything long is done.

    Raises: CommandError if not, with what to do.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else "ports end at 65535"
        raise CommandError(
            f"Port {port} on {host} cannot be used ({reason}): stop what listens there, "
            f"or choose another one, as in make demo PORT={port % 60_000 + 1}."
        ) from error


def refuse_unreachable_database() -> None:
    """Find out whether the database that somebody named answers, before waiting for a pool of it.

    Raises: CommandError with the server's own reason, and what to set.
    """
    if settings.DATABASES["default"]["ENGINE"] == "config.postgres":
        return
    asked = {**connection.get_connection_params(), "connect_timeout": LONGEST_CONNECT_SECONDS}
    try:
        connection.Database.connect(**asked).close()  # type: ignore[attr-defined]
    except OperationalError as error:
        raise CommandError(
            f"The database that DATABASE_URL names does not answer ({str(error).strip()}). Set it "
            "as in postgres://user:password@host:5432/name, or leave it out for an embedded one."
        ) from error


def refuse_database_of_others() -> None:
    """Look whether a database that somebody named is empty or was filled by the demo.

    Raises: CommandError if it holds anything else; nothing was changed then.
    """
    tables = connection.introspection.table_names()
    if settings.DATABASES["default"]["ENGINE"] == "config.postgres" or not tables:
        return
    if DemoMark._meta.db_table not in tables or not DemoMark.objects.exists():
        raise CommandError(
            f"The database {settings.DATABASES['default']['NAME']!r} that DATABASE_URL names holds "
            "tables and was not filled by the demo: name an empty database. Nothing was changed."
        )
