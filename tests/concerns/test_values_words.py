"""How stated values and their periods are said."""

import datetime as dt
from decimal import Decimal

import pytest

from concerns.models import Reading


def reading(**values):
    first = dt.date(2022, 1, 1)
    return Reading(**{"period_start": first, "period_end": first, **values})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "point", "low": Decimal(900), "high": Decimal(900)}, "about 900"),
        ({"kind": "range", "low": Decimal(9), "high": Decimal(12)}, "about 9 to 12"),
        (
            {"kind": "bound", "low": Decimal(32400), "low_inclusive": False},
            "more than about 32,400",
        ),
        ({"kind": "bound", "low": Decimal(5)}, "at least about 5"),
        ({"kind": "bound", "high": Decimal(24)}, "at most about 24"),
        ({"kind": "bound", "high": Decimal(24), "high_inclusive": False}, "less than about 24"),
        (
            {
                "kind": "change",
                "change_unit": "percent",
                "base_label": "2021",
                "high": Decimal(-50),
                "high_inclusive": False,
            },
            "more than about 50 percent lower (base: 2021)",
        ),
    ],
)
def test_approximate_value_says_about_at_its_number(values, words):
    assert reading(approximate=True, **values).text() == words


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ((2022, 1, 1), "900 on 1 January 2022"),
        ((2022, 1, 31), "900 in January 2022"),
        ((2022, 1, 9), "900 from 1 January 2022 to 9 January 2022"),
    ],
)
def test_reading_says_when(end, words):
    value = {"low": Decimal(900), "high": Decimal(900)}
    assert str(reading(period_end=dt.date(*end), **value)) == words
