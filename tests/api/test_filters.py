import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Token
from api.filters import NumberFilter, StrictFilterSet, naming_field
from inspections.models import Force, Inspection
from tests.accounts.factories import UserFactory, make_token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]


@pytest.fixture
def faults(client):
    """Return the faults of a query string by parameter."""

    def ask(query, path="/api/v1/tokens/"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400
        return {fault["parameter"]: fault["detail"] for fault in answer.json()["errors"]}

    return ask


@pytest.fixture
def names(client):
    """Return what a query string finds, by name."""

    def ask(query, path="/api/v1/tokens/"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 200, answer.content
        return sorted(row["name"] for row in answer.json()["results"])

    return ask


def test_a_question_is_told_everything_that_is_wrong_with_it(faults):
    asked = "nmae=a&id=x&id=y&name=%00&created_at_after=31/12/2021&page_size=many&ordering=nmae"
    told = faults(f"{asked}&with_total=perhaps&fields=nmae")
    assert set(told) == {
        "nmae",
        "id",
        "name",
        "created_at_after",
        "page_size",
        "ordering",
        "with_total",
        "fields",
    }


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("nmae=a", "nmae", "There is no parameter nmae: did you mean name?"),
        ("zzz=a", "zzz", "There is no parameter zzz: there are created_at_after,"),
        ("Name=a", "Name", "did you mean name?"),
        ("limit=5", "limit", "There is no parameter limit: did you mean page_size?"),
        ("search=a", "search", "There is no parameter search"),
        ("as_at=2021-09-30", "as_at", "as_at is not taken here"),
        ("known_at=2021-09-30", "known_at", "known_at is not taken here"),
        ("name=", "name", "name is empty: give a value, or leave it out."),
        ("name=%20", "name", "name is empty"),
        ("name=a&name=b", "name", "given 2 times: give it once: write name__in=a,b"),
        ("created_at_after=x&created_at_after=y", "created_at_after", "2 times: give it once."),
        ("name=a%00", "name", "holds a NUL"),
        ("page_size=", "page_size", "page_size is empty"),
        ("name__in=a,,b", "name__in", "name__in: a comma list without gaps"),
        ("name__in=" + ",".join("a" * 201), "name__in", "at most 200 values"),
        ("id=x", "id", "id: a whole number"),
        ("id=9223372036854775808", "id", "id: a whole number from -9223372036854775808 to"),
        ("id=99999999999999999999", "id", "id: a whole number, such as 12."),
        ("id__in=1,x", "id__in", "id__in: a whole number"),
        ("id=%EF%BC%91", "id", "id: a whole number"),
        ("last_used_at__isnull=maybe", "last_used_at__isnull", "true or false"),
        ("created_at_after=2021-09-30T10:00:00", "created_at_after", "an instant with its offset"),
        ("created_at_after=2021-09-30T10:00:00+01:00", "created_at_after", "write + as %2B"),
        ("created_at_after=0001-01-01T00:00:00%2B10:00", "created_at_after", "an instant"),
        ("owner=nobody", "owner", "owner: there is no user 'nobody'; there are person"),
        ("owner__in=nobody", "owner__in", "there is no user 'nobody'"),
    ],
)
def test_parameter_refused(faults, query, parameter, words):
    UserFactory(username="person-a")
    found = faults(query)
    assert list(found) == [parameter]
    assert words in found[parameter].replace("person-", "person", 1)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=teritorial", "'teritorial' is none of country, national_force,"),
        ("kind=teritorial", ": did you mean territorial?"),
        ("kind__in=territorial,x", "'x' is none of country"),
        ("existed_until_before=30/09/2021", "a day as YYYY-MM-DD, such as 2021-09-30."),
        ("existed_until_before=2021-9-3", "a day as YYYY-MM-DD"),
        ("existed_until_before=20210930", "a day as YYYY-MM-DD"),
        ("existed_until_before=2021-02-30", "a day as YYYY-MM-DD"),
        ("succeeded_by=avno", "there is no force 'avno'; there are avon."),
        ("liaison_officers=0", "there is no user '0'."),
        ("liaison_officers=x", "a whole number"),
    ],
)
def test_value_refused(faults, make_force, query, words):
    make_force("avon")
    (found,) = faults(query, "/api/v1/forces/").values()
    assert words in found


def test_all_faults_are_named_at_once(faults):
    assert set(faults("name=&nmae=a&as_at=2021-01-01")) == {"name", "nmae", "as_at"}


