"""Whatever happens to a record, every total of its overview adds up at every pair of clocks."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.clocks import Clocks, london_date
from concerns.models import Event
from concerns.overview import overview_of
from concerns.overview.history import HAPPENINGS
from concerns.positions import LIVE_STATUSES
from tests import factories as make
from tests.concerns.histories import HAPPENINGS as THINGS
from tests.concerns.histories import HISTORIES, World, day
from tests.past import recording_at

BEGAN_AT = dt.datetime(2025, 6, 1, 9, tzinfo=dt.UTC)
DAYS = (dt.date(2021, 12, 31), dt.date(2024, 4, 1), dt.date(2025, 5, 31))
CLOSINGS = [name for name in HAPPENINGS if name not in ("opened", "reopened")]

happening = st.tuples(
    st.sampled_from([*THINGS, *["decide_next"] * 24, *["strike_out_last"] * 8, *["descend"] * 4]),
    st.integers(0, 11),
    st.integers(0, 200),
    st.integers(0, 90),
)


class Undone(Exception):
    pass


class Decisive(World):
    """A record on which much is decided, each time on a later day, and struck out again."""

    decided = 0

    def decide_next(self, which, on, value):
        self.decided += 1
        self.decide(which, day(10 * self.decided), value)

    def strike_out_last(self, which, on, value):
        """Strike out the last decision that stands, if there is one."""
        decisions = Event.objects.standing().filter(position="status").exclude(kind="opened")
        for event in decisions.order_by("-pk")[:1]:
            said = {"by": self.lead, "route": "command", "note": "By mistake."}
            event.strike_out(happened_on=day(200), **said)


@pytest.mark.long
@settings(
    max_examples=HISTORIES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(st.lists(happening, min_size=6, max_size=14), min_size=2, max_size=3))
def test_overview_adds_up_at_every_pair_of_clocks(force, inspector, analyst, history):
    people = [inspector, analyst, force.liaison_officers.get(), None]
    try:
        with transaction.atomic():
            check_history(force, people, history)
            raise Undone
    except Undone:
        pass


def check_history(force, people, history):
    """Let each chapter happen an hour after the last, and ask at every pair of clocks at the end."""
    with recording_at(BEGAN_AT):
        world = Decisive(force, people[0], make.UserFactory(role="lead_inspector"))
    instants = [BEGAN_AT]
    before = {}
    for chapter in history:
        instants.append(instants[-1] + dt.timedelta(hours=1))
        with recording_at(instants[-1]):
            for what in chapter:
                world.happen(*what)
        at = Clocks(DAYS[1], instants[-1])
        before[at] = overview_of(people[0], at)
    assert {at: overview_of(people[0], at) for at in before} == before
    for number, as_at in enumerate(DAYS):
        for turn, known_at in enumerate((*instants, None), start=number):
            for person in people[turn % 2 :: 2]:  # each pair of clocks by two, and in turns
                check(overview_of(person, Clocks(as_at, known_at)))
    for person in people:
        check_today(person, instants[-1])


def check_today(person, settled):
    """What is live is what is pinned to today as known at the end."""
    today = london_date(dt.datetime.now(dt.UTC))
    live = overview_of(person, Clocks(today, is_live=True))
    check(live)
    assert overview_of(person, Clocks(today)) == live
    pinned = overview_of(person, Clocks(today, settled))
    for name in ("concerns", "recommendations", "deadlines", "ageing", "quarters", "in_time"):
        assert getattr(pinned, name) == getattr(live, name), name


def check(told):
    """Assert every sum."""
    for standing in (told.concerns, told.recommendations):
        for name in ("force", "region", "area", "kind", "status", "force_status"):
            breakdown = getattr(standing, f"by_{name}")
            summed = sum(row.count for row in breakdown.rows) + breakdown.remainder
            assert standing.total == breakdown.total == summed, name
        keys = [row.key for row in standing.by_region.rows]
        assert keys.count(None) == 1
    for which in ("concerns", "recommendations"):
        check_movements(getattr(told, which), getattr(told.quarters, which))
        check_spells(getattr(told, which), getattr(told.days_to_close, which))
        back = getattr(told.came_back, which)
        assert back.came_back <= back.closed
    check_ages(told)
    assert told.wordings.wordings <= told.wordings.recommendations == told.recommendations.total
    for done in (told.in_time.by_claim, told.in_time.by_decision):
        assert done.total == done.in_time + done.late + done.no_date


def check_movements(standing, quarters):
    """What was opened and reopened, less what was closed, is what is live."""
    moved = {name: sum(getattr(each, name) for each in quarters) for name in HAPPENINGS}
    closed = sum(moved[name] for name in CLOSINGS)
    assert moved["opened"] == standing.total
    assert moved["opened"] + moved["reopened"] - closed == live(standing)


def check_spells(standing, spells):
    assert spells.number == spells.closed + spells.censored
    assert spells.number + spells.left_out == standing.total


def check_ages(told):
    form, line = told.ageing.by_form, told.ageing.by_line
    for ages in (form, line):
        assert ages.total == sum(row.count for row in ages.rows)
    assert form.total == live(told.concerns)
    assert line.total <= form.total


def live(standing):
    return sum(row.count for row in standing.by_status.rows if row.key in LIVE_STATUSES)
