"""No list, order, filter, error or document shows a trace of what is out of reach.

Tables and exports are searched in `test_traces_in_tables.py`: they are read on a connection of
their own, which sees nothing of this file's world.

Each request is asked by somebody whose every answer is searched for the marks of what they are
not to see (`Asker`); what is asserted here besides is that the answer came, and how many it counts.
"""

import pytest

from concerns.urls import router as concerns_router
from exports.urls import router as exports_router
from inspections.urls import router as inspections_router
from tests.access.table import API, RECORD, SIGNED_IN
from tests.access.test_api_table import key_of
from tests.access.world import STORIES, mark

READERS = [person for person in SIGNED_IN if person not in ("inspector", "lead_inspector")]
OF_STORIES = [name for name, resource in API.items() if resource.sees is not API["forces"].sees]


_REGISTERED = (
    *concerns_router.registry,
    *inspections_router.registry,
    *exports_router.registry,
)
VIEWS = {prefix: view for prefix, view, _ in _REGISTERED if prefix in API}


@pytest.mark.parametrize("name", OF_STORIES)
@pytest.mark.parametrize("person", SIGNED_IN)
def test_list_and_total_hold_what_is_seen_and_no_more(db, world, askers, person, name):
    answer = askers[person]("GET", f"/api/v1/{name}/?with_total=true&page_size=1000")
    told = answer.json()
    assert answer.status_code == 200, answer.body
    assert told["total"] == len(told["results"])
    key = {"pk": "id"}.get(API[name].key, API[name].key)
    found = {
        str(row["measure"]["id"] if name == "progress" else row[key]) for row in told["results"]
    }
    for story in STORIES:
        row = key_of(world, API[name], story)
        if row is not None:
            assert (str(row) in found) == (story in API[name].sees[person]), (person, name, story)


def in_turns(person, asked):
    """All of it for those outside with a reach of their own, every third for each of the others."""
    others = [each for each in READERS if each not in ("liaison_officer", "analyst")]
    asked = list(asked)
    return asked[others.index(person) :: len(others)] if person in others else asked


@pytest.mark.parametrize("name", API)
@pytest.mark.parametrize("person", READERS)
def test_orders_of_a_list_tell_nothing(db, askers, person, name):
    orders = VIEWS[name].ordering_fields
    asked = [f"ordering={sign}{order}" for order in orders for sign in ("", "-")]
    for query in in_turns(person, asked):
        answer = askers[person]("GET", f"/api/v1/{name}/?{query}")
        assert answer.status_code == 200, (query, answer.body)


@pytest.mark.parametrize("name", API)
@pytest.mark.parametrize("person", READERS)
def test_a_filter_by_what_is_hidden_answers_as_by_what_is_not_there(db, askers, person, name):
    hidden = [mark(*story) for story in STORIES if story not in RECORD[person]]
    for parameter in in_turns(person, VIEWS[name].filterset_class.base_filters):
        for word in hidden[:1]:
            for key in (f"{word}-c", f"{word[:-1]}-p"):
                path = f"/api/v1/{name}/?{parameter}={key}"
                answer = askers[person]("GET", path, asking_for=(word, mark_in(key)))
                assert answer.status_code in (200, 400), (path, answer.body)
                if answer.status_code == 200:
                    assert answer.json()["results"] == [], path


def mark_in(key):
    return key.partition("-")[0]


@pytest.mark.parametrize("person", SIGNED_IN)
def test_documents_tell_nothing(db, world, askers, person):
    days = "period_start=2021-09-30&period_end=2021-09-30"
    codes = [story.measure.indicator.code for story in world.stories.values()]
    paths = [
        "overview/",
        "overview/?as_at=2021-12-01",
        "overview/?force=other-force",
        *(f"comparisons/forces/?indicator={code}&{days}" for code in codes),
        "comparisons/grades/?force=other-force",
        "comparisons/grades/?force=own-force",
        "comparisons/grades/?area=area&framework=framework",
        "comparisons/grades/?area=aera&framework=framewrok",
    ]
    for path in paths:
        assert askers[person]("GET", f"/api/v1/{path}").status_code in (200, 400), path


def bodies_naming(key):
    yield "concerns", f'[{{"concern": "{key}-c", "verb": "comment", "note": "Asked."}}]'
    yield (
        "recommendations",
        (f'[{{"recommendation": "{key}-c.1", "verb": "comment", "note": "Asked."}}]'),
    )


@pytest.mark.parametrize("person", ["liaison_officer", "other_liaison_officer"])
def test_many_at_once_know_of_a_hidden_record_what_they_know_of_none(db, askers, person):
    nothing = {
        name: told_of(askers[person], name, body, "zqnothing")
        for name, body in bodies_naming("zqnothing")
    }
    for story in STORIES:
        if story in RECORD[person]:
            continue
        word = mark(*story)
        for name, body in bodies_naming(word):
            assert told_of(askers[person], name, body, word) == nothing[name], story


def told_of(asker, name, body, word):
    answer = asker("POST", f"/api/v1/{name}/bulk/", body, asking_for=(word,))
    return answer.status_code, answer.body.replace(word, "")


def test_the_marks_are_found_by_who_may_see_them(db, askers):
    body = askers["inspector"]("GET", "/api/v1/concerns/?page_size=1000").body
    assert all(mark(*story) in body for story in STORIES)
