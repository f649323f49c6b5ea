"""What a schedule cannot ask for: each fault has its sentence beside its field, and nothing is stored."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from exports.models import Run, Schedule
from tests.exports.asking import API, admin_of, api_of, carried_out, form_of, schedule_page, told
from tests.exports.worlds import two_forces
from tests.factories import ForceFactory, ScheduleFactory

ADD = "/admin/exports/schedule/add/"
RIGHT = {"name": "Weekly", "datasets": ["concerns"], "file_format": "csv", "cron": "0 6 * * 1"}

FAULTS = [
    ("cron", "61 6 * * *", "'61 6 * * *' never comes"),
    ("cron", "0 6 30 2 *", "'0 6 30 2 *' never comes"),
    ("cron", "0 6 * *", "'0 6 * *' has to have five fields"),
    ("cron", "@daily", "'@daily' has to have five fields"),
    ("time_zone", "Europe/Londres", "There is no time zone 'Europe/Londres'"),
    ("folder", "/etc", "'/etc' lies outside the root of the exports"),
    ("folder", "weekly/../../etc", "'weekly/../../etc' lies outside the root of the exports"),
    ("folder", "c:\\exports", "is no folder that every system takes"),
    ("destination", "s3", "This service has no bucket"),
    ("destination", "notice", "This service sends no mail"),
    ("file_name", "latest", "Put {due_at} or {run} in"),
    ("keep_days", 0, "1 to 3660 days."),
    ("filters", {"concerns": {"forse": "own"}}, "did you mean force?"),
    ("filters", {"concerns": {"force": "oon"}}, "oon"),
    ("filters", {"readings": {"force": "own"}}, "it is not among the datasets exported here"),
    ("columns", {"concerns": ["refrence"]}, "there is no column 'refrence'; there are reference"),
    ("columns", {"concerns": ["title", "title"]}, "title is named twice"),
]


@pytest.fixture
def owner(analyst):
    ForceFactory(slug="own")
    return analyst


def typed(field, value):
    """What is wrong, as it is typed into the admin's form."""
    if field == "filters":
        return "\n".join(
            f"{name}: " + "&".join(f"{key}={text}" for key, text in asked.items())
            for name, asked in value.items()
        )
    if field == "columns":
        return "\n".join(f"{name}: {', '.join(columns)}" for name, columns in value.items())
    return value


@pytest.mark.parametrize(("field", "value", "sentence"), FAULTS)
def test_refused_by_the_api_beside_its_field(owner, field, value, sentence):
    answer = api_of(owner).post(f"{API}schedules/", {**RIGHT, field: value}, format="json")

    assert answer.status_code == 400, answer.content
    said = {error["pointer"].split("/")[1]: error["detail"] for error in answer.json()["errors"]}
    assert list(said) == [field]
    assert sentence in said[field]
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(("field", "value", "sentence"), FAULTS)
def test_refused_by_the_admin_beside_its_field(owner, field, value, sentence):
    client = admin_of(owner)

    answer = client.post(ADD, {**form_of(client, ADD), **RIGHT, field: typed(field, value)})

    assert answer.status_code == 200
    said = answer.context["adminform"].form.errors
    assert list(said) == [field]
    assert sentence in " ".join(said[field])
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(("field", "value", "sentence"), FAULTS)
def test_change_to_it_is_refused_and_changes_nothing(owner, field, value, sentence):
    schedule = ScheduleFactory(owner=owner, **RIGHT)

    answer = api_of(owner).patch(
        f"{API}schedules/{schedule.pk}/",
        {field: value},
        format="json",
        headers={"If-Match": '"1"'},
    )

    assert answer.status_code == 400, answer.content
    assert sentence in answer.json()["errors"][0]["detail"]
    schedule.refresh_from_db()
    assert (schedule.version, schedule.turn.next_due_at is not None) == (1, True)


@pytest.mark.django_db
def test_every_fault_is_told_at_once(analyst):
    wrong = {**RIGHT, "cron": "never", "folder": "..", "time_zone": "Mars"}

    answer = api_of(analyst).post(f"{API}schedules/", wrong, format="json")

    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"/cron", "/folder", "/time_zone"}


@pytest.mark.django_db
def test_dataset_that_is_not_there_is_refused_with_the_nearest(analyst):
    answer = api_of(analyst).post(
        f"{API}schedules/", {**RIGHT, "datasets": ["concern"]}, format="json"
    )

    [error] = answer.json()["errors"]
    assert error["pointer"] == "/datasets"
    assert "There is no dataset 'concern'; there are concerns" in error["detail"]


