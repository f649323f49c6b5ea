"""Whatever is edited in place, what was asked of an earlier instant is answered as before."""

import datetime as dt

import pytest

from tests.concerns.asking import BEGAN_AT, ask, begun
from tests.concerns.edits import TRACKED, reworded
from tests.concerns.histories import EDITS, day
from tests.past import recording_at

AS_AT = ("2024-03-01", "2025-05-31")
ASKED_AT = BEGAN_AT + dt.timedelta(hours=1)
UNTOLD = {
    "reword",  # done before
    "readdress",  # nobody is told whom a draft addresses
    "redefine",  # refused once there are readings
}
LONG_AFTER = BEGAN_AT + dt.timedelta(days=30)


@pytest.fixture
def people(inspector, analyst, liaison_officer):
    return [inspector, analyst, liaison_officer]


@pytest.fixture
def world(people):
    """A world in which everything that can be told has happened once."""
    world = begun(people)
    with recording_at(BEGAN_AT):
        for number in range(4):
            world.read(number, day(60), 10 + number)
            world.read(number, day(90), 5 + number)
        for what in ("aim", "choose", "judge", "stage", "descend", "comment", "print"):
            for number in range(3):
                world.happen(what, number, number, 20)
    return world


def reword_everything():
    for model in TRACKED:
        for row in model._default_manager.order_by("pk"):
            reworded(row, "reworded")


@pytest.mark.long
def test_edits_leave_the_past(world, people):
    before = {as_at: ask(world, people, as_at, ASKED_AT) for as_at in AS_AT}

    with recording_at(BEGAN_AT + dt.timedelta(hours=2)):
        reword_everything()
    seen = ask(world, people[:1], AS_AT[1], LONG_AFTER)
    for hour, what in enumerate((name for name in EDITS if name not in UNTOLD), start=3):
        with recording_at(BEGAN_AT + dt.timedelta(hours=hour)):
            for number in range(7):
                world.happen(what, number, number, number + 2)
        told = ask(world, people[:1], AS_AT[1], LONG_AFTER)
        assert told != seen, f"{what} changes nothing that is told"
        seen = told

    assert {as_at: ask(world, people, as_at, ASKED_AT) for as_at in AS_AT} == before
