"""The history of a record in words: who, when, which field, from what to what, by which route."""

import pghistory
import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.scoped_admin.difference import Piece, difference
from accounts.scoped_admin.history import PER_PAGE
from concerns.positions import Route
from tests import factories as make
from tests.concerns.closing import propose
from tests.past import noon, recording_at
from tests.test_admin_pages import MODELS, a_row
from tests.test_admin_versions import client_of, opened
from tests.test_admin_versions import page_of as form_of

pytestmark = pytest.mark.django_db


def address_of(row):
    name = row._meta.label_lower.replace(".", "_")
    return reverse(f"admin:{name}_history", args=[row.pk])


def entries_of(person, row, **query):
    answer = client_of(person).get(address_of(row), query)
    assert answer.status_code == 200
    return list(answer.context["entries"]), answer.content.decode()


def told(entry):
    return {change.label: (change.was, change.became) for change in entry.changes}


def test_edit_in_the_admin_says_who_when_what_and_how(inspector, lead_inspector, force):
    client = client_of(inspector)
    client.post(form_of(force), {**opened(client, force), "name": "Renamed"})

    (edit, *_), page = entries_of(lead_inspector, force)

    assert (edit.title, edit.who, edit.route) == ("Changed", "inspector", "Admin")
    assert told(edit) == {"Name": ("Own Force", "Renamed")}
    assert edit.when in page
    assert "Renamed" in page


@pytest.mark.parametrize("route", list(Route))
def test_every_route_is_named(inspector, force, route):
    with pghistory.context(user=inspector.pk, route=route.value):
        force.edit(region="North West")

    edit = entries_of(inspector, force)[0][0]

    assert edit.route == route.label
    assert told(edit) == {"Region": ("nothing", "North West")}


def test_choices_dates_and_named_rows_are_in_words(inspector, lead_inspector):
    inspection = make.InspectionFactory()
    inspection.edit(completeness="partial", missing="The appendix.")
    successor = make.ForceFactory(name="Successor")
    force = make.ForceFactory()
    force.edit(succeeded_by=successor, existed_until="2021-03-31", owner=lead_inspector)

    partial = told(entries_of(inspector, inspection)[0][0])
    ended = told(entries_of(inspector, force)[0][0])

    label = inspection.get_completeness_display()
    assert partial["Completeness"][1] == label
    assert ended["Succeeded by"] == ("nothing", "Successor")
    assert ended["Existed until"] == ("nothing", "31 March 2021")
    assert ended["Owner"] == ("nothing", "lead_inspector")


def test_events_stand_among_the_edits_and_are_told_once(inspector, improvement_of):
    concern = improvement_of
    with recording_at(noon("2026-01-02")):
        propose(concern, inspector)
    with recording_at(noon("2026-01-03")):
        concern.edit(title="Another title")

    entries, page = entries_of(inspector, concern)

    titles = [entry.title for entry in entries]
    assert titles[:2] == ["Changed", "Log: closure proposed"]
    assert told(entries[0]) == {"Title": (titles_of(entries), "Another title")}
    assert told(entries[1]) == {"Decided": ("Open", "Closure proposed")}
    assert "Decided" not in set().union(*(told(e) for e in entries if e.title == "Changed"))
    assert page.count("Closure proposed") == 1
    assert "Seen on site." in page


def titles_of(entries):
    return next(told(e)["Title"][1] for e in entries if e.title == "Recorded")


@pytest.fixture
def improvement_of(force):
    with recording_at(noon("2026-01-01")):
        return make.ConcernFactory(force=force)


def test_event_struck_out_says_so(inspector, improvement_of):
    event = propose(improvement_of, inspector)
    event.strike_out(
        by=inspector, route="admin", happened_on=event.happened_on, note="Another concern's."
    )

    entries, _ = entries_of(inspector, improvement_of)

    assert [e.is_struck for e in entries if e.title == "Log: closure proposed"] == [True]


def test_long_text_is_shown_as_its_difference(inspector):
    words = "The force should make sure that every victim is told what became of the crime. " * 3
    wording = make.WordingFactory(text=f"{words}Now.", publication__draft=True)
    wording.edit(text=f"{words}By June.")

    edit, *_ = entries_of(inspector, wording)[0]

    [change] = edit.changes
    assert Piece("out", " Now.") in change.pieces
    assert "".join(p.text for p in change.pieces if p.kind == "in").split() == ["By", "June."]
    assert "gap" in {piece.kind for piece in change.pieces}


