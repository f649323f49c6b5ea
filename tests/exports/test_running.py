"""A run carried out: whole files with their manifests, or none, and a sentence."""

import dataclasses
import json
import resource

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from exports import running
from exports.attempts import TakenOver, begin, succeed
from exports.datasets import DATASETS
from exports.jobs import queue_run
from exports.models import File, Receipt, Run, Schedule
from exports.running import carry_out
from exports.verification import faults_of
from tests.exports.reading_back import cells_of_csv
from tests.exports.worlds import two_forces
from tests.factories import ScheduleFactory

pytestmark = pytest.mark.usefixtures("queue")


def never():
    return False


def run_of(schedule, at=None):
    return queue_run(schedule, due_at=at or timezone.now(), asked_by=None)


def carried_out(schedule, should_stop=never):
    run = run_of(schedule)
    carry_out(run.pk, worker="here:1", should_stop=should_stop)
    run.refresh_from_db()
    return run


def names(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def rows_of(root, file):
    header, rows = cells_of_csv((root / file.location).read_bytes())
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_run_leaves_each_dataset_whole_beside_its_manifest(analyst, export_root):
    two_forces()
    schedule = ScheduleFactory(
        owner=analyst, datasets=["concerns", "readings"], folder="committee/weekly"
    )

    run = carried_out(schedule)

    assert (run.status, run.error, run.attempt) == ("succeeded", "", 1)
    files = list(run.files.order_by("dataset"))
    assert [file.dataset for file in files] == ["concerns", "readings"]
    assert names(export_root) == sorted(
        name for file in files for name in (file.location, file.location + ".manifest.json")
    )
    for file in files:
        path = export_root / file.location
        assert list(faults_of(path)) == []
        manifest = json.loads(path.with_name(path.name + ".manifest.json").read_text())
        assert manifest == file.manifest
        assert (file.rows, file.sha256) == (manifest["rows"], manifest["sha256"])
    assert len({file.manifest["known_at"] for file in files}) == 1
    assert run.rows_done == sum(file.rows for file in files) > 0
    assert Receipt.objects.filter(run=run, kind="directory").count() == 2


def test_run_sees_what_its_owner_sees(analyst, inspector, export_root):
    two_forces()
    seen = {}
    for owner in (analyst, inspector):
        run = carried_out(ScheduleFactory(owner=owner, datasets=["concerns"]))
        seen[owner.username] = {row["reference"] for row in rows_of(export_root, run.files.get())}
    assert seen["analyst"] == {"own-published", "other-published"}
    assert len(seen["inspector"]) == 6


def test_filters_and_columns_are_those_of_the_schedule(analyst, export_root):
    two_forces()
    schedule = ScheduleFactory(
        owner=analyst,
        filters={"concerns": {"force": "own"}},
        columns={"concerns": ["title", "reference"]},
    )

    file = carried_out(schedule).files.get()

    assert rows_of(export_root, file) == [
        {"title": "Response to the public", "reference": "own-published"}
    ]
    assert file.manifest["filters"] == {"force": "own"}
    assert [column["name"] for column in file.manifest["columns"]] == ["title", "reference"]


def test_overview_takes_forces(analyst, export_root):
    two_forces()
    both = carried_out(ScheduleFactory(owner=analyst, datasets=["overview"])).files.get()
    one = carried_out(
        ScheduleFactory(
            owner=analyst, datasets=["overview"], filters={"overview": {"force": "own"}}
        )
    ).files.get()
    assert one.sha256 != both.sha256
    assert one.manifest["filters"] == {"force": ["own"]}


def test_run_carried_out_twice_has_one_effect(analyst, export_root):
    two_forces()
    run = carried_out(ScheduleFactory(owner=analyst))
    before = {name: (export_root / name).stat().st_mtime_ns for name in names(export_root)}

    assert carry_out(run.pk, worker="here:2", should_stop=never) == "nothing to do"

    assert {name: (export_root / name).stat().st_mtime_ns for name in names(export_root)} == before
    assert (File.objects.count(), Receipt.objects.count()) == (1, 1)


def test_job_without_its_run_raises():
    with pytest.raises(Run.DoesNotExist):
        carry_out(0, worker="here:1", should_stop=never)


def test_owner_switched_off_exports_nothing(analyst, export_root):
    schedule = ScheduleFactory(owner=analyst)
    analyst.is_active = False
    analyst.save()

    run = carried_out(schedule)

    assert run.status == "failed"
    assert run.error == "Its owner, analyst, is switched off: nothing was exported."
    assert names(export_root) == []


def test_owner_who_became_administrator_exports_nothing(analyst):
    schedule = ScheduleFactory(owner=analyst)
    analyst.role = "administrator"
    analyst.save()
    assert "may not export as administrator" in carried_out(schedule).error


def test_owner_who_lost_a_force_exports_nothing_of_it(force, liaison_officer, export_root):
    from tests.exports.worlds import one_concern

    one_concern(force, reference="own-concern")
    schedule = ScheduleFactory(owner=liaison_officer)
    assert [
        row["reference"] for row in rows_of(export_root, carried_out(schedule).files.get())
    ] == ["own-concern"]

    force.liaison_officers.clear()

    run = carried_out(schedule)
    assert (run.status, run.files.count()) == ("failed", 0)
    assert run.error == "Its owner, liaison_officer, speaks for no force: nothing was exported."


def test_filter_that_no_longer_exists_pauses_the_schedule_and_exports_nothing(analyst, export_root):
    two_forces()
    schedule = ScheduleFactory(owner=analyst, filters={"concerns": {"force": "own"}})
    Schedule.objects.filter(pk=schedule.pk).update(
        filters={"concerns": {"forse": "own"}}  # as if a new version had renamed it
    )

    run = carried_out(schedule)

    schedule.refresh_from_db()
    assert schedule.paused_because == "concerns: There is no parameter forse: did you mean force?"
    assert schedule.paused_by is None
    assert run.status == "failed"
    assert run.error.endswith("The schedule is paused; nothing was exported.")
    assert names(export_root) == []


def test_file_of_somebody_else_is_never_replaced(analyst, export_root):
    schedule = ScheduleFactory(owner=analyst, file_name="{due_at}")
    run = run_of(schedule, at=timezone.now().replace(second=0, microsecond=0))
    local = timezone.localtime(run.due_at)
    export_root.mkdir()
    stands = export_root / f"{local:%Y-%m-%dT%H%M}.csv"
    stands.write_text("mine")

    carry_out(run.pk, worker="here:1", should_stop=never)

    run.refresh_from_db()
    assert (run.status, stands.read_text()) == ("failed", "mine")
    assert "exists already, and is not of this run" in run.error


def test_link_that_leads_out_of_the_root_is_not_followed(analyst, export_root, tmp_path):
    export_root.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (export_root / "out").symlink_to(tmp_path / "elsewhere")
    run = carried_out(ScheduleFactory(owner=analyst, folder="out"))
    assert "a link leads out" in run.error
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_disk_full_in_mid_run_leaves_no_file_and_a_failed_run(analyst, export_root, settings):
    settings.EXPORT_ATTEMPTS = 1
    two_forces()
    schedule = ScheduleFactory(owner=analyst, datasets=["concerns", "readings"])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, hard))  # the second file is longer
    try:
        run = carried_out(schedule)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert run.status == "failed"
    assert run.error.startswith("There is no room for ")
    assert names(export_root) == []
    assert carried_out(schedule).status == "succeeded"


