"""A list of the past is only read; its links, forms and rows keep the clocks, and it can be cited."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from concerns.models import Concern, Event, Measure, Reading, Recommendation
from tests import factories as make
from tests import reach
from tests.past import noon, recording_at
from tests.test_admin_clocks import CLOCKED, COUNTS_FROM, changelist, listed
from tests.test_admin_pages import address, client_of


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
    last = listed(client, "reading", **asked, p=3)
    assert len(last.context["cl"].result_list) == 2
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

    [link] = re.findall(r'<th [^>]*class="field-[^>]*><a href="([^"]+)"', page)

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


@pytest.mark.parametrize("query", [{"nothing": "x"}, {"raised_on__year": "99999"}, {"p": "9" * 30}])
def test_filter_that_is_not_known_leaves_the_day(inspector, query):
    client = client_of(inspector)
    make.ConcernFactory.create_batch(101)

    answer = client.get(changelist("concern"), {"as_at": "2022-03-03", **query})

    assert answer.url == f"{changelist('concern')}?e=1&as_at=2022-03-03"
    assert "As it stood on 3 March 2022" in client.get(answer.url).content.decode()


def test_lists_without_clocks_take_none(inspector):
    answer = client_of(inspector).get(
        reverse("admin:inspections_force_changelist"), {"as_at": "2022-03-03"}
    )

    assert (answer.status_code, answer.url.partition("?")[2]) == (302, "e=1")
