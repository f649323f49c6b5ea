"""Rows that are edited in place, as they were known: by kept versions, stamped when recorded."""

import datetime as dt

import pytest
from django.db import connection

from api.clocks import Clocks
from api.known import as_known
from concerns.models import Measure, MeasureConcern
from inspections.models import Force
from tests import factories as make
from tests.past import noon, recording_at

pytestmark = pytest.mark.django_db


def known(model, at):
    return as_known(model._default_manager.all(), Clocks(dt.date(2026, 6, 1), at))


def test_version_is_stamped_with_the_recording_instant():
    with recording_at(noon("2026-01-01")):
        force = make.ForceFactory()

    assert force.history.get().pgh_created_at == noon("2026-01-01")


def test_version_is_not_back_dated():
    force = make.ForceFactory()
    with recording_at(noon("2026-01-01")), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inspections_forcehistory SELECT (jsonb_populate_record(version, "
            """'{"pgh_id": 0, "pgh_created_at": "2020-01-01T00:00:00Z"}')).* """
            "FROM inspections_forcehistory AS version"
        )

    assert force.history.get(pgh_id=0).pgh_created_at == noon("2026-01-01")


@pytest.mark.parametrize(
    ("known_at", "name"),
    [
        (noon("2026-01-01") - dt.timedelta(microseconds=1), None),
        (noon("2026-01-01"), "First"),
        (noon("2026-02-01") - dt.timedelta(microseconds=1), "First"),
        (noon("2026-02-01"), "Second"),
        (noon("2026-03-01"), "Third"),
        (None, "Third"),
    ],
)
def test_row_is_told_from_its_last_version_by_then(known_at, name):
    for month, text in enumerate(("First", "Second", "Third"), start=1):
        with recording_at(noon(f"2026-0{month}-01")):
            Force.objects.update_or_create(
                slug="one", defaults={"name": text, "kind": "territorial"}
            )

    told = known(Force, known_at)
    assert list(told.values_list("name", flat=True)) == ([name] if name else [])
    assert told.filter(name=name).exists() == (name is not None)


@pytest.mark.parametrize(
    ("known_at", "linked"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-02-01", False), ("2026-03-01", True)],
)
def test_link_is_told_from_when_it_was_made_until_it_was_undone(known_at, linked):
    with recording_at(noon("2025-12-01")):
        concern, measure = make.ConcernFactory(), make.MeasureFactory()
    for month, change in enumerate(("add", "remove", "add"), start=1):
        with recording_at(noon(f"2026-0{month}-01")):
            getattr(measure.concerns, change)(concern)

    assert known(MeasureConcern, noon(known_at)).count() == linked
    assert known(Measure, noon(known_at)).filter(concerns=concern).exists() == linked


def test_joined_row_is_told_as_it_was_known():
    with recording_at(noon("2026-01-01")):
        measure = make.MeasureFactory(force__name="Before")
    with recording_at(noon("2026-02-01")):
        Force.objects.filter(pk=measure.force_id).update(name="After")

    told = known(Measure, noon("2026-01-31")).select_related("force").get()
    assert told.force.name == "Before"
    assert known(Measure, noon("2026-01-31")).filter(force__name="Before").exists()
    assert not known(Measure, noon("2026-01-31")).filter(force__name="After").exists()


def test_later_version_with_an_earlier_stamp_counts_as_the_later_one():
    """A transaction that had recorded something before it edited what another had just edited."""
    with recording_at(noon("2026-01-01")):
        force = make.ForceFactory(name="First")
    for stamp, name in (("2026-03-01", "Second"), ("2026-02-01", "Third")):
        with recording_at(noon(stamp)):
            Force.objects.filter(pk=force.pk).update(name=name)

    assert known(Force, noon("2026-02-15")).get().name == "Third"
    assert known(Force, noon("2026-03-15")).get().name == "Third"
