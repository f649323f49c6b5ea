"""Tying tokens to forces in the admin."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Token, User
from accounts.roles import Role
from inspections.actions import issue_token
from tests import factories
from tests.accounts.factories import make_token
from tests.accounts.test_token_admin import TOKENS, errors, token_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def kent():
    return factories.ForceFactory(slug="kent", name="Kent")


def offered(client):
    form = client.get(TOKENS + "add/").context["adminform"].form
    return [force.slug for force in form.fields["forces"].queryset]


def test_forces_offered_are_those_the_person_reaches(enter, kent):
    client, user = enter(Role.LIAISON_OFFICER)
    assert offered(client) == []
    own = factories.ForceFactory(slug="own")
    own.liaison_officers.add(user)
    assert offered(client) == ["own"]
    assert offered(enter(Role.ANALYST)[0]) == ["own", "kent"]


def test_token_is_tied_to_the_chosen_forces(enter, kent):
    client, user = enter(Role.ANALYST)
    client.post(TOKENS + "add/", token_form(user, forces=[kent.pk]))
    token = Token.objects.get()
    assert (token.is_tied, list(token.forces.all())) == (True, [kent])
    for page in (TOKENS, f"{TOKENS}{token.pk}/change/"):
        assert "Kent" in client.get(page).content.decode()
        assert "Kent" in enter(Role.ADMINISTRATOR)[0].get(page).content.decode()


def test_force_out_of_reach_is_refused_at_its_field(enter, kent):
    client, user = enter(Role.LIAISON_OFFICER)
    found = errors(client.post(TOKENS + "add/", token_form(user, forces=[kent.pk])))
    assert list(found) == ["forces"]
    assert not Token.objects.exists()


def test_administrator_ties_a_service_to_forces_it_speaks_for_alone(enter, kent):
    client, _ = enter(Role.ADMINISTRATOR)
    loader = User.objects.service("loader")
    User.objects.filter(pk=loader.pk).update(role=Role.LIAISON_OFFICER)
    sent = token_form(loader, forces=[kent.pk])
    found = errors(client.post(TOKENS + "add/", sent))
    assert found == {
        "forces": ["Tied to forces: only those the owner speaks for, which Kent is not among."]
    }
    kent.liaison_officers.add(loader)
    client.post(TOKENS + "add/", sent)
    assert list(Token.objects.get().forces.all()) == [kent]


def test_list_names_what_each_is_tied_to(enter, kent):
    client, user = enter(Role.ANALYST)
    at = timezone.now()
    token, _ = issue_token(
        owner=user,
        forces=[kent],
        name="tied",
        scopes=["read"],
        at=at,
        expires_at=at + dt.timedelta(days=1),
    )
    make_token(user, name="free")
    assert "all forces in its owner&#x27;s reach" in client.get(TOKENS).content.decode()
    token.forces.clear()
    assert "no force any more: it reaches nothing" in client.get(TOKENS).content.decode()
