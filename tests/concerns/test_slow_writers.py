"""What was answered up to the settled instant stays, while slow writers are still at work."""

import copy
import random
import threading
import time
from collections import Counter

import pytest
from django.db import OperationalError, connection, transaction
from rest_framework.test import APIClient

from accounts.roles import Role
from api.clocks import instant_text, settled_instant
from concerns.models import Event, Reading
from tests import factories as make
from tests.concerns.histories import HAPPENINGS, World, day
from tests.concerns.test_clocks_api import CLOCKED
from tests.conftest import person

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, ROUNDS = 4, 2
SLOWEST_SECONDS = 0.06
PATIENCE_SECONDS = 60
AS_AT = ("2024-01-11", "2024-04-10", "2024-12-31")
DAYS = range(0, 200, 20)
"""Few days, so that forces have readings of the same one to compare."""


@pytest.fixture
def worlds():
    """Two forces side by side: the same indicators are read of both."""
    by, lead = person("by", Role.INSPECTOR), person("lead", Role.LEAD_INSPECTOR)
    indicators = [make.IndicatorFactory() for _ in range(3)]
    found = []
    for slug in ("north", "south"):
        world = World(make.ForceFactory(slug=slug, name=slug.title()), by, lead)
        world.measures = [
            make.MeasureFactory(force=world.force, indicator=indicator, concerns=[concern])
            for indicator, concern in zip(indicators, world.concerns, strict=True)
        ]
        for measure in world.measures:
            make.ReadingFactory(measure=measure, period_start=day(0), recorded_by=by)
        found.append(world)
    return found


@pytest.fixture
def people(worlds):
    officer = person("officer", Role.LIAISON_OFFICER)
    worlds[0].force.liaison_officers.add(officer)
    return [person("reader", Role.INSPECTOR), officer, person("analyst", Role.ANALYST)]


@pytest.fixture
def addresses(worlds):
    """Every address that takes both clocks, with what it needs to be asked."""
    area, measure = worlds[0].area, worlds[0].measures[0]
    period = {"period_start": str(day(0)), "period_end": str(day(0))}
    return [
        *((f"{resource}/", {"page_size": 1000}) for resource in sorted(CLOCKED)),
        (f"progress/{measure.pk}/", {}),
        ("overview/", {}),
        ("comparisons/forces/", {"indicator": measure.indicator.code, **period}),
        ("comparisons/grades/", {"force": worlds[0].force.slug}),
        ("comparisons/grades/", {"framework": area.framework.slug, "area": area.slug}),
    ]


def in_a_thread(work, *given):
    """Run `work` on a connection of its own; return the thread, started."""

    def run():
        try:
            work(*given)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def write_slowly(world, seed, done, outcomes):
    """Let things happen in transactions that stay open for a while after the last of them."""
    chance = random.Random(seed)
    while not done.is_set():
        try:
            with transaction.atomic():
                for _ in range(chance.randint(1, 3)):
                    what, when = chance.choice(HAPPENINGS), chance.choice(DAYS)
                    world.happen(what, chance.randrange(12), when, chance.randrange(90))
                time.sleep(chance.uniform(0, SLOWEST_SECONDS))
            outcomes["committed"] += 1
        except OperationalError as error:  # two that waited for each other
            outcomes[type(error.__cause__).__name__] += 1


def ask(reader, address, query):
    client = APIClient()
    client.force_authenticate(reader)
    return client.get(f"/api/v1/{address}", query).content


def read_on(reader, addresses, answers):
    """Ask each address in turn about the settled instant of that moment."""
    chance = random.Random(reader.role)
    for address, query in addresses * ROUNDS:
        known_at = instant_text(settled_instant())
        asked = {**query, "as_at": chance.choice(AS_AT), "known_at": known_at}
        answers.append((reader, address, asked, ask(reader, address, asked)))


def test_no_answer_up_to_the_settled_instant_changes(worlds, people, addresses):
    answers, outcomes, done = [], Counter(), threading.Event()
    rows = Event.objects.count() + Reading.objects.count()

    writers = [
        in_a_thread(write_slowly, copy.deepcopy(worlds[number % 2]), number, done, outcomes)
        for number in range(WRITERS)
    ]
    readers = [in_a_thread(read_on, each, addresses, answers) for each in people]
    for reader in readers:
        reader.join(PATIENCE_SECONDS)
    done.set()
    for writer in writers:
        writer.join(PATIENCE_SECONDS)
    # A recorder that began earlier may hold the instant back just then: that is no answer yet.
    given = [each for each in answers if b'"not_settled"' not in each[-1]]
    changed = Counter(
        (reader.role, address)
        for reader, address, asked, before in given
        if ask(reader, address, asked) != before
    )

    told = f"{changed.total()} of {len(given)} changed: {dict(changed)}; {dict(outcomes)}"
    assert changed.total() == 0, told
    assert len(answers) == len(people) * len(addresses) * ROUNDS, told
    assert len(given) > len(answers) // 2, told
    assert set(outcomes) <= {"committed", "DeadlockDetected"}, told
    assert Event.objects.count() + Reading.objects.count() > rows + WRITERS, told
