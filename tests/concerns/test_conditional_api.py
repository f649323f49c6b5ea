"""Conditional requests of the record: what the ETag is of, and verbs upon what was read."""

import datetime as dt

import pytest

from tests import factories as make
from tests import reach
from tests.concerns.closing import PROPOSAL


@pytest.fixture
def get(api_client, inspector):
    def ask(address, by=inspector, **headers):
        api_client.force_authenticate(by)
        return api_client.get(f"/api/v1/{address}", headers=headers)

    return ask


@pytest.mark.parametrize("resource", reach.EVERYTHING)
def test_every_row_and_list_answers_304_to_its_own_tag(get, resource):
    row = reach.full_row(resource, make.ForceFactory())
    for address in (f"{resource}/", f"{resource}/{reach.key_of(resource, row)}/"):
        tag = get(address)["ETag"]
        assert get(address, **{"If-None-Match": tag}).status_code == 304


def test_tag_is_of_the_whole_answer_not_of_the_row_alone(get, improvement):
    address = f"concerns/{improvement.pk}/"
    before = get(address)["ETag"]
    make.MeasureFactory(force=improvement.force, concerns=[improvement])
    after = get(address)["ETag"]

    assert before != after
    assert before.split("-")[0] == after.split("-")[0] == '"1'


def test_tag_is_of_what_the_person_sees(get, improvement, inspector, analyst):
    address = f"concerns/{improvement.pk}/"
    assert get(address, by=inspector)["ETag"] != get(address, by=analyst)["ETag"]


def test_answer_at_a_past_day_is_the_same_whatever_comes_later(get, improvement):
    past = "concerns/?as_at=2021-12-31"
    tag = get(past)["ETag"]
    later = make.PublicationFactory(released={"published_on": dt.date(2022, 3, 3)})
    make.ConcernFactory(publication=later, raised_on=dt.date(2022, 3, 3))

    again = get(past, **{"If-None-Match": tag})

    assert again.status_code == 304
    assert again["As-At"] == "2021-12-31"
    assert get("concerns/", **{"If-None-Match": tag}).status_code == 200


def test_verb_takes_the_tag_that_was_read_and_answers_the_new_one(
    get, post, improvement, inspector
):
    address = f"concerns/{improvement.pk}/"
    read = get(address)["ETag"]

    done = post(inspector, f"{address}propose-closure", PROPOSAL, **{"If-Match": read})
    late = post(inspector, f"{address}comment", {"note": "Late."}, **{"If-Match": read})

    assert done.status_code == 200, done.content
    assert done["ETag"].startswith('"2-')
    assert done["ETag"] == get(address)["ETag"]
    assert late.status_code == 412
    assert late.json()["version"] == 2
    assert late["ETag"] == done["ETag"]


@pytest.mark.parametrize(("version", "status"), [(1, 400), (2, 412), (7, 412)])
def test_handing_a_force_on_honours_the_version(post, force, inspector, version, status):
    answer = post(inspector, f"forces/{force.slug}/hand-on", **{"If-Match": f'"{version}"'})
    assert answer.status_code == status, answer.content


@pytest.mark.parametrize(("version", "status"), [(1, 200), (2, 412)])
def test_releasing_honours_the_version(post, lead_inspector, version, status):
    draft = make.PublicationFactory(draft=True)
    answer = post(
        lead_inspector,
        f"publications/{draft.reference}/release",
        {"sent_on": "2022-03-03"},
        **{"If-Match": f'"{version}"'},
    )
    assert answer.status_code == status, answer.content
