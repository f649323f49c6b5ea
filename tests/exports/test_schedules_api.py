"""Schedules in the API: made, changed, run, previewed, paused and resumed, as their owner does it."""

import datetime as dt

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from exports.models import Run, Schedule
from tests.exports.asking import API, api_of
from tests.exports.worlds import more_than_a_preview, two_forces
from tests.factories import ForceFactory, ScheduleFactory

pytestmark = pytest.mark.django_db

ASKED = {
    "name": "Open concerns",
    "datasets": ["concerns", "progress"],
    "file_format": "csv",
    "cron": "0 6 * * 1-5",
    "filters": {"concerns": {"force": "own", "status": "open"}},
}


def place(schedule, step=""):
    return f"{API}schedules/{schedule.pk}/{step}"


@pytest.fixture
def schedule(analyst):
    return ScheduleFactory(owner=analyst)


def test_schedule_is_made_for_whoever_asks_and_says_when_it_comes(analyst):
    ForceFactory(slug="own")

    answer = api_of(analyst).post(f"{API}schedules/", ASKED, format="json")

    assert answer.status_code == 201, answer.content
    stored, said = Schedule.objects.get(), answer.json()
    assert answer["Location"].endswith(place(stored))
    assert (stored.owner, stored.datasets) == (analyst, ["concerns", "progress"])
    assert (stored.filters, stored.contents) == (ASKED["filters"], "full")
    assert said["owner"] == {"username": "analyst"}
    assert said["in_plain_words"] == [
        "At 06:00 on Monday through Friday",
        "concerns: force is own",
        "concerns: status is open",
    ]
    times = [dt.datetime.fromisoformat(text) for text in said["next_times"]]
    assert len(times) == 5
    assert times[0] == stored.turn.next_due_at == dt.datetime.fromisoformat(said["next_due_at"])
    assert {time.weekday() for time in times} == {0, 1, 2, 3, 4}


def test_schedules_are_listed_to_their_owner_and_to_an_administrator(
    schedule, analyst, inspector, administrator
):
    names = {
        person.username: [
            row["name"] for row in api_of(person).get(f"{API}schedules/").json()["results"]
        ]
        for person in (analyst, inspector, administrator)
    }

    assert names == {
        "analyst": [schedule.name],
        "inspector": [],
        "administrator": [schedule.name],
    }


def test_change_names_the_version_that_was_read(schedule, analyst):
    client = api_of(analyst)
    read = client.get(place(schedule))

    unread = client.patch(place(schedule), {"cron": "30 7 * * 1"}, format="json")
    changed = client.patch(
        place(schedule), {"cron": "30 7 * * 1"}, format="json", headers={"If-Match": read["ETag"]}
    )
    late = client.patch(
        place(schedule), {"cron": "0 9 * * 1"}, format="json", headers={"If-Match": read["ETag"]}
    )

    assert [answer.status_code for answer in (unread, changed, late)] == [428, 200, 412]
    assert (changed.json()["cron"], changed.json()["version"]) == ("30 7 * * 1", 2)
    assert late.json()["version"] == 2
    assert late["ETag"] == changed["ETag"]
    schedule.refresh_from_db()
    assert (schedule.cron, schedule.version) == ("30 7 * * 1", 2)
    due_at = timezone.localtime(schedule.turn.next_due_at)
    assert (due_at.weekday(), due_at.hour, due_at.minute) == (0, 7, 30)


def test_run_now_queues_a_run_of_its_own_beside_the_slots(schedule, analyst):
    due_before = schedule.turn.next_due_at

    answer = api_of(analyst).post(place(schedule, "run-now/"), {}, format="json")

    assert answer.status_code == 201, answer.content
    run = Run.objects.get()
    assert answer.json()["id"] == run.pk
    assert (answer.json()["status"], answer.json()["files"]) == ("waiting", [])
    assert (run.schedule, run.asked_by, run.status) == (schedule, analyst, "waiting")
    assert ProcrastinateJob.objects.get(pk=run.job).args == {"run": run.pk}
    schedule.turn.refresh_from_db()
    assert schedule.turn.next_due_at == due_before


def test_run_now_is_the_owners_alone(schedule, administrator, inspector):
    asked = {
        person.username: api_of(person).post(place(schedule, "run-now/"), {}, format="json")
        for person in (administrator, inspector)
    }

    assert {name: answer.status_code for name, answer in asked.items()} == {
        "administrator": 403,
        "inspector": 404,
    }
    assert not Run.objects.exists()


