"""What was answered about the past stays, whatever is recorded or edited later."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.concerns.asking import BEGAN_AT, ask, begun
from tests.concerns.histories import HAPPENINGS, HISTORIES
from tests.past import recording_at

AS_AT = ("2021-12-31", "2024-03-01", "2025-05-31")

happening = st.tuples(
    st.sampled_from(HAPPENINGS), st.integers(0, 11), st.integers(0, 200), st.integers(0, 90)
)


class Undone(Exception):
    pass


@pytest.mark.long
@settings(
    max_examples=HISTORIES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(st.lists(happening, min_size=1, max_size=8), min_size=3, max_size=4))
def test_answers_about_the_past_never_change(inspector, analyst, liaison_officer, history):
    people = [inspector, analyst, liaison_officer]
    try:
        with transaction.atomic():
            check_history(people, history)
            raise Undone
    except Undone:
        pass


def check_history(people, history):
    """Let each chapter happen an hour after the last; ask after each, and ask again at the end."""
    world = begun(people)
    answers = []
    for hour, chapter in enumerate(history, start=1):
        instant = BEGAN_AT + dt.timedelta(hours=hour)
        with recording_at(instant):
            for what in chapter:
                world.happen(*what)
        as_at = AS_AT[hour % len(AS_AT)]
        asked = [people[hour % len(people)]], as_at, instant  # each hour by another person
        answers.append((asked, ask(world, *asked)))
    for asked, before in answers:
        assert ask(world, *asked) == before
