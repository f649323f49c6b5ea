"""Runs in the API: listed, followed, fetched by their owner, cancelled."""

import datetime as dt
import hashlib

import pytest
from django.utils import timezone

from accounts.roles import Role
from exports.dispatch import delete_outlived
from exports.jobs import queue_run
from exports.models import File, Run
from tests.exports.asking import API, api_of, carried_out
from tests.exports.reading_back import cells_of_csv
from tests.exports.worlds import two_forces
from tests.factories import RunFactory, ScheduleFactory, UserFactory


def place(run, step=""):
    return f"{API}runs/{run.pk}/{step}"


def fetched(person, run, **asked):
    """Ask for a file, and read the answer to its end."""
    answer = api_of(person).get(place(run, "file/"), asked or {"dataset": "concerns"})
    answer.whole = b"".join(answer) if answer.streaming else answer.content
    return answer


@pytest.fixture
def schedule(analyst):
    return ScheduleFactory(owner=analyst, datasets=["concerns", "readings"])


def test_run_says_what_became_of_it_with_rows_duration_files_and_receipts(schedule, analyst, done):
    said = api_of(analyst).get(place(done)).json()

    assert (said["status"], said["schedule"]["name"]) == ("succeeded", schedule.name)
    began, ended = (dt.datetime.fromisoformat(said[name]) for name in ("began_at", "ended_at"))
    assert dt.timedelta() < ended - began == done.duration
    assert said["rows_done"] == said["rows_expected"] == sum(f["rows"] for f in said["files"])
    assert [file["dataset"] for file in said["files"]] == ["concerns", "readings"]
    assert {receipt["to"] for receipt in said["receipts"]} == {
        file["location"] for file in said["files"]
    }


def test_runs_are_listed_latest_first_by_schedule_and_status(schedule, run, analyst):
    at = timezone.now() - dt.timedelta(days=1)
    done = RunFactory(schedule=schedule, due_at=at, status="succeeded", ended_at=at)
    other = queue_run(ScheduleFactory(owner=analyst), due_at=timezone.now(), asked_by=None)
    queue_run(ScheduleFactory(), due_at=timezone.now(), asked_by=None)  # somebody else's

    def listed(**asked):
        rows = api_of(analyst).get(f"{API}runs/", asked).json()["results"]
        return [row["id"] for row in rows]

    assert listed() == [other.pk, run.pk, done.pk]
    assert listed(schedule=schedule.pk) == [run.pk, done.pk]
    assert listed(status="succeeded") == [done.pk]


def test_owner_fetches_the_file_byte_for_byte(analyst, done, export_root):
    file = done.files.get(dataset="concerns")

    answer = fetched(analyst, done)

    sent = answer.whole
    assert answer.status_code == 200
    assert sent == (export_root / file.location).read_bytes()
    assert hashlib.sha256(sent).hexdigest() == file.sha256
    assert answer["Content-Disposition"] == f'attachment; filename="{file.name}"'
    header, rows = cells_of_csv(sent)
    place_of = header.index("reference")
    assert sorted(row[place_of] for row in rows) == ["other-published", "own-published"]


def test_file_is_its_owners_alone(done, administrator, inspector):
    another = UserFactory(role=Role.ANALYST)

    answers = {person: fetched(person, done) for person in (administrator, inspector, another)}

    assert [answer.status_code for answer in answers.values()] == [403, 404, 404]
    assert "Its owner does this" in answers[administrator].whole.decode()


def test_owner_who_sees_less_than_then_may_not_fetch(queue, inspector):
    two_forces()
    run = carried_out(ScheduleFactory(owner=inspector))
    assert fetched(inspector, run).status_code == 200

    inspector.role = Role.ANALYST
    inspector.save()

    answer = fetched(inspector, run)
    assert answer.status_code == 403
    assert "exported when you could see more than now" in answer.content.decode()


def test_owner_who_lost_one_force_of_two_may_not_fetch(queue, liaison_officer, force, other_force):
    other_force.liaison_officers.add(liaison_officer)
    run = carried_out(ScheduleFactory(owner=liaison_officer))
    assert fetched(liaison_officer, run).status_code == 200

    other_force.liaison_officers.remove(liaison_officer)

    assert fetched(liaison_officer, run).status_code == 403


def test_run_without_a_file_says_so_beside_the_parameter(run, analyst):
    answer = fetched(analyst, run)

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["parameter"] == "dataset"
    assert error["detail"] == "dataset: name the dataset: it has no file yet."


def test_dataset_that_the_run_has_not_is_refused_with_those_it_has(done, analyst):
    answer = fetched(analyst, done, dataset="reading")

    assert answer.status_code == 400
    assert "readings" in answer.json()["errors"][0]["detail"]
    unknown = fetched(analyst, done, dataset="concerns", format="csv")
    assert (unknown.status_code, unknown.json()["errors"][0]["parameter"]) == (400, "format")


def test_file_whose_time_is_over_is_not_there_and_its_row_stays(done, analyst):
    File.objects.filter(run=done, dataset="concerns").update(
        appeared_at=timezone.now() - dt.timedelta(days=91)
    )
    assert delete_outlived(timezone.now()) == 1

    assert fetched(analyst, done).status_code == 404
    assert fetched(analyst, done, dataset="readings").status_code == 200
    concerns, readings = api_of(analyst).get(place(done)).json()["files"]
    assert concerns["deleted_at"] is not None
    assert concerns["sha256"]
    assert readings["deleted_at"] is None


def test_run_that_waits_is_cancelled_at_once(run, analyst):

    answer = api_of(analyst).post(place(run, "cancel/"), {}, format="json")

    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert answer.json()["ended_at"] == answer.json()["cancel_asked_at"]
    run.refresh_from_db()
    assert (run.status, run.cancel_asked_by) == ("cancelled", analyst)


def test_run_under_way_is_asked_to_end(run, administrator):
    Run.objects.filter(pk=run.pk).update(status="running", began_at=timezone.now(), attempt=1)

    answer = api_of(administrator).post(place(run, "cancel/"), {}, format="json")

    assert (answer.status_code, answer.json()["status"]) == (200, "running")
    run.refresh_from_db()
    assert run.cancel_asked_by == administrator


def test_run_that_has_ended_is_not_cancelled(schedule, analyst):
    at = timezone.now()
    run = RunFactory(schedule=schedule, status="succeeded", ended_at=at)

    answer = api_of(analyst).post(place(run, "cancel/"), {}, format="json")

    assert answer.status_code == 400
    assert "It has ended already: there is nothing to cancel." in answer.content.decode()
    run.refresh_from_db()
    assert (run.status, run.cancel_asked_at) == ("succeeded", None)


def test_somebody_elses_run_is_not_there(run, inspector):
    client = api_of(inspector)

    assert client.get(place(run)).status_code == 404
    assert client.post(place(run, "cancel/"), {}, format="json").status_code == 404
    run.refresh_from_db()
    assert run.status == "waiting"
