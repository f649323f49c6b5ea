"""The life of an embedded server of its own for each test, shared with other processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config.postgres.places import ServerUnavailable
from config.postgres.processes import Watch
from config.postgres.server import server_in

ROOT = Path(__file__).resolve().parents[2]
# A signal that comes just before a blocking read is looked at after it: so wait in short turns.
PROGRAM = """
import os, select, sys
from pathlib import Path
from config.postgres.server import server_in
server = server_in(Path(sys.argv[1]), database="inspections", durable=False)
print(server.join(), flush=True)
if "fork" in sys.argv:
    child = os.fork()
    if child == 0:
        sys.exit()
    os.waitpid(child, 0)
    print("the child has left", flush=True)
while not select.select([sys.stdin], [], [], 0.1)[0]:
    pass
sys.stdin.readline()
"""


@pytest.fixture
def state(tmp_path):
    folder = tmp_path / "state"
    yield folder
    server = server_in(folder, database="inspections")
    server.leave()
    server.remove()


@pytest.fixture
def started(state):
    """Start other processes that use the server until their standard input ends."""
    processes = []

    def start(*words):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(state), *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.communicate()


def socket_of(process):
    return Path(process.stdout.readline().strip())


def ask(socket_folder, query):
    with psycopg.connect(
        host=str(socket_folder), port=5432, user="app", dbname="inspections"
    ) as connection:
        return connection.execute(query).fetchone()[0]


def postmaster(socket_folder):
    folder = Path(ask(socket_folder, "SHOW data_directory"))
    return int((folder / "postmaster.pid").read_text().split("\n")[0])


def joined(state):
    return server_in(state, database="inspections", durable=False).join()


def is_down(socket_folder):
    return not (socket_folder / ".s.PGSQL.5432").exists()


def test_server_made_with_utf8_and_builtin_locale(state):
    query = "SELECT pg_encoding_to_char(encoding) || ' ' || datlocale FROM pg_database"
    assert ask(joined(state), f"{query} WHERE datname = 'inspections'") == "UTF8 C.UTF-8"


def test_server_listens_on_no_network_address(state):
    assert ask(joined(state), "SHOW listen_addresses") == ""


def test_server_can_be_reached_by_its_owner_alone(state):
    assert joined(state).stat().st_mode & 0o077 == 0


def test_second_process_shares_and_last_one_stops(state, started):
    first, second = started(), started()
    socket_folder = socket_of(first)
    assert socket_of(second) == socket_folder
    pid = postmaster(socket_folder)
    first.communicate()
    assert postmaster(socket_folder) == pid
    second.communicate()
    assert is_down(socket_folder)


def test_six_processes_at_once_share_one_server(started):
    processes = [started() for _ in range(6)]
    folders = {socket_of(process) for process in processes}
    assert len(folders) == 1
    for process in processes:
        process.stdin.write("leave\n")
        process.stdin.flush()
    for process in processes:
        process.wait()
    assert is_down(folders.pop())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_server_stops_when_last_process_gets_signal(started, number):
    if signal.getsignal(number) == signal.SIG_IGN:
        pytest.skip("The suite itself was started so that it ignores this signal.")
    process = started()
    socket_folder = socket_of(process)
    process.send_signal(number)
    process.wait()
    assert is_down(socket_folder)


def test_server_outlives_forked_child_that_leaves(started):
    process = started("fork")
    socket_folder = socket_of(process)
    assert process.stdout.readline() == "the child has left\n"
    assert postmaster(socket_folder) > 0
    process.communicate()
    assert is_down(socket_folder)


def test_killed_process_is_no_user_any_more(state, started):
    killed = started()
    socket_folder = socket_of(killed)
    killed.kill()
    killed.wait()
    assert joined(state) == socket_folder
    server_in(state, database="inspections").leave()
    assert is_down(socket_folder)


def test_killed_server_is_recovered_with_its_data(state):
    server = server_in(state, database="inspections", durable=True)
    socket_folder = server.join()
    with psycopg.connect(
        host=str(socket_folder), port=5432, user="app", dbname="inspections"
    ) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    killed = postmaster(socket_folder)
    watch = Watch(killed, socket_folder)
    os.kill(killed, signal.SIGKILL)
    while watch.is_alive():
        os.sched_yield()
    watch.close()
    assert server.join() == socket_folder
    assert ask(socket_folder, "SELECT answer FROM kept") == 42
    assert postmaster(socket_folder) != killed


def test_process_id_of_another_program_is_no_server(state):
    socket_folder = joined(state)
    data = Path(ask(socket_folder, "SHOW data_directory"))
    server_in(state, database="inspections").leave()
    (data / "postmaster.pid").write_text(f"{os.getppid()}\n{data}\n")
    assert ask(joined(state), "SELECT 1") == 1


def test_interrupted_making_of_the_cluster_starts_over(state):
    socket_folder = joined(state)
    data = Path(ask(socket_folder, "SHOW data_directory"))
    server_in(state, database="inspections").leave()
    data.rename(data.with_name("data-unfinished"))
    assert ask(joined(state), "SELECT 1") == 1


def test_long_path_has_its_socket_in_a_short_private_folder(tmp_path):
    state = tmp_path / ("long-" * 12) / ("longer-" * 10) / "state"
    server = server_in(state, database="inspections", durable=False)
    try:
        socket_folder = server.join()
        assert len(str(socket_folder)) < 60
        assert socket_folder.stat().st_mode & 0o077 == 0
        assert ask(socket_folder, "SELECT 1") == 1
    finally:
        server.leave()
        server.remove()
    assert not socket_folder.exists()


def test_remove_refused_while_in_use(state, started):
    process = started()
    socket_folder = socket_of(process)
    with pytest.raises(ServerUnavailable, match="in use: stop what uses it first"):
        server_in(state, database="inspections").remove()
    assert postmaster(socket_folder) > 0


def test_remove_stops_a_forgotten_server(state, started):
    process = started()
    socket_folder = socket_of(process)
    process.kill()
    process.wait()
    server_in(state, database="inspections").remove()
    assert not socket_folder.exists()
    assert not state.exists()
