"""Asking everything that has clocks, for the tests that the past does not change."""

import datetime as dt

from rest_framework.test import APIClient

from api.clocks import Clocks, instant_text
from exports.datasets import DATASETS
from tests import factories as make
from tests.concerns.histories import World, day
from tests.concerns.test_clocks_api import CLOCKED
from tests.past import recording_at

BEGAN_AT = dt.datetime(2025, 6, 1, 9, tzinfo=dt.UTC)


def begun(people):
    """Return a world that began before everything: its force is the liaison officer's."""
    with recording_at(BEGAN_AT):
        force = make.ForceFactory(slug="own-force", name="Own Force")
        force.liaison_officers.add(people[2])
        return World(force, people[0], make.UserFactory(role="lead_inspector"))


def ask(world, people, as_at, instant):
    """Ask every list with clocks, as every person; whole documents and datasets, as the first."""
    found = {}
    for person in people:
        for resource in sorted(CLOCKED):
            found[person.role, resource] = answer(person, f"{resource}/", as_at, instant)
    for address, query in documents(world):
        found[address, *query] = answer(people[0], address, as_at, instant, **query)
    clocks = Clocks(dt.date.fromisoformat(as_at), instant)
    for name, dataset in DATASETS.items():
        rows = dataset.queryset(clocks=clocks, user=None)
        cells = [column.expression for column in dataset.cells(rows)]
        found[name] = list(rows.values_list(*cells))
    return found


def documents(world):
    """Return what is asked besides, each an address and its query."""
    measure = world.measures[2]
    period = {"period_start": str(day(60)), "period_end": str(day(60))}
    yield "overview/", {}
    yield "overview/", {"force__region": "North"}
    yield "comparisons/grades/", {"force": "own-force"}
    yield "comparisons/forces/", {"indicator": measure.indicator.code, **period}
    yield f"progress/{measure.pk}/", {}
    yield "progress/", {"concern": world.concerns[2].reference}
    yield "readings/", {"concern": world.concerns[1].reference}
    yield "recommendations/", {"force": "own-force"}


def answer(person, address, as_at, instant, **query):
    """Return the whole answer: the document, or why there is none."""
    client = APIClient()
    client.force_authenticate(person)
    clocks = {"as_at": as_at, "known_at": instant_text(instant)}
    got = client.get(f"/api/v1/{address}", {**clocks, **query})
    assert got.status_code in (200, 400, 404), got.content
    return got.json()
