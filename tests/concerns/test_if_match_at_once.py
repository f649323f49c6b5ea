"""Two people who read the same version decide at the same time, on two real connections.

A third one holds the row until both of them wait for it, so that each has found its version
current before either writes.
"""

import threading
import time

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from accounts.roles import Role
from concerns.models import Concern
from tests import factories as make
from tests.concerns.closing import PROPOSAL

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12
WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks AS wanted
    WHERE NOT granted AND EXISTS (
        SELECT FROM pg_locks AS held JOIN pg_database ON pg_database.oid = held.database
        WHERE held.pid = wanted.pid AND held.granted AND datname = current_database()
    )
"""


class Request(threading.Thread):
    """One person's request; `answer` is what it came to."""

    def __init__(self, by, method, address, body, tag):
        super().__init__()
        self.by, self.method, self.address, self.body, self.tag = by, method, address, body, tag
        self.answer = None

    def run(self):
        client = APIClient()
        client.force_authenticate(self.by)
        try:
            ask = getattr(client, self.method)
            self.answer = ask(self.address, self.body, format="json", HTTP_IF_MATCH=self.tag)
        finally:
            connection.close()


def meet(concern, requests):
    """Start both; let go of the row once both wait for it."""
    try:
        with transaction.atomic():
            Concern.objects.select_for_update().get(pk=concern.pk)
            for request in requests:
                request.start()
            wait_for(len(requests))
    finally:
        for request in requests:
            request.join(120)
    return [request.answer for request in requests]


def wait_for(number):
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= number:
                return
        time.sleep(0.005)
    raise AssertionError("the requests never met")


def edit(word):
    return "patch", "", {"title": f"Response to the public, {word}"}


def proposal(word):
    return "post", "propose-closure/", {**PROPOSAL, "note": f"Seen on site: {word}."}


MEETINGS = {
    "edit and edit": (edit, edit),
    "verb and verb": (proposal, proposal),
    "verb and edit": (proposal, edit),
}


@pytest.mark.parametrize("meeting", MEETINGS)
def test_one_wins_and_the_other_is_told_the_version_there_is_now(meeting):
    people = [make.UserFactory(role=Role.INSPECTOR) for _ in range(2)]
    watcher = APIClient()
    watcher.force_authenticate(people[0])
    for turn in range(ROUNDS):
        concern = make.ConcernFactory()
        address = f"/api/v1/concerns/{concern.pk}/"
        read = watcher.get(address)
        asked = []
        for by, kind, word in zip(people, MEETINGS[meeting], "ab", strict=True):
            method, verb, body = kind(f"{turn} {word}")
            asked.append((by, method, address + verb, body, read["ETag"]))

        answers = meet(concern, [Request(*each) for each in asked])

        assert sorted(answer.status_code for answer in answers) == [200, 412], turn
        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        now = watcher.get(address)
        assert lost.json()["version"] == won.json()["version"] == now.json()["version"]
        assert lost.json()["version"] == read.json()["version"] + 1
        body = asked[answers.index(won)][-2]
        said = concern.events.exclude(kind="opened").values_list("note", flat=True)
        assert list(said) == ([body["note"]] if "note" in body else [])
        assert now.json()["title"] == body.get("title", read.json()["title"])
