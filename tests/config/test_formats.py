"""Days and times of day as they are written in Great Britain."""

import datetime as dt

import pytest
from django.forms import DateField
from django.utils import formats, timezone

DAY = dt.date(2022, 3, 3)


def test_day_names_its_month():
    assert formats.date_format(DAY) == "3 March 2022"
    assert formats.date_format(DAY, "SHORT_DATE_FORMAT") == "3 Mar 2022"
    assert formats.date_format(DAY, "YEAR_MONTH_FORMAT") == "March 2022"


@pytest.mark.parametrize(
    ("utc", "said"),
    [
        (dt.datetime(2022, 3, 3, 14, 5, tzinfo=dt.UTC), "3 March 2022, 14:05"),
        (dt.datetime(2022, 7, 3, 23, 5, tzinfo=dt.UTC), "4 July 2022, 00:05"),  # summer time
    ],
)
def test_instant_is_said_by_the_clock_of_london(utc, said):
    assert formats.date_format(timezone.localtime(utc), "DATETIME_FORMAT") == said


@pytest.mark.parametrize("typed", ["03/04/2022", "2022-04-03"])
def test_day_is_typed_day_first_or_as_the_machine_has_it(typed):
    assert DateField().clean(typed) == dt.date(2022, 4, 3)


def test_number_keeps_its_point_and_its_commas():
    assert formats.number_format(1234.5, use_l10n=True, force_grouping=True) == "1,234.5"
