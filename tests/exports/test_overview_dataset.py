"""The overview as a table says what the API says at the same clocks, to each as far as they see."""

import pytest

from api.clocks import Clocks, instant_text, settled_instant
from exports.datasets import OVERVIEW
from tests.concerns.overviews import AS_AT, SmallRecord

pytestmark = pytest.mark.django_db
LIVE = Clocks(AS_AT, is_live=True)


@pytest.fixture
def record(force, liaison_officer, lead_inspector):
    return SmallRecord(force, liaison_officer, lead_inspector)


def lines(user, clocks=LIVE, **question):
    rows = OVERVIEW.queryset(clocks=clocks, user=user, **question)
    return list(rows.values("section", "breakdown", "key", "count", "unit", "refusal"))


def total(user, part, **question):
    (found,) = [
        line["count"]
        for line in lines(user, **question)
        if (line["section"], line["key"]) == (part, "total")
    ]
    return found


def of_document(document, line):
    """The number that the API's document has where the line says."""
    node, key = document[line["section"]], line["key"]
    if line["breakdown"]:
        node = node[line["breakdown"]]
    if isinstance(node, list):
        quarter, _, key = key.partition("_")
        node = next(each for each in node if each["quarter"] == quarter)
    rows = {row["key"] or "": row for row in node.get("rows", ())}
    if key in rows:
        return rows[key]["count"]
    if key.removesuffix("_approximate") in rows:
        return rows[key.removesuffix("_approximate")]["approximate"]
    if key in node:
        return node[key]["days"] if isinstance(node[key], dict) else node[key]
    name, _, end = key.rpartition("_")
    return node[name][end] if node[name] else None


@pytest.mark.django_db(transaction=True)  # what is recorded settles when it is committed
@pytest.mark.parametrize("role", ["inspector", "liaison_officer", "analyst"])
def test_every_line_is_what_the_api_says(request, api_client, record, role):
    user, known_at = request.getfixturevalue(role), settled_instant()
    api_client.force_authenticate(user)
    query = {"as_at": AS_AT.isoformat(), "known_at": instant_text(known_at)}
    document = api_client.get("/api/v1/overview/", query).json()

    found = lines(user, Clocks(AS_AT, known_at))

    assert document["recommendations"]["total"] > 0
    assert [line for line in found if of_document(document, line) != line["count"]] == []
    places = [(line["section"], line["breakdown"], line["key"]) for line in found]
    assert len(set(places)) == len(places) > 100


def test_totals_follow_reach_and_forces(record, inspector, analyst, liaison_officer, administrator):
    assert total(None, "concerns") == total(inspector, "concerns") == 5
    assert total(analyst, "recommendations") == 5
    assert total(liaison_officer, "concerns") == 3
    assert total(administrator, "concerns") == 0
    assert total(None, "concerns", forces=["b"]) == 2
    assert total(None, "recommendations", forces=["b", "own-force"]) == 5


def test_what_cannot_be_said_is_empty_and_says_why(record):
    (line,) = [
        line
        for line in lines(None)
        if (line["section"], line["breakdown"], line["key"])
        == ("days_to_close", "concerns", "median")
    ]

    assert (line["count"], line["unit"]) == (None, "days")
    assert line["refusal"].startswith("an estimated 75 percent are still open")


def test_of_nothing_every_count_is_nought(db):
    found = lines(None)

    assert len(found) > 50
    assert {line["count"] for line in found} == {0, None}
    assert {line["refusal"] for line in found if line["count"] is None} == {"there is none"}
