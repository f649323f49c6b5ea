"""Schedules in the admin: made in a form, run, previewed, paused and resumed by buttons."""

import datetime as dt

import pytest
from django.utils import timezone

from exports.models import Run, Schedule, Turn
from tests.exports.asking import admin_of, form_of, schedule_page, told
from tests.exports.worlds import more_than_a_preview, two_forces
from tests.factories import ForceFactory, ScheduleFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/exports/schedule/add/"
LIST = "/admin/exports/schedule/"
TYPED = {
    "name": "Open concerns",
    "datasets": ["concerns", "progress"],
    "filters": "concerns: force=own&status=open",
    "columns": "concerns: reference, title",
    "contents": "full",
    "cron": "0 6 * * 1-5",
    "time_zone": "Europe/London",
    "catch_up": "latest",
    "file_format": "csv",
    "file_name": "{schedule}-{dataset}-{due_at}",
    "destination": "directory",
    "folder": "committee/weekly",
    "keep_days": "30",
}


@pytest.fixture
def schedule(analyst):
    return ScheduleFactory(owner=analyst, name="Weekly figures")


def test_schedule_typed_into_the_form_is_the_persons_own(analyst):
    ForceFactory(slug="own")
    client = admin_of(analyst)

    answer = client.post(ADD, {**form_of(client, ADD), **TYPED})

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    stored = Schedule.objects.get()
    assert stored.owner == analyst
    assert stored.datasets == ["concerns", "progress"]
    assert stored.filters == {"concerns": {"force": "own", "status": "open"}}
    assert stored.columns == {"concerns": ["reference", "title"]}
    assert (stored.folder, stored.keep_days) == ("committee/weekly", 30)
    assert stored.turn.next_due_at > timezone.now()


def test_page_says_what_it_asks_for_and_when_it_comes(analyst):
    ForceFactory(slug="own")
    schedule = ScheduleFactory(
        owner=analyst,
        cron="30 7 1 7 *",
        time_zone="Europe/Paris",
        filters={"concerns": {"force": "own"}},
    )

    page = admin_of(analyst).get(schedule_page(schedule)).content.decode()

    year = timezone.localtime(schedule.turn.next_due_at).year
    first = dt.date(year, 7, 1)
    assert "concerns: force is own" in page
    assert "Europe/Paris:<ol>" in page
    assert f"<li>{first:%A} 1 July {year}, 07:30 CEST</li>" in page
    assert f" 1 July {year + 4}, 07:30 CEST</li></ol>" in page


def test_list_says_its_times_by_its_own_clock(analyst):
    ScheduleFactory(owner=analyst, cron="0 6 1 1 *", time_zone="America/New_York")

    page = admin_of(analyst).get(LIST).content.decode()

    assert "America/New_York" in page
    assert "06:00 EST" in page


def test_form_saved_again_as_it_stands_changes_nothing_that_is_asked(analyst):
    ForceFactory(slug="own")
    schedule = ScheduleFactory(
        owner=analyst,
        filters={"concerns": {"force": "own", "raised_on_after": "2021-01-01"}},
        columns={"concerns": ["title", "reference"]},
    )
    client, page = admin_of(analyst), schedule_page(schedule)

    assert client.post(page, {**form_of(client, page), "name": "Another"}).status_code == 302

    stored = Schedule.objects.get()
    assert stored.name == "Another"
    assert (stored.filters, stored.columns) == (schedule.filters, schedule.columns)
    assert stored.turn.next_due_at == schedule.turn.next_due_at


def test_form_that_somebody_else_overtook_is_refused(schedule, analyst):
    client, page = admin_of(analyst), schedule_page(schedule)
    read = form_of(client, page)
    schedule.edit(cron="0 9 * * 1")

    answer = client.post(page, {**read, "cron": "30 7 * * 1"})

    assert answer.status_code == 200
    assert "This was changed while you had it open" in answer.content.decode()
    schedule.refresh_from_db()
    assert (schedule.cron, schedule.version) == ("0 9 * * 1", 2)


def test_run_now_leads_to_the_run_that_waits(schedule, analyst):
    answer = admin_of(analyst).post(schedule_page(schedule, "run_now"), follow=True)

    run = Run.objects.get()
    assert answer.redirect_chain == [(f"/admin/exports/run/{run.pk}/change/", 302)]
    assert told(answer) == ["It runs as soon as a worker is free."]
    assert (run.schedule, run.asked_by, run.status) == (schedule, analyst, "waiting")


