"""Correcting a reading by a new one, and withdrawing it."""

import pytest

from concerns.models import Reading
from tests import factories

ADDRESS = "/api/v1/readings/"


@pytest.fixture
def force(db, liaison_officer):
    force = factories.ForceFactory()
    force.liaison_officers.add(liaison_officer)
    return force


@pytest.fixture
def reading(force):
    measure = factories.MeasureFactory(
        force=force, concerns=[factories.ConcernFactory(force=force)]
    )
    return factories.ReadingFactory(measure=measure, value=100, source="The report.")


@pytest.fixture
def post(api_client, inspector):
    def send(body, by=inspector, address=ADDRESS):
        api_client.force_authenticate(by)
        return api_client.post(address, body, format="json")

    return send


def test_correction_supersedes_and_keeps_what_it_leaves_out(reading, post, api_client):
    answer = post(
        {"supersedes": reading.pk, "because": "our_error", "note": "Misread.", "value": 90}
    )
    assert answer.status_code == 201, answer.content
    new = answer.json()
    assert (new["value"], new["source"], new["supersedes"]) == (90, "The report.", reading.pk)
    assert new["period_end"] == "2021-09-30"
    old = api_client.get(f"{ADDRESS}{reading.pk}/").json()
    assert old["superseded_because"] == "our_error"
    assert old["superseded_note"] == "Misread."
    assert old["superseded_at"] is not None
    assert old["successor"] == new["id"]
    listed = api_client.get(ADDRESS).json()["results"]
    assert [row["id"] for row in listed] == [new["id"]]


def test_successor_is_named_after_it_was_corrected_itself(reading, post, api_client):
    second = post({"supersedes": reading.pk, "because": "our_error", "value": 90}).json()
    third = post({"supersedes": second["id"], "because": "our_error", "value": 80}).json()
    chain = [reading.pk, second["id"], third["id"]]
    successors = [api_client.get(f"{ADDRESS}{pk}/").json()["successor"] for pk in chain]
    assert successors == [second["id"], third["id"], None]


def test_correction_of_a_range_to_a_point_takes_both_ends(force, post):
    measure = factories.MeasureFactory(force=force)
    bound = factories.ReadingFactory(
        measure=measure, kind="bound", low=9, high=None, low_inclusive=False
    )
    row = post({"supersedes": bound.pk, "because": "restated_by_source", "value": 10}).json()
    assert (row["kind"], row["low"], row["high"], row["low_inclusive"]) == ("point", 10, 10, True)


@pytest.mark.parametrize(
    ("change", "pointer", "words"),
    [
        ({"because": None}, "/because", "A correction needs its reason"),
        ({"because": "withdrawn"}, "/because", "our_error"),
        ({"measure": "another"}, "/measure", "of the same measure"),
        ({"supersedes": 0}, "/supersedes", "There is none of the number 0"),
        ({"value": None, "low": 3, "high": 2, "kind": "range"}, "/high", "high"),
        ({"period_end": "2020-01-01"}, "/period_end", "not before period_start"),
        ({"period_end": "2099-01-01"}, "/period_end", "today or earlier"),
    ],
)
def test_bad_correction_changes_nothing(reading, post, change, pointer, words):
    body = {"supersedes": reading.pk, "because": "our_error", "value": 90, **change}
    if body.get("measure"):
        body["measure"] = factories.MeasureFactory().pk
    answer = post({name: value for name, value in body.items() if value is not None})
    assert answer.status_code == 400, answer.content
    faults = {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}
    assert words in faults[pointer]
    reading.refresh_from_db()
    assert reading.superseded_at is None
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(("value", "is_change"), [(100, False), (100.0, True)])
def test_correction_changes_something(reading, post, value, is_change):
    body = {"supersedes": reading.pk, "because": "our_error", "value": value}
    answer = post(body)

    assert answer.status_code == (201 if is_change else 400)
    assert Reading.objects.count() == (2 if is_change else 1)
    if not is_change:
        (fault,) = answer.json()["errors"]
        assert (fault["pointer"], fault["code"]) == ("", "unchanged")


def test_correction_of_a_corrected_reading_is_refused(reading, post):
    body = {"supersedes": reading.pk, "because": "our_error", "value": 90}
    assert post(body).status_code == 201
    again = post(body)
    assert again.status_code == 400
    assert "corrected or withdrawn already" in again.json()["errors"][0]["detail"]
    assert Reading.objects.count() == 2


def test_superseded_reading_is_not_brought_back(reading, post):
    reading.withdraw(by=reading.recorded_by, note="Twice.")
    body = {
        "measure": reading.measure_id,
        "period_start": "2021-09-30",
        "period_end": "2021-09-30",
        "value": 100,
        "source": "The report.",
    }
    answer = post(body)
    assert answer.status_code == 400
    assert "not brought back" in answer.json()["errors"][0]["detail"]


def test_withdrawn_reading_leaves_the_list_and_says_why(reading, post, api_client):
    answer = post({"note": "Counted twice."}, address=f"{ADDRESS}{reading.pk}/withdraw/")
    assert answer.status_code == 200, answer.content
    assert answer.json()["superseded_because"] == "withdrawn"
    assert answer.json()["superseded_note"] == "Counted twice."
    assert answer.json()["successor"] is None
    assert api_client.get(ADDRESS).json()["results"] == []


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        ({}, "/note", "Say why"),
        ({"note": "  "}, "/note", "Say why"),
        ({"nota": "Twice."}, "/nota", "note"),
        ({"note": ["a"]}, "/note", "text"),
    ],
)
def test_withdrawal_without_words_is_refused(reading, post, body, pointer, words):
    answer = post(body, address=f"{ADDRESS}{reading.pk}/withdraw/")
    assert answer.status_code == 400
    faults = {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}
    assert words in faults[pointer]
    reading.refresh_from_db()
    assert reading.superseded_at is None


def test_withdrawn_reading_is_not_withdrawn_again(reading, post):
    address = f"{ADDRESS}{reading.pk}/withdraw/"
    assert post({"note": "Twice."}, address=address).status_code == 200
    assert post({"note": "Twice."}, address=address).status_code == 400


@pytest.mark.parametrize(
    ("person", "correction", "withdrawal"),
    [
        ("inspector", 201, 200),
        ("lead_inspector", 201, 200),
        ("liaison_officer", 403, 403),  # they see it, but it is the inspectorate's
        ("other_liaison_officer", 400, 404),  # it does not exist for them
        ("analyst", 403, 403),
        ("administrator", 403, 404),  # nothing of the record exists for them
    ],
)
def test_who_may_correct(request, reading, post, person, correction, withdrawal):
    by = request.getfixturevalue(person)
    other = factories.ReadingFactory(measure=reading.measure, period_start="2021-01-01")
    body = {"supersedes": reading.pk, "because": "our_error", "value": 90}
    assert post(body, by=by).status_code == correction
    address = f"{ADDRESS}{other.pk}/withdraw/"
    assert post({"note": "Twice."}, by=by, address=address).status_code == withdrawal
    changed = Reading.objects.exclude(superseded_at=None).count()
    assert changed == (2 if correction == 201 else 0)


def test_force_corrects_what_it_said_itself(force, liaison_officer, post):
    measure = factories.MeasureFactory(force=force, said_by="force")
    own = factories.ReadingFactory(measure=measure)
    answer = post(
        {"supersedes": own.pk, "because": "provisional_replaced", "value": 7}, by=liaison_officer
    )
    assert answer.status_code == 201, answer.content
