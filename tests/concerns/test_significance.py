"""Whether two estimates differ significantly: the limit, and everything that is never compared."""

import datetime as dt
from decimal import Decimal

import pytest

from concerns.significance import Estimate, compare, refused


def estimate(value, margin=None, *, unit="percent", period=None, **values):
    numbers = [None if one is None else Decimal(one) for one in (value, margin)]
    days = [dt.date.fromisoformat(day) for day in period.split("/")] if period else [None, None]
    return Estimate(numbers[0], unit, margin=numbers[1], start=days[0], end=days[-1], **values)


@pytest.mark.parametrize(
    ("one", "other", "said", "difference", "threshold"),
    [
        (("90.6", "2.8"), ("77.7", "3.2"), "yes", "12.9", "4.25"),
        (("5", "3"), ("0", "4"), "no", "5", "5.0"),  # equal to the threshold
        (("5.1", "3"), ("0", "4"), "yes", "5.1", "5.00"),
        (("-5.1", "3"), ("0", "4"), "yes", "-5.1", "5.00"),
        (("4.9", "3"), ("0", "4"), "no", "4.9", "5.00"),
        (("5.000000000001", "3"), ("0", "4"), "yes", "5.000000000001", "5.0000000000000"),
        (("1.4", "1"), ("0", "1"), "no", "1.4", "1.41"),  # the root of two is 1.414...
        (("1.41", "1"), ("0", "1"), "no", "1.41", "1.414"),
        (("1.42", "1"), ("0", "1"), "yes", "1.42", "1.414"),
        (("1", "0"), ("1", "0"), "no", "0", "0.0"),
        (("1.1", "0"), ("1", "0"), "yes", "0.1", "0.00"),
        (("77.70", "3.2"), ("77.7", "3.2"), "no", "0.00", "4.525"),
        (("999999999999999999.000000000001", "0"), ("999999999999999999", "0"),
         "yes", "0.000000000001", "0.0000000000000"),
    ],
)  # fmt: skip
def test_difference_must_exceed_the_root_of_the_sum_of_squares(
    one, other, said, difference, threshold
):
    answer = compare(estimate(*one), estimate(*other))

    assert (answer.said, answer.refusal) == (said, None)
    assert (f"{answer.difference:f}", f"{answer.threshold:f}") == (difference, threshold)
    assert (answer.test, answer.assumption) == ("root_sum_of_squares", "independent_samples")
    # The threshold as shown decides as the exact one does.
    assert (abs(answer.difference) > answer.threshold) is (said == "yes")


@pytest.mark.parametrize(
    ("better", "rise", "fall"),
    [
        ("higher", "improved", "worsened"),
        ("lower", "worsened", "improved"),
        ("neither", "higher", "lower"),
    ],
)
def test_movement_is_better_or_worse_where_that_is_known(better, rise, fall):
    high, low = estimate("90", "1"), estimate("70", "1")

    assert compare(high, low, better=better).movement == rise
    assert compare(low, high, better=better).movement == fall
    assert compare(low, low, better=better).movement == "same"


@pytest.mark.parametrize(
    ("levels", "refusal", "level"),
    [
        (("95", "95"), None, "95"),
        (("95", None), None, None),
        ((None, None), None, None),
        (("95", "99"), "unlike_levels", None),
    ],
)
def test_confidence_level_is_never_assumed(levels, refusal, level):
    one, other = (
        estimate(value, "1", level=None if each is None else Decimal(each))
        for value, each in zip(("90", "70"), levels, strict=True)
    )

    answer = compare(one, other)

    assert (answer.refusal, answer.level) == (refusal, None if level is None else Decimal(level))


