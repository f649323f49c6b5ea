"""The overview's page: who sees it, its day, and that each link leads to what it counts."""

import datetime as dt
import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.concerns.closing import today
from tests.concerns.overviews import SmallRecord
from tests.past import noon, recording_at

ADDRESS = "/admin/overview/"
LINK = re.compile(r'<a href="(/admin/concerns/[^"]+)">(\d+)</a>')


@pytest.fixture
def record(force, liaison_officer, lead_inspector):
    return SmallRecord(force, liaison_officer, lead_inspector)


def page_of(person, **query):
    client = Client()
    client.force_login(person)
    answer = client.get(ADDRESS, query)
    return answer, answer.content.decode()


@pytest.mark.parametrize("role", ["inspector", "lead_inspector", "liaison_officer", "analyst"])
def test_who_may_read_the_record_finds_it_on_the_front_page(request, role, record):
    person = request.getfixturevalue(role)
    answer, page = page_of(person)
    client = Client()
    client.force_login(person)

    assert answer.status_code == 200
    assert "forces loaded" in page
    assert f'href="{ADDRESS}"' in client.get(reverse("admin:index")).content.decode()


def test_it_is_not_for_those_who_see_nothing_of_the_record(administrator):
    answer, _ = page_of(administrator)
    client = Client()
    client.force_login(administrator)

    assert answer.status_code == 403
    assert ADDRESS not in client.get(reverse("admin:index")).content.decode()


def test_it_asks_to_sign_in(client, db):
    assert client.get(ADDRESS).status_code == 302


@pytest.mark.parametrize("role", ["inspector", "liaison_officer", "analyst"])
def test_each_link_leads_to_exactly_what_it_counts(request, role, record):
    person = request.getfixturevalue(role)
    soon = make.WordingFactory(
        publication=record.cause.publication,
        deadline_kind="by_date",
        deadline_months=None,
        deadline_on=today() + dt.timedelta(days=10),
    )
    make.RecommendationFactory(concern=record.cause, wording=soon)
    make.ConcernFactory(force=record.force, raised_on=today() - dt.timedelta(days=91))
    client = Client()
    client.force_login(person)

    links = LINK.findall(page_of(person)[1])

    assert len({url for url, _ in links}) > 15
    for url, count in dict.fromkeys(links):
        answer = client.get(html.unescape(url))
        assert answer.status_code == 200, url
        assert answer.context["cl"].result_count == int(count), url


def test_past_day_is_told_in_words(inspector, record):
    answer, page = page_of(inspector, as_at="2024-06-30")

    assert answer.context["overview"].deadlines.overdue == 1
    assert "As it stood on 30 June 2024, as known now." in page
    assert "5 recommendations, 4 wordings" in page
    assert "since 2017" in page
    assert "Cannot be said: an estimated 75 percent are still open" in page


@pytest.mark.parametrize("role", ["inspector", "liaison_officer", "analyst"])
@pytest.mark.parametrize("as_at", ["2022-01-07", "2022-01-08", "2022-01-09", "2024-06-30"])
def test_links_of_a_past_day_lead_to_what_was_counted_then(request, role, record, as_at):
    person = request.getfixturevalue(role)
    client = Client()
    client.force_login(person)

    links = LINK.findall(page_of(person, as_at=as_at)[1])

    assert len({url for url, _ in links}) > 10
    for url, count in dict.fromkeys(links):
        answer = client.get(html.unescape(url))
        assert f"as_at={as_at}" in url
        assert answer.context["cl"].result_count == int(count), url


def test_pinned_overview_stays_whatever_is_recorded_later(inspector, force):
    with recording_at(noon("2026-02-01")):
        make.ConcernFactory(force=force)
    pinned = {"as_at": "2026-02-01", "known_at": "2026-02-28"}
    before = page_of(inspector, **pinned)[0].context["overview"]
    with recording_at(noon("2026-03-01")):
        make.ConcernFactory(force=force)

    assert page_of(inspector, **pinned)[0].context["overview"] == before
    assert page_of(inspector)[0].context["overview"].concerns.by_kind.total == 2


def test_today_is_told_as_the_lists_are(inspector, record):
    asked, _ = page_of(inspector, as_at=str(today()))
    plain, _ = page_of(inspector)

    assert asked.context["overview"] == plain.context["overview"]


@pytest.mark.parametrize(
    ("as_at", "sentence"),
    [
        ("2199-01-01", "or earlier"),
        ("soon", "a day as YYYY-MM-DD"),
        ("2021-02-30", "a day as"),
    ],
)
def test_day_that_cannot_be_told_is_refused_in_a_sentence(inspector, record, as_at, sentence):
    answer, page = page_of(inspector, as_at=as_at)

    assert answer.status_code == 200
    assert re.search(rf'id="fault-as-at">As at: .*{sentence}', page)
    assert answer.context["overview"] == page_of(inspector)[0].context["overview"]
    assert "As it stood on" not in page


@pytest.mark.parametrize("as_at", ["0001-01-01", "0001-12-31", "1900-01-01"])
def test_day_long_before_everything_has_an_empty_overview(inspector, api_client, record, as_at):
    answer, page = page_of(inspector, as_at=as_at)
    api_client.force_authenticate(inspector)

    assert answer.context["overview"].concerns.by_kind.total == 0
    assert LINK.findall(page) == []
    assert api_client.get("/api/v1/overview/", {"as_at": as_at}).status_code == 200


def test_page_keeps_to_the_strict_policy(inspector, record):
    answer, page = page_of(inspector)

    assert "style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*src=)", page.replace('type="application/json"', "src="))
    assert "default-src 'self'" in answer["Content-Security-Policy"]
