"""Whom a publication addresses: everybody sees it of what is published, a force only itself of
what was merely sent, in the API and in the admin alike."""

import pytest
from django.test import Client
from django.urls import reverse

from inspections.models import Address
from tests import factories as make
from tests.tied import session_of, tied_client

STAGES = {"draft": {"draft": True}, "sent": {"sent": True}, "published": {}}
BOTH, OWN, NEITHER = ["other-force", "own-force"], ["own-force"], []
SEEN = [
    ("inspector", "draft", BOTH),
    ("inspector", "sent", BOTH),
    ("liaison_officer", "draft", None),
    ("liaison_officer", "sent", OWN),
    ("liaison_officer", "published", BOTH),
    ("analyst", "sent", None),
    ("analyst", "published", BOTH),
    ("administrator", "published", None),
]
"""None: the publication itself is out of reach."""


@pytest.fixture
def letter(force, other_force):
    """One of a stage to the own force and to another, with a title that names neither."""
    return lambda stage: make.PublicationFactory(
        addresses=[force, other_force], title="A letter", **STAGES[stage]
    )


@pytest.fixture(params=SEEN, ids=lambda case: f"{case[0]}-{case[1]}")
def case(request, letter):
    person, stage, seen = request.param
    return request.getfixturevalue(person), letter(stage), seen


def admin_page(person, name, *args, **asked):
    client = Client()
    client.force_login(person)
    return client.get(reverse(f"admin:inspections_publication_{name}", args=args), asked)


def numbers_listed(person, **asked):
    answer = admin_page(person, "changelist", **asked)
    assert answer.status_code == 200
    return [row.pk for row in answer.context["cl"].result_list]


def test_rule(case):
    person, publication, seen = case
    lines = Address.objects.visible_to(person).filter(publication=publication)
    assert sorted(line.force.slug for line in lines) == (seen or NEITHER)


def test_single_row_of_the_api(case):
    person, publication, seen = case
    answer = session_of(person).get(f"/api/v1/publications/{publication.reference}/")
    if seen is None:
        assert answer.status_code == 404
    else:
        assert sorted(row["slug"] for row in answer.json()["addresses"]) == seen


@pytest.mark.parametrize("name", ["force", "force__in"])
def test_filter_of_the_api(case, name):
    person, _, seen = case
    for slug in BOTH:
        answer = session_of(person).get(f"/api/v1/publications/?{name}={slug}")
        assert answer.status_code == 200
        assert len(answer.json()["results"]) == (slug in (seen or NEITHER))


def test_page_of_the_admin(case):
    person, publication, seen = case
    answer = admin_page(person, "change", publication.pk)
    if seen is None:
        assert answer.status_code == 302
        return
    (formset,) = answer.context["inline_admin_formsets"]
    rows = formset.formset.get_queryset()
    assert sorted(row.force.slug for row in rows) == seen
    assert ("Other Force" in answer.content.decode()) == ("other-force" in seen)


def test_list_of_the_admin(case, force, other_force):
    person, publication, seen = case
    for body in (force, other_force):
        expected = [publication.pk] if body.slug in (seen or NEITHER) else []
        assert numbers_listed(person, addresses__id__exact=body.pk) == expected
        assert numbers_listed(person, q=body.name) == expected
    page = admin_page(person, "changelist").context["cl"]
    assert [row.addressed_number for row in page.result_list] == ([len(seen)] if seen else [])
    offered = [spec.lookup_choices for spec in page.filter_specs if spec.title == "addresses"]
    assert [len(bodies) for bodies in offered] == ([len(seen)] if seen else [])


@pytest.mark.parametrize(("person", "nobody"), [("liaison_officer", 1), ("inspector", 1)])
def test_what_is_addressed_to_nobody(request, letter, person, nobody):
    person = request.getfixturevalue(person)
    letter("sent")
    make.PublicationFactory(addresses=[])
    assert len(numbers_listed(person, addresses__isnull=True)) == nobody
    assert len(numbers_listed(person, addresses__isnull=False)) == 1


def test_force_sees_that_a_force_it_succeeded_was_written_to(force, other_force, liaison_officer):
    earlier = make.ForceFactory(existed_until="2001-01-01", succeeded_by=force)
    sent = make.PublicationFactory(addresses=[earlier, other_force], sent=True)
    answer = session_of(liaison_officer).get(f"/api/v1/publications/{sent.reference}/")
    assert [row["slug"] for row in answer.json()["addresses"]] == [earlier.slug]


@pytest.mark.parametrize(("stage", "seen"), [("draft", OWN), ("published", BOTH)])
def test_tied_token_of_an_inspector(force, inspector, letter, stage, seen):
    publication = letter(stage)
    answer = tied_client(inspector, force).get(f"/api/v1/publications/{publication.reference}/")
    assert sorted(row["slug"] for row in answer.json()["addresses"]) == seen
