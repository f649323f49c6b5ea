import datetime as dt
import re

import pytest
from django.contrib.admin.models import LogEntry

from accounts.roles import Role
from inspections.models import Force, MonitoringStage
from tests.accounts.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.admin_urls")]
FORCES = "/admin/inspections/force/"
STAGES = "/admin/inspections/monitoringstage/"
NEW_FORCE = {"slug": "kent", "name": "Kent", "kind": "territorial"}


@pytest.fixture
def stage(avon):
    return MonitoringStage.objects.create(
        force=avon,
        stage="engage",
        started_on=dt.date(2021, 9, 30),
        recorded_by=UserFactory(role=Role.LEAD_INSPECTOR),
    )


def stage_form(stage, /, **values):
    return {
        "force": stage.force_id,
        "stage": "scan",
        "started_on": "2021-09-30",
        "started_on_precision": "day",
        "note": "",
        "superseded_because": "our_error",
        "superseded_note": "It was the other stage.",
        **values,
    }


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.INSPECTOR, True),
        (Role.LEAD_INSPECTOR, True),
        (Role.LIAISON_OFFICER, False),
        (Role.ANALYST, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_role_decides_who_adds_and_changes(enter, avon, role, may):
    client, _ = enter(role)
    assert client.get(FORCES).status_code == 200
    assert client.get(f"{FORCES}{avon.pk}/change/").status_code == 200
    status = 302 if may else 403
    assert client.post(FORCES + "add/", NEW_FORCE).status_code == status
    changed = {"slug": "avon", "name": "Avon and Somerset", "kind": "territorial"}
    assert client.post(f"{FORCES}{avon.pk}/change/", changed).status_code == status
    assert client.post(f"{FORCES}{avon.pk}/delete/", {"post": "yes"}).status_code == 403
    avon.refresh_from_db()
    assert avon.name == ("Avon and Somerset" if may else "Avon")


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"ons_code": "e2"}, "ons_code", "one capital letter and eight digits"),
        ({"slug": "avon"}, "slug", "already exists"),
        (
            {"existed_from": "2001-01-02", "existed_until": "2001-01-01"},
            "existed_until",
            "a day after “Existed from”",
        ),
        ({"succeeded_by": "{avon}"}, "succeeded_by", "say in “Existed until” when it ended"),
    ],
)
def test_refusal_stands_at_its_field_with_the_text_kept(enter, avon, values, field, words):
    client, _ = enter(Role.INSPECTOR)
    values = {name: value.replace("{avon}", str(avon.pk)) for name, value in values.items()}
    answer = client.post(FORCES + "add/", {**NEW_FORCE, "area_name": "typed", **values})
    form = answer.context["adminform"].form
    assert list(form.errors) == [field]
    assert words in str(form.errors[field])
    assert 'value="typed"' in answer.content.decode()
    assert not Force.objects.filter(name="Kent").exists()


def test_refusal_of_the_database_is_shown_and_undone(enter, avon):
    """The fault is deferred to the end of the transaction; the form still tells of it."""
    client, _ = enter(Role.INSPECTOR)
    answer = client.post("/lone/inspections/force/add/", NEW_FORCE)
    assert answer.status_code == 200
    form = answer.context["adminform"].form
    assert form.errors == {"succeeded_by": ["Succeeded by: there is no such row."]}
    assert not Force.objects.filter(slug="kent").exists()
    assert not LogEntry.objects.exists()
    assert list(answer.context["messages"]) == []


def test_refusal_of_a_change_keeps_what_was_typed(enter, avon):
    client, _ = enter(Role.INSPECTOR)
    typed = {"slug": "avon", "name": "Typed", "kind": "territorial"}
    answer = client.post(f"/lone/inspections/force/{avon.pk}/change/", typed)
    assert 'value="Typed"' in answer.content.decode()
    avon.refresh_from_db()
    assert avon.name == "Avon"


def test_choices_are_within_reach(enter, avon):
    other = UserFactory()
    client, user = enter(Role.INSPECTOR)
    fields = client.get(FORCES + "add/").context["adminform"].form.fields
    assert set(fields["owner"].queryset) == {user, other}
    assert set(fields["liaison_officers"].queryset) == {user, other}
    assert list(fields["succeeded_by"].queryset) == [avon]