@pytest.mark.parametrize(
    ("one", "other", "claim", "said", "refusal"),
    [
        (("90", "1"), ("70", None), "", "cannot_be_said", "no_margins"),
        (("90", None), ("70", "1"), "", "cannot_be_said", "no_margins"),
        (("90", None), ("70", None), "Improved", "asserted", "no_margins"),
        (("90", "1"), (None, None), "Improved", "asserted", "no_comparator"),
        (("90", "1"), (None, None), "", "cannot_be_said", "no_comparator"),
        ((None, None), ("70", "1"), "Improved", "asserted", "not_one_value"),
        ((None, None), ("70", "1"), "", "cannot_be_said", "not_one_value"),
    ],
)
def test_what_cannot_be_tested_is_asserted_only_where_somebody_claims_it(
    one, other, claim, said, refusal
):
    answer = compare(estimate(*one), estimate(*other), claim=claim)

    assert (answer.said, answer.refusal, answer.threshold) == (said, refusal, None)
    assert answer.test is None


QUARTERS = ("2020-04-01/2020-06-30", "2021-05-01/2021-07-31")
ALIKE = {"indicator": "crimes", "force": "1", "nature": "flow", "length": "3 months 0 days"}


@pytest.mark.parametrize(
    ("one", "other", "refusal"),
    [
        ({}, {}, None),
        ({"indicator": "violence", "wholes": frozenset({"crimes"})}, {}, "part_of_whole"),
        ({}, {"indicator": "violence", "wholes": frozenset({"crimes"})}, "part_of_whole"),
        ({"indicator": "violence", "wholes": frozenset({"offences"})}, {}, None),
        ({"unit": "crimes"}, {}, "unlike_units"),
        ({"nature": "stock"}, {}, "flow_against_stock"),
        ({"nature": ""}, {}, None),
        ({"length": "12 months 0 days"}, {}, "unlike_periods"),
        ({"length": ""}, {}, None),
        ({"period": "2020-06-30/2020-09-29"}, {}, "overlapping"),
        ({"period": "2020-07-01/2020-09-30"}, {}, None),
        ({"period": "2020-06-30/2020-09-29", "force": "2"}, {}, None),
        ({"period": "2020-06-30/2020-09-29", "indicator": "violence"}, {}, None),
        ({"period": None}, {}, None),
    ],
)
def test_what_is_unlike_is_never_subtracted_whatever_is_claimed(one, other, refusal):
    this = estimate("90.6", "2.8", **{"period": QUARTERS[1], **ALIKE, **one})
    that = estimate("77.7", "3.2", **{"period": QUARTERS[0], **ALIKE, **other})

    answer = compare(this, that, claim="Improved")

    assert (answer.said, answer.refusal) == (
        ("cannot_be_said", refusal) if refusal else ("yes", None)
    )
    assert (answer.difference is None) is bool(refusal)


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        ("2020-04-01", None),
        ("2020-04-02", "series_break"),
        ("2020-12-31", "series_break"),
        ("2021-07-31", "series_break"),
        ("2021-08-01", None),
    ],
)
def test_two_sides_of_a_series_break_are_not_compared(day, refusal):
    this = estimate("90.6", "2.8", period=QUARTERS[1], **ALIKE)
    that = estimate("77.7", "3.2", period=QUARTERS[0], **ALIKE)
    breaks = [dt.date.fromisoformat(day)]

    assert compare(this, that, breaks=breaks).refusal == refusal
    assert compare(that, this, breaks=breaks).refusal == refusal


def test_answer_is_said_with_test_assumption_and_level():
    known = {"level": Decimal(95)}
    dated = compare(
        estimate("75.3", "6.1", period=QUARTERS[1], **known),
        estimate("90.3", "3.5", period=QUARTERS[0], **known),
    )
    undated = compare(estimate("79", "4.6"), estimate("77.6", "4.6"))

    assert dated.text == (
        "Significant: 15.0 percentage points lower, which is more than 7.03. Test: the difference "
        "against the root of the sum of the squares of both margins. Assumed: independent samples, "
        "margins of one confidence level; level: 95 percent."
    )
    assert undated.text.startswith(
        "Not significant: 1.4 percentage points higher, which is not more than 6.50."
    )
    assert undated.text.endswith("level: not stated; a period is not stated.")


def test_refusals_are_said_in_words():
    claimed = compare(estimate("21.5"), estimate("19.6"), claim="Higher")
    part = refused("part_of_whole")

    assert claimed.text == "Asserted only (higher), nothing to test: not both have a margin."
    assert part.said == "cannot_be_said"
