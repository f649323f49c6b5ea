"""Whatever is opened, closed, claimed and renamed between pages: a row that stays is met once.

Hypothesis draws the orders, the size of each page, what happens before each next one, and which
way it is walked.
"""

import datetime as dt
import itertools

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from concerns.models import Concern
from tests import factories as make
from tests.concerns.closing import APPROVED_ON, LINKS, propose, said

pytestmark = pytest.mark.django_db
NAMES = (
    *("id", "raised_on", "reference", "title", "kind", "status", "force_status"),
    *("next_due_on", "open_recommendations", "promised_on", "status_since_on", "completeness"),
)
SIGNED = [f"{sign}{name}" for name in NAMES for sign in ("", "-")]
orders = st.lists(st.sampled_from(SIGNED), min_size=1, max_size=3).filter(
    lambda names: len({name.lstrip("-") for name in names}) == len(names)
)
HAPPENINGS = ("open", "open_cause", "close", "withdraw", "claim", "promise", "rename")
happening = st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 30))
chapters = st.lists(st.lists(happening, min_size=1, max_size=3), min_size=4, max_size=9)


class Clerks:
    """Those who move rows. Nothing that moved ever goes back to where it was."""

    def __init__(self):
        self.proposer, self.decider = (make.UserFactory(role=Role.LEAD_INSPECTOR) for _ in "12")
        self.officer = make.UserFactory(role=Role.LIAISON_OFFICER)
        self.force = make.ForceFactory()
        self.force.liaison_officers.add(self.officer)
        self.publication = make.PublicationFactory(addresses=[self.force])
        self.number = itertools.count(1)

    def happen(self, what, chosen):
        rows = list(Concern.objects.live().order_by("pk"))
        if what in ("open", "open_cause"):
            getattr(self, what)(chosen)
        elif rows:
            getattr(self, what)(rows[chosen % len(rows)], chosen)

    def open(self, chosen, **values):
        day = f"2021-0{chosen % 3 + 1}-0{chosen % 2 + 1}"
        about = {"force": self.force, "publication": self.publication, "by": self.proposer}
        return make.ConcernFactory(**about, raised_on=day, title=f"T{chosen % 3}", **values)

    def open_cause(self, chosen):
        cause = self.open(chosen, cause=True)
        months = chosen % 3 + 1
        wording = make.WordingFactory(publication=self.publication, deadline_months=months)
        make.RecommendationFactory(concern=cause, wording=wording, by=self.proposer)

    def close(self, concern, chosen):
        if concern.kind == "cause_of_concern":
            return
        propose(concern, self.proposer)
        if chosen % 2:
            concern.approve_closure(**said(self.decider, APPROVED_ON, evidence_links=LINKS))

    def withdraw(self, concern, chosen):
        concern.withdraw(**said(self.proposer, APPROVED_ON, note="Raised in error."))

    def claim(self, concern, chosen):
        row = concern.recommendations.first() or concern
        if row.force_status != "claimed_complete":
            row.claim_complete(**said(self.officer))

    def promise(self, concern, chosen):
        if not concern.recommendations.exists():
            promised_on = dt.date(2022 + next(self.number), 6, 1)
            concern.promise(promised_on=promised_on, **said(self.officer))

    def rename(self, concern, chosen):
        Concern.objects.filter(pk=concern.pk).update(title=f"R{next(self.number)}")


class Undone(Exception):
    """Takes back what an example recorded."""


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    order=orders,
    size=st.integers(1, 3),
    at_first=st.lists(
        st.tuples(st.sampled_from(HAPPENINGS[:2]), st.integers(0, 30)), min_size=6, max_size=9
    ),
    between=chapters,
    backwards=st.booleans(),
)
def test_row_that_stays_is_met_once(
    api_client, inspector, order, size, at_first, between, backwards
):
    api_client.force_authenticate(inspector)
    try:
        with transaction.atomic():
            clerks = Clerks()
            for what in at_first:
                clerks.happen(*what)
            check_walk(api_client, clerks, order, size, between, backwards)
            raise Undone
    except Undone:
        pass


def check_walk(client, clerks, order, size, between, backwards):
    """Walk one way while the chapters happen, and compare with the whole before and after."""
    names = [name.lstrip("-") for name in order]
    whole = f"/api/v1/concerns/?ordering={','.join(order)}"

    def rows(page):
        return [(row["id"], *(row[name] for name in names)) for row in page["results"]]

    def ask(address):
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        return answer.json()

    before = rows(ask(f"{whole}&page_size=1000"))
    page, way = ask(f"{whole}&page_size={size}"), "next"
    if backwards:
        while page["next"]:
            page = ask(page["next"])
        way = "previous"
    met, chapter = [rows(page)], iter(between)
    while page[way]:
        for what in next(chapter, ()):
            clerks.happen(*what)
        page = ask(page[way])
        met.append(rows(page))
    told = [row for each in (met[::-1] if backwards else met) for row in each]
    after = rows(ask(f"{whole}&page_size=1000"))
    stayed = set(before) & set(after)
    event(f"pages: {min(len(met), 5)}, moved or gone: {len(set(before) - stayed) > 0}")
    assert [row for row in told if row in stayed] == [row for row in after if row in stayed]
    assert len(told) == len(set(told))
