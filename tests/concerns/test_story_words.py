"""What the pages of a concern and of the day say of an event: no more exactly than it is known."""

import datetime as dt

import pytest

from accounts.models import User
from tests import factories as make
from tests.concerns.closing import said
from tests.concerns.waiting import LONG_AGO, seen_on

PROMISED_ON = dt.date(2027, 2, 28)


@pytest.fixture
def officer(force, liaison_officer):
    force.liaison_officers.add(liaison_officer)
    return liaison_officer


@pytest.fixture
def news(client_of, inspector):
    """What the front page tells the inspector that somebody else did, line by line."""
    User.objects.filter(pk=inspector.pk).update(date_joined=LONG_AGO)

    def tell():
        return [each.words for each in seen_on(client_of(inspector), whose="all")["changed"].lines]

    return tell


def test_promised_date_stands_in_the_log_and_in_the_news(page_of, news, improvement, officer):
    improvement.promise(promised_on=PROMISED_ON, **said(officer))

    assert "<p>Promised date: 28 February 2027</p>" in page_of(improvement)
    assert any("(promised date: 28 February 2027)" in words for words in news())


def test_news_of_an_action_names_it(news, improvement):
    make.ActionFactory(concern=improvement, title="Hire call handlers")

    assert any("Opened: action Hire call handlers, by " in words for words in news())


def test_revisit_of_which_the_year_is_known_is_said_by_its_year(page_of, improvement):
    make.EventFactory(
        concern=improvement,
        kind="revisited",
        happened_on=dt.date(2022, 1, 1),
        happened_on_precision="year",
    )

    page = page_of(improvement)

    assert "revisited 2022" in page
    assert "revisited 1 January 2022" not in page


def test_numbers_of_a_time_axis_stand_below_a_chart_alone(page_of, improvement, inspector):
    for day in range(3, 9):
        improvement.comment(
            by=inspector, route="admin", happened_on=dt.date(2022, 3, day), note="Again."
        )
        make.EventFactory(concern=improvement, kind="revisited", happened_on=dt.date(2022, 3, day))

    assert "The numbers on the time axis" not in page_of(improvement)
    measure = make.MeasureFactory(force=improvement.force, concerns=[improvement])
    make.ReadingFactory(measure=measure)
    assert "The numbers on the time axis" in page_of(improvement)
