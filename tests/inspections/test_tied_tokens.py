"""Making tokens that are tied to forces."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Token
from inspections.actions import issue_token
from inspections.models import Force
from tests.accounts.factories import make_token

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def issue(owner, *forces):
    return issue_token(
        owner=owner,
        forces=forces,
        name="notebook",
        scopes=["read"],
        at=NOON,
        expires_at=NOON + dt.timedelta(days=30),
    )[0]


@pytest.mark.parametrize("person", ["inspector", "analyst", "administrator"])
def test_token_is_tied_to_any_force(request, force, other_force, person):
    token = issue(request.getfixturevalue(person), force, other_force)
    assert token.is_tied
    assert set(token.forces.all()) == {force, other_force}


def test_token_of_a_liaison_officer_is_tied_to_what_they_speak_for(
    liaison_officer, force, other_force
):
    with pytest.raises(ValidationError, match="only those the owner speaks for, which Other"):
        issue(liaison_officer, force, other_force)
    assert not Token.objects.exists()
    assert list(issue(liaison_officer, force).forces.all()) == [force]


def test_token_without_forces_is_not_tied(analyst):
    assert not issue(analyst).is_tied


def test_tie_to_a_token_that_is_not_tied_is_refused_by_the_database(analyst, force):
    token, _ = make_token(analyst)
    with (
        pytest.raises(IntegrityError, match="tied to forces when it is made"),
        transaction.atomic(),
    ):
        force.api_tokens.add(token)


@pytest.mark.parametrize(
    ("person", "expected"),
    [("inspector", {"own-force", "other-force"}), ("liaison_officer", {"own-force"})],
)
def test_forces_within(request, force, other_force, person, expected):
    user = request.getfixturevalue(person)
    assert set(Force.objects.within(user).values_list("slug", flat=True)) == expected
    user.token = issue(user, force)
    assert list(Force.objects.within(user)) == [force]
    force.api_tokens.clear()
    assert not Force.objects.within(user).exists()