class Breaks(Exception):
    pass


@pytest.fixture
def broken_dataset(monkeypatch):
    """Let the concerns break while this is in force."""

    def rows(rows, clocks):
        raise Breaks("no rows today")

    broken = dataclasses.replace(DATASETS["concerns"], annotated=rows)
    monkeypatch.setitem(DATASETS, "concerns", broken)


def test_failure_is_tried_again_after_twice_as_long_and_then_given_up(
    analyst, broken_dataset, settings
):
    settings.EXPORT_ATTEMPTS, settings.EXPORT_RETRY_SECONDS = 3, 60
    run = run_of(ScheduleFactory(owner=analyst))
    waits = []
    for _ in range(3):
        before = timezone.now()
        carry_out(run.pk, worker="here:1", should_stop=never)
        run.refresh_from_db()
        if run.retry_at:
            waits.append(round((run.retry_at - before).total_seconds() / 60))
            job = ProcrastinateJob.objects.get(pk=run.job)
            assert (job.status, job.scheduled_at) == ("todo", run.retry_at)

    assert waits == [1, 2]
    assert (run.status, run.error) == ("failed", "Breaks: no rows today")
    assert run.schedule.turn.failing_since is not None


def test_success_ends_failing(analyst, settings):
    schedule = ScheduleFactory(owner=analyst)
    schedule.turn.__class__.objects.update(failing_since=timezone.now())
    carried_out(schedule)
    schedule.turn.refresh_from_db()
    assert schedule.turn.failing_since is None


def test_cancelled_in_mid_run_leaves_no_file(analyst, export_root, monkeypatch, settings):
    settings.EXPORT_WATCH_SECONDS = 0.05
    two_forces()
    run = run_of(ScheduleFactory(owner=analyst))
    write = running.export_dataset

    def slow(*args, **kwargs):
        told = write(*args, **kwargs)
        Run.objects.get(pk=run.pk)  # the snapshot is open
        cancel_elsewhere(run.pk)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")  # until the watch cancels it
        return told

    monkeypatch.setattr(running, "export_dataset", slow)
    carry_out(run.pk, worker="here:1", should_stop=never)

    run.refresh_from_db()
    assert (run.status, run.error) == ("cancelled", "")
    assert names(export_root) == []


