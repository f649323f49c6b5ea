"""A percentage from its parts, and how many times one number is another."""

from decimal import Decimal

import pytest

from concerns.ratios import share_of, times_of


@pytest.mark.parametrize(
    ("numerator", "denominator", "value", "percent", "follows"),
    [
        ("1242", "1605", "77", "77.38", "yes"),
        ("1242", "1605", "77.4", "77.383", "yes"),
        ("1242", "1605", "77.38", "77.3832", "yes"),
        ("1242", "1605", "77.3", "77.383", "no"),
        ("1242", "1605", "78", "77.38", "no"),
        ("1", "8", "12", "12.50", "yes"),  # a half may be rounded either way
        ("1", "8", "13", "12.50", "yes"),
        ("1251", "10000", "12", "12.51", "no"),
        ("1249", "10000", "13", "12.49", "no"),
        ("1", "3", "33.3", "33.333", "yes"),
        ("2", "3", "66", "66.67", "no"),
        ("0", "5", "0", "0.00", "yes"),
        ("1", "3", None, "33.33", "cannot_be_said"),
    ],
)
def test_share_follows_if_it_rounds_to_what_is_stated(
    numerator, denominator, value, percent, follows
):
    stated = None if value is None else Decimal(value)
    share = share_of(Decimal(numerator), Decimal(denominator), value=stated, stated="it")

    assert (str(share.percent), share.follows) == (percent, follows)


def test_share_that_is_about_right_is_not_called_wrong():
    share = share_of(Decimal(2), Decimal(3), value=Decimal(60), stated="it", approximate=True)

    assert share.follows == "cannot_be_said"


@pytest.mark.parametrize(
    ("value", "other", "times", "more_than"),
    [
        ("10710", "4380", "2.45", 2),
        ("8760", "4380", "2.00", 1),  # exactly double is not more than double
        ("8760.1", "4380", "2.00", 2),
        ("8759.9", "4380", "2.00", 1),
        ("4380", "4380", "1.00", None),
        ("4381", "4380", "1.00", 1),
        ("4379", "4380", "1.00", None),
        ("1", "3", "0.33", None),
        ("0.000000000001", "1", "0.00", None),
        ("30", "2", "15.00", 14),
    ],
)
def test_times_and_what_it_exceeds(value, other, times, more_than):
    found = times_of(Decimal(value), Decimal(other), unit="cases")

    assert (str(found.times), found.more_than) == (times, more_than)


@pytest.mark.parametrize(("value", "other"), [("1", "0"), ("0", "1"), ("-1", "2"), ("1", "-2")])
def test_what_is_not_above_nought_is_no_number_of_times(value, other):
    assert times_of(Decimal(value), Decimal(other), unit="cases") is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("13140", "3.00 times 4,380 cases: more than double."),
        ("13141", "3.00 times 4,380 cases: more than 3 times it."),
        ("5000", "1.14 times 4,380 cases: more than it."),
        ("4380", "1.00 times 4,380 cases."),
    ],
)
def test_times_are_said_in_words(value, words):
    assert times_of(Decimal(value), Decimal(4380), unit="cases").text == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("77", "1,242 of 1,605 is 77.38 percent; 77 percent follows from it."),
        ("78", "1,242 of 1,605 is 77.38 percent; 78 percent does not follow from it."),
        (None, "1,242 of 1,605 is 77.38 percent; whether it follows from it cannot be said."),
    ],
)
def test_share_is_said_beside_the_stated_one(value, words):
    stated = f"{value} percent" if value else "it"
    number = Decimal(value) if value else None

    assert share_of(Decimal(1242), Decimal(1605), value=number, stated=stated).text == words
