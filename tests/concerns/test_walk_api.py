"""Walking a list page by page while others record, move, close and withdraw."""

import random

import pytest

from api.clocks import instant_text
from concerns.models import Concern
from tests import factories as make
from tests.past import noon, recording_at

pytestmark = pytest.mark.django_db
ORDERS = {
    "raised_on": ["raised_on"],
    "-raised_on": ["raised_on"],
    "reference": ["reference"],
    "next_due_on": ["next_due_on"],
    "-next_due_on": ["next_due_on"],
    "-status,reference": ["status", "reference"],
    "force_status,-next_due_on,-raised_on": ["force_status", "next_due_on", "raised_on"],
}
FIRST, BETWEEN, LATER = noon("2024-04-01"), noon("2024-06-01"), noon("2025-01-01")
FORCES = 3


@pytest.fixture
def clerk(lead_inspector, liaison_officer):
    """Who does anything that moves rows of the list, at random but repeatably."""
    return Clerk(lead_inspector, liaison_officer)


class Clerk:
    def __init__(self, person, officer):
        self.by, self.officer = person, officer
        self.random = random.Random(0)
        self.forces = []

    def begin(self, seed, number):
        self.random = random.Random(seed)
        self.forces = [make.ForceFactory() for _ in range(FORCES)]
        for force in self.forces:
            force.liaison_officers.add(self.officer)
        for _ in range(number):
            self.open()

    def open(self):
        force = self.random.choice(self.forces)
        raised_on = f"2021-0{self.random.randint(1, 4)}-01"
        if self.random.random() < 0.5:
            return make.ConcernFactory(force=force, raised_on=raised_on, by=self.by)
        cause = make.ConcernFactory(force=force, raised_on=raised_on, cause=True, by=self.by)
        kind = self.random.choice(["immediate", "within_period"])
        months = None if kind == "immediate" else self.random.randint(1, 3)
        wording = make.WordingFactory(
            publication=cause.publication, deadline_kind=kind, deadline_months=months
        )
        make.RecommendationFactory(concern=cause, wording=wording, by=self.by)
        return cause

    def disturb(self):
        """Open, claim, withdraw or rename; two of these."""
        for _ in range(2):
            chosen = self.random.choice([self.open, self.claim, self.withdraw, self.rename])
            chosen()

    def any(self):
        return self.random.choice(list(Concern.objects.live().order_by("pk")))

    def claim(self):
        concern = self.any()
        row = concern.recommendations.first() or concern
        if row.force_status != "claimed_complete":
            row.claim_complete(by=self.officer, happened_on="2024-05-01", route="command")

    def withdraw(self):
        concern = self.any()
        concern.withdraw(by=self.by, happened_on="2024-05-02", route="command", note="Error.")

    def rename(self):
        concern = self.any()
        Concern.objects.filter(pk=concern.pk).update(title="Renamed")


@pytest.fixture
def page_of(api_client, inspector):
    api_client.force_authenticate(inspector)

    def ask(address):
        answer = api_client.get(address)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def walk(page_of, address, relation="next", between=lambda: None):
    """Return the rows of each page."""
    pages = []
    while address:
        page = page_of(address)
        pages.append(page["results"])
        address = page[relation]
        between()
    return pages


def keys(pages, names):
    return [(row["id"], *(row[name] for name in names)) for page in pages for row in page]


def address(order, size=3, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/api/v1/concerns/?ordering={order}&page_size={size}&{query}"


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("order", ORDERS)
def test_row_that_stays_where_it_was_is_met_once(page_of, clerk, order, seed):
    clerk.begin(seed, 12)
    before = set(keys(walk(page_of, address(order, 1000)), ORDERS[order]))
    met = keys(walk(page_of, address(order), between=clerk.disturb), ORDERS[order])
    after = keys(walk(page_of, address(order, 1000)), ORDERS[order])
    stayed = before & set(after)
    assert [key for key in met if key in stayed] == [key for key in after if key in stayed]
    assert len(met) == len(set(met))


@pytest.mark.parametrize("order", ORDERS)
def test_walk_back_while_rows_move_meets_what_stayed(page_of, clerk, order):
    clerk.begin(3, 12)
    before = set(keys(walk(page_of, address(order, 1000)), ORDERS[order]))
    last = page_of(address(order))
    while last["next"]:
        last = page_of(last["next"])
    back = walk(page_of, last["previous"], "previous", clerk.disturb)
    met = keys([*back[::-1], last["results"]], ORDERS[order])
    after = keys(walk(page_of, address(order, 1000)), ORDERS[order])
    stayed = before & set(after)
    assert [key for key in met if key in stayed] == [key for key in after if key in stayed]
    assert len(met) == len(set(met))


@pytest.mark.parametrize("order", ORDERS)
def test_next_and_previous_lead_to_each_other(page_of, clerk, order):
    clerk.begin(4, 10)
    page = page_of(address(order))
    while page["next"]:
        following = page_of(page["next"])
        assert page_of(following["previous"])["results"] == page["results"]
        page = following


@pytest.mark.parametrize("order", ORDERS)
def test_pinned_walk_is_whole_whatever_happens(page_of, clerk, order):
    with recording_at(FIRST):
        clerk.begin(5, 10)
    pinned = {"as_at": "2024-05-31", "known_at": instant_text(BETWEEN)}
    whole = walk(page_of, address(order, 1000, **pinned))
    assert len(whole[0]) == 10

    def disturb():
        with recording_at(LATER):
            clerk.disturb()

    assert [
        row for page in walk(page_of, address(order, **pinned), between=disturb) for row in page
    ] == whole[0]