def test_concerns_put_to_a_measure_and_taken_from_it_are_named(inspector, force):
    kept, left, later = (make.ConcernFactory(force=force, title=f"Concern {n}") for n in "ABC")
    measure = make.MeasureFactory(force=force)
    with recording_at(noon("2026-01-02")), pghistory.context(user=inspector.pk, route="api"):
        measure.concerns.set([kept, left])
    with recording_at(noon("2026-01-03")), pghistory.context(user=inspector.pk, route="admin"):
        measure.concerns.set([kept, later])

    entries, page = entries_of(inspector, measure)

    edits = [entry for entry in entries if "Concerns" in told(entry)]
    said = [[(piece.kind, piece.text) for piece in entry.changes[0].pieces] for entry in edits]
    assert said == [
        [("out", str(left)), ("same", ", "), ("in", str(later))],
        [("in", str(kept)), ("same", ", "), ("in", str(left))],
    ]
    assert [(entry.who, entry.route) for entry in edits] == [
        ("inspector", "Admin"),
        ("inspector", "API"),
    ]
    assert f"[taken out: </span>{left}" in page


def test_who_follows_a_force_and_who_speaks_for_it_is_told(inspector, lead_inspector, force):
    with recording_at(noon("2026-01-02")), pghistory.context(user=inspector.pk, route="admin"):
        force.inspectors.set([inspector, lead_inspector])
    with recording_at(noon("2026-01-03")), pghistory.context(user=inspector.pk, route="admin"):
        force.inspectors.set([lead_inspector])
    with recording_at(noon("2026-01-04")), pghistory.context(user=inspector.pk, route="admin"):
        force.liaison_officers.clear()

    edits = [entry for entry in entries_of(inspector, force)[0] if entry.changes[0].pieces]

    assert [(entry.changes[0].label, _pieces(entry)) for entry in edits[:3]] == [
        ("Liaison officers", [("out", "liaison_officer")]),
        ("Inspectors", [("out", "inspector")]),
        ("Inspectors", [("in", "inspector"), ("in", "lead_inspector")]),
    ]


def test_whom_a_publication_addresses_is_told(inspector, force):
    publication = make.PublicationFactory(draft=True)
    other = make.ForceFactory(name="Another force")
    for day, addressed in (("2026-01-02", [force]), ("2026-01-03", [other])):
        with recording_at(noon(day)), pghistory.context(user=inspector.pk, route="api"):
            publication.addresses.set(addressed)

    edits = [entry for entry in entries_of(inspector, publication)[0] if entry.changes[0].pieces]

    assert [(entry.changes[0].label, _pieces(entry)) for entry in edits] == [
        ("Addresses", [("out", str(force)), ("in", "Another force")]),
        ("Addresses", [("in", str(force))]),
    ]


def _pieces(entry):
    return [(each.kind, each.text) for each in entry.changes[0].pieces if each.kind != "same"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("a", ""),
        ("", "a"),
        ("one two", "one three two"),
        ("x " * 4000, "x " * 3000 + "y\n"),
        ("a\nb\n" * 3000, "a\nc\n" * 3000),
    ],
)
def test_difference_puts_both_texts_together_again(before, after):
    pieces = difference(before, after)
    out = "".join(p.text for p in pieces if p.kind == "out")
    put = "".join(p.text for p in pieces if p.kind == "in")
    assert len(put) - len(out) == len(after) - len(before)
    assert all(out_of in before for out_of in [p.text for p in pieces if p.kind == "out"])


def test_pages_meet_without_gap(inspector, force):
    for number in range(PER_PAGE + 5):
        force.edit(region=f"Region {number}")

    first, page = entries_of(inspector, force)
    second, _ = entries_of(inspector, force, p="2")

    assert len(first) == PER_PAGE
    assert told(first[-1])["Region"][0] == told(second[0])["Region"][1]
    assert second[-1].title == "Recorded"
    assert "Page 1 of 2" in page
    assert entries_of(inspector, force, p="junk")[0][0].when == first[0].when
    assert entries_of(inspector, force, p="99")[0][-1].title == "Recorded"


def test_number_of_queries_does_not_grow_with_the_history(
    inspector, force, django_assert_max_num_queries
):
    client = client_of(inspector)
    for number in range(20):
        with pghistory.context(user=inspector.pk, route="api"):
            force.edit(region=f"Region {number}", succeeded_by=None)
    with django_assert_max_num_queries(16):
        client.get(address_of(force))


@pytest.mark.parametrize(
    "model",
    [model for model in MODELS if hasattr(model, "history")],
    ids=lambda model: model._meta.label,
)
def test_every_kept_record_has_its_history(lead_inspector, model):
    assert model in admin.site._registry

    entries, page = entries_of(lead_inspector, a_row(model))

    assert entries[-1].title in ("Recorded", "Log: opened")
    assert "no such" not in page.lower()


def test_history_is_the_inspectorate_s(liaison_officer, force):
    assert client_of(liaison_officer).get(address_of(force)).status_code == 403
