"""Two people at one form, field by field: theirs, mine, and what stood when it was opened."""

import html
import re

import pytest

from accounts.roles import Role
from inspections.models import Publication
from tests import factories as make
from tests.conftest import person
from tests.test_admin_versions import client_of, page_of

pytestmark = pytest.mark.django_db


def opened(client, row):
    """What the row's form sends if nothing is typed, rows below it included."""
    answer = client.get(page_of(row))
    forms = [answer.context["adminform"].form]
    sent = {}
    for below in answer.context["inline_admin_formsets"]:
        management = below.formset.management_form
        sent |= {
            management.add_prefix(name): management[name].value() for name in management.fields
        }
        forms += below.formset.forms
    for form in forms:
        values = {form.add_prefix(name): form[name].value() for name in form.fields}
        sent |= {key: value for key, value in values.items() if value is not None}
    told = html.unescape(answer.content.decode())
    hidden = dict(re.findall(r"""name="(opened[^"]*|kept|version)" value=["'](.*?)["']>""", told))
    return sent | hidden


def carried(answer):
    """The hidden fields that a refused form carries from then on."""
    return {name: str(value) for name, value in answer.context["opened_with"].items()}


@pytest.fixture
def two(inspector, lead_inspector):
    return client_of(inspector), client_of(lead_inspector)


def lines(answer):
    return {line.label: line for line in answer.context["meanwhile"]}


def test_what_i_had_not_touched_follows_theirs(two, force):
    theirs, mine = two
    sent, late = opened(theirs, force), opened(mine, force)
    theirs.post(page_of(force), {**sent, "region": "North West"})

    answer = mine.post(page_of(force), {**late, "area_name": "Mine"})

    line = lines(answer)["Region"]
    assert (line.theirs, line.is_asked) == ("North West", False)
    assert "You had not changed it" in line.said
    form = answer.context["adminform"].form
    assert (form["region"].value(), form["area_name"].value()) == ("North West", "Mine")
    again = {**late, "area_name": "Mine", "region": form["region"].value(), **carried(answer)}
    assert mine.post(page_of(force), again).status_code == 302
    force.refresh_from_db()
    assert (force.region, force.area_name) == ("North West", "Mine")


@pytest.mark.parametrize(("choice", "stands"), [("theirs", "Theirs"), ("mine", "Mine")])
def test_i_choose_field_by_field(two, force, choice, stands):
    theirs, mine = two
    sent, late = opened(theirs, force), opened(mine, force)
    theirs.post(page_of(force), {**sent, "name": "Theirs", "area_name": "Theirs too"})
    typed = {**late, "name": "Mine", "area_name": "Mine too"}
    answer = mine.post(page_of(force), typed)

    assert "settle-name" in answer.content.decode()
    again = {**typed, **carried(answer), "settle-name": choice, "settle-area_name": "mine"}
    assert mine.post(page_of(force), again).status_code == 302

    force.refresh_from_db()
    assert (force.name, force.area_name) == (stands, "Mine too")


def test_field_changed_back_again_is_no_change(two, force):
    theirs, mine = two
    late = opened(mine, force)
    name = force.name
    for value in ("Other", name):
        theirs.post(page_of(force), {**opened(theirs, force), "name": value})

    answer = mine.post(page_of(force), {**late, "name": "Mine"})

    assert answer.context["meanwhile"] == []
    assert "No field that you see." in answer.content.decode()


def test_field_of_several_keeps_who_was_added_meanwhile(two, force, liaison_officer):
    theirs, mine = two
    newcomer = person("newcomer", Role.LIAISON_OFFICER)
    sent, late = opened(theirs, force), opened(mine, force)
    theirs.post(page_of(force), {**sent, "liaison_officers": [liaison_officer.pk, newcomer.pk]})

    answer = mine.post(page_of(force), {**late, "name": "Mine"})

    line = lines(answer)["Liaison officers"]
    assert (line.opened, line.theirs) == ("liaison_officer", "liaison_officer, newcomer")
    assert line.who == "inspector"
    again = {
        **late,
        **carried(answer),
        "name": "Mine",
        "liaison_officers": answer.context["adminform"].form["liaison_officers"].value(),
    }
    sent = mine.post(page_of(force), again)
    assert sent.status_code == 302, sent.context["errors"]
    assert set(force.liaison_officers.all()) == {liaison_officer, newcomer}


def test_change_of_several_counts_as_a_version(two, force, liaison_officer):
    version = force.version
    newcomer = person("newcomer", Role.LIAISON_OFFICER)
    sent = opened(two[0], force)
    two[0].post(page_of(force), {**sent, "liaison_officers": [newcomer.pk]})

    force.refresh_from_db()
    assert force.version == version + 1


@pytest.fixture
def letter(force, other_force):
    return make.PublicationFactory(draft=True, addresses=[force])


def addressed(letter):
    return {line.force for line in letter.address_lines.select_related("force")}


def test_row_below_that_both_changed_is_asked_about(two, letter, force, other_force):
    third = make.ForceFactory(name="Third")
    theirs, mine = two
    sent, late = opened(theirs, letter), opened(mine, letter)
    theirs.post(page_of(letter), {**sent, "address_lines-0-force": other_force.pk})
    typed = {**late, "address_lines-0-force": third.pk}

    answer = mine.post(page_of(letter), typed)

    line = lines(answer)["Address, force"]
    assert (line.opened, line.theirs, line.yours) == (str(force), str(other_force), "Third")
    assert line.is_asked
    again = {**typed, **carried(answer), "settle-address_lines-0-force": "theirs"}
    assert mine.post(page_of(letter), again).status_code == 302
    assert addressed(letter) == {other_force}
    late = {**opened(mine, letter), "address_lines-0-force": third.pk}
    assert mine.post(page_of(letter), late).status_code == 302
    assert addressed(letter) == {third}


def test_row_below_that_was_taken_out_is_not_sent_again(two, letter, force, other_force):
    theirs, mine = two
    sent, late = opened(theirs, letter), opened(mine, letter)
    theirs.post(
        page_of(letter),
        {**sent, "address_lines-0-DELETE": "on", "address_lines-1-force": other_force.pk},
    )
    assert addressed(letter) == {other_force}

    answer = mine.post(page_of(letter), {**late, "title": "Mine"})

    told = [(line.opened, line.theirs, line.said) for line in answer.context["meanwhile"]]
    assert (str(force), "nothing") in [each[:2] for each in told]
    assert ("nothing", str(other_force)) in [each[:2] for each in told]
    again = opened(mine, letter) | {"title": "Mine"}
    assert mine.post(page_of(letter), again).status_code == 302
    assert addressed(letter) == {other_force}
    assert Publication.objects.get(pk=letter.pk).title == "Mine"


@pytest.mark.parametrize("junk", ["", "[]", "{", '{"1": 2}', "null", '{"x": {"force": "y"}}'])
def test_junk_about_rows_below_breaks_nothing(two, letter, junk):
    sent = opened(two[0], letter) | {"opened-address_lines": junk, "opened_at": junk, "kept": junk}

    assert two[0].post(page_of(letter), sent).status_code in (200, 302)
