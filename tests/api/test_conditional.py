"""ETags: what has the answer already is told so, and what is kept is the person's alone."""

import pytest
from rest_framework.test import APIClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]
LIST, ROW = "/api/v1/forces/", "/api/v1/forces/avon/"


@pytest.fixture
def avon(make_force):
    return make_force("avon")


@pytest.mark.parametrize("address", ["/api/v1/", LIST, ROW])
def test_answer_is_private_varies_by_person_and_is_tagged(client, avon, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert {"Accept", "Authorization", "Cookie"} <= set(answer["Vary"].split(", "))
    assert answer["ETag"].startswith('"')


def test_tag_of_a_record_begins_with_its_version(client, avon):
    avon.region = "South West"
    avon.save()

    assert client.get(ROW)["ETag"].startswith('"2-')
    assert "-" not in client.get(LIST)["ETag"]


@pytest.mark.parametrize("address", [LIST, ROW])
@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("{}", 304),
        ("W/{}", 304),
        ('"other", {}', 304),
        ("*", 304),
        ('"1"', 200),
        ('"other"', 200),
        ("other", 200),
        ("", 200),
    ],
)
def test_who_has_the_answer_is_told_so(client, avon, address, written, status):
    tag = client.get(address)["ETag"]

    answer = client.get(address, headers={"If-None-Match": written.format(tag)})

    assert answer.status_code == status
    assert answer["ETag"] == tag
    assert answer.has_header("Vary")
    assert answer.has_header("Cache-Control")
    if status == 304:
        assert answer.content == b""
        assert not answer.has_header("Content-Type")


@pytest.mark.parametrize("address", [LIST, ROW])
def test_changed_answer_is_told_whole(client, avon, address):
    tag = client.get(address)["ETag"]
    avon.name = "Avon and beyond"
    avon.save()

    answer = client.get(address, headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert answer["ETag"] != tag
    assert b"Avon and beyond" in answer.content


def test_head_is_tagged_as_get_is(client, avon):
    assert client.head(ROW)["ETag"] == client.get(ROW)["ETag"]
    tag = client.get(ROW)["ETag"]
    assert client.head(ROW, headers={"If-None-Match": tag}).status_code == 304


def test_created_row_is_tagged_as_it_is_read(client):
    body = {"slug": "avon", "name": "Avon", "kind": "territorial"}
    created = client.post(LIST, body, format="json")

    assert created["ETag"] == client.get(created["Location"])["ETag"]


@pytest.mark.parametrize("address", ["/api/v1/forces/none/", LIST])
def test_refusal_has_no_tag_and_is_kept_by_nobody(address):
    answer = APIClient().get(address)

    assert answer.status_code in (401, 403)
    assert not answer.has_header("ETag")
    assert "private" in answer["Cache-Control"]