@pytest.mark.parametrize("path", ["/api/v1/forces/avon/", "/api/v1/"])
def test_routes_beside_lists_take_no_parameter(client, make_force, path):
    make_force("avon")
    assert client.get(path).status_code == 200
    assert client.get(path + "?format=json").status_code == 200
    assert client.get(path + "?name=x").status_code == 400


def test_creating_takes_no_parameter(client):
    answer = client.post("/api/v1/forces/?dry_run=true", {}, format="json")
    assert answer.json()["errors"][0]["parameter"] == "dry_run"


def test_text_and_comma_list(names, caller):
    for name in ("a", "b", "c"):
        make_token(caller, name=name)
    assert names("name=b") == ["b"]
    assert names("name__in=c,a,c") == ["a", "c"]
    assert names("name=B") == []


def test_number(names, caller):
    first, second = (make_token(caller, name=name)[0] for name in ("a", "b"))
    assert names(f"id={first.pk}") == ["a"]
    assert names(f"id__in={first.pk},{second.pk}") == ["a", "b"]
    assert names(f"id_gte={second.pk}") == ["b"]
    assert names("id=-1") == []


def test_before_and_after_include_the_instant(names, caller):
    noon = dt.datetime(2021, 9, 30, 12, tzinfo=dt.UTC)
    for hours, name in enumerate(("a", "b", "c")):
        make_token(caller, name=name, at=noon + dt.timedelta(hours=hours))
    assert names("created_at_after=2021-09-30T13:00:00Z") == ["b", "c"]
    assert names("created_at_before=2021-09-30T14:00:00%2B01:00") == ["a", "b"]


def test_before_and_after_include_the_day(names, make_force):
    for day in (29, 30):
        make_force(f"f{day}", name=f"f{day}", existed_until=dt.date(2021, 9, day))
    path = "/api/v1/forces/"
    assert names("existed_until_before=2021-09-29", path) == ["f29"]
    assert names("existed_until_after=2021-09-30", path) == ["f30"]


def test_choice_and_emptiness(names, make_force):
    make_force("a", name="a")
    make_force("b", name="b", kind=Force.Kind.COUNTRY, existed_until="2021-01-01")
    path = "/api/v1/forces/"
    assert names("kind=country", path) == ["b"]
    assert names("kind__in=country,territorial", path) == ["a", "b"]
    assert names("existed_until__isnull=true", path) == ["a"]
    assert names("existed_until__isnull=false", path) == ["b"]


def test_reference_by_its_name(names, caller, make_force):
    other = UserFactory()
    make_token(caller, name="a")
    make_token(other, name="b")
    assert names(f"owner={other.username}") == ["b"]
    assert names(f"owner__in={other.username},{caller.username}") == ["a", "b"]
    new = make_force("new", name="new")
    make_force("old", name="old", succeeded_by=new, existed_until="2001-01-01")
    assert names("succeeded_by=new", "/api/v1/forces/") == ["old"]


def test_reference_over_many_finds_each_row_once(names, caller, make_force):
    make_force("a", name="a").liaison_officers.add(caller, UserFactory())
    assert names(f"liaison_officers={caller.pk}", "/api/v1/forces/") == ["a"]


def test_reference_out_of_reach_does_not_exist(faults, caller):
    """Whom one may not see, one may not ask for."""
    caller.role = "analyst"
    caller.save()
    other = UserFactory()
    found = faults(f"liaison_officers={other.pk}", "/api/v1/forces/")
    assert found == {"liaison_officers": f"liaison_officers: there is no user '{other.pk}'."}


@pytest.mark.parametrize(
    ("model", "expected"), [(Force, "slug"), (Inspection, "reference"), (Token, "pk")]
)
def test_naming_field_is_what_people_say(model, expected):
    assert naming_field(model) == expected


@pytest.mark.parametrize(
    "fields", [{"name": ["before"]}, {"name": ["gte"]}, {"name": ["regex"]}, {"scopes": ["gte"]}]
)
def test_filter_that_makes_no_sense_is_refused_at_start(fields):
    with pytest.raises(TypeError):
        type(
            "Odd",
            (StrictFilterSet,),
            {"Meta": type("Meta", (), {"model": Token, "fields": fields})},
        )


def test_numbers_with_decimals():
    assert str(NumberFilter().read_one("77.70")) == "77.70"
    for text in ("NaN", "Infinity", "1e999", "x", "9" * 41):
        with pytest.raises(ValidationError, match="a number"):
            NumberFilter().read_one(text)
