"""Releasing a publication starts the clocks of what it says."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from concerns.actions import release
from concerns.models import Response
from tests import factories as make
from tests.record_rules import sentence_from_database


@pytest.fixture
def draft(force):
    return make.PublicationFactory(draft=True, kind="accelerated_cause", addresses=[force])


def send(publication, by, **dates):
    release(publication, by=by, route="command", **dates)


@pytest.mark.parametrize(
    ("published_on", "due_on"),
    [
        (dt.date(2021, 9, 30), dt.date(2021, 11, 24)),
        (dt.date(2022, 3, 3), dt.date(2022, 4, 27)),
        (dt.date(2023, 11, 10), dt.date(2024, 1, 4)),
    ],
)
def test_response_falls_due_on_the_56th_day(draft, inspector, published_on, due_on):
    send(draft, inspector, published_on=published_on)

    assert draft.responses.get().due_on == due_on


@pytest.mark.parametrize("kind", ["letter", "revisit_letter", "closure_letter", "announcement"])
def test_letter_needs_no_response(force, inspector, kind):
    letter = make.PublicationFactory(draft=True, kind=kind, addresses=[force])

    send(letter, inspector, published_on=dt.date(2022, 10, 28))

    assert not Response.objects.exists()


def test_report_that_was_only_sent_expects_no_response_yet(draft, inspector):
    send(draft, inspector, sent_on=dt.date(2021, 9, 29))
    assert not Response.objects.exists()

    send(draft, inspector, published_on=dt.date(2021, 9, 30))
    assert Response.objects.count() == 1


def test_each_addressed_force_owes_one_and_a_regional_unit_none(force, other_force, inspector):
    unit = make.ForceFactory(kind="regional_unit")
    report = make.PublicationFactory(draft=True, addresses=[force, other_force, unit])

    send(report, inspector, published_on=dt.date(2023, 11, 10))

    assert {response.force for response in Response.objects.all()} == {force, other_force}


def test_month_starts_no_clock(draft, force, inspector):
    concern = make.ConcernFactory(cause=True, force=force, publication=draft)
    recommendation = make.RecommendationFactory(concern=concern)

    send(draft, inspector, published_on=dt.date(2021, 12, 1), published_on_precision="month")

    recommendation.refresh_from_db()
    assert recommendation.due_on is None
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("published_on", "months", "due_on"),
    [
        (dt.date(2021, 9, 30), 3, dt.date(2021, 12, 30)),
        (dt.date(2021, 11, 30), 3, dt.date(2022, 2, 28)),
        (dt.date(2023, 11, 30), 3, dt.date(2024, 2, 29)),
        (dt.date(2021, 10, 31), 1, dt.date(2021, 11, 30)),
    ],
)
def test_deadline_counts_from_publication(draft, force, inspector, published_on, months, due_on):
    concern = make.ConcernFactory(
        cause=True, force=force, publication=draft, raised_on=dt.date(2021, 9, 1)
    )
    wording = make.WordingFactory(publication=draft, deadline_months=months)
    recommendation = make.RecommendationFactory(concern=concern, wording=wording)
    assert recommendation.due_on is None

    send(draft, inspector, published_on=published_on)

    recommendation.refresh_from_db()
    event = recommendation.events.get(kind="deadline_changed")
    assert recommendation.due_on == due_on
    assert (event.was, event.became, event.happened_on) == ("", str(due_on), published_on)


def test_immediate_has_no_due_date(draft, force, inspector):
    concern = make.ConcernFactory(cause=True, force=force, publication=draft)
    wording = make.WordingFactory(
        publication=draft, deadline_kind="immediate", deadline_months=None
    )
    recommendation = make.RecommendationFactory(concern=concern, wording=wording)

    send(draft, inspector, published_on=dt.date(2021, 9, 30))

    recommendation.refresh_from_db()
    assert recommendation.due_on is None


def test_second_publication_day_refused(draft, inspector):
    send(draft, inspector, published_on=dt.date(2021, 9, 30))

    sentence = sentence_from_database(
        lambda: send(draft, inspector, published_on=dt.date(2021, 10, 1))
    )

    assert sentence == "sent_on and published_on are fixed once set."


def test_release_without_a_day_refused(draft, inspector):
    with pytest.raises(ValidationError, match="Give sent_on, published_on, or both"):
        send(draft, inspector)


def test_bare_complete_cause_says_which_one(draft, force, inspector):
    make.ConcernFactory(
        kind="cause_of_concern", force=force, publication=draft, reference="OF-2021-C1"
    )

    sentence = sentence_from_database(
        lambda: send(draft, inspector, published_on=dt.date(2021, 9, 30))
    )

    assert "is not published without a recommendation: give OF-2021-C1 one" in sentence
