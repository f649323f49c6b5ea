"""`check_record` finds what raw SQL has done to a cache of the log."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from concerns.models import Event, Reading
from concerns.recheck import disagreements
from tests import factories as make


@pytest.fixture
def recommendation(db, inspector):
    recommendation = make.RecommendationFactory()
    make.ActionFactory(concern=recommendation.concern)
    Event.change(
        recommendation,
        position="force_status",
        became="in_progress",
        kind="claimed_progress",
        happened_on=dt.date(2022, 3, 3),
        by=inspector,
        route="command",
    )
    return recommendation


def complaints():
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("check_record", stdout=StringIO(), stderr=said)
    return said.getvalue().splitlines()


def raw(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_record_made_by_verbs_agrees(recommendation):
    said = StringIO()

    call_command("check_record", stdout=said)

    assert said.getvalue().startswith("The record agrees with its log: 1 concerns,")


@pytest.mark.parametrize(
    ("column", "value", "rightly"),
    [
        ("status", "closed_complete", "open"),
        ("force_status", "claimed_complete", "in_progress"),
        ("promised_on", "2022-01-01", "nothing"),
        ("due_on", "2023-01-01", "2021-12-30"),
        ("status_since_on", "2022-01-01", "2021-09-30"),
    ],
)
def test_recommendation_changed_by_raw_sql_is_found(recommendation, column, value, rightly):
    raw(f"UPDATE concerns_recommendation SET {column} = %s", value)

    assert complaints() == [
        f"recommendation {recommendation.reference}: {column} is {value}, and by the record {rightly}."
    ]


def test_concern_and_action_changed_by_raw_sql_are_found(recommendation):
    raw("UPDATE concerns_concern SET status = 'withdrawn'")
    raw("UPDATE concerns_action SET state = 'done'")

    assert [line.partition(" is ")[2] for line in complaints()] == [
        "withdrawn, and by the record open.",
        "done, and by the record planned.",
    ]


def test_struck_out_change_no_longer_counts(recommendation, inspector):
    mistake = recommendation.events.get(kind="claimed_progress")
    Event.append(
        recommendation,
        kind="struck_out",
        strikes_out=mistake,
        note="Another recommendation was meant.",
        happened_on=mistake.happened_on,
        by=inspector,
        route="command",
    )

    assert complaints()[0].endswith("force_status is in_progress, and by the record not_started.")


@pytest.mark.parametrize("column", ["recorded_by_id", "supersedes_id"])
def test_reading_of_nobody_is_found(recommendation, column):
    reading = make.ReadingFactory()
    values = {"recorded_by_id": reading.recorded_by_id, "supersedes_id": None, column: 987654}
    copy = Reading(
        measure=reading.measure,
        period_start=dt.date(2022, 1, 1),
        period_end=dt.date(2022, 1, 1),
        low=1,
        high=1,
        **values,
    )
    copy.save()

    assert complaints() == [
        f"reading {copy.pk}: {column.removesuffix('_id')} is 987654, and by the record no such row."
    ]


@pytest.mark.parametrize(
    ("kind", "low", "high", "complaint"),
    [
        ("point", "-0.1", "-0.1", ["low is -0.1", "high is -0.1"]),
        ("point", "0", "0", []),
        ("point", "0.1", "0.1", []),
        ("point", "99.9", "99.9", []),
        ("point", "100", "100", []),
        ("point", "100.1", "100.1", ["low is 100.1", "high is 100.1"]),
        ("range", "-1", "50", ["low is -1"]),
        ("range", "50", "101", ["high is 101"]),
        ("bound", None, "101", ["high is 101"]),
        ("bound", "-1", None, ["low is -1"]),
    ],
)
def test_reading_beyond_its_indicator_is_found(recommendation, kind, low, high, complaint):
    indicator = make.IndicatorFactory(unit="percent", floor=0, ceiling=100)
    reading = make.ReadingFactory(
        measure=make.MeasureFactory(indicator=indicator), kind=kind, low=low, high=high
    )

    found = [str(each) for each in disagreements()]

    rightly = {"-": "not below 0", "1": "not above 100"}
    assert found == [
        f"reading {reading.pk}: {each}, and by the record {rightly[each.split(' is ')[1][0]]}."
        for each in complaint
    ]


def test_reading_without_limits_or_of_a_change_or_corrected_is_not_complained_of(
    recommendation, inspector
):
    limited = make.MeasureFactory(indicator=make.IndicatorFactory(floor=0, ceiling=100))
    make.ReadingFactory(measure__indicator__floor=None, value=-5)
    make.ReadingFactory(
        measure=limited, kind="change", low=None, high=-50, change_unit="percent", base_label="It"
    )
    beyond = make.ReadingFactory(measure=limited, value=101, period_start=dt.date(2022, 1, 1))
    assert len(list(disagreements())) == 2

    beyond.supersede(by=inspector, because="our_error", low=10, high=10)

    assert list(disagreements()) == []
