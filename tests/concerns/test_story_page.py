"""The page of a concern tells its whole story; its fields are folded away below."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concerns.admin.log import EVENTS_A_PAGE
from concerns.admin.story import MOST_PICTURED, Fact, said_once
from concerns.deadlines import left_of
from concerns.models import Event
from tests import factories as make
from tests.concerns.closing import propose

DAY = dt.date(2022, 3, 3)


def measure_of(concern, readings=2):
    measure = make.MeasureFactory(force=concern.force, concerns=[concern])
    for number in range(readings):
        day = dt.date(2021, 10, 1) + dt.timedelta(days=number)
        make.ReadingFactory(measure=measure, value=100 - number, period_start=day)
    return measure


def part_of(concern, **values):
    return make.RecommendationFactory(
        concern=concern, wording__publication=concern.publication, **values
    )


def comment(concern, by, note="Looked at again."):
    return concern.comment(by=by, route="admin", happened_on=DAY, note=note)


@pytest.mark.parametrize(
    ("days", "words"),
    [(2, "2 days left"), (1, "1 day left"), (0, "the last day"), (-1, "1 day over")],
)
def test_what_is_left_of_a_deadline(days, words):
    assert left_of(DAY + dt.timedelta(days=days), DAY) == words


def test_long_overdue_days_are_grouped_in_thousands():
    assert left_of(dt.date(2017, 1, 1), DAY) == "1,887 days over"


def test_what_is_said_of_several_facts_is_said_once():
    facts = [Fact("Change", "No."), Fact("Pace", "Ahead.", "good"), Fact("Halved", "No.", "quiet")]

    assert said_once(facts) == [
        Fact("Change, halved", "No.", "quiet"),
        Fact("Pace", "Ahead.", "good"),
    ]


def test_story_comes_first_and_the_fields_are_folded_away(page_of, improvement, inspector):
    put, measure = part_of(improvement), measure_of(improvement)
    make.ActionFactory(concern=improvement, title="Hire call handlers")
    comment(improvement, inspector)

    page = page_of(improvement)

    order = [
        f"<h1>{improvement.title}</h1>",
        'id="steps"',
        f">{put.reference}</a>",
        f'id="measure-{measure.pk}"',
        "<svg height=",
        "Hire call handlers",
        "Looked at again.",
        '<details class="edit"',
        'name="title"',
        'name="_save"',
        "</details>",
    ]
    places = [page.find(text) for text in order[:-1]] + [page.rfind(order[-1])]
    assert -1 not in places
    assert places == sorted(places)
    assert " style=" not in page


def test_fields_that_were_not_saved_stand_unfolded_with_what_was_typed(
    client_of, improvement, inspector
):
    address = reverse("admin:concerns_concern_change", args=[improvement.pk])

    page = client_of(inspector).post(address, {"title": "", "detail": "Typed."}).content.decode()

    assert "Typed." in page
    assert '<details class="edit"' not in page
    assert "This field is required." in page


def test_reading_of_the_one_measure_is_a_step_away(page_of, improvement):
    measure = measure_of(improvement)

    steps = page_of(improvement).partition('id="steps"')[2].partition("</section>")[0]
    assert f'href="{reverse("admin:concerns_reading_add")}?measure={measure.pk}"' in steps


@pytest.mark.parametrize(
    ("person", "offered", "refused"),
    [
        ("inspector", ["Propose closure", "Add an action"], ["A lead inspector decides this."]),
        ("liaison_officer", ["Claim progress", "Add an action"], ["An inspector"]),
    ],
)
def test_steps_are_offered_or_refused_with_the_reason(
    page_of, request, improvement, person, offered, refused
):
    page = page_of(improvement, request.getfixturevalue(person))

    steps = page.partition('id="steps"')[2].partition("</section>")[0]
    buttons, _, reasons = steps.partition("</ul>")
    assert all(f">{label}</a>" in buttons for label in offered)
    assert all(reason in reasons for reason in refused)


def test_own_proposal_is_refused_with_the_reason_in_place_of_its_button(
    page_of, improvement, lead_inspector
):
    propose(improvement, lead_inspector)

    steps = page_of(improvement, lead_inspector).partition('id="steps"')[2]

    assert ">Approve closure</a>" not in steps
    assert "Whoever proposed closure does not approve it" in steps


def test_same_refusal_of_several_facts_stands_once(page_of, improvement):
    measure_of(improvement, readings=1)

    page = page_of(improvement)

    assert "Change, significance, at or below half" in page
    assert page.count("Cannot be said: there is no reading after the baseline.") == 1


def test_events_that_were_decided_are_marked_on_the_chart(page_of, improvement, inspector):
    measure_of(improvement)

    chart = page_of(improvement).partition("<svg height=")[2].partition("</svg></div>")[0]

    assert ">raised</text>" in chart
    assert ">today, " in chart


def test_page_of_the_past_tells_the_story_and_offers_nothing(page_of, improvement):
    put = part_of(improvement)

    page = page_of(improvement, as_at="2022-03-03")

    assert put.reference in page
    assert 'id="steps"' not in page
    assert "Add a measure" not in page


def test_analyst_is_offered_nothing_and_sees_no_action(page_of, improvement, analyst):
    make.ActionFactory(concern=improvement, title="Hire call handlers")

    page = page_of(improvement, analyst)

    assert "Hire call handlers" not in page
    assert "Add a reading" not in page
    assert 'name="_save"' not in page


def test_page_asks_as_much_for_many_parts_and_stays_light(page_of, improvement, inspector):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page_of(improvement)
        return len(captured)

    def more(parts, readings):
        for _ in range(parts):
            measure_of(improvement, readings)
            make.ActionFactory(concern=improvement, recommendation=part_of(improvement))

    more(1, 2)
    comment(improvement, inspector)
    queries()  # the first page of a process asks for content types too
    few = queries()
    more(MOST_PICTURED + 1, 20)
    for number in range(EVENTS_A_PAGE):
        comment(improvement, inspector, f"Comment {number}.")

    assert queries() == few
    page = page_of(improvement)
    assert len(page.encode()) < 100_000
    assert page.count('<div class="chart">') == MOST_PICTURED
    assert page.count("<article") == 1 + MOST_PICTURED + 1


def test_log_is_paged_the_latest_first(page_of, improvement, inspector):
    for number in range(EVENTS_A_PAGE):
        comment(improvement, inspector, f"Comment {number}.")

    first, second = page_of(improvement), page_of(improvement, page="2")

    assert f"Comment {EVENTS_A_PAGE - 1}." in first
    assert f">{Event.Kind.OPENED.label}<" not in first
    assert f">{Event.Kind.OPENED.label}<" in second


def test_recommendation_page_tells_its_own(page_of, improvement, inspector):
    put = part_of(improvement)
    make.ActionFactory(concern=improvement, recommendation=put, title="Hire call handlers")

    page = page_of(put)

    assert f"<h1>Recommendation {put.reference}</h1>" in page
    assert put.wording.text in page
    assert "Hire call handlers" in page
    assert ">Propose closure</a>" in page.partition('id="steps"')[2]
