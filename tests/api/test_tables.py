"""How a list is asked for as a table, and what is refused."""

import io

import pyarrow.parquet
import pytest
from django.db import DatabaseError, connection
from django.db.models import F, Value
from django.db.models.functions import Random
from django.test.utils import CaptureQueriesContext

from api import sending
from inspections.models import Force
from tests.api import urls

pytestmark = pytest.mark.urls("tests.api.urls")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
FORCES = "/api/v1/forces/"


@pytest.fixture
def client(transactional_db, client):
    """The client, and after the test an end of every table it did not read: it holds locks."""
    answers = []
    request = client.request

    def kept(*args, **kwargs):
        answers.append(request(*args, **kwargs))
        return answers[-1]

    client.request = kept
    yield client
    for answer in answers:
        answer.close()


@pytest.fixture
def three(make_force):
    return [make_force(slug) for slug in ("b", "c", "a")]


def lines(answer):
    assert answer.status_code == 200, answer.content
    return answer.getvalue().decode().split("\r\n")


@pytest.mark.parametrize(("name", "media_type"), MEDIA_TYPES.items())
def test_format_by_parameter_and_by_accept(client, three, name, media_type):
    by_parameter = client.get(f"{FORCES}?format={name}")
    by_accept = client.get(FORCES, headers={"Accept": media_type.partition(";")[0]})
    for answer in (by_parameter, by_accept):
        assert answer.streaming
        assert answer["Content-Type"] == media_type
        assert answer["Vary"] == "Accept, Authorization, Cookie"
    assert by_parameter.getvalue() or name == "parquet"


def test_unknown_format_names_those_there_are(client):
    answer = client.get(f"{FORCES}?format=xlsx")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"] == "format: one of json, csv, ndjson, parquet."


@pytest.mark.parametrize("address", ["/api/v1/forces/a/", "/api/v1/"])
def test_only_lists_are_tables(client, three, address):
    assert client.get(f"{address}?format=csv").status_code == 400
    assert client.get(address, headers={"Accept": "text/csv"}).status_code == 406


def test_table_is_filtered_and_ordered(client, three, make_force):
    make_force("other", kind="country")
    assert lines(client.get(f"{FORCES}?format=csv&fields=slug&kind=territorial")) == [
        *("slug", "a", "b", "c", "")
    ]
    backwards = client.get(f"{FORCES}?format=csv&fields=slug&kind=territorial&ordering=-name")
    assert lines(backwards)[1:-1] == ["c", "b", "a"]


def test_table_is_beyond_a_page(client, make_force):
    for number in range(1005):
        make_force(f"force-{number}")
    assert len(lines(client.get(f"{FORCES}?format=csv"))) == 1005 + 2


@pytest.mark.parametrize("parameter", ["page_size=5", "cursor=x", "with_total=true"])
def test_parameters_of_pages_are_refused(client, three, parameter):
    answer = client.get(f"{FORCES}?format=ndjson&{parameter}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    (fault,) = answer.json()["errors"]
    assert (fault["parameter"], fault["code"]) == (parameter.partition("=")[0], "only_in_pages")


@pytest.mark.parametrize("query", ["kind=colour", "ordering=colour", "colour=red", "slug="])
def test_table_refuses_what_a_page_refuses(client, three, query):
    assert client.get(f"{FORCES}?format=csv&{query}").status_code == 400
    assert client.head(f"{FORCES}?format=csv&{query}").status_code == 400


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_headers_tell_what_it_is(client, three, name):
    for answer in (client.get(f"{FORCES}?format={name}"), client.head(f"{FORCES}?format={name}")):
        assert answer["Content-Disposition"].startswith('attachment; filename="forces-as-at-20')
        assert answer["Content-Disposition"].endswith(f'.{name}"')
        address = "http://testserver/api/v1/forces/columns/"
        assert answer["Link"] == f'<{address}>; rel="describedby"'
        if answer.streaming:
            answer.close()
    assert answer.content == b""


def test_columns_are_described(client):
    told = client.get(f"{FORCES}columns/?fields=slug,kind").json()
    slug, kind = told["columns"]
    assert (slug["name"], slug["field"], slug["type"]) == ("slug", "slug", "text")
    assert slug["description"] == "Such as: greater-manchester."
    assert kind["values"]["territorial"] == "Territorial force"
    assert told["only_in_json"] == []


def test_parquet_says_what_it_is(client, three):
    data = client.get(f"{FORCES}?format=parquet&kind=territorial").getvalue()
    schema = pyarrow.parquet.read_schema(io.BytesIO(data))
    assert schema.metadata[b"asked"] == b'{"kind": "territorial"}'
    assert schema.metadata[b"known_at"] == b"live"
    assert schema.field("slug").metadata[b"description"] == b"Such as: greater-manchester."
    assert {name: str(schema.field(name).type) for name in schema.names} == {
        "id": "int64",
        "slug": "dictionary<values=string, indices=int32, ordered=0>",
        "name": "string",
        "kind": "dictionary<values=string, indices=int32, ordered=0>",
        "ons_code": "string",
        "existed_from": "date32[day]",
        "existed_until": "date32[day]",
        "version": "int64",
    }


@pytest.fixture
def failing(monkeypatch):
    """Let a column divide by nought at one row; the random number keeps it from being foreseen."""

    def fail_at(force):
        def share(before):
            return Value(1) / (F("id") - Value(force.pk)) + Random() * 0

        monkeypatch.setattr(urls.ForceSerializer, "computed", {"version": share}, raising=False)

    return fail_at


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_query_that_fails_at_once_is_a_problem(client, three, failing, name):
    failing(three[0])
    answer = client.get(f"{FORCES}?format={name}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert client.get(f"{FORCES}?format=csv").status_code == 400  # and its place is free again


def test_query_that_fails_midway_breaks_off(client, make_force, failing):
    kind = Force.Kind.TERRITORIAL
    Force.objects.bulk_create(
        Force(slug=f"force-{number}", name=f"{number:0>90}", kind=kind) for number in range(5_000)
    )
    failing(make_force("last", name="Z"))
    answer = client.get(f"{FORCES}?format=csv")
    assert answer.status_code == 200
    with pytest.raises(DatabaseError, match="division by zero"):
        answer.getvalue()


def test_only_so_many_tables_at_once(client, three, settings):
    settings.TABLES_AT_ONCE = 1
    first = client.get(f"{FORCES}?format=csv")
    refused = client.get(f"{FORCES}?format=csv")
    assert refused.status_code == 503
    assert refused["Retry-After"] == str(sending.RETRY_AFTER_SECONDS)
    assert refused["Content-Type"] == "application/problem+json"
    assert client.get(FORCES).status_code == 200
    first.close()
    assert lines(client.get(f"{FORCES}?format=csv&fields=slug"))[1:-1] == ["a", "b", "c"]


def test_table_is_one_snapshot(client, three, make_force):
    answer = client.get(f"{FORCES}?format=csv&fields=slug")
    make_force("d")
    assert lines(answer)[1:-1] == ["a", "b", "c"]


def test_table_asks_nothing_on_the_requests_connection(client, three):
    with CaptureQueriesContext(connection) as captured:
        client.get(f"{FORCES}?format=csv").getvalue()
    assert not [query for query in captured if "inspections_force" in query["sql"]]
