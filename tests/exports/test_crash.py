"""Workers killed, and the database with them: every slot is exported once, whole.

Two worker processes, fifty schedules due in the same minute, one worker killed in the middle of a
run, the database stopped and started: as real as one machine can have it.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from exports.verification import faults_of
from tests.exports.crash_world import SCHEDULES

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 240
"""A bound that ends a broken test; nothing is said about speed."""


@pytest.fixture
def home(tmp_path):
    yield tmp_path
    subprocess.run(
        [sys.executable, "-m", "config.postgres", "remove", str(tmp_path / "postgres")],
        cwd=ROOT,
        check=True,
    )


@pytest.fixture
def start(home):
    """Start a process on the test's own database; all that still run are ended at the end."""
    started = []

    def begin(*words, **options):
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env={
                "PATH": os.defpath,
                "DJANGO_SETTINGS_MODULE": "tests.exports.embedded",
                "EXPORTS_TEST_HOME": str(home),
                "PYTHONPATH": str(ROOT),
            },
            text=True,
            **options,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.communicate()


@pytest.fixture
def step(start):
    """Run a step of the world to its end, and return what it printed."""

    def run(name):
        process = start("-m", "tests.exports.crash_world", name, stdout=subprocess.PIPE)
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, name
        return said

    return run


@pytest.fixture
def told(start):
    """Ask a process of its own what became of every run and file."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    tellers = []

    def ask():
        if not tellers:
            tellers.append(start("-m", "tests.exports.crash_world", "tell", **pipes))
        tellers[0].stdin.write("\n")
        tellers[0].stdin.flush()
        return json.loads(tellers[0].stdout.readline())

    return ask


def until(met, told):
    """Ask again and again until what is told meets the condition; return it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not met(latest := told()):
        assert time.monotonic() < deadline, latest["runs"]
        time.sleep(0.1)
    return latest


def process_of(run):
    return int(run["worker"].rpartition(":")[2] or 0)


@pytest.mark.long
def test_every_slot_is_exported_once_and_whole_whatever_is_killed(
    start, step, told, home, record_property
):
    step("prepare")
    blocker = start("-m", "tests.exports.crash_world", "block", stdout=subprocess.PIPE)
    assert blocker.stdout.readline() == "blocked\n"
    workers = [start("manage.py", "worker", "--verbosity", "0") for _ in range(2)]

    def both_are_busy(told):
        busy = {process_of(run) for run in told["runs"] if run["status"] == "running"}
        return len(told["runs"]) == SCHEDULES and busy == {worker.pid for worker in workers}

    before = until(both_are_busy, told)
    victim, survivor = workers
    [lost] = [run for run in before["runs"] if process_of(run) == victim.pid]
    victim.kill()
    victim.wait()
    step("restart")  # and whoever blocked has gone with it

    after = until(
        lambda told: all(run["status"] not in ("waiting", "running") for run in told["runs"]),
        told,
    )

    runs, files = after["runs"], after["files"]
    assert [run["error"] for run in runs if run["status"] != "succeeded"] == []
    assert len({run["schedule"] for run in runs}) == len(runs) == SCHEDULES
    assert {process_of(run) for run in runs} == {survivor.pid}
    assert next(run for run in runs if run["pk"] == lost["pk"])["attempt"] > 1
    assert len(files) == after["receipts"] == SCHEDULES * 3 // 2
    assert len({file["location"] for file in files}) == len(files)
    for file in files:
        path = home / "exports" / file["location"]
        assert list(faults_of(path)) == []
        beside = json.loads(path.with_name(path.name + ".manifest.json").read_text())
        assert beside == file["manifest"]
    there = {
        str(path.relative_to(home / "exports"))
        for path in (home / "exports").rglob("*")
        if path.is_file()
    }
    named = {file["location"] for file in files}
    assert there == named | {f"{name}.manifest.json" for name in named}

    survivor.send_signal(signal.SIGTERM)
    assert survivor.wait(timeout=PATIENCE_SECONDS) == 0
    attempts = Counter(run["attempt"] for run in runs)
    record_property("runs by attempts", dict(attempts))  # --junitxml shows it
    record_property("files, bytes", [len(files), sum(file["bytes"] for file in files)])