def test_preview_shows_twenty_rows_defused(analyst):
    schedule = more_than_a_preview(analyst)

    answer = admin_of(analyst).get(schedule_page(schedule, "preview"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<td>&#x27;=1+1</td>") == 20
    assert '<th scope="col">reference</th><th scope="col">title</th>' in page
    assert "<p>No rows.</p>" in page
    assert not Run.objects.exists()


def test_preview_shows_no_more_than_the_owner_sees(analyst):
    two_forces()
    schedule = ScheduleFactory(owner=analyst, columns={"concerns": ["reference"]})

    page = admin_of(analyst).get(schedule_page(schedule, "preview")).content.decode()

    assert "own-published" in page
    assert "own-draft" not in page


def test_pause_and_resume_by_their_buttons(schedule, analyst):
    client = admin_of(analyst)

    paused = client.post(
        schedule_page(schedule, "pause"), {"because": "The committee is away."}, follow=True
    )

    page = paused.content.decode()
    assert "Paused: The committee is away." in page
    assert "None while it is paused." in page
    assert schedule_page(schedule, "resume") in page
    assert schedule_page(schedule, "pause") not in page
    schedule.refresh_from_db()
    assert (schedule.paused_by, schedule.turn.next_due_at) == (analyst, None)

    resumed = client.post(schedule_page(schedule, "resume"), follow=True)

    assert told(resumed) == []
    assert schedule_page(schedule, "pause") in resumed.content.decode()
    schedule.refresh_from_db()
    assert not schedule.is_paused
    assert schedule.turn.next_due_at > timezone.now()


def test_what_is_not_so_is_refused_above_the_page(schedule, analyst):
    client = admin_of(analyst)

    def after(step, **typed):
        return told(client.post(schedule_page(schedule, step), typed, follow=True))

    assert after("pause", because=" ") == ["Say why it is paused, in a sentence."]
    assert after("resume") == ["It is not paused."]
    assert after("pause", because="Away.") == []
    assert after("pause", because="Still away.") == ["It is paused already."]
    schedule.refresh_from_db()
    assert schedule.paused_because == "Away."


def test_administrator_pauses_and_resumes_but_neither_runs_nor_reads(schedule, administrator):
    client = admin_of(administrator)
    page = client.get(schedule_page(schedule)).content.decode()
    assert "Run now" not in page
    assert "Preview the first" not in page

    client.post(schedule_page(schedule, "pause"), {"because": "The disk."})
    schedule.refresh_from_db()
    assert schedule.paused_by == administrator
    client.post(schedule_page(schedule, "resume"))
    schedule.refresh_from_db()
    assert not schedule.is_paused

    assert client.post(schedule_page(schedule, "run_now")).status_code == 403
    assert client.get(schedule_page(schedule, "preview")).status_code == 403
    assert not Run.objects.exists()


def test_somebody_elses_schedule_is_not_there(schedule, inspector):
    client = admin_of(inspector)
    for step in ("run_now", "pause", "resume"):
        answer = client.post(schedule_page(schedule, step), {"because": "x"})
        assert answer.status_code == 404
    assert client.get(schedule_page(schedule, "preview")).status_code == 404
    assert schedule.name not in client.get(LIST).content.decode()
    schedule.refresh_from_db()
    assert (schedule.is_paused, Run.objects.exists()) == (False, False)


def test_list_is_narrowed_to_what_fails_and_what_waits(schedule, analyst):
    failing = ScheduleFactory(owner=analyst, name="Failing one")
    Turn.objects.filter(schedule=failing).update(failing_since=timezone.now())
    waiting = ScheduleFactory(owner=analyst, name="Waiting one")
    waiting.pause(by=analyst, at=timezone.now(), because="Away.")
    client = admin_of(analyst)

    def listed(state):
        return {row.name for row in client.get(LIST, {"state": state}).context["cl"].result_list}

    assert listed("failing") == {"Failing one"}
    assert listed("paused") == {"Waiting one"}
    assert listed("on") == {"Failing one", "Weekly figures"}
