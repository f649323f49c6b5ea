"""The page of a step: for whom it is, what it asks, and where a refusal stands."""

import datetime as dt

import pytest

from concerns.transitions import TRANSITIONS
from tests import factories as make
from tests import reach
from tests.concerns.closing import (
    PROPOSED_IN_FORM,
    propose,
    step_of,
)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"note": ""}, "This field is required."),
        ({"evidence_links": ""}, "complete takes an address of evidence or a publication."),
        ({"happened_on": "2021-09-29"}, "not before the last change of a position"),
        ({"happened_on": "2999-01-01"}, "Happened on: today or earlier."),
        ({"version": "7"}, "it was at version 7 and is at 1."),
    ],
)
def test_refusal_stands_in_the_form_and_what_was_typed_is_kept(
    client_of, improvement, inspector, values, sentence
):
    answer = client_of(inspector).post(
        step_of(improvement, "propose-closure"), {**PROPOSED_IN_FORM, **values}
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert 'value="closed_complete" selected' in page
    improvement.refresh_from_db()
    assert improvement.status == "open"


def test_refused_step_names_the_field_as_its_form_does(client_of, inspector):
    wording = make.WordingFactory(deadline_kind="immediate", deadline_months=None)
    put = make.RecommendationFactory(
        concern__publication=wording.publication, concern__cause=True, wording=wording
    )

    page = client_of(inspector).get(f"/admin/concerns/recommendation/{put.pk}/change/")

    assert "Due on: it has no dated deadline to extend." in page.content.decode()


def test_step_needs_its_token_against_forgery(client_of, improvement, inspector):
    client = client_of(inspector, enforce_csrf_checks=True)

    assert client.post(step_of(improvement, "propose-closure"), PROPOSED_IN_FORM).status_code == 403


@pytest.mark.parametrize("stage", reach.STAGES)
@pytest.mark.parametrize("person", reach.PEOPLE)
@pytest.mark.parametrize(
    ("verb", "may"),
    [
        ("claim-complete", {"liaison_officer"}),
        ("propose-closure", {"inspector", "lead_inspector"}),
        ("withdraw", {"lead_inspector"}),
        ("comment", {"inspector", "lead_inspector", "liaison_officer"}),
    ],
)
def test_step_is_for_its_people_within_reach(
    client_of, request, force, other_force, person, stage, verb, may
):
    row = reach.concern(force, stage)

    answer = client_of(request.getfixturevalue(person)).get(step_of(row, verb))

    sees = stage in reach.SEES_FROM[person]
    assert answer.status_code == (404 if not sees else 200 if person in may else 403)


def test_step_that_is_over_leads_back_saying_why(client_of, improvement, inspector):
    propose(improvement, inspector)

    answer = client_of(inspector).get(step_of(improvement, "propose-closure"), follow=True)

    assert "Propose closure: not while its status is closure proposed." in answer.content.decode()


def test_unknown_step_is_not_found(client_of, improvement, inspector):
    assert client_of(inspector).get(step_of(improvement, "finish")).status_code == 404


@pytest.mark.parametrize(
    ("subject", "verb"), [(s, t.verb) for t in TRANSITIONS for s in t.subjects]
)
def test_every_step_has_a_page(client_of, request, force, subject, verb):
    force.existed_until, force.succeeded_by = dt.date(2030, 1, 1), make.ForceFactory()
    force.save()
    record = {
        "concern": lambda: make.ConcernFactory(force=force),
        "recommendation": lambda: make.RecommendationFactory(concern__force=force),
        "action": lambda: make.ActionFactory(concern__force=force),
    }[subject]()
    (transition,) = [t for t in TRANSITIONS if t.verb == verb]
    if transition.sources:
        type(record)._base_manager.filter(pk=record.pk).update(
            **{record.standing_field: transition.sources[0]}
        )
    claims = transition.permission == "claim_progress"
    person = request.getfixturevalue("liaison_officer" if claims else "lead_inspector")

    answer = client_of(person).get(step_of(record, transition.address))

    if (subject, verb) == ("recommendation", "inherit"):
        assert answer.status_code == 302  # with its concern
        return
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'value="{transition.label}"' in page
    assert all(f'name="{name}"' in page for name in ("happened_on", "note"))
