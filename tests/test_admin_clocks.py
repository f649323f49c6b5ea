"""Lists of the admin at the two clocks: what stood is shown, and nothing is done there."""

import datetime as dt
import re

import pytest
from django.contrib import admin

from accounts.scoped_admin import ClockedList
from tests import factories as make
from tests import reach
from tests.concerns.test_clocks_api import CLOCKED as CLOCKED_IN_THE_API
from tests.past import noon, recording_at
from tests.test_admin_pages import MODELS, address, client_of

CLOCKED = {m.__name__.lower() for m in MODELS if isinstance(admin.site._registry[m], ClockedList)}
COUNTS_FROM = {
    "concern": (reach.concern, "2021-09-30"),
    "recommendation": (reach.recommendation, "2021-09-30"),
    "action": (reach.action, "2021-09-30"),
    "event": (lambda force, stage: make.EventFactory(happened_on="2022-03-03"), "2022-03-03"),
    "lineage": (reach.lineage, "2021-09-30"),
    "response": (reach.response, "2021-09-30"),
    "answer": (lambda force, stage: make.AnswerFactory(), "2021-11-01"),
    "judgment": (reach.judgment, "2021-09-30"),
    "monitoringstage": (lambda force, stage: make.MonitoringStageFactory(), "2020-12-01"),
    "target": (reach.target, "2021-09-30"),
    "baseline": (reach.baseline, "2021-09-30"),
    "reading": (reach.reading, "2021-09-30"),
    "figure": (lambda force, stage: make.FigureFactory(), "2021-09-30"),
}
"""How a row of each list is made, and the day from which it counts."""


def changelist(name):
    return address(next(m for m in MODELS if m._meta.model_name == name), "changelist")


def listed(client, name, **query):
    answer = client.get(changelist(name), query)
    assert answer.status_code == 200, answer
    return answer


def days_around(text):
    day = dt.date.fromisoformat(text)
    return [day + dt.timedelta(days=number) for number in (-1, 0, 1)]


def test_every_list_with_clocks_in_the_api_has_them_here_too():
    assert {*COUNTS_FROM, "measure", "progress"} == CLOCKED
    of_the_api = {name.replace("-", "") for name in CLOCKED_IN_THE_API}
    assert of_the_api == {f"{name}s" for name in COUNTS_FROM} | {"progress"}


@pytest.mark.parametrize("name", sorted(COUNTS_FROM))
def test_row_is_listed_from_the_day_it_counts(inspector, force, name):
    build, day = COUNTS_FROM[name]
    row = build(force, "published")
    client = client_of(inspector)

    seen = [
        row in listed(client, name, as_at=str(each)).context["cl"].result_list
        for each in days_around(day)
    ]

    assert seen == [False, True, True]


@pytest.mark.parametrize(
    ("as_at", "counted", "latest"),
    [("2021-09-29", 0, None), ("2021-09-30", 1, "2021-09-30"), ("2022-01-01", 2, "2022-01-01")],
)
def test_columns_of_measures_tell_the_readings_of_that_day(inspector, as_at, counted, latest):
    measure = make.ReadingFactory().measure
    make.ReadingFactory(measure=measure, period_start=dt.date(2022, 1, 1), value=40)
    client = client_of(inspector)

    [row] = listed(client, "measure", as_at=as_at).context["cl"].result_list
    [going] = listed(client, "progress", as_at=as_at).context["cl"].result_list

    assert (row.readings_counted, row.latest_end and str(row.latest_end)) == (counted, latest)
    assert (going.latest and str(going.latest.period_end)) == latest


def test_list_tells_positions_and_overdue_of_that_day(liaison_officer, inspector, force):
    put = make.RecommendationFactory(concern=make.ConcernFactory(force=force, cause=True))
    claim = {"by": liaison_officer, "route": "command", "note": "Done."}
    put.claim_complete(happened_on=dt.date(2022, 2, 1), **claim)
    client = client_of(inspector)

    def overdue(as_at):
        answer = listed(client, "recommendation", as_at=as_at, overdue="yes")
        return [row.force_status for row in answer.context["cl"].result_list]

    assert overdue("2021-12-30") == []  # its last day
    assert overdue("2021-12-31") == overdue("2022-01-31") == ["not_started"]
    assert overdue("2022-02-01") == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"as_at": "2199-01-01"}, "As at: today"),
        ({"as_at": "soon"}, "As at: a day as YYYY-MM-DD"),
        ({"known_at": "2021-09-30T12:00:00"}, "Known at: an instant with its offset"),
        ({"known_at": "2199-01-01"}, "Known at: not later than"),
        ({"known_at": "1999-01-01"}, "Known at: before that instant nothing had been recorded"),
    ],
)
def test_clock_that_cannot_be_told_is_refused_beside_its_field(inspector, query, sentence):
    concern = make.ConcernFactory()

    answer = listed(client_of(inspector), "concern", **query)

    page = answer.content.decode()
    name = next(iter(query)).replace("_", "-")
    assert re.search(rf'id="fault-{name}">{sentence}', page)
    assert f'aria-describedby="fault-{name}"' in page
    assert list(answer.context["cl"].result_list) == [concern]
    assert "Nothing can be changed here" not in page


def test_correction_later_does_not_change_the_pinned_list(inspector):
    with recording_at(noon("2026-02-01")):
        reading = make.ReadingFactory(value=41)
    pinned = {"known_at": "2026-02-28"}
    client = client_of(inspector)
    before = listed(client, "reading", **pinned).context["cl"].result_list
    with recording_at(noon("2026-03-01")):
        right = reading.supersede(by=inspector, because="our_error", low=14, high=14)

    after = listed(client, "reading", **pinned)

    assert before == after.context["cl"].result_list == [reading]
    assert "41 incidents" in after.content.decode()
    assert list(listed(client, "reading").context["cl"].result_list) == [right]
    assert list(listed(client, "reading", **pinned, superseded="yes").context["cl"].result_list)


def test_reach_counts_what_was_out_as_known_then(analyst, force):
    with recording_at(noon("2026-02-01")):
        concern = reach.concern(force, "draft")
    with recording_at(noon("2026-03-01")):
        concern.publication.release(published_on=make.PUBLISHED_ON)
    client = client_of(analyst)

    assert concern in listed(client, "concern").context["cl"].result_list
    assert concern in listed(client, "concern", known_at="2026-03-01").context["cl"].result_list
    assert not listed(client, "concern", known_at="2026-02-28").context["cl"].result_list
