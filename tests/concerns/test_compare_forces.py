"""Which forces and readings a comparison takes, and which it leaves out and says so."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from api.clocks import settled_instant
from concerns.comparison import LeftOutBecause, compare_forces, latest_comparison
from concerns.models import Indicator
from concerns.outliers import Band, Logs
from tests import factories as make
from tests.concerns.series import change, read, stated

YEAR = "2020-04-01/2021-03-31"
START, END = dt.date(2020, 4, 1), dt.date(2021, 3, 31)
LONG_AFTER = dt.date(2026, 1, 1)


@pytest.fixture
def indicator(db):
    return make.IndicatorFactory(code="action-taken", unit="percent", floor=None)


@pytest.fixture
def say(indicator):
    """Record what is said of a force in the year."""

    def record(slug, said, *, period=YEAR, said_by="home_office", body=None, **values):
        force = body or make.ForceFactory(slug=slug)
        measure = make.MeasureFactory(indicator=indicator, force=force, said_by=said_by)
        return read(measure, period, said, **values)

    return record


@pytest.fixture
def compare(indicator, inspector):
    def ask(user=inspector, **values):
        asked = {"period_start": START, "period_end": END, "as_at": LONG_AFTER, **values}
        return compare_forces(user, indicator, **asked)

    return ask


def values(found):
    return {each.force.slug: each.value for each in found.forces}


def code_of(refusal):
    return refusal.value.code


def test_forces_stand_the_highest_first_and_the_missing_are_named(say, compare):
    for slug, said in (("north", "8.5"), ("south", "14.4"), ("west", "13.1")):
        say(slug, said)
    make.ForceFactory(slug="far")
    make.ForceFactory(slug="east")

    found = compare()

    assert [each.force.slug for each in found.forces] == ["south", "west", "north"]
    assert found.average.mean == pytest.approx((8.5 + 14.4 + 13.1) / 3)
    # Squares of -3.5, 2.4 and 1.1 about the mean of 12 add up to 19.22.
    assert found.average.sd == pytest.approx((19.22 / 2) ** 0.5)
    assert [each.place.z for each in found.forces] == pytest.approx(
        [2.4 / 9.61**0.5, 1.1 / 9.61**0.5, -3.5 / 9.61**0.5]
    )
    assert found.forces[-1].place.band == Band.WELL_BELOW
    assert found.missing == ("east", "far")
    assert (found.said_by, found.left_out) == ("home_office", ())


@pytest.mark.parametrize(
    ("said", "because"),
    [
        (">50", LeftOutBecause.NO_POINT),
        ("9..12", LeftOutBecause.NO_POINT),
        ("down", LeftOutBecause.NO_POINT),
        (change("-50"), LeftOutBecause.NO_POINT),
        (stated("5") | {"period_basis": "not_stated"}, LeftOutBecause.PERIOD_NOT_STATED),
    ],
)
def test_what_is_no_dated_point_is_left_out_and_its_force_is_missing(say, compare, said, because):
    say("north", "10"), say("south", "20"), say("west", said)

    found = compare()

    assert values(found) == {"north": 10, "south": 20}
    assert [(each.reading.measure.force.slug, each.because) for each in found.left_out] == [
        ("west", because)
    ]
    assert found.missing == ("west",)


@pytest.mark.parametrize("kind", ["country", "national_force", "regional_unit"])
def test_bodies_other_than_territorial_forces_are_left_out(say, compare, kind):
    say("north", "10"), say("south", "20")
    say("", "30", body=make.ForceFactory(slug="nation", kind=kind))

    found = compare()

    assert values(found) == {"north": 10, "south": 20}
    assert found.left_out[0].because == LeftOutBecause.NOT_TERRITORIAL
    assert found.missing == ()


@pytest.mark.parametrize(
    ("existence", "takes_part"),
    [
        ({"existed_until": dt.date(2020, 3, 31)}, False),
        ({"existed_until": START}, False),
        ({"existed_until": dt.date(2020, 4, 2)}, True),
        ({"existed_from": END}, True),
        ({"existed_from": dt.date(2021, 4, 1)}, False),
    ],
)
def test_force_takes_part_if_it_existed_in_the_period(say, compare, existence, takes_part):
    say("north", "10"), say("south", "20")
    say("", "30", body=make.ForceFactory(slug="past", **existence))
    silent = make.ForceFactory(slug="silent", **existence)

    found = compare()

    assert ("past" in values(found)) is takes_part
    assert (silent.slug in found.missing) is takes_part
    assert [each.because for each in found.left_out] == (
        [] if takes_part else [LeftOutBecause.NOT_IN_EXISTENCE]
    )


def test_readings_of_other_periods_take_no_part(say, compare):
    say("north", "10"), say("south", "20")
    say("west", "30", period="2020-04-01/2021-03-30")

    assert compare().missing == ("west",)


def test_rate_is_computed_from_its_counts_and_else_as_stated(say, compare, indicator):
    say("north", "77", numerator=1242, denominator=1605)
    say("south", "50", numerator=1, denominator=2)
    say("west", "60.0", denominator=12)

    found = {each.force.slug: each for each in compare().forces}

    assert found["north"].value == round(Decimal(124200) / 1605, 12)
    assert (str(found["south"].value), found["south"].is_computed) == ("50", True)
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


def test_sources_are_not_mixed(say, compare):
    north, south = say("north", "10").measure.force, say("south", "20").measure.force
    for force, said in ((north, "11"), (south, "23")):
        say("", said, body=force, said_by="ons")

    with pytest.raises(ValidationError) as refusal:
        compare()

    assert code_of(refusal) == "mixed_sources"
    assert values(compare(said_by="ons")) == {"north": 11, "south": 23}


def test_source_that_speaks_of_no_force_is_no_second_one(say, compare):
    say("north", "10"), say("south", "20")
    say("", "15", body=make.ForceFactory(kind="country"), said_by="ons")

    assert compare().said_by == "home_office"


@pytest.mark.parametrize(("slugs", "code"), [([], "no_value"), (["north"], "one_force")])
def test_fewer_than_two_forces_are_refused(say, compare, slugs, code):
    for slug in slugs:
        say(slug, "10")
    say("west", ">5")

    with pytest.raises(ValidationError) as refusal:
        compare()

    assert code_of(refusal) == code


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
    assert code_of(refusal) == "one_force"


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
    with django_assert_num_queries(3):
        compare(known_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))


def test_latest_period_of_two_forces_is_found(say, indicator, inspector):
    assert latest_comparison(inspector, indicator, as_at=LONG_AFTER) is None
    north, south = say("north", "10").measure, say("south", "20").measure
    read(north, "2021-04-01/2022-03-31", "11")
    read(south, "2021-04-01/2022-03-31", ">11")

    assert latest_comparison(inspector, indicator, as_at=LONG_AFTER).period_end == END
    assert latest_comparison(inspector, indicator, as_at=START) is None