def cancel_elsewhere(pk):
    """Cancel a run on a connection of its own."""
    import threading

    def work():
        try:
            run = Run.objects.get(pk=pk)
            run.cancel(by=run.schedule.owner, at=timezone.now())
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_cancelled_while_it_waits_is_never_begun(analyst, export_root):
    run = run_of(ScheduleFactory(owner=analyst))
    run.cancel(by=analyst, at=timezone.now())
    assert carry_out(run.pk, worker="here:1", should_stop=never) == "nothing to do"
    assert (run.status, run.attempt, names(export_root)) == ("cancelled", 0, [])


def test_worker_that_is_to_stop_hands_the_run_back(analyst, export_root):
    two_forces()
    schedule = ScheduleFactory(owner=analyst)
    run = carried_out(schedule, should_stop=lambda: True)
    assert (run.status, run.failures, names(export_root)) == ("waiting", 0, [])
    assert ProcrastinateJob.objects.filter(pk=run.job, status="todo").exists()

    carry_out(run.pk, worker="here:2", should_stop=never)

    run.refresh_from_db()
    assert (run.status, run.attempt) == ("succeeded", 2)


def test_attempt_that_was_taken_over_has_no_effect(analyst, export_root, monkeypatch):
    """A worker that was taken for dead comes to life again when another has finished the run."""
    two_forces()
    run = run_of(ScheduleFactory(owner=analyst))
    write = running.export_dataset
    others = []

    def overtaken(*args, **kwargs):
        told = write(*args, **kwargs)
        if not others:
            others.append(None)
            finish_elsewhere(run.pk)
        return told

    monkeypatch.setattr(running, "export_dataset", overtaken)
    assert carry_out(run.pk, worker="here:1", should_stop=never) == "taken over"

    run.refresh_from_db()
    assert (run.status, run.attempt, run.worker) == ("succeeded", 2, "there:2")
    assert list(faults_of(export_root / run.files.get().location)) == []
    assert len(names(export_root)) == 2


def finish_elsewhere(pk):
    """Carry a run out on another connection, as the worker that takes it over."""
    import threading

    def work():
        try:
            carry_out(pk, worker="there:2", should_stop=never)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_run_killed_after_its_files_appeared_replaces_them(analyst, export_root, monkeypatch):
    two_forces()
    run = run_of(ScheduleFactory(owner=analyst))

    publish = running._publish

    def published_and_killed(run, written):
        publish(run, written)
        raise SystemExit  # nothing is committed, yet the file is there

    with monkeypatch.context() as patched:
        patched.setattr(running, "_publish", published_and_killed)
        with pytest.raises(SystemExit):
            carry_out(run.pk, worker="here:1", should_stop=never)
    assert len(names(export_root)) == 2
    assert not File.objects.get().is_there

    carry_out(run.pk, worker="here:2", should_stop=never)

    run.refresh_from_db()
    assert run.status == "succeeded"
    assert File.objects.get().is_there
    assert list(faults_of(export_root / File.objects.get().location)) == []


def test_run_that_stops_every_worker_fails_in_the_end(analyst, settings):
    settings.EXPORT_ATTEMPTS = 2
    run = run_of(ScheduleFactory(owner=analyst))
    assert begin(run.pk, worker="here:1") is not None
    assert begin(run.pk, worker="here:2") is not None
    assert begin(run.pk, worker="here:3") is None
    run.refresh_from_db()
    assert (run.status, run.error) == (
        "failed",
        "Whoever began it was stopped before it ended, each time.",
    )


def test_ending_of_an_earlier_attempt_is_refused(analyst):
    run = run_of(ScheduleFactory(owner=analyst))
    first = begin(run.pk, worker="here:1")
    begin(run.pk, worker="here:2")
    with pytest.raises(TakenOver):
        succeed(first)


def test_slot_told_again_is_the_same_byte_for_byte(analyst, export_root):
    two_forces()
    at = timezone.now()
    sums = set()
    for _ in range(2):
        run = run_of(ScheduleFactory(owner=analyst), at=at)
        carry_out(run.pk, worker="here:1", should_stop=never)
        file = run.files.get()
        sums.add((file.sha256, file.manifest["known_at"]))
    assert len(sums) == 1


def test_database_that_goes_leaves_the_run_to_a_sweep(analyst, monkeypatch):
    run = run_of(ScheduleFactory(owner=analyst))

    def gone(*args, **kwargs):
        raise OperationalError("the server went away")

    monkeypatch.setattr(running, "export_dataset", gone)
    monkeypatch.setattr(running, "retry_or_fail", gone)
    with pytest.raises(OperationalError):
        carry_out(run.pk, worker="here:1", should_stop=never)
    run.refresh_from_db()
    assert run.status == "running"
