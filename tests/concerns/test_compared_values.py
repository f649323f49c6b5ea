"""Which value of a force is compared: computed or as stated, as at a day, known at an instant."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from api.clocks import Clocks, settled_instant
from concerns.comparison import latest_comparison
from concerns.models import Indicator
from concerns.outliers import Logs
from tests import factories as make
from tests.concerns.conftest import END, LONG_AFTER, START
from tests.concerns.series import read


def values(found):
    return {each.force.slug: each.value for each in found.forces}


def test_rate_is_computed_from_its_counts_and_else_as_stated(say, compare, indicator):
    say("north", "77", numerator=1242, denominator=1605)
    say("south", "50", numerator=1, denominator=2)
    say("west", "60.0", denominator=12)
    say("east", "1", numerator=0, denominator=7)

    found = {each.force.slug: each for each in compare().forces}

    assert found["north"].value == round(Decimal(124200) / 1605, 12)
    assert (str(found["south"].value), found["south"].is_computed) == ("50", True)
    assert (str(found["east"].value), found["east"].is_computed) == ("0", True)
    assert (str(found["west"].value), found["west"].is_computed) == ("60.0", False)


@pytest.mark.parametrize(
    ("unit", "per"),
    [
        ("percent", 100),
        ("per 1000 population", 1000),
        ("per 1,000 people", 1000),
        ("per month", None),
        ("calls per month", None),
        ("officers", None),
    ],
)
def test_rate_is_known_by_its_unit(unit, per):
    assert Indicator(unit=unit).rate_per == per


def test_counts_behind_what_is_no_rate_change_nothing(say, compare, indicator):
    indicator.unit = "officers"
    indicator.save()
    say("north", "10", numerator=5, denominator=20), say("south", "20")

    assert values(compare()) == {"north": 10, "south": 20}


@pytest.mark.parametrize(("day", "n"), [(END, 2), (END - dt.timedelta(days=1), None)])
def test_nothing_is_read_before_the_period_ended(say, compare, day, n):
    say("north", "10"), say("south", "20")

    if n:
        assert compare(as_at=day).average.n == n
    else:
        with pytest.raises(ValidationError):
            compare(as_at=day)


@pytest.mark.django_db(transaction=True)
def test_corrected_values_are_those_known_at_the_instant(say, compare, inspector):
    wrong = say("north", "10")
    say("south", "20")
    before = settled_instant()
    wrong.supersede(
        by=inspector, because="our_error", note="Misread.", low=Decimal(15), high=Decimal(15)
    )

    assert values(compare()) == {"north": 15, "south": 20}
    assert values(compare(known_at=before)) == {"north": 10, "south": 20}
    assert values(compare(known_at=settled_instant())) == {"north": 15, "south": 20}


def test_only_what_is_within_reach_is_compared(compare, say, liaison_officer, analyst):
    readings = [say(slug, said) for slug, said in (("north", "10"), ("south", "20"), ("west", "9"))]
    readings[0].measure.force.liaison_officers.add(liaison_officer)
    for reading in readings[:2]:
        reading.measure.concerns.add(make.ConcernFactory(force=reading.measure.force))

    found = compare(analyst)
    assert (values(found), found.missing) == ({"north": 10, "south": 20}, ("west",))
    with pytest.raises(ValidationError) as refusal:
        compare(liaison_officer)
    assert refusal.value.code == "one_force"


def test_equal_values_are_compared_and_none_stands_out(say, compare):
    say("north", "10"), say("south", "10"), say("west", "10.0")

    found = compare()

    assert found.average.logs == Logs.ALL_EQUAL
    assert {each.place.band for each in found.forces} == {None}


def test_queries_do_not_grow_with_the_forces(say, compare, inspector, django_assert_num_queries):
    for number in range(2):
        say(f"force-a{number}", str(number))
    with django_assert_num_queries(2):
        compare()
    for number in range(6):
        say(f"force-b{number}", str(number))
    with django_assert_num_queries(2):
        compare()
    with django_assert_num_queries(2):
        compare(known_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))


def test_latest_period_of_two_forces_is_found(say, indicator, inspector):
    assert latest_comparison(inspector, indicator, clocks=Clocks(LONG_AFTER)) is None
    north, south = say("north", "10").measure, say("south", "20").measure
    read(north, "2021-04-01/2022-03-31", "11")
    read(south, "2021-04-01/2022-03-31", ">11")

    assert latest_comparison(inspector, indicator, clocks=Clocks(LONG_AFTER)).period_end == END
    assert latest_comparison(inspector, indicator, clocks=Clocks(START)) is None
