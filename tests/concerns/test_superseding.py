"""Rows that are never edited: corrections, withdrawals, and everything that is refused."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from concerns.models import Reading
from tests import factories as make
from tests.record_rules import refused_by_database


@pytest.fixture
def reading(db):
    return make.ReadingFactory(value=Decimal("77.70"))


def test_correction_keeps_the_earlier_row(reading, inspector):
    corrected = reading.supersede(
        by=inspector,
        because="our_error",
        note="Misread.",
        low=Decimal("77.7"),
        high=Decimal("77.7"),
    )

    reading.refresh_from_db()
    corrected.refresh_from_db()
    assert (reading.low, corrected.low) == (Decimal("77.70"), Decimal("77.7"))
    assert str(reading.low) == "77.70"  # decimals as stated
    assert corrected.supersedes == reading
    assert (reading.superseded_by, reading.superseded_because) == (inspector, "our_error")
    assert reading.superseded_at == corrected.recorded_at
    assert list(Reading.objects.current()) == [corrected]


def test_correction_may_name_the_right_period(reading, inspector):
    day = dt.date(2021, 10, 1)
    corrected = reading.supersede(
        by=inspector, because="restated_by_source", period_start=day, period_end=day
    )

    assert corrected.period_end == day


@pytest.mark.parametrize("because", ["", "whim", "withdrawn"])
def test_correction_without_a_reason_refused(reading, inspector, because):
    with pytest.raises(ValidationError, match="A correction needs its reason"):
        reading.supersede(by=inspector, because=because, low=Decimal(1), high=Decimal(1))

    assert Reading.objects.count() == 1


def test_correction_of_another_measure_refused(reading, inspector):
    with pytest.raises(ValidationError, match="A correction is of the same measure"):
        reading.supersede(by=inspector, because="our_error", measure=make.MeasureFactory())


def test_faulty_correction_leaves_the_row_current(reading, inspector):
    with pytest.raises(ValidationError, match="high: not below low"):
        reading.supersede(by=inspector, because="our_error", low=Decimal(9), high=Decimal(5))

    assert Reading.objects.current().get() == reading


def test_superseded_row_is_not_corrected_again(reading, inspector):
    reading.supersede(by=inspector, because="our_error", low=Decimal(1), high=Decimal(1))

    with pytest.raises(ValidationError, match="correct its successor"):
        reading.supersede(by=inspector, because="our_error", low=Decimal(2), high=Decimal(2))


def test_withdrawn_row_has_no_successor(reading, inspector):
    reading.withdraw(by=inspector, note="It was another force's.")

    assert (reading.superseded_because, reading.superseded_note) == (
        "withdrawn",
        "It was another force's.",
    )
    assert not Reading.objects.current().exists()


def test_withdrawal_without_a_word_refused(reading, inspector):
    with pytest.raises(ValidationError, match="Say why"):
        reading.withdraw(by=inspector, note=" ")


@pytest.mark.parametrize(
    "values",
    [
        {"low": Decimal(1), "high": Decimal(1)},
        {"period_end": dt.date(2021, 10, 1)},
        {"source": "elsewhere"},
        {"recorded_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_raw_edit_of_a_reading_refused(reading, values):
    assert (
        refused_by_database(lambda: Reading.objects.filter(pk=reading.pk).update(**values))
        == "superseded_not_edited"
    )


def test_raw_delete_of_a_reading_refused(reading):
    def delete():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM concerns_reading")

    assert refused_by_database(delete) == "never_deleted"


def test_nobody_back_dates_a_correction(reading, inspector):
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    Reading.objects.filter(pk=reading.pk).update(
        superseded_at=long_ago, superseded_by=inspector, superseded_because="our_error"
    )

    reading.refresh_from_db()
    assert reading.superseded_at > reading.recorded_at - dt.timedelta(seconds=1) > long_ago


def test_superseded_row_stays_as_it_is(reading, inspector):
    reading.withdraw(by=inspector, note="Wrong.")

    assert (
        refused_by_database(
            lambda: Reading.objects.filter(pk=reading.pk).update(superseded_at=None)
        )
        == "superseded_not_edited"
    )


def test_same_reading_again_changes_nothing(reading, inspector):
    values = {
        name: getattr(reading, name)
        for name in ("measure", "period_start", "period_end", "low", "high")
    }

    same, is_new = Reading.record(by=inspector, **values)

    assert (same, is_new) == (reading, False)
    assert Reading.objects.count() == 1


def test_another_value_for_the_period_refused(reading, inspector):
    with pytest.raises(ValidationError, match="correct that one"):
        Reading.record(
            by=inspector,
            measure=reading.measure,
            period_start=reading.period_start,
            period_end=reading.period_end,
            low=Decimal(1),
            high=Decimal(1),
        )


def test_withdrawn_reading_is_not_brought_back(reading, inspector):
    reading.withdraw(by=inspector, note="Wrong.")

    with pytest.raises(ValidationError, match="not brought back"):
        Reading.record(
            by=inspector,
            measure=reading.measure,
            period_start=reading.period_start,
            period_end=reading.period_end,
            low=reading.low,
            high=reading.high,
        )


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_leave_one_successor():
    reading, people = make.ReadingFactory(), [make.UserFactory(), make.UserFactory()]
    together, outcomes = threading.Barrier(2), []

    def correct(person, value):
        try:
            together.wait(20)
            Reading.objects.get(pk=reading.pk).supersede(
                by=person, because="our_error", low=value, high=value
            )
            outcomes.append("corrected")
        except ValidationError as error:
            outcomes.append(error.messages[0])
        finally:
            connection.close()

    threads = [
        threading.Thread(target=correct, args=(person, Decimal(value)))
        for value, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(outcomes) == [
        "This row has been corrected or withdrawn already: correct its successor.",
        "corrected",
    ]
    assert Reading.objects.current().count() == 1
