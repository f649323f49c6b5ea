"""Two people save one form: the later one is told what the other changed, and loses nothing."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.scoped_admin.versions import is_versioned
from inspections.models import Force
from tests import factories as make
from tests.test_admin_pages import MODELS, a_row

STALE = "This was changed while you had it open"


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def page_of(row):
    name = row._meta.label_lower.replace(".", "_")
    return reverse(f"admin:{name}_change", args=[row.pk])


def opened(client, row):
    """What the row's form sends if nothing is typed."""
    answer = client.get(page_of(row))
    form = answer.context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    [version] = re.findall(r'name="version" value="(\d+)"', answer.content.decode())
    return {name: value for name, value in sent.items() if value is not None} | {"version": version}


def refused(answer):
    assert answer.status_code == 200
    return list(answer.context["adminform"].form.non_field_errors())


def test_stale_form_is_refused_with_what_changed_and_goes_through_when_sent_again(
    inspector, lead_inspector, force
):
    first, second = client_of(inspector), client_of(lead_inspector)
    sent, late = opened(first, force), opened(second, force)
    assert first.post(page_of(force), {**sent, "name": "Theirs"}).status_code == 302

    answer = second.post(page_of(force), {**late, "name": "Mine"})

    told = refused(answer)
    assert STALE in told[0]
    assert len(told) == 1
    [line] = answer.context["meanwhile"]
    assert (line.label, line.opened, line.theirs, line.yours) == (
        "Name",
        "Own Force",
        "Theirs",
        "Mine",
    )
    assert (line.who, line.is_asked) == ("inspector", True)
    assert line.when
    for side in ("Own Force", "Theirs", "Mine", "inspector"):
        assert side in answer.content.decode()
    assert 'value="Mine"' in answer.content.decode()
    force.refresh_from_db()
    assert force.name == "Theirs"

    page = answer.content.decode()
    places = ('class="errornote"', STALE, 'id="meanwhile"', 'id="id_name"')
    assert sorted(places, key=page.index) == list(places)

    again = {**late, "name": "Mine", "version": answer.context["row_version"]}
    assert second.post(page_of(force), again).status_code == 302
    force.refresh_from_db()
    assert force.name == "Mine"


def test_person_is_told_by_role_outside_the_inspectorate(inspector, liaison_officer, force):
    action = make.ActionFactory(concern=make.ConcernFactory(force=force))
    theirs, mine = client_of(inspector), client_of(liaison_officer)
    sent, late = opened(theirs, action), opened(mine, action)
    theirs.post(page_of(action), {**sent, "title": "Theirs"})

    [line] = mine.post(page_of(action), {**late, "title": "Mine"}).context["meanwhile"]

    assert (line.label, line.theirs, line.who) == ("Title", "Theirs", "inspector")
    inspector.first_name = "Ada"
    inspector.save()
    answer = mine.post(page_of(action), {**late, "title": "Mine"})
    assert STALE in refused(answer)[0]
    assert "Ada" not in answer.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "99", "9" * 40, "\x00"])
def test_version_nobody_was_given_is_stale(inspector, force, version):
    client = client_of(inspector)

    told = refused(client.post(page_of(force), {**opened(client, force), "version": version}))

    assert STALE in told[0]


def test_same_form_saved_twice_in_turn_goes_through(inspector, force):
    client = client_of(inspector)
    for name in ("One", "Two"):
        assert (
            client.post(page_of(force), {**opened(client, force), "name": name}).status_code == 302
        )
    assert Force.objects.get(pk=force.pk).name == "Two"


@pytest.mark.parametrize(
    "model", [m for m in MODELS if is_versioned(m)], ids=lambda model: model._meta.label
)
def test_every_form_of_a_versioned_row_carries_its_version(lead_inspector, model):
    row = a_row(model)
    assert model in admin.site._registry

    version = opened(client_of(lead_inspector), row)["version"]

    row.refresh_from_db()
    assert version == str(row.version)
