"""A real server, and a client that hangs up: the query it asked for is stopped."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from concerns.models import Indicator
from tests.accounts.factories import UserFactory, make_token
from tests.factories import IndicatorFactory

ROOT = Path(__file__).resolve().parents[2]
LONGEST_WAIT_S = 60
RUNNING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND state = 'active' AND query LIKE 'COPY%%'"
)


def wait_until(holds):
    """Ask again until it holds; the end is generous, and tells nothing about speed."""
    for _ in range(LONGEST_WAIT_S * 20):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("It never held.")


def running(cursor):
    """How many tables the database is making now."""
    cursor.execute(RUNNING)
    return cursor.fetchone()[0]


@pytest.fixture
def port(transactional_db):
    """The port of a gunicorn of one process that sends one table at a time."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "SUITE_DATABASE": connection.settings_dict["NAME"],
        "TABLES_AT_ONCE": "1",
        **{name: url for name, url in os.environ.items() if name.endswith("DATABASE_URL")},
    }
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--worker-class=gthread", "--threads=4"),
            *(f"--bind=127.0.0.1:{port}", "tests.api.served:application"),
        ],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: answers(port))
        yield port
    finally:
        server.terminate()
        server.wait()


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.fixture
def secret(transactional_db):
    return make_token(UserFactory(role="inspector"), at=timezone.now())[1]


@contextmanager
def asking(port, secret, query, resource="forces"):
    """Ask for a list as a table, and hang up at the end of the block."""
    with socket.create_connection(("127.0.0.1", port), timeout=LONGEST_WAIT_S) as client:
        client.sendall(
            f"GET /api/v1/{resource}/?{query} HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {secret}\r\nConnection: close\r\n\r\n".encode()
        )
        yield client


def whole(client):
    parts = []
    while part := client.recv(65536):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("format_name", ["csv", "parquet"])
def test_client_that_leaves_before_the_first_row_stops_the_query(port, secret, format_name):
    other = connection.copy()
    try:
        with other.cursor() as locked, connection.cursor() as cursor:
            locked.execute("BEGIN; LOCK TABLE inspections_force IN ACCESS EXCLUSIVE MODE")
            with asking(port, secret, f"format={format_name}"):
                wait_until(lambda: running(cursor) == 1)
            wait_until(lambda: running(cursor) == 0)  # while the lock still stands
    finally:
        other.close()
    with asking(port, secret, "format=csv") as client:
        assert whole(client).startswith(b"HTTP/1.1 200 OK")


def test_client_that_leaves_midway_stops_the_query(port, secret):
    Indicator.objects.bulk_create(
        IndicatorFactory.build(definition="x" * 200_000) for _ in range(200)
    )
    with connection.cursor() as cursor:
        with asking(port, secret, "format=ndjson", "indicators") as client:
            assert client.recv(65536).startswith(b"HTTP/1.1 200 OK")
            assert running(cursor) == 1
        wait_until(lambda: running(cursor) == 0)
    with asking(port, secret, "format=csv&fields=code", "indicators") as client:
        assert whole(client).startswith(b"HTTP/1.1 200 OK")
