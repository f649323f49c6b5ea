"""Many readings meet one, or each other: on real connections, each period has one current reading."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from concerns.bulk import files
from concerns.bulk.readings import record_readings
from concerns.models import Reading
from tests import factories as make
from tests.at_once import codes_at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3
DAYS = [dt.date(2021, 1, 1) + dt.timedelta(days=n) for n in range(40)]


def rows_of(measures, value, **more):
    return [
        {"measure": each.pk, "period_start": str(day), "period_end": str(day), "value": value}
        | more
        for each in measures
        for day in DAYS
    ]


def send(rows, by):
    outcome = record_readings(files.from_json(rows), by=by)
    if outcome.rows.faults:
        raise ValidationError({"row": [ValidationError("", code=outcome.rows.faults[0].code)]})


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_same_rows_sent_at_once_are_stored_once(turn):
    measures, by = [make.MeasureFactory() for _ in range(3)], make.UserFactory()
    rows = rows_of(measures, 7)

    came_to = codes_at_once(lambda: send(rows, by), lambda: send(rows[::-1], by))

    assert came_to == [None, None]
    assert Reading.objects.count() == len(rows)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_corrections_sent_at_once_follow_one_another(turn):
    measure, by = make.MeasureFactory(), make.UserFactory()
    send(rows_of([measure], 7), by)
    reading = Reading.objects.current().earliest("period_end")

    came_to = codes_at_once(
        lambda: send(rows_of([measure], 8, because="our_error"), by),
        lambda: reading.supersede(by=by, because="our_error", low=9, high=9),
    )

    assert came_to[0] is None
    assert came_to[1] in {None, "already_superseded"}
    assert Reading.objects.current().count() == len(DAYS)
    assert {int(each.low) for each in Reading.objects.current()} == {8}
