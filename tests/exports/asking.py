"""Asking the API and the admin about schedules and runs, as one person at a time."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from exports.jobs import queue_run
from exports.running import carry_out

API = "/api/v1/"


def api_of(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def admin_of(person):
    client = Client()
    client.force_login(person)
    return client


def schedule_page(schedule, step="change"):
    if step == "change":
        return reverse("admin:exports_schedule_change", args=[schedule.pk])
    return reverse(f"admin:exports_{step}", args=[schedule.pk])


def run_page(run, step="change"):
    return reverse(f"admin:exports_run_{step}", args=[run.pk])


def told(answer):
    """What the page that a form leads to says above itself."""
    return [str(message) for message in answer.context["messages"]]


def form_of(client, page):
    """What the form of a page sends if nobody types anything."""
    answer = client.get(page)
    form = answer.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    if "row_version" in answer.context:
        values["version"] = answer.context["row_version"]
    return {name: value for name, value in values.items() if value is not None}


def carried_out(schedule):
    """Let a slot of the schedule be exported, now and here."""
    run = queue_run(schedule, due_at=timezone.now(), asked_by=None)
    carry_out(run.pk, worker="here:1", should_stop=lambda: False)
    run.refresh_from_db()
    return run
