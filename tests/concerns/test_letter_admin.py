"""A lead inspector gathers a force's proposed closures into a letter and approves them together."""

import pytest
from django.urls import reverse

from concerns.actions import release
from concerns.transitions import NOT_BY_PROPOSER
from tests import factories as make
from tests.concerns.closing import APPROVED_ON, letter_to, propose

pytestmark = pytest.mark.django_db
CAUSE = {
    "kind": "cause_of_concern",
    "completeness": "partial",
    "missing": "Its recommendations.",
}


@pytest.fixture
def letter(force):
    return letter_to(force, draft=True)


def address_of(letter):
    return reverse("admin:inspections_publication_letter", args=[letter.pk])


def cause(force, by, **values):
    row = make.ConcernFactory(force=force, **{**CAUSE, **values})
    propose(row, by)
    return row


def keys(closures):
    return {each.row for each in closures}


def sent(*rows, on=APPROVED_ON):
    items = [f"{row.logged_as}-{row.pk}" for row in rows]
    return {"approve": "yes", "item": items, "happened_on": on.isoformat(), "note": "Read."}


def test_letter_gathers_what_is_proposed_of_its_force(
    client_of, inspector, lead_inspector, force, other_force, letter
):
    theirs, own = cause(force, inspector), cause(force, lead_inspector)
    cause(other_force, inspector)
    make.ConcernFactory(force=force)

    answer = client_of(lead_inspector).get(address_of(letter))

    page = answer.content.decode()
    assert keys(answer.context["proposed"]) == {theirs}
    assert [(each.row, each.refusal) for each in answer.context["refused"]] == [
        (own, NOT_BY_PROPOSER)
    ]
    for said in (theirs.reference, "Seen on site.", "https://example.org/evidence", "3 March 2022"):
        assert said in page
    assert NOT_BY_PROPOSER in page


def test_approved_together_they_close_when_the_letter_is_sent(
    client_of, inspector, lead_inspector, force, letter
):
    rows = [cause(force, inspector) for _ in range(2)]
    own = cause(force, lead_inspector)
    client = client_of(lead_inspector)

    assert client.post(address_of(letter), sent(*rows, own)).status_code == 302

    answer = client.get(address_of(letter))
    assert keys(answer.context["named"]) == set(rows)
    assert not answer.context["proposed"]
    release(letter, by=lead_inspector, route="admin", sent_on=APPROVED_ON)
    for row in (*rows, own):
        row.refresh_from_db()
    assert [row.status for row in rows] == ["closed_complete"] * 2
    assert own.status == "closure_proposed"  # four eyes: it stays
    out = client.get(address_of(letter))
    assert keys(out.context["named"]) == set(rows)
    assert "Closed by this letter" in out.content.decode()


def test_item_taken_out_is_not_approved(client_of, inspector, lead_inspector, force, letter):
    kept, out = cause(force, inspector), cause(force, inspector)
    client = client_of(lead_inspector)
    address = f"{address_of(letter)}?out=concern-{out.pk}&out=junk"

    answer = client.get(address)
    assert keys(answer.context["proposed"]) == {kept}
    assert keys(answer.context["out"]) == {out}
    client.post(address, sent(kept, out))

    assert kept.standing_approval().publication == letter
    assert out.standing_approval() is None


def test_what_came_after_it_was_read_is_not_approved(
    client_of, inspector, lead_inspector, force, letter
):
    read, later = cause(force, inspector), cause(force, inspector)

    client_of(lead_inspector).post(address_of(letter), sent(read))

    assert read.standing_approval() is not None
    assert later.standing_approval() is None


def test_one_refused_and_none_is_approved(client_of, inspector, lead_inspector, force, letter):
    early, late = cause(force, inspector), make.ConcernFactory(force=force, **CAUSE)
    propose(late, inspector, APPROVED_ON)

    answer = client_of(lead_inspector).post(
        address_of(letter), sent(early, late, on=APPROVED_ON.replace(day=1))
    )

    assert answer.status_code == 200
    [(row, reasons)] = answer.context["not_approved"]
    assert row == late
    assert reasons
    page = answer.content.decode()
    assert "Nothing is approved" in page
    assert reasons[0].split("'")[0][:20] in page
    assert "Read." in page  # what was typed stays
    assert early.standing_approval() is None


def test_nothing_left_in_is_said(client_of, lead_inspector, letter):
    answer = client_of(lead_inspector).post(address_of(letter), sent())

    assert "Nothing that can be approved is in the letter." in answer.content.decode()


def test_letter_shows_recommendations_and_figures(
    client_of, inspector, lead_inspector, force, letter
):
    concern = make.ConcernFactory(force=force, kind="cause_of_concern")
    part = make.RecommendationFactory(concern=concern)
    measure = make.ReadingFactory(measure__force=force).measure
    measure.concerns.add(concern)
    propose(concern, inspector, recommendations={part: "closed_complete"})

    answer = client_of(lead_inspector).get(address_of(letter))

    [closure] = answer.context["proposed"]
    assert closure.parts == [part]
    assert [each for each, _ in closure.figures] == [measure]
    page = answer.content.decode()
    assert part.reference in page
    assert closure.figures[0][1].latest in page


def test_letter_to_several_forces_gathers_nothing(
    client_of, inspector, lead_inspector, force, other_force
):
    cause(force, inspector)
    letter = make.PublicationFactory(kind="letter", draft=True, addresses=[force, other_force])

    page = client_of(lead_inspector).get(address_of(letter)).content.decode()

    assert "addressed to one force" in page


@pytest.mark.parametrize(("person", "status"), [("inspector", 403), ("lead_inspector", 200)])
def test_page_is_for_lead_inspectors(client_of, request, letter, person, status):
    client = client_of(request.getfixturevalue(person))

    assert client.get(address_of(letter)).status_code == status
    change = client.get(reverse("admin:inspections_publication_change", args=[letter.pk]))
    assert (address_of(letter) in change.content.decode()) == (status == 200)
