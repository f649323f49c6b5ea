"""`manage.py demo` as its reader sees it: a process of its own on a database of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.request
import weakref
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from gunicorn.config import Config

from accounts.models import User
from seeds.management.commands.demo import (
    DemoWorker,
    await_killed,
    refuse_database_of_others,
    refuse_port_in_use,
)
from seeds.models import DemoMark

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def listening():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def named_database(settings, monkeypatch):
    """The suite's database, as if DATABASE_URL had named it, for this test alone."""
    named = {**settings.DATABASES["default"], "ENGINE": "django.db.backends.postgresql"}
    monkeypatch.setitem(settings.DATABASES, "default", named)


@pytest.fixture
def embedded_database(settings, monkeypatch):
    """The suite's database, as if nothing had been named, for this test alone."""
    embedded = {**settings.DATABASES["default"], "ENGINE": "config.postgres"}
    monkeypatch.setitem(settings.DATABASES, "default", embedded)


def test_port_in_use_refused(listening):
    with pytest.raises(CommandError, match=f"Port {listening} on 127.0.0.1 cannot be used .*PORT="):
        refuse_port_in_use("127.0.0.1", listening)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("192.0.2.1", 8000)])
def test_address_that_is_not_ours_refused(host, port):
    with pytest.raises(CommandError, match=f"Port {port} on {host} cannot be used"):
        refuse_port_in_use(host, port)


def test_port_checked_before_the_database(listening):
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("demo", port=listening)


def test_unreachable_database_refused_in_a_sentence():
    ended = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve"],
        cwd=ROOT,
        env={
            "PATH": os.defpath,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATABASE_URL": f"postgres://nobody:secret@127.0.0.1:{free_port()}/nowhere",
        },
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 1
    assert "DATABASE_URL names does not answer" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "secret" not in ended.stderr


@pytest.mark.django_db
def test_database_of_others_refused_and_unchanged(named_database):
    with pytest.raises(CommandError, match="was not filled by the demo: name an empty database"):
        call_command("demo", no_serve=True)
    assert not DemoMark.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_database_without_our_tables_refused(named_database):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE seeds_demomark")
    with pytest.raises(CommandError, match="Nothing was changed"):
        refuse_database_of_others()


@pytest.mark.django_db
def test_database_that_the_demo_filled_accepted(named_database):
    DemoMark.objects.create(made_at=timezone.now())
    refuse_database_of_others()


@pytest.mark.django_db
def test_demo_fills_the_database_and_keeps_it(embedded_database, settings, tmp_path, capsys):
    settings.VAR_DIR = tmp_path
    call_command("demo", no_serve=True)
    first = capsys.readouterr().out
    made_at = DemoMark.objects.get().made_at
    call_command("demo", no_serve=True)
    second = capsys.readouterr().out
    assert "New passwords and tokens for: inspector, lead_inspector" in first
    assert "New passwords" not in second
    assert [line for line in first.splitlines() if " token insp_" in line] == [
        line for line in second.splitlines() if " token insp_" in line
    ]
    assert DemoMark.objects.get().made_at == made_at
    assert User.objects.filter(is_service=False).count() == 5


@pytest.fixture
def demo(tmp_path):
    """Start the demo on an embedded database of its own, in a process group of its own."""
    processes = []
    port = free_port()
    program = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from pathlib import Path; from django.conf import settings\n"
        "settings.VAR_DIR = Path(sys.argv[1])\n"
        "embedded = settings.DATABASES['default']['EMBEDDED']\n"
        "embedded.update(state=settings.VAR_DIR / 'postgres', durable=False)\n"
        "from django.core.management import execute_from_command_line\n"
        f"execute_from_command_line(['manage.py', 'demo', '--port', '{port}'])\n"
    )

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            cwd=ROOT,
            env={"PATH": os.defpath, "DJANGO_SETTINGS_MODULE": "config.settings.dev"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        processes.append(process)
        said = [process.stdout.readline()]
        while said[-1] and "Ctrl-C stops everything" not in said[-1]:
            said.append(process.stdout.readline())
        return process, "".join(said), f"http://127.0.0.1:{port}"

    yield start
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate()
    subprocess.run(
        [sys.executable, "-m", "config.postgres", "remove", str(tmp_path / "postgres")],
        cwd=ROOT,
        check=True,
    )


@pytest.mark.long
def test_demo_serves_ends_with_everything_and_begins_again(demo, tmp_path):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process, said, address = demo()
        assert ("Making an empty database" in said) == (number == signal.SIGINT)
        with urllib.request.urlopen(f"{address}/readyz", timeout=60) as answer:
            assert answer.read() == b'{"status": "ready"}'
        with urllib.request.urlopen(f"{address}/static/admin/css/base.css", timeout=60) as answer:
            assert answer.status == 200
        os.killpg(process.pid, number)
        rest = process.stdout.read()
        assert process.wait() == 0
        assert "Traceback" not in rest
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
        assert [*tmp_path.rglob("postmaster.pid")] == []


def test_worker_asked_to_quit_inside_a_finalizer_ends_without_an_exception():
    worker = DemoWorker(0, os.getppid(), [], None, 30, Config(), None)
    worker.method_queue.init()

    class Dying:
        pass

    dying = Dying()
    weakref.finalize(dying, worker.handle_quit, signal.SIGINT, None)
    del dying  # what is raised in here pytest reports as unraisable, an error

    assert not worker.alive
    worker.method_queue.close()
    worker.tmp.close()


def test_workers_that_gunicorn_killed_are_gone_when_the_demo_is():
    sleeping, done = (
        os.posix_spawn(sys.executable, [sys.executable, "-c", code], os.environ)
        for code in ("import time; time.sleep(600)", "")
    )
    os.waitpid(done, 0)
    os.kill(sleeping, signal.SIGKILL)

    await_killed(SimpleNamespace(WORKERS={done: None, sleeping: None}))

    with pytest.raises(ProcessLookupError):
        os.kill(sleeping, 0)
