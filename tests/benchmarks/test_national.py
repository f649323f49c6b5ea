"""The made-up record of the benchmarks, at its smallest, agrees with itself and its schema."""

import pytest
from django.db import connection

from api.clocks import Clocks, london_date, settled_instant
from benchmarks.national import NotOurs, Size, fill, make
from concerns.models import Concern, Event, Progress, Reading, Recommendation
from concerns.recheck import disagreements
from seeds.reference_data import load_reference_data

SMALLEST = Size.of(scale=0, readings_each=6)


@pytest.fixture
def record(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("The benchmarks need the account of a superuser.")
    load_reference_data()
    fill(SMALLEST)


def test_record_agrees_with_itself(record):
    assert list(disagreements()) == []
    assert Concern.objects.count() == SMALLEST.concerns
    assert Recommendation.objects.count() == SMALLEST.recommendations
    assert Reading.objects.current().count() == SMALLEST.measures * SMALLEST.readings_each
    assert Reading.objects.exclude(superseded_at=None).exists()
    assert set(Event.Kind.values) >= set(Event.objects.values_list("kind", flat=True))


def test_record_is_told_alike_live_and_pinned(record):
    pinned = Clocks(as_at=london_date(settled_instant()), known_at=settled_instant())
    live = Clocks(as_at=pinned.as_at, is_live=True)

    def told(clocks):
        progress = Progress.objects.at(as_at=clocks.as_at, known_at=clocks.known_at)
        recommendations = Recommendation.objects.at(clocks)
        return (
            list(recommendations.order_by("pk").values_list("pk", "status", "due_on")),
            list(progress.order_by("pk").values_list("pk", "pace", "latest")),
        )

    assert told(live) == told(pinned)


def test_database_of_others_is_left_alone(db):
    with pytest.raises(NotOurs, match="did not make"):
        make(SMALLEST, say=lambda words: None)
