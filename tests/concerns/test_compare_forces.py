"""Which forces and readings a comparison takes, and which it leaves out and says so."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from concerns.comparison import LeftOutBecause
from concerns.outliers import Band
from tests import factories as make
from tests.concerns.conftest import END, START
from tests.concerns.series import change, stated


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
