"""The table of transitions: every verb at every position, and for every role."""

import datetime as dt

import pytest

from concerns.models import Event
from concerns.positions import ActionState, Status
from concerns.transitions import BY_VERB, TRANSITIONS, transitions_of
from tests import factories as make

LIVE = {"open", "closure_proposed"}
CLOSED = {"closed_complete", "closed_no_further_action"}
ANY = set(Status.values)
WORKS_FROM = {
    "claim_progress": LIVE,
    "claim_complete": LIVE,
    "promise": LIVE,
    "propose_closure": {"open"},
    "approve_closure": {"closure_proposed"},
    "refuse_closure": {"closure_proposed"},
    "record_closure": {"open"},
    "reopen": CLOSED,
    "withdraw": LIVE,
    "extend_deadline": LIVE,
    "add_recommendation": LIVE,
    "supersede": LIVE,
    "carry_forward": LIVE,
    "escalate": LIVE,
    "merge": LIVE,
    "split": LIVE,
    "inherit": LIVE,
    "re_raise": CLOSED,
    "revisit": ANY,
    "comment": ANY,
}
ACTIONS_WORK_FROM = {
    "start": {"planned"},
    "finish": {"planned", "in_progress"},
    "drop": {"planned", "in_progress"},
    "resume": {"done", "dropped"},
    "comment": set(ActionState.values),
}
LEADS = {"approve_closure", "refuse_closure", "record_closure", "reopen", "withdraw"}
FORCES = {"claim_progress", "claim_complete", "promise"}
BOTH_SIDES = {"comment", "start", "finish", "drop", "resume"}


def put_at(record, **position):
    """Set a position past the verbs: what is tried is the table."""
    type(record)._base_manager.filter(pk=record.pk).update(**position)
    record.refresh_from_db()
    return record


@pytest.fixture
def going_force(force):
    """The liaison officer's force, which another has succeeded."""
    force.existed_until = dt.date(2030, 1, 1)
    force.succeeded_by = make.ForceFactory()
    force.save()
    return force


@pytest.fixture
def records(going_force):
    concern = make.ConcernFactory(force=going_force)
    report = make.PublicationFactory(addresses=[going_force])
    recommendation = make.RecommendationFactory(
        concern=None, force=going_force, wording=make.WordingFactory(publication=report)
    )
    action = make.ActionFactory(concern=concern)
    return {"concern": concern, "recommendation": recommendation, "action": action}


def somebody_for(verb, request):
    role = "liaison_officer" if verb in FORCES else "lead_inspector"
    return request.getfixturevalue(role)


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize(
    ("subject", "verb"),
    [(s, t.verb) for s in ("concern", "recommendation") for t in transitions_of(s)],
)
def test_verb_works_from_its_statuses_alone(records, request, subject, verb, status):
    record = put_at(records[subject], status=status)

    refusal = BY_VERB[verb].refusal(record, somebody_for(verb, request))

    expected = None if status in WORKS_FROM[verb] else "wrong_status"
    assert (refusal and refusal.code) == expected


@pytest.mark.parametrize("state", ActionState.values)
@pytest.mark.parametrize("verb", ACTIONS_WORK_FROM)
def test_verb_of_an_action_works_from_its_states_alone(records, lead_inspector, verb, state):
    record = put_at(records["action"], state=state)

    refusal = BY_VERB[verb].refusal(record, lead_inspector)

    expected = None if state in ACTIONS_WORK_FROM[verb] else "wrong_status"
    assert (refusal and refusal.code) == expected


@pytest.mark.parametrize(
    "role",
    [
        "inspector",
        "lead_inspector",
        "liaison_officer",
        "other_liaison_officer",
        "analyst",
        "administrator",
    ],
)
@pytest.mark.parametrize("verb", [transition.verb for transition in TRANSITIONS])
def test_verb_is_for_its_roles_alone(records, request, role, verb):
    transition = BY_VERB[verb]
    record = records[transition.subjects[-1]]
    field = record.standing_field
    put_at(record, **{field: transition.sources[0] if transition.sources else record.standing_at})

    refusal = transition.refusal(record, request.getfixturevalue(role))

    inside = role in {"inspector", "lead_inspector"}
    if verb in FORCES:
        may = role == "liaison_officer"
    elif verb in LEADS:
        may = role == "lead_inspector"
    elif verb == "comment":
        may = inside or role.endswith("liaison_officer")
    elif verb in BOTH_SIDES:
        may = inside or role == "liaison_officer"
    else:
        may = inside
    assert (refusal is None) == may
    assert refusal is None or (refusal.is_role and refusal.sentence.endswith("."))


def test_every_refusal_is_a_sentence(records, lead_inspector):
    for record in records.values():
        for each in record.allowed_transitions(lead_inspector):
            assert each.allowed == (each.reason == "")
            assert each.allowed or each.reason.endswith(".")


def test_table_names_kinds_and_positions_of_the_log():
    assert {transition.kind for transition in TRANSITIONS} <= set(Event.Kind.values)
    assert {t.position for t in TRANSITIONS} <= {"", *Event.Position.values}
    assert {t.verb for t in TRANSITIONS} == {*WORKS_FROM, *ACTIONS_WORK_FROM}


def test_every_verb_is_a_method_or_an_action():
    from concerns import actions
    from concerns.models import Action, Concern, Recommendation

    models = {"concern": Concern, "recommendation": Recommendation, "action": Action}
    for transition in TRANSITIONS:
        for subject in transition.subjects:
            home = actions if transition.verb in {"merge", "split"} else models[subject]
            assert callable(getattr(home, transition.verb)), (transition.verb, subject)
