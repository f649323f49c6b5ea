"""Asking as each person, with every answer searched for what the person is not to see."""

import io
import itertools
import re
from contextlib import contextmanager

import polars
from django.db import transaction
from django.test import Client

from tests.access import table
from tests.access.world import AUDIENCES, PEOPLE, STORIES, mark, name_of

OF_ACCOUNTS = ("/admin/accounts/", "/admin/exports/", "/api/v1/schedules/")
"""Where accounts and what belongs to them stand."""


class Asker:
    """Asks as one person; what a request changed is undone when it is answered."""

    asked = 0
    """How many requests were made, by everybody."""

    def __init__(self, world, person):
        self.person = person
        self.client = Client()
        if person != "nobody":
            self.client.force_login(world.people[person])
        self.hidden = hidden_from(person)

    def __call__(self, method, path, body=None, *, asking_for=(), **options):
        """Return the answer; `asking_for` are words of the question, which it may repeat."""
        Asker.asked += 1
        with undone(method):
            answer = self.client.generic(method, path, **as_sent(body), **options)
            answer.body = whole(answer).lower()
        found = [
            word for word in self.hidden_at(path) if word in answer.body and word not in asking_for
        ]
        assert not found, f"{self.person}: {method} {path} shows {found}"
        return answer

    def hidden_at(self, path):
        """The words; an administrator's pages of accounts and schedules say whose they are."""
        if self.person == "administrator" and path.startswith(OF_ACCOUNTS):
            return [word for word in self.hidden if not word.startswith("zqname")]
        return self.hidden


def in_turns(places, asked):
    """Pair each thing that is asked with one of the places, so that every place has its turn."""
    assert places, "There is no place to ask at."
    return zip(itertools.cycle(places), asked, strict=False)


@contextmanager
def undone(method):
    """Undo what a request changes; reading is undone with the test."""
    if method in ("GET", "HEAD"):
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def as_sent(body):
    """How a body is sent, if there is one: as JSON."""
    return {} if body is None else {"data": body, "content_type": "application/json"}


def whole(answer):
    """The text of an answer, streamed or not."""
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return text_of(b"".join(parts))


def text_of(data):
    """All that can be read in an answer or a file; of Parquet, which is packed, what it unpacks to."""
    if not data.startswith(b"PAR1"):
        return data.decode("utf-8", "replace")
    said_of_itself = polars.read_parquet_metadata(io.BytesIO(data))
    said_of_itself.pop("ARROW:schema", None)  # the columns once more, packed
    return f"{said_of_itself} {polars.read_parquet(io.BytesIO(data)).to_dicts()}"


def marked_words(text):
    """The words of the world's stories and people, and codes of its measures, in a text."""
    return set(re.findall("zq[a-z]+|of-(?:own|other)[a-z]+", text.lower()))


def hidden_from(person):
    """The marks of everything that the person may not see, anywhere."""
    seen = table.RECORD.get(person, set())
    words = [mark(*story) for story in STORIES if story not in seen]
    for audience in AUDIENCES:
        if person not in table.READERS[audience]:
            words += [f"{mark(*story)}to{audience}" for story in seen]
    words += [f"{mark(*story)}action" for story in seen - table.BETWEEN_US.get(person, set())]
    if person not in table.INSIDE:
        words += [name_of(other) for other in PEOPLE if other != person]
    return words