@pytest.fixture
def renamed(analyst, queue, export_root):
    """A schedule whose filter no longer exists, as if a new version had renamed it; it has run."""
    two_forces()
    schedule = ScheduleFactory(owner=analyst, filters={"concerns": {"force": "own"}})
    Schedule.objects.filter(pk=schedule.pk).update(filters={"concerns": {"forse": "own"}})
    run = carried_out(schedule)
    schedule.refresh_from_db()
    assert [path for path in export_root.rglob("*") if path.is_file()] == []
    return schedule, run


WHY = "concerns: There is no parameter forse: did you mean force?"


def test_filter_that_no_longer_exists_pauses_and_says_so_in_the_api(renamed, analyst):
    schedule, run = renamed
    client, place = api_of(analyst), f"{API}schedules/{renamed[0].pk}/"

    said = client.get(place).json()
    assert said["paused_because"] == WHY
    assert (said["next_due_at"], said["failing_since"] is not None) == (None, True)
    assert client.get(f"{API}runs/{run.pk}/").json()["error"] == (
        f"{WHY} The schedule is paused; nothing was exported."
    )

    resumed = client.post(f"{place}resume/", {}, format="json")
    shown = client.get(f"{place}preview/")
    assert (resumed.status_code, shown.status_code) == (400, 400)
    assert "did you mean force?" in resumed.content.decode()
    assert "did you mean force?" in shown.content.decode()
    schedule.refresh_from_db()
    assert schedule.is_paused

    mended = client.patch(
        place,
        {"filters": {"concerns": {"force": "own"}}},
        format="json",
        headers={"If-Match": client.get(place)["ETag"]},
    )
    assert mended.status_code == 200, mended.content
    assert client.post(f"{place}resume/", {}, format="json").status_code == 200
    assert carried_out(schedule).rows_done == 1


def test_filter_that_no_longer_exists_pauses_and_says_so_in_the_admin(renamed, analyst):
    schedule, run = renamed
    client = admin_of(analyst)

    assert f"Paused: {WHY}" in client.get(schedule_page(schedule)).content.decode()
    page = client.get(reverse("admin:exports_run_change", args=[run.pk])).content.decode()
    assert f"{WHY} The schedule is paused; nothing was exported." in page
    assert told(client.post(schedule_page(schedule, "resume"), follow=True)) == [WHY]
    preview = client.get(schedule_page(schedule, "preview"))
    assert (preview.status_code, preview.context["previews"]) == (200, [])
    assert "did you mean force?" in preview.content.decode()
    saved = client.post(schedule_page(schedule), form_of(client, schedule_page(schedule)))
    assert saved.context["adminform"].form.errors == {"filters": [capfirst(WHY)]}

    right = {**form_of(client, schedule_page(schedule)), "filters": "concerns: force=own"}
    assert client.post(schedule_page(schedule), right).status_code == 302
    client.post(schedule_page(schedule, "resume"))
    schedule.refresh_from_db()
    assert not schedule.is_paused


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("filters", "force=own", "Line 1: write the dataset, a colon, and filters"),
        ("filters", "concerns: force", "Line 1: write filters as in an address"),
        ("filters", "\nconcerns: force=own&force=x", "Line 2: force stands twice."),
        ("columns", "concerns: title\nconcerns: id", "Line 2: concerns stands twice."),
    ],
)
def test_line_that_is_not_understood_is_named(analyst, field, text, sentence):
    client = admin_of(analyst)
    answer = client.post(ADD, {**form_of(client, ADD), **RIGHT, field: text})
    assert sentence in answer.context["adminform"].form.errors[field][0]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [[], "concerns", {"concerns": ["force"]}, {"concerns": {"a": 1}}])
def test_filters_of_another_shape_are_refused(analyst, asked):
    answer = api_of(analyst).post(f"{API}schedules/", {**RIGHT, "filters": asked}, format="json")
    assert answer.status_code == 400, json.dumps(answer.json())
    assert answer.json()["errors"][0]["pointer"].startswith("/filters")


@pytest.mark.django_db
def test_paused_schedule_runs_when_it_is_asked_to(analyst):
    schedule = ScheduleFactory(owner=analyst)
    schedule.pause(by=analyst, at=timezone.now(), because="Away.")
    answer = api_of(analyst).post(f"{API}schedules/{schedule.pk}/run-now/", {}, format="json")
    assert (answer.status_code, Run.objects.get().schedule) == (201, schedule)
