"""Searching and filtering lists of the admin: what is out of reach is not found through it.

A row that is seen may name one that is not. Nobody outside may learn, by asking for its words or
its number, what such a row says, or that it is there.
"""

import pytest
from django.contrib import admin

from tests.test_admin_reach import NAMED, RELATIONS, ROWS, SECRET, page, point

IDS = [f"{model._meta.model_name}.{field.name}" for model, field in RELATIONS]
NO_NUMBER = 2**31 - 1
OUTSIDE = ("liaison_officer", "analyst")


def listed(person, model, **query):
    """How many rows the list shows; None if it will not be asked this."""
    answer = page(person, model, "changelist", query=query)
    if answer.status_code == 400:
        return None
    return answer.context["cl"].result_count if answer.status_code == 200 else 0


@pytest.fixture
def named(request, force):
    """A published row that names a draft, and the draft."""

    def made(model, field):
        row = ROWS[model._meta.model_name](force, "published")
        draft = NAMED[field.related_model]()
        point(row, field, draft)
        return row, draft

    return made


@pytest.mark.parametrize(("model", "field"), RELATIONS, ids=IDS)
def test_words_of_what_is_hidden_are_not_found(request, named, model, field):
    named(model, field)
    for role in OUTSIDE:
        assert listed(request.getfixturevalue(role), model, q=SECRET) == 0, role


@pytest.mark.parametrize(("model", "field"), RELATIONS, ids=IDS)
def test_number_of_what_is_hidden_is_asked_as_that_of_nothing(request, named, model, field):
    _, draft = named(model, field)
    for role in OUTSIDE:
        person = request.getfixturevalue(role)
        for lookup in ("__id__exact", "__exact", "", "__id__gt", "__in"):
            number = draft.pk - 1 if lookup == "__id__gt" else draft.pk
            told, nothing = (
                listed(person, model, **{f"{field.name}{lookup}": asked})
                for asked in (number, NO_NUMBER)
            )
            assert told == nothing, (role, lookup)


def test_searched_relations_are_those_that_name_drafts():
    """The inspectorate finds the words: so they would be found, were they not kept back."""
    searched = {
        path.partition("__")[0]
        for model, _ in RELATIONS
        for path in admin.site._registry[model].search_fields
        if "__" in path
    }
    assert {"concern", "publication", "inspection"} <= searched


@pytest.mark.parametrize("term", ["title", '"A report"', "'A report'"])
def test_search_of_what_is_seen_finds_it(request, force, analyst, term):
    word = term if "report" in term else "report"
    row = ROWS["figure"](force, "published")
    assert listed(analyst, type(row), q=word) == 2


def test_events_of_a_concern_are_not_counted_through_its_list(force, analyst, liaison_officer):
    row = ROWS["action"](force, "published")
    concern = row.concern
    for person in (analyst, liaison_officer):
        for asked in ({"events__isnull": 0}, {"actions__id__exact": row.pk}, {"owner": 1}):
            assert listed(person, type(concern), **asked) is None, asked


def test_who_owns_is_asked_by_the_inspectorate(inspector, force):
    row = ROWS["concern"](force, "published")
    row.owner = inspector
    row.save()
    assert listed(inspector, type(row), owner=inspector.pk) == 1
