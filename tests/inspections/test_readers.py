"""The kept statement of what somebody sees follows reach, ties, tokens and instants."""

import datetime as dt

import pytest

from accounts.roles import Role
from api.clocks import Clocks
from inspections.models import Inspection
from inspections.readers import publications_seen
from tests import reach
from tests.factories import TokenFactory
from tests.past import noon, recording_at

DAY = dt.date(2021, 9, 30)


@pytest.fixture
def sent(force):
    return reach.inspection(force, "sent")


def seen_by(user, clocks=None):
    return set(Inspection.objects.visible_to(user, clocks))


def test_statement_is_written_once(liaison_officer):
    first = publications_seen(liaison_officer, None)
    assert publications_seen(type(liaison_officer).objects.get(), Clocks(DAY)) is first


def test_another_role_is_another_reach(sent, liaison_officer):
    assert seen_by(liaison_officer) == {sent}
    liaison_officer.role = Role.ANALYST
    assert seen_by(liaison_officer) == set()


def test_lost_tie_counts_at_once(sent, force, liaison_officer):
    assert seen_by(liaison_officer) == {sent}
    force.liaison_officers.remove(liaison_officer)
    assert seen_by(liaison_officer) == set()


def test_release_counts_at_once(force, analyst):
    draft = reach.inspection(force, "draft")
    assert seen_by(analyst) == set()
    draft.publication.release(published_on=DAY)
    assert seen_by(analyst) == {draft}


def test_each_token_has_its_own_forces(sent, force, other_force, inspector):
    other = reach.inspection(other_force, "sent")
    assert seen_by(inspector) == {sent, other}
    for tied, theirs in ((force, sent), (other_force, other)):
        inspector.token = TokenFactory(owner=inspector, is_tied=True)
        inspector.token.forces.add(tied)
        assert seen_by(inspector) == {theirs}
    inspector.token = None
    assert seen_by(inspector) == {sent, other}


def test_each_instant_has_its_own_answer(force, analyst):
    with recording_at(noon("2022-01-01")):
        told = reach.inspection(force, "draft")
    with recording_at(noon("2022-02-01")):
        told.publication.release(published_on=DAY)
    before, after = (Clocks(DAY, noon(day)) for day in ("2022-01-15", "2022-02-15"))
    assert seen_by(analyst, after) == {told}
    assert seen_by(analyst, before) == set()
    assert seen_by(analyst) == seen_by(analyst, after) == {told}
