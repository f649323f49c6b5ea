"""Where the embedded server cannot run, a sentence says what to do."""

import importlib.util
import os
import pwd
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.db import OperationalError

from config.postgres.base import DatabaseWrapper
from config.postgres.binaries import programs_for
from config.postgres.places import ServerUnavailable, home_of, may_reach, server_account
from config.postgres.processes import Watch, is_server
from config.postgres.server import server_in

HINT = "or set DATABASE_URL to a PostgreSQL server, version 15 or newer"


def test_account_without_a_name_refused(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 987654321)
    with pytest.raises(ServerUnavailable, match=f"user id 987654321 has none: .*{HINT}"):
        server_account()


def test_account_of_root_is_an_unprivileged_one(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert server_account().name in ("postgres", "nobody")


def test_account_of_root_refused_where_there_is_none(monkeypatch):
    def nobody(name):
        raise KeyError(name)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", nobody)
    with pytest.raises(ServerUnavailable, match=f"run this as another user, {HINT}"):
        server_account()


def test_platform_without_a_wheel_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ServerUnavailable, match=f"No embedded PostgreSQL .*{HINT}"):
        programs_for(server_account(), tmp_path)


@pytest.fixture
def unquotable():
    """A folder that every account can enter, with an apostrophe in its name."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "it's"


def test_unquotable_path_refused(unquotable):
    with pytest.raises(ServerUnavailable, match=f"whose path contains ' .*rename .*{HINT}"):
        server_in(unquotable, database="inspections").join()


def test_private_folder_that_others_can_enter_refused(tmp_path):
    account = server_account()
    (tmp_path / "elsewhere").write_text("0123456789abcdef\n")
    private = home_of(tmp_path, account)
    try:
        private.chmod(0o755)
        with pytest.raises(ServerUnavailable, match=f"only {account.name} can enter"):
            home_of(tmp_path, account)
    finally:
        private.rmdir()


def test_private_folder_that_is_a_link_refused(tmp_path):
    account = server_account()
    (tmp_path / "elsewhere").write_text("fedcba9876543210\n")
    private = home_of(tmp_path, account)
    private.rmdir()
    private.symlink_to(tmp_path)
    try:
        with pytest.raises(ServerUnavailable, match=f"only {account.name} can enter"):
            home_of(tmp_path, account)
    finally:
        private.unlink()


def test_note_without_an_identity_refused(tmp_path):
    (tmp_path / "elsewhere").write_text("../../etc\n")
    with pytest.raises(ServerUnavailable, match="should hold the 16 hexadecimal digits"):
        home_of(tmp_path, server_account())


def test_cluster_of_another_version_refused(tmp_path):
    state = tmp_path / "state"
    server = server_in(state, database="inspections", durable=False)
    data = server.join()
    server.leave()
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(ServerUnavailable, match=f"made by PostgreSQL 16, .*make reset .*{HINT}"):
        server.join()
    server.leave()
    server.remove()


def test_server_that_does_not_start_says_why(tmp_path):
    server = server_in(tmp_path / "state", database="inspections", durable=False)
    data = server.join()
    server.leave()
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.write("work_mem = 'much'\n")
    with pytest.raises(ServerUnavailable, match=f"does not start: .*{HINT}"):
        server.join()
    server.leave()
    server.remove()


def test_backend_raises_a_database_error_with_the_sentence(unquotable):
    embedded = {"state": unquotable, "database": "inspections", "durable": False}
    wrapper = DatabaseWrapper({"NAME": "inspections", "EMBEDDED": embedded, "OPTIONS": {}})
    with pytest.raises(OperationalError, match="whose path contains '"):
        wrapper.get_connection_params()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes folders that others cannot enter")
def test_folder_closed_to_the_account_is_not_reached(tmp_path):
    tmp_path.chmod(0o700)
    assert not may_reach(tmp_path, server_account())


def test_zombie_and_other_programs_are_no_server(tmp_path):
    program = "import signal; print('up', flush=True); signal.pause()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "-D", str(tmp_path)],
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"up\n"
    watch = Watch(process.pid, tmp_path)
    assert is_server(process.pid, tmp_path)
    assert watch.is_alive()
    assert not is_server(process.pid, tmp_path / "another")
    process.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet buried
    assert not is_server(process.pid, tmp_path)
    assert not watch.is_alive()
    watch.close()
    process.communicate()
