"""Values in words: the unit of a difference is not always the unit."""

from decimal import Decimal

import pytest

from concerns.models import Figure
from concerns.values import decimals_of, difference_unit


@pytest.mark.parametrize(
    ("change_unit", "unit", "words"),
    [
        ("absolute", "percent", "5 percentage points lower (base: then)"),
        ("percent", "percent", "5 percent lower (base: then)"),
        ("absolute", "incidents", "5 incidents lower (base: then)"),
        ("percent", "incidents", "5 percent lower (base: then)"),
    ],
)
def test_absolute_change_of_a_percentage_is_in_percentage_points(change_unit, unit, words):
    figure = Figure(
        kind="change",
        low=Decimal(-5),
        high=Decimal(-5),
        change_unit=change_unit,
        base_label="then",
        unit=unit,
    )

    assert figure.in_words() == words


def test_difference_of_two_percentages_is_in_points():
    assert difference_unit("percent") == "percentage points"
    assert difference_unit("percent of the base") == "percent of the base"


@pytest.mark.parametrize(
    ("number", "decimals"), [("77", 0), ("77.70", 2), ("1E+3", 0), ("-0.5", 1)]
)
def test_decimals_are_those_that_are_stated(number, decimals):
    assert decimals_of(Decimal(number)) == decimals
