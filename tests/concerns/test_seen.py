"""What changed since somebody last looked: theirs to say, never lost to a reload."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from api.clocks import instant_text
from tests import factories as make
from tests.concerns.waiting import LONG_AGO, seen_on

SEEN = reverse("seen")


@pytest.fixture
def client(inspector):
    User.objects.filter(pk=inspector.pk).update(date_joined=LONG_AGO)
    client = Client()
    client.force_login(inspector)
    return client


def changes(client):
    return seen_on(client, whose="all")["changed"].count


def until(client):
    return client.get("/admin/", {"whose": "all"}).context["until"]


def test_news_stays_until_the_person_has_seen_it(client):
    make.EventFactory()

    assert [changes(client) for _ in range(3)] == [2, 2, 2]  # the opening, and the comment


def test_seen_up_to_an_instant_takes_away_what_came_before(client, inspector):
    make.EventFactory()
    event = make.EventFactory()
    shown = event.recorded_at

    answer = client.post(SEEN, {"until": instant_text(shown - dt.timedelta(microseconds=1))})

    assert answer.url == reverse("admin:index")
    assert changes(client) == 4  # recorded in one transaction, at that very instant
    inspector.refresh_from_db()
    inspector.see(until=shown, settled=shown)
    assert changes(client) == 0


def test_what_came_in_after_the_page_was_made_is_still_news(client, inspector):
    at_page = make.EventFactory().recorded_at - dt.timedelta(seconds=1)

    client.post(SEEN, {"until": instant_text(at_page)})

    assert changes(client) == 2


def test_own_doings_are_no_news(client, inspector):
    concern = make.ConcernFactory(by=inspector)
    make.EventFactory(concern=concern, recorded_by=inspector)

    assert changes(client) == 0


def test_seen_is_taken_back_once(client, inspector):
    instant = make.EventFactory().recorded_at
    inspector.see(until=instant, settled=instant)
    assert changes(client) == 0

    client.post(SEEN, {"unsee": "yes"})
    assert changes(client) == 2
    client.post(SEEN, {"unsee": "yes"})
    assert changes(client) == 2


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ("", "Until: an instant with its offset"),
        ("2022-13-45T00:00:00Z", "Until: an instant with its offset"),
        ("2022-01-01T00:00:00", "Until: an instant with its offset"),
        ("2999-01-01T00:00:00Z", "Until: an instant that is over"),
    ],
)
def test_instant_that_is_none_or_not_over_is_refused(client, inspector, sent, sentence):
    answer = client.post(SEEN, {"until": sent}, follow=True)

    assert sentence in answer.content.decode()
    inspector.refresh_from_db()
    assert inspector.seen_until is None


def test_older_page_does_not_bring_back_what_was_seen(client, inspector):
    now = timezone.now() - dt.timedelta(minutes=1)
    inspector.see(until=now, settled=now)

    answer = client.post(SEEN, {"until": instant_text(now - dt.timedelta(hours=1))}, follow=True)

    assert "you have seen what changed after it" in answer.content.decode()
    inspector.refresh_from_db()
    assert inspector.seen_until == now


def test_same_instant_twice_can_still_be_taken_back(inspector):
    now = timezone.now()
    for _ in range(2):
        inspector.see(until=now, settled=now)

    inspector.unsee()

    assert inspector.seen_until == inspector.date_joined


def test_page_tells_the_settled_instant(client):
    assert until(client).endswith("Z")
