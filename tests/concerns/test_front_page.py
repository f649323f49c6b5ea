"""What waits: the front page counts what its lists show, for every role and person."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.worklists import Look, worklists
from api.clocks import Clocks
from tests.concerns.closing import today
from tests.concerns.waiting import LISTS, LONG_AGO, Waiting, seen_on

FRONT = reverse("admin:index")
NONE = dict.fromkeys(LISTS, 0)
ALL = {
    "overdue": 6,
    "concerns_to_sign_off": 6,
    "recommendations_to_sign_off": 6,
    "claimed_concerns": 6,
    "claimed_recommendations": 6,
    "due_this_month": 6,
    "no_reading": 6,
    "responses_due": 2,
    "new_readings": 6,
}
OWN = {name: number // 2 for name, number in ALL.items()}
SENT = {  # what is out of the own force; none of it is the force's to sign off
    "overdue": 2,
    "claimed_concerns": 2,
    "claimed_recommendations": 2,
    "due_this_month": 2,
    "no_reading": 2,
    "responses_due": 1,
    "new_readings": 2,
}
INSPECTED = {name: number for name, number in ALL.items() if "sign_off" not in name}
EXPECTED = {
    ("inspector", "mine"): {name: number for name, number in OWN.items() if "sign_off" not in name},
    ("inspector", "all"): INSPECTED,
    ("lead_inspector", "all"): {**ALL, "concerns_to_sign_off": 6},
    ("other_lead", "all"): {**ALL, "concerns_to_sign_off": 12},
    ("liaison_officer", "mine"): SENT,
    ("analyst", "all"): SENT | {"responses_due": 2},
    ("administrator", "all"): {},
}
"""Written by hand: who sees how much of each list. A lead inspector signs off for every force."""
FAILED = {name: 1 for name, _ in EXPECTED} | {"administrator": 6}
"""Exports that failed: one of everybody's who exports; an administrator sees them all."""


@pytest.fixture(scope="module")
def record(django_db_setup, django_db_blocker):
    """The record, built once and undone after the last test of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = Waiting()
        User.objects.update(date_joined=LONG_AGO)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def waiting(record, db):
    """The record as it was built; what the test does to it is undone."""
    return record


def client_of(someone):
    client = Client()
    client.force_login(someone)
    return client


@pytest.mark.parametrize(("name", "whose"), EXPECTED)
def test_everybody_is_told_what_waits_for_them(waiting, name, whose):
    sections = seen_on(client_of(waiting.people[name]), whose=whose)

    counts = {each: section.count for each, section in sections.items() if each != "changed"}
    assert counts == EXPECTED[(name, whose)] | {"exports_failed": FAILED[name]}


@pytest.mark.parametrize("whose", ["mine", "all"])
@pytest.mark.parametrize(
    "name",
    [
        "inspector",
        "lead_inspector",
        "other_lead",
        "concern_owner",
        "liaison_officer",
        "analyst",
        "administrator",
    ],
)
def test_count_is_that_of_the_list_it_leads_to(waiting, name, whose):
    client = client_of(waiting.people[name])

    for each, section in seen_on(client, whose=whose).items():
        answer = client.get(section.url)
        assert answer.status_code == 200, each
        listed = answer.context["cl"]
        assert listed.result_count == section.count, each
        keys = {getattr(row, "pk", None) for row in listed.queryset}
        assert len(keys) == section.count, each


def test_front_page_and_list_hold_the_same_rows(waiting):
    look = Look(waiting.people["inspector"], Clocks.live(timezone.now()), is_mine=True)
    client = client_of(waiting.people["inspector"])

    for each in worklists(look.user):
        listed = client.get(each.address(is_mine=True)).context["cl"].queryset
        rows = set(each.rows(look).values_list("pk", flat=True))
        assert rows, each.name
        assert rows == {row.pk for row in listed}, each.name


def test_owner_of_one_concern_is_told_of_it_alone(waiting):
    sections = seen_on(client_of(waiting.people["concern_owner"]))

    assert sections["claimed_concerns"].count + sections["overdue"].count == 1
    assert sections["responses_due"].count == 0
    assert waiting.owned.reference in {
        line.reference for name in ("changed",) for line in sections[name].lines
    }


def test_who_follows_nothing_is_shown_everything(waiting):
    page = client_of(waiting.people["other_lead"]).get(FRONT)

    assert not page.context["is_mine"]
    assert "Show mine" not in page.content.decode()


def test_own_proposal_waits_for_another(waiting):
    lead, other = (seen_on(client_of(waiting.people[n])) for n in ("lead_inspector", "other_lead"))

    assert lead["concerns_to_sign_off"].count == 6
    assert other["concerns_to_sign_off"].count == 12


def test_recommendation_is_signed_off_with_its_concern(waiting):
    lead = client_of(waiting.people["lead_inspector"])
    before = seen_on(lead)["recommendations_to_sign_off"].count
    cause = waiting.forces["own"].concerns.filter(kind="cause_of_concern").first()
    outcomes = dict.fromkeys(cause.recommendations.filter(status="open"), "closed_complete")
    cause.propose_closure(
        outcome="closed_complete",
        note="Seen.",
        evidence_links=["https://example.org/evidence"],
        recommendations=outcomes,
        by=waiting.recorder,
        route="command",
        happened_on=today(),
    )

    after = seen_on(lead)

    assert after["recommendations_to_sign_off"].count == before - 1
    assert after["concerns_to_sign_off"].count == 7


def test_list_of_another_role_is_refused(waiting):
    address = reverse("admin:concerns_concern_changelist")

    answer = client_of(waiting.people["inspector"]).get(address, {"list": "concerns_to_sign_off"})

    assert (answer.status_code, answer.url) == (302, f"{address}?e=1")


def test_worst_come_first_and_few(waiting):
    section = seen_on(client_of(waiting.people["inspector"]), whose="all")["overdue"]

    assert len(section.lines) == 5
    assert section.lines[0].day == "30 December 2021"
    assert section.lines[0].days.endswith(" days over")


def test_front_page_asks_as_much_for_many_rows_as_for_few(waiting, django_assert_max_num_queries):
    client = client_of(waiting.people["lead_inspector"])
    waiting.forces["own"].inspectors.add(waiting.people["lead_inspector"])
    seen_on(client)
    with django_assert_max_num_queries(20) as asked:
        few = client.get(FRONT)
    number = len(asked.captured_queries)
    waiting.again()
    with django_assert_max_num_queries(number):
        many = client.get(FRONT)

    assert len(few.content) < 60_000
    assert len(many.content) < 100_000