def test_list_survives_a_filter_no_column_can_hold(enter, avon):
    client, _ = enter(Role.INSPECTOR)
    answer = client.get(f"{FORCES}?slug=%00")
    assert (answer.status_code, answer.url) == (302, f"{FORCES}?e=1")


def test_nobody_adds_or_changes_without_a_permission_named(enter, stage):
    client, _ = enter(Role.LEAD_INSPECTOR)
    page = "/lone/inspections/monitoringstage/"
    assert client.get(f"{page}{stage.pk}/change/").status_code == 200
    assert client.get(page + "add/").status_code == 403
    assert client.post(f"{page}{stage.pk}/change/", {}).status_code == 403


def test_new_row_says_who_recorded_it(enter, avon):
    client, user = enter(Role.LEAD_INSPECTOR)
    sent = {
        "force": avon.pk,
        "stage": "scan",
        "started_on": "2021-09-30",
        "started_on_precision": "day",
    }
    answer = client.post(STAGES + "add/", sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert MonitoringStage.objects.get().recorded_by == user


def test_overlap_is_refused_in_words(enter, stage):
    client, _ = enter(Role.LEAD_INSPECTOR)
    answer = client.post(STAGES + "add/", stage_form(stage, started_on="2022-01-01"))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert MonitoringStage.objects.count() == 1


@pytest.mark.parametrize(("role", "may"), [(Role.LEAD_INSPECTOR, True), (Role.INSPECTOR, False)])
def test_row_is_shown_read_only_with_its_tools(enter, stage, role, may):
    client, _ = enter(role)
    page = client.get(f"{STAGES}{stage.pk}/change/").content.decode()
    assert (f"{STAGES}{stage.pk}/correct/" in page) is may
    assert (f"{STAGES}{stage.pk}/withdraw/" in page) is may
    assert 'name="_save"' not in page
    assert client.post(f"{STAGES}{stage.pk}/change/", {}).status_code == 403
    status = 200 if may else 403
    assert client.get(f"{STAGES}{stage.pk}/correct/").status_code == status
    assert client.get(f"{STAGES}{stage.pk}/withdraw/").status_code == status
    if not may:
        client.post(f"{STAGES}{stage.pk}/correct/", stage_form(stage))
        client.post(f"{STAGES}{stage.pk}/withdraw/", {"note": "x"})
        assert MonitoringStage.objects.current().count() == 1


def test_page_of_an_unknown_row(enter, stage):
    client, _ = enter(Role.LEAD_INSPECTOR)
    assert client.get(f"{STAGES}0/correct/").status_code == 404
    assert client.get(f"{STAGES}0/withdraw/").status_code == 404
    assert client.get(f"{STAGES}0/change/").status_code == 302


def test_correcting_supersedes(enter, stage):
    client, user = enter(Role.LEAD_INSPECTOR)
    form = client.get(f"{STAGES}{stage.pk}/correct/").context["adminform"].form
    assert form.initial["stage"] == "engage"
    assert form.fields["force"].disabled
    answer = client.post(f"{STAGES}{stage.pk}/correct/", stage_form(stage))
    successor = MonitoringStage.objects.current().get()
    assert answer.url == f"{STAGES}{successor.pk}/change/"
    assert (successor.stage, successor.recorded_by) == ("scan", user)
    assert successor.supersedes == stage
    stage.refresh_from_db()
    assert (stage.stage, stage.superseded_by) == ("engage", user)
    assert stage.superseded_because == "our_error"
    assert stage.superseded_note == "It was the other stage."
    assert "correct/" not in client.get(f"{STAGES}{stage.pk}/change/").content.decode()
    assert client.post(f"{STAGES}{stage.pk}/correct/", stage_form(stage)).status_code == 403


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"superseded_because": ""}, "superseded_because", "required"),
        ({"superseded_because": "withdrawn"}, "superseded_because", "valid choice"),
        ({"superseded_note": " "}, "superseded_note", "required"),
        ({"stage": "engage"}, "__all__", "Nothing is different"),
        ({"started_on": "30.9.2021x"}, "started_on", "valid date"),
        ({"ended_on": "2021-09-30"}, "ended_on", "a day after “Started on”"),
        ({"started_on_precision": "year"}, "started_on", "first day"),
    ],
)
def test_correction_refused_beside_its_field(enter, stage, values, field, words):
    client, _ = enter(Role.LEAD_INSPECTOR)
    answer = client.post(f"{STAGES}{stage.pk}/correct/", stage_form(stage, **values))
    assert answer.status_code == 200
    form = answer.context["adminform"].form
    assert list(form.errors) == [field]
    assert words in str(form.errors[field])
    assert list(MonitoringStage.objects.all()) == [stage]
    assert MonitoringStage.objects.current().exists()


