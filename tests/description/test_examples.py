"""Every operation has an example, and each is what the real record answers.

RECORD_EXAMPLES=1 writes the examples anew; make schema then puts them into the description.
"""

import json
import os
from pathlib import Path

import pytest
from django.conf import settings

from tests.description.asking import Asking
from tests.description.requests_of_the_report import READ_AFTER, REQUESTS

pytestmark = pytest.mark.django_db
RECORDS = bool(os.environ.get("RECORD_EXAMPLES"))
BY_HAND = {"comparisons_forces", "v1_runs_file_retrieve"}
"""One needs two forces, and the real record holds one; the other answers a file, not JSON."""
QUERIES = {"comparisons_grades": {"force": "greater-manchester"}}
SHOWN_COLUMNS = 2
HOST = "https://inspections.example.org"


@pytest.fixture
def answers(people, description):
    """What each operation answers, and what was sent."""
    asking = Asking(description, people)
    told = {}
    for name, (method, path) in asking.places.items():
        if name in BY_HAND:
            continue
        if method == "get":
            query = QUERIES.get(name, {"page_size": 1} if name.endswith("_list") else {})
            before = READ_AFTER.get(path.split("/")[3], ())
            answer, sent = asking.read(name, query, *before), None
        else:
            answer, sent = asking.write(name, *REQUESTS[name.removeprefix("v1_")])
        told[name] = (answer, sent)
    return told


def test_every_example_is_what_is_answered(answers):
    refused = {name: a.json() for name, (a, _) in answers.items() if a.status_code >= 300}
    assert not refused, json.dumps(refused)
    told = {name: example(answer, sent) for name, (answer, sent) in answers.items()}
    path = Path(settings.API_EXAMPLES)
    if RECORDS:
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert keys(kept) == keys(told), "record the examples anew with RECORD_EXAMPLES=1"


def example(answer, sent):
    text = answer.content.decode().replace("http://testserver", HOST)
    value = json.loads(text)
    if isinstance(value.get("columns"), list):
        value["columns"] = value["columns"][:SHOWN_COLUMNS]
    return {"answer": value} if sent is None else {"request": sent, "answer": value}


def keys(value):
    """The names in a value; of a list those of its first."""
    if isinstance(value, dict):
        return {name: keys(inner) for name, inner in value.items()}
    return [keys(value[0])] if isinstance(value, list) and value else None
