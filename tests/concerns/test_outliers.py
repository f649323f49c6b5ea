"""The outlier method, against arithmetic written out here and published values of W."""

import math
from decimal import Decimal

import pytest
from scipy.stats import shapiro

from concerns.outliers import Band, Logs, TooFewForces, average

# Shapiro and Wilk (1965), Biometrika 52, example 2: weights of eleven men, W = 0.79.
WEIGHTS = [148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236]
DOUBLING = [2**power for power in range(10)]


def of(*values):
    return average([Decimal(str(value)) for value in values])


def bands(found):
    return [place.band for place in found.places]


def test_normal_values_are_used_as_they_are():
    found = of(2, 4, 4, 4, 5, 5, 7, 9)

    # The mean is 40 / 8; the squares of -3, -1, -1, -1, 0, 0, 2, 4 add up to 32.
    assert (found.n, found.mean, found.centre) == (8, 5, 5)
    assert found.sd == pytest.approx(math.sqrt(32 / 7))
    assert (found.low, found.high) == pytest.approx((5 - found.sd, 5 + found.sd))
    assert [place.z for place in found.places] == pytest.approx(
        [step / math.sqrt(32 / 7) for step in (-3, -1, -1, -1, 0, 0, 2, 4)]
    )
    assert bands(found) == [Band.WELL_BELOW, *[Band.AROUND] * 6, Band.WELL_ABOVE]
    assert (found.logs, found.logs_used, found.after) == (Logs.NORMAL, False, None)
    assert (found.log_mean, found.log_sd) == (None, None)
    tested = shapiro([2, 4, 4, 4, 5, 5, 7, 9])
    assert (found.before.w, found.before.p) == pytest.approx((tested.statistic, tested.pvalue))
    assert found.before.p > 0.05


def test_test_of_three_values_is_the_exact_one():
    found = of(1, 2, 4)

    # Of three, W is half the squared range over the sum of squares; p follows from the arc sine.
    w = (4 - 1) ** 2 / 2 / (16 / 9 + 1 / 9 + 25 / 9)
    p = 6 / math.pi * (math.asin(math.sqrt(w)) - math.asin(math.sqrt(0.75)))
    assert (found.before.w, found.before.p) == pytest.approx((w, p), abs=1e-6)


def test_published_w_comes_out_and_closer_logarithms_are_kept():
    found = of(*WEIGHTS)

    logged = [math.log(value) for value in WEIGHTS]
    assert round(found.before.w, 2) == 0.79
    assert found.before.p < 0.05
    assert found.after.w == pytest.approx(shapiro(logged).statistic)
    assert found.after.w > found.before.w
    assert found.logs == Logs.USED


def test_log_normal_values_are_judged_by_their_logarithms():
    found = of(*DOUBLING)

    # The logarithms are 0 to 9 times ln 2: mean 4.5, squares about it 82.5, so variance 82.5 / 9.
    spread = math.sqrt(82.5 / 9)
    assert found.logs_used
    assert found.log_mean == pytest.approx(4.5 * math.log(2))
    assert found.log_sd == pytest.approx(spread * math.log(2))
    assert [place.z for place in found.places] == pytest.approx(
        [(power - 4.5) / spread for power in range(10)]
    )
    assert bands(found) == [*[Band.WELL_BELOW] * 2, *[Band.AROUND] * 6, *[Band.WELL_ABOVE] * 2]
    assert found.centre == pytest.approx(2**4.5)
    assert (found.low, found.high) == pytest.approx((2 ** (4.5 - spread), 2 ** (4.5 + spread)))
    # Mean and standard deviation stay those of the values: 1,023 / 10.
    assert found.mean == pytest.approx(102.3)
    assert found.sd == pytest.approx(math.sqrt(sum((value - 102.3) ** 2 for value in DOUBLING) / 9))


def test_logarithms_that_are_no_closer_are_dropped():
    found = of(40, 96, 98, 99, 99, 100, 100, 100)

    assert found.before.p < 0.05
    assert found.after.w < found.before.w
    assert (found.logs, found.log_sd) == (Logs.NO_CLOSER, None)
    assert bands(found)[0] == Band.WELL_BELOW


@pytest.mark.parametrize("least", [0, -1])
def test_nought_and_negatives_have_no_logarithm(least):
    found = of(least, 1, 1, 1, 1, 1, 1, 60)

    assert found.before.p < 0.05
    assert (found.logs, found.after) == (Logs.NOT_POSITIVE, None)
    assert bands(found)[-1] == Band.WELL_ABOVE


def test_equal_values_have_no_z():
    found = of(*["8.5"] * 5)

    assert (found.logs, found.mean, found.sd) == (Logs.ALL_EQUAL, 8.5, 0)
    assert found.before is None
    assert {(place.z, place.band) for place in found.places} == {(None, None)}


def test_two_values_are_compared_untested():
    found = of(10, 20)

    assert (found.logs, found.before) == (Logs.NOT_TESTED, None)
    assert [place.z for place in found.places] == pytest.approx([-math.sqrt(0.5), math.sqrt(0.5)])
    assert bands(found) == [Band.AROUND, Band.AROUND]


@pytest.mark.parametrize("values", [[], ["8.5"]])
def test_fewer_than_two_are_refused(values):
    with pytest.raises(TooFewForces):
        of(*values)


@pytest.mark.parametrize(
    ("values", "last"),
    [
        (["0.1", "0.2", "0.3"], Band.AROUND),  # z is 1 exactly
        (["0.1", "0.2", "0.31"], Band.WELL_ABOVE),
        (["-0.1", "-0.2", "-0.3"], Band.AROUND),
        (["-0.1", "-0.2", "-0.31"], Band.WELL_BELOW),
    ],
)
def test_one_standard_deviation_itself_is_around_average(values, last):
    assert bands(of(*values))[-1] == last


def test_figures_of_any_size_are_compared():
    large, small = of(*[f"{n}e15" for n in (1, 2, 4)]), of(*[f"{n}e-12" for n in (1, 2, 4)])

    assert [place.z for place in large.places] == pytest.approx([place.z for place in small.places])