def test_correction_that_the_record_refuses_is_undone(enter, stage, avon):
    """The neighbour's interval is checked by the record alone, when the correction is stored."""
    client, user = enter(Role.LEAD_INSPECTOR)
    later = stage.supersede(by=user, because="our_error", ended_on=dt.date(2022, 1, 1))
    MonitoringStage.objects.create(
        force=avon, stage="scan", started_on=dt.date(2022, 1, 1), recorded_by=user
    )
    answer = client.post(f"{STAGES}{later.pk}/correct/", stage_form(stage, stage="engage"))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert later in MonitoringStage.objects.current()


def test_identity_sent_along_changes_nothing(enter, stage):
    client, _ = enter(Role.LEAD_INSPECTOR)
    other = Force.objects.create(slug="kent", name="Kent", kind="territorial")
    client.post(f"{STAGES}{stage.pk}/correct/", stage_form(stage, force=other.pk))
    assert MonitoringStage.objects.current().get().force == stage.force


def test_withdrawing_needs_a_note_and_keeps_the_row(enter, stage):
    client, user = enter(Role.LEAD_INSPECTOR)
    refused = client.post(f"{STAGES}{stage.pk}/withdraw/", {"note": " "})
    assert list(refused.context["adminform"].form.errors) == ["note"]
    answer = client.post(f"{STAGES}{stage.pk}/withdraw/", {"note": "Never happened."})
    assert answer.url == f"{STAGES}{stage.pk}/change/"
    stage.refresh_from_db()
    assert (stage.superseded_because, stage.superseded_by) == ("withdrawn", user)
    assert not MonitoringStage.objects.current().exists()


@pytest.mark.parametrize(
    ("query", "current", "superseded"),
    [("", True, False), ("?superseded=yes", False, True), ("?superseded=all", True, True)],
)
def test_list_shows_current_rows_unless_asked(enter, stage, query, current, superseded):
    client, user = enter(Role.LEAD_INSPECTOR)
    successor = stage.supersede(by=user, because="our_error", stage="scan")
    answer = client.get(STAGES + query)
    listed = set(answer.context["cl"].queryset)
    assert (successor in listed, stage in listed) == (current, superseded)
    assert ">Current</a>" in answer.content.decode()


def test_verb_of_many_rows_tells_of_each_refusal(enter, stage):
    client, user = enter(Role.LEAD_INSPECTOR)
    stage.withdraw(by=user, note="Gone.")
    other = MonitoringStage.objects.create(
        force=stage.force, stage="scan", started_on=dt.date(2023, 1, 1), recorded_by=user
    )
    sent = {"action": "withdraw_all", "_selected_action": [stage.pk, other.pk]}
    answer = client.post(STAGES + "?superseded=all", sent, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert told[-1] == "Withdrawn: 1."
    assert "has been corrected or withdrawn already" in told[0]
    other.refresh_from_db()
    assert other.superseded_by == user


@pytest.mark.parametrize("page", ["change", "correct", "withdraw"])
def test_page_holds_no_inline_script_or_style(enter, stage, page):
    client, _ = enter(Role.LEAD_INSPECTOR)
    shown = client.get(f"{STAGES}{stage.pk}/{page}/").content.decode()
    assert "<style" not in shown
    assert "style=" not in shown
    assert "onclick=" not in shown
    assert re.findall(r"<script(?![^>]*\bsrc=)", shown) == []
