"""Runs in the admin: what became of each, how far it is, its files and a button that ends it."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from exports.dispatch import delete_outlived
from exports.models import File, Run
from tests.exports.asking import admin_of, run_page, told
from tests.factories import RunFactory, ScheduleFactory

LIST = "/admin/exports/run/"


@pytest.fixture
def schedule(analyst):
    return ScheduleFactory(owner=analyst, name="Weekly figures", time_zone="Asia/Tokyo")


def under_way(run, **values):
    began_at = timezone.now() - dt.timedelta(minutes=5)
    Run.objects.filter(pk=run.pk).update(
        **{"status": "running", "began_at": began_at, "attempt": 1, **values}
    )


def page_of(person, run):
    return admin_of(person).get(run_page(run)).content.decode()


def fetched(person, run, dataset="concerns"):
    answer = admin_of(person).get(run_page(run, "file"), {"dataset": dataset})
    answer.whole = b"".join(answer) if answer.streaming else answer.content
    return answer


def test_page_says_what_became_of_it_by_its_schedules_clock(schedule, analyst):
    at = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
    run = RunFactory(
        schedule=schedule,
        due_at=at,
        status="failed",
        error="The disk is full.",
        began_at=at,
        ended_at=at + dt.timedelta(seconds=2.5),
        rows_done=1234,
    )

    for page in (page_of(analyst, run), admin_of(analyst).get(LIST).content.decode()):
        for words in ("1 March 2026, 15:00 JST", "The disk is full.", "1,234", "2.5 s", "Failed"):
            assert words in page
        assert "so far" not in page


def test_page_of_a_run_under_way_says_how_far_it_is_and_leads_to_how_far_it_is_now(run, analyst):
    under_way(run, rows_done=2000, rows_expected=8000)

    page = page_of(analyst, run)

    assert "2,000 of 8,000 (25%)" in page
    assert "5 min so far" in page
    assert f'href="{run_page(run)}">See how far it is now</a>' in page
    assert run_page(run, "cancel") in page


def test_progress_over_several_datasets_counts_those_begun(schedule, run, analyst):
    schedule.edit(datasets=["concerns", "readings"])
    under_way(run, rows_done=9, rows_expected=9)
    assert "9 of 9 in the datasets begun so far" in page_of(analyst, run)


def test_owner_fetches_by_the_link_on_the_page(done, analyst, export_root):
    page = page_of(analyst, done)
    [link] = re.findall(r'href="([^"]+file/\?dataset=[^"]+)"', page)
    file = done.files.get()

    answer = admin_of(analyst).get(link)
    sent = b"".join(answer.streaming_content)

    assert (answer.status_code, sent) == (200, (export_root / file.location).read_bytes())
    assert answer["Content-Disposition"] == f'attachment; filename="{file.name}"'
    assert file.sha256 in page
    assert "Put into a folder" in page


def test_file_is_its_owners_alone(done, administrator, inspector):
    assert page_of(administrator, done)
    assert fetched(administrator, done).status_code == 403
    assert fetched(inspector, done).status_code == 404
    assert admin_of(inspector).get(LIST).context["cl"].result_count == 0


def test_file_that_is_not_there_is_not_found(run, analyst):
    assert fetched(analyst, run).status_code == 404
    assert ">None.<" in page_of(analyst, run)


def test_file_whose_time_is_over_is_told_and_not_offered(done, analyst):
    File.objects.update(appeared_at=timezone.now() - dt.timedelta(days=91))
    delete_outlived(timezone.now())

    page = page_of(analyst, done)

    assert "deleted at the end of its time" in page
    assert "?dataset=" not in page
    assert fetched(analyst, done).status_code == 404


def test_run_that_waits_is_cancelled_by_its_button(run, analyst):
    answer = admin_of(analyst).post(run_page(run, "cancel"), follow=True)

    assert told(answer) == []
    run.refresh_from_db()
    assert (run.status, run.cancel_asked_by) == ("cancelled", analyst)
    assert run_page(run, "cancel") not in answer.content.decode()


def test_administrator_cancels_what_is_under_way(run, administrator):
    under_way(run)
    admin_of(administrator).post(run_page(run, "cancel"))
    run.refresh_from_db()
    assert (run.status, run.cancel_asked_by) == ("running", administrator)


def test_run_that_has_ended_is_not_cancelled(schedule, analyst):
    run = RunFactory(schedule=schedule, status="succeeded", ended_at=timezone.now())

    answer = admin_of(analyst).post(run_page(run, "cancel"), follow=True)

    assert told(answer) == ["It has ended already: there is nothing to cancel."]
    run.refresh_from_db()
    assert (run.status, run.cancel_asked_at) == ("succeeded", None)


def test_somebody_elses_run_is_not_cancelled(run, inspector):
    assert admin_of(inspector).post(run_page(run, "cancel")).status_code == 404
    run.refresh_from_db()
    assert run.status == "waiting"


def test_list_says_that_nobody_works(run, analyst):
    assert told(admin_of(analyst).get(LIST)) == [
        "No worker is alive, so nothing is exported: whoever runs this service starts one with "
        "manage.py worker."
    ]
