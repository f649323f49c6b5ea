"""The page on which a force hands on what is live: seen row by row, confirmed once."""

import datetime as dt

import pytest
from django.urls import reverse

from concerns.models import Concern, Event, Recommendation
from tests import factories as make
from tests.concerns.closing import said

MERGED_ON = "2023-04-01"


@pytest.fixture
def page(client_of, force, inspector):
    """Ask for the page, or send it."""

    def ask(person=inspector, **sent):
        address = reverse("admin:inspections_force_hand_on", args=[force.pk])
        client = client_of(person)
        return client.post(address, sent) if sent else client.get(address)

    return ask


@pytest.fixture
def cause(force, liaison_officer):
    cause = make.ConcernFactory(cause=True, force=force, reference="C1")
    make.RecommendationFactory(concern=cause, reference="C1.1")
    make.ActionFactory(concern=cause, title="Train supervisors").start(**said(liaison_officer))
    wording = make.WordingFactory(publication=make.PublicationFactory(addresses=[force]))
    make.RecommendationFactory(concern=None, force=force, wording=wording, reference="N1")
    return cause


def sent_to(force, **more):
    return {"successor": force.pk, "happened_on": MERGED_ON, "note": "Merged.", **more}


def test_each_live_record_is_shown_with_what_becomes_of_it(page, cause, force, other_force):
    before = Event.objects.count()

    answer = page(**sent_to(other_force, look="yes"))

    rows = answer.context["rows"]
    assert [(each.row.reference, each.becomes.reference) for each in rows] == [
        ("C1", "C1-inherited"),
        ("N1", "N1-inherited"),
    ]
    assert rows[0].with_it == ("C1.1", "Train supervisors")
    assert "Hand on all 2" in answer.content.decode()
    force.refresh_from_db()
    assert (force.succeeded_by, force.version) == (None, 1)
    assert (Event.objects.count(), Concern.objects.count()) == (before, 1)


def test_confirmed_all_is_handed_on_and_the_successor_recorded(page, cause, force, other_force):
    answer = page(**sent_to(other_force, confirm="yes", version=1))

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    force.refresh_from_db()
    assert (force.succeeded_by, str(force.existed_until)) == (other_force, MERGED_ON)
    assert not Concern.objects.live().filter(force=force).exists()
    heirs = Recommendation.objects.live().filter(force=other_force)
    assert set(heirs.values_list("reference", flat=True)) == {"C1.1-inherited", "N1-inherited"}
    moved = Event.objects.get(concern=cause, kind="superseded")
    assert (moved.note, moved.route, str(moved.happened_on)) == ("Merged.", "admin", MERGED_ON)


def test_refusal_stands_in_its_row_and_nothing_is_done(page, cause, force, other_force):
    late = make.ConcernFactory(force=force, reference="A1", raised_on=dt.date(2023, 6, 1))
    before = Event.objects.count()

    shown = page(**sent_to(other_force, look="yes"))
    confirmed = page(**sent_to(other_force, confirm="yes"))

    rows = {each.row.reference: each.refusal for each in shown.context["rows"]}
    assert {name for name, refusal in rows.items() if refusal} == {"A1"}
    assert "not before the last change" in rows["A1"]
    assert 'name="confirm"' not in shown.content.decode()
    assert confirmed.status_code == 200
    assert confirmed.context["adminform"].form.errors
    force.refresh_from_db()
    late.refresh_from_db()
    assert (force.succeeded_by, late.status, Event.objects.count()) == (None, "open", before)


def test_recorded_successor_is_kept_and_foreseen_at_once(page, cause, force, other_force):
    force.existed_until, force.succeeded_by = dt.date(2023, 4, 1), other_force
    force.save()
    third = make.ForceFactory()

    assert len(page().context["rows"]) == 2
    answer = page(**sent_to(third, confirm="yes"))

    assert answer.status_code == 302
    assert Concern.objects.get(reference="C1-inherited").force == other_force


def test_force_changed_meanwhile_is_told(page, cause, other_force):
    answer = page(**sent_to(other_force, confirm="yes", version=7))

    assert "it was at version 7 and is at 1" in answer.content.decode()
    assert Concern.objects.count() == 1


def test_nothing_live(page, force, other_force):
    assert "nothing to hand on" in page(**sent_to(other_force, look="yes")).content.decode()


@pytest.mark.parametrize(
    ("who", "status", "offered"),
    [("lead_inspector", 200, True), ("liaison_officer", 403, False), ("analyst", 403, False)],
)
def test_for_whom_it_is(request, page, client_of, force, who, status, offered):
    person = request.getfixturevalue(who)

    assert page(person).status_code == status
    shown = client_of(person).get(reverse("admin:inspections_force_change", args=[force.pk]))
    assert ("Hand on to a successor" in shown.content.decode()) == offered
