"""What was answered about the past stays, whatever is recorded later."""

import datetime as dt

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from api.clocks import instant_text
from tests import factories as make
from tests.concerns.histories import HAPPENINGS, World
from tests.concerns.test_clocks_api import CLOCKED
from tests.past import recording_at

BEGAN_AT = dt.datetime(2025, 6, 1, 9, tzinfo=dt.UTC)
AS_AT = ("2021-12-31", "2024-03-01", "2025-05-31")

happening = st.tuples(
    st.sampled_from(HAPPENINGS), st.integers(0, 11), st.integers(0, 200), st.integers(0, 90)
)


class Undone(Exception):
    pass


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(st.lists(happening, min_size=1, max_size=6), min_size=3, max_size=4))
def test_answers_about_the_past_never_change(force, inspector, analyst, liaison_officer, history):
    people = [inspector, analyst, liaison_officer]
    try:
        with transaction.atomic():
            check_history(force, people, history)
            raise Undone
    except Undone:
        pass


def check_history(force, people, history):
    """Let each chapter happen an hour after the last; ask after each, and ask again at the end."""
    with recording_at(BEGAN_AT):
        world = World(force, people[0], make.UserFactory(role="lead_inspector"))
    answers = {}
    for hour, chapter in enumerate(history, start=1):
        instant = BEGAN_AT + dt.timedelta(hours=hour)
        with recording_at(instant):
            for what in chapter:
                world.happen(*what)
        as_at = AS_AT[hour % len(AS_AT)]
        answers[as_at, instant] = ask(people, as_at, instant)
    for (as_at, instant), before in answers.items():
        assert ask(people, as_at, instant) == before


def ask(people, as_at, instant):
    """Ask every list with clocks, as every person."""
    query = {"as_at": as_at, "known_at": instant_text(instant), "page_size": 1000}
    found = {}
    for person in people:
        client = APIClient()
        client.force_authenticate(person)
        for resource in sorted(CLOCKED):
            answer = client.get(f"/api/v1/{resource}/", query)
            assert answer.status_code == 200, answer.content
            found[person.role, resource] = answer.json()["results"]
    return found
