"""Forces side by side: an indicator, what is said of each force, and their comparison."""

import datetime as dt

import pytest

from concerns.comparison import compare_forces
from tests import factories as make
from tests.concerns.series import read

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
