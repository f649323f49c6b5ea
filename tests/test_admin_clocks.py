"""Lists of the admin at the two clocks: what stood is shown, and nothing is done there."""

import datetime as dt
import html
import re

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.scoped_admin import ClockedList
from concerns.models import Concern, Event, Measure, Reading, Recommendation
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
    assert of_the_api == {f"{name}s" for name in {*COUNTS_FROM} - {"answer"}} | {"progress"}


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
        ({"as_at": "2199-01-01"}, "as_at: today"),
        ({"as_at": "soon"}, "as_at: a day as YYYY-MM-DD"),
        ({"known_at": "2021-09-30T12:00:00"}, "known_at: an instant with its offset"),
        ({"known_at": "2199-01-01"}, "known_at: not later than"),
        ({"known_at": "1999-01-01"}, "known_at: before that instant nothing had been recorded"),
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


@pytest.mark.parametrize("name", sorted(CLOCKED))
def test_list_of_the_past_is_only_read(lead_inspector, name):
    client = client_of(lead_inspector)
    live = listed(client, name)
    past = listed(client, name, as_at="2022-03-03")

    page = past.content.decode()
    assert "<b>As it stood on 3 March 2022, as known now.</b>" in page
    assert not past.context["action_form"]
    assert not past.context["has_add_permission"]
    assert "Nothing can be changed here" not in live.content.decode()


def test_action_sent_to_a_list_of_the_past_does_nothing(lead_inspector):
    concern = make.ConcernFactory()
    sent = {"action": "propose_closure_of_selected", "_selected_action": concern.pk}

    answer = client_of(lead_inspector).post(f"{changelist('concern')}?as_at=2022-03-03", sent)

    assert "Propose closure" not in answer.content.decode()
    assert Event.objects.filter(concern=concern).count() == 1


def test_links_and_forms_of_the_list_keep_the_clocks(inspector, force):
    for number in range(102):
        make.ReadingFactory(period_start=dt.date(2020, 1, 1) + dt.timedelta(days=number))
    client = client_of(inspector)
    asked = {"as_at": "2022-03-03", "known_at": ""}

    page = listed(client, "reading", **asked, q="incidents", kind__exact="point").content.decode()

    main = page.partition('id="changelist"')[2]
    links = [html.unescape(link) for link in re.findall(r'href="(\?[^"]*)"', main)]
    assert len(links) > 10
    assert [link for link in links if "as_at=2022-03-03" not in link] == []
    search = main.partition('id="changelist-search"')[2].partition("</form>")[0]
    assert 'name="as_at" value="2022-03-03"' in search
    clocks = page.partition('class="clocks"')[2].partition("</form>")[0]
    assert 'name="q" value="incidents"' in clocks
    assert 'name="kind__exact" value="point"' in clocks
    second = listed(client, "reading", **asked, p=2)
    assert len(second.context["cl"].result_list) == 2
    sorted_back = listed(client, "reading", **asked, o="-4")
    assert sorted_back.context["cl"].result_count == 102


@pytest.mark.parametrize(
    ("name", "make_row", "leads_to"),
    [
        ("concern", lambda: make.ConcernFactory(), Concern),
        ("recommendation", lambda: make.RecommendationFactory(), Recommendation),
        ("measure", lambda: make.ReadingFactory().measure, Measure),
        ("progress", lambda: make.ReadingFactory().measure, Measure),
        ("reading", lambda: make.ReadingFactory(), Reading),
    ],
)
def test_row_leads_to_its_page_of_the_same_day(inspector, name, make_row, leads_to):
    row = make_row()
    page = listed(client_of(inspector), name, as_at="2022-03-03").content.decode()

    [link] = re.findall(r'<th class="field-[^"]*"><a href="([^"]+)"', page)

    assert link.startswith(address(leads_to, "change", row.pk))
    assert ("as_at=2022-03-03" in html.unescape(link).replace("?", "&").split("&")) == (
        leads_to is not Reading
    )


def test_live_list_can_be_cited(inspector, force):
    with recording_at(noon("2026-02-01")):
        concern = make.ConcernFactory(force=force)
    client = client_of(inspector)
    page = listed(client, "concern", status__exact="open").content.decode()

    [url] = re.findall(r'href="([^"]+)"[^>]*>Cite this<', page)
    cited = client.get(html.unescape(url))

    assert "status__exact=open" in url
    assert list(cited.context["cl"].result_list) == [concern]
    assert "Cite this" not in cited.content.decode()
    assert "As it stood on" in cited.content.decode()


@pytest.mark.parametrize("name", sorted(CLOCKED))
def test_list_of_the_past_asks_as_much_for_six_rows_as_for_two(
    inspector, force, name, django_assert_max_num_queries
):
    build = COUNTS_FROM[name][0] if name in COUNTS_FROM else reach.reading
    client = client_of(inspector)

    def asked(rows):
        with recording_at(noon("2026-02-01")):
            for _ in range(rows):
                build(force, "published")
        with django_assert_max_num_queries(60) as told:
            listed(client, name, as_at="2022-03-03", known_at="2026-02-28")
        return len(told.captured_queries)

    asked(2)  # the first page of a process asks for content types too
    few = asked(1)
    assert asked(4) <= few


def test_lists_without_clocks_take_none(inspector):
    answer = client_of(inspector).get(
        reverse("admin:inspections_force_changelist"), {"as_at": "2022-03-03"}
    )

    assert (answer.status_code, answer.url.partition("?")[2]) == (302, "e=1")