def test_preview_shows_twenty_rows_as_they_would_be_exported(analyst):
    schedule = more_than_a_preview(analyst)

    answer = api_of(analyst).get(place(schedule, "preview/"))

    assert answer.status_code == 200, answer.content
    concerns, recommendations = answer.json()["previews"]
    assert (concerns["dataset"], concerns["columns"]) == ("concerns", ["reference", "title"])
    assert len(concerns["rows"]) == 20
    assert {title for _, title in concerns["rows"]} == {"'=1+1"}  # as in the file: defused
    assert (recommendations["dataset"], recommendations["rows"]) == ("recommendations", [])
    assert not Run.objects.exists()


def test_preview_shows_what_the_owner_sees_to_the_owner_alone(analyst, administrator, inspector):
    two_forces()
    asked = {"columns": {"concerns": ["reference"]}}
    of_analyst = ScheduleFactory(owner=analyst, **asked)
    of_inspector = ScheduleFactory(owner=inspector, **asked)

    seen = {
        one.owner.username: api_of(one.owner).get(place(one, "preview/")).json()["previews"]
        for one in (of_analyst, of_inspector)
    }

    assert sorted(seen["analyst"][0]["rows"]) == [["other-published"], ["own-published"]]
    assert len(seen["inspector"][0]["rows"]) == 6
    assert api_of(administrator).get(place(of_analyst, "preview/")).status_code == 403
    assert api_of(inspector).get(place(of_analyst, "preview/")).status_code == 404


def test_pause_says_why_and_resume_goes_on_from_the_next_time(schedule, analyst):
    client = api_of(analyst)

    paused = client.post(
        place(schedule, "pause/"), {"because": "The committee is away."}, format="json"
    )

    assert paused.status_code == 200, paused.content
    said = paused.json()
    assert said["paused_because"] == "The committee is away."
    assert (said["next_due_at"], said["next_times"]) == (None, [])
    schedule.refresh_from_db()
    assert (schedule.paused_by, schedule.turn.next_due_at) == (analyst, None)

    resumed = client.post(place(schedule, "resume/"), {}, format="json")

    assert resumed.status_code == 200, resumed.content
    assert (resumed.json()["paused_at"], resumed.json()["paused_because"]) == (None, "")
    assert dt.datetime.fromisoformat(resumed.json()["next_due_at"]) > timezone.now()
    schedule.refresh_from_db()
    assert (schedule.is_paused, schedule.version) == (False, 3)


def test_pause_without_a_reason_and_what_is_not_so_are_refused(schedule, analyst):
    client = api_of(analyst)

    silent = client.post(place(schedule, "pause/"), {"because": " "}, format="json")
    awake = client.post(place(schedule, "resume/"), {}, format="json")
    client.post(place(schedule, "pause/"), {"because": "Away."}, format="json")
    again = client.post(place(schedule, "pause/"), {"because": "Still away."}, format="json")

    assert [answer.status_code for answer in (silent, awake, again)] == [400, 400, 400]
    assert [error["pointer"] for error in silent.json()["errors"]] == ["/because"]
    assert "It is not paused." in awake.content.decode()
    assert "It is paused already." in again.content.decode()
    schedule.refresh_from_db()
    assert schedule.paused_because == "Away."


def test_administrator_pauses_and_resumes_what_is_somebody_elses(schedule, administrator):
    client = api_of(administrator)

    paused = client.post(place(schedule, "pause/"), {"because": "The disk."}, format="json")
    schedule.refresh_from_db()
    assert (paused.status_code, schedule.paused_by) == (200, administrator)

    assert client.post(place(schedule, "resume/"), {}, format="json").status_code == 200
    schedule.refresh_from_db()
    assert not schedule.is_paused


def test_somebody_elses_schedule_is_not_there(schedule, inspector, liaison_officer):
    for person in (inspector, liaison_officer):
        client = api_of(person)
        answers = [client.get(place(schedule)), client.get(place(schedule, "preview/"))]
        answers.append(client.patch(place(schedule), {}, format="json"))
        answers += [
            client.post(place(schedule, step), {"because": "x"}, format="json")
            for step in ("pause/", "resume/", "run-now/")
        ]
        assert {answer.status_code for answer in answers} == {404}
    schedule.refresh_from_db()
    assert (schedule.version, schedule.is_paused) == (1, False)
