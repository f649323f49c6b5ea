import datetime as dt
import re

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import NullIf
from django.test.utils import CaptureQueriesContext
from rest_framework.request import Request

from accounts.models import Token
from api.orders import RowComparison
from api.pages import KeysetPagination
from tests.accounts.factories import UserFactory, make_token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TOKENS = "/api/v1/tokens/"
NAMES = ["b", "a", "B", "ä", "a'b", 'a"b', "A", "é", "0", "~", "a,b", "Zz"]


@pytest.fixture
def tokens(caller):
    """Twelve tokens: equal instants in pairs, every third one used."""
    owners = [caller, UserFactory(username="Ann"), UserFactory(username="bob")]
    made = []
    for number, name in enumerate(NAMES):
        token, _ = make_token(
            owners[number % 3], name=name, at=START + dt.timedelta(hours=number // 2)
        )
        if number % 3 == 0:
            token.note_use(at=START + dt.timedelta(days=number % 2))
        made.append(Token.objects.select_related("owner").get(pk=token.pk))
    return made


def walk(client, url, relation="next"):
    """Return the rows of each page, following one relation."""
    pages = []
    while url:
        body = client.get(url).json()
        pages.append([row["id"] for row in body["results"]])
        url = body[relation]
    return pages


def flat(pages):
    return [row for page in pages for row in page]


MIXED = ("owner,-last_used_at", "-name,created_at", "last_used_at,-owner", "-owner,-last_used_at")
ORDERS = {
    "name": lambda t: (t.name.encode(),),
    "created_at": lambda t: (t.created_at,),
    "last_used_at": lambda t: (t.last_used_at,),
    "owner": lambda t: (t.owner.username.encode(), t.name.encode()),
}


def expected(tokens, ordering):
    """Return the ids as Python sorts them: by bytes, by key at the end, empty ones last."""
    name = ordering.removeprefix("-")
    full = [token for token in tokens if None not in ORDERS[name](token)]
    empty = [token for token in tokens if token not in full]
    backwards = ordering.startswith("-")
    full.sort(key=lambda token: (*ORDERS[name](token), token.pk), reverse=backwards)
    empty.sort(key=lambda token: token.pk, reverse=backwards)
    return [token.pk for token in full + empty]


def expected_of_several(tokens, ordering):
    """Return the ids sorted by the last order first, as each sort keeps what is equal."""
    orders = ordering.split(",")
    found = sorted(tokens, key=lambda token: token.pk, reverse=orders[-1].startswith("-"))
    for order in reversed(orders):
        by = ORDERS[order.removeprefix("-")]
        full = [token for token in found if None not in by(token)]
        empty = [token for token in found if None in by(token)]
        found = [*sorted(full, key=by, reverse=order.startswith("-")), *empty]
    return [token.pk for token in found]


@pytest.mark.parametrize("size", [1, 5])
@pytest.mark.parametrize("ordering", MIXED)
def test_walk_by_several_orders_and_back(client, tokens, ordering, size):
    pages = walk(client, f"{TOKENS}?ordering={ordering}&page_size={size}")
    assert flat(pages) == expected_of_several(tokens, ordering)
    last = client.get(f"{TOKENS}?ordering={ordering}&page_size={size}").json()
    while last["next"]:
        last = client.get(last["next"]).json()
    back = walk(client, last["previous"], "previous")
    assert flat(back[::-1]) == flat(pages)[: -len(last["results"])]


@pytest.mark.parametrize("size", [1, 2, 5, 12, 100])
@pytest.mark.parametrize("ordering", [sign + name for name in ORDERS for sign in ("", "-")])
def test_walk_gives_every_row_once_in_order_and_back(client, tokens, ordering, size):
    url = f"{TOKENS}?ordering={ordering}&page_size={size}"
    pages = walk(client, url)
    assert flat(pages) == expected(tokens, ordering)
    assert all(len(page) == size for page in pages[:-1])
    last = url
    while (following := client.get(last).json()["next"]) is not None:
        last = following
    back = walk(client, last, "previous")
    assert flat(reversed(back)) == expected(tokens, ordering)


def test_default_order_is_the_views(client, tokens):
    assert flat(walk(client, TOKENS)) == expected(tokens, "-created_at")


def test_walk_meets_no_row_twice_while_rows_come_and_go(client, caller, tokens):
    url = f"{TOKENS}?ordering=created_at&page_size=4"
    first = client.get(url).json()
    seen = [row["id"] for row in first["results"]]
    Token.objects.filter(pk=seen[1]).delete()
    make_token(caller, name="earlier", at=START - dt.timedelta(days=1))
    rest = flat(walk(client, first["next"]))
    assert seen + rest == expected(tokens, "created_at")


def test_page_emptied_meanwhile_leads_back(client, tokens):
    order = expected(tokens, "created_at")
    first = client.get(f"{TOKENS}?ordering=created_at&page_size=4").json()
    Token.objects.filter(pk__in=order[4:]).delete()
    empty = client.get(first["next"]).json()
    assert (empty["results"], empty["next"]) == ([], None)
    assert flat(walk(client, empty["previous"], "previous")) == order[:4]


def test_page_emptied_before_leads_on(client, tokens):
    order = expected(tokens, "created_at")
    first = client.get(f"{TOKENS}?ordering=created_at&page_size=4").json()
    second = client.get(first["next"]).json()
    Token.objects.filter(pk__in=order[:4]).delete()
    empty = client.get(second["previous"]).json()
    assert (empty["results"], empty["previous"]) == ([], None)
    assert flat(walk(client, empty["next"])) == order[4:]


def test_list_without_rows(client):
    assert client.get(TOKENS).json() == {"results": [], "next": None, "previous": None}


def test_total_only_where_asked(client, tokens):
    assert "total" not in client.get(TOKENS).json()
    asked = client.get(f"{TOKENS}?with_total=true&page_size=5&name__in=a,b").json()
    assert asked["total"] == 2
    url = f"{TOKENS}?with_total=true&page_size=5"
    assert client.get(client.get(url).json()["next"]).json()["total"] == 12
    assert "total" not in client.get(f"{TOKENS}?with_total=false").json()


def test_link_header_names_the_neighbours(client, tokens):
    first = client.get(f"{TOKENS}?page_size=5")
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    second = client.get(first.json()["next"])
    body = second.json()
    assert second["Link"] == f'<{body["next"]}>; rel="next", <{body["previous"]}>; rel="prev"'
    assert "Link" not in client.get(TOKENS)


def test_page_size_may_change_on_the_way(client, tokens):
    following = client.get(f"{TOKENS}?page_size=5&ordering=name").json()["next"]
    rest = flat(walk(client, following.replace("page_size=5", "page_size=100")))
    assert rest == expected(tokens, "name")[5:]


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("ordering=name", "ordering=-name"),
        lambda url: url.replace("ordering=name", "ordering=owner"),
        lambda url: url.replace("ordering=name&", ""),
        lambda url: url + "&id_gte=1",
        lambda url: url.replace("/tokens/", "/forces/"),
    ],
)
def test_cursor_of_another_question_is_refused(client, tokens, change):
    following = client.get(f"{TOKENS}?ordering=name&page_size=5").json()["next"]
    answer = client.get(change(following))
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == "cursor"
    assert "other filters or another order" in fault["detail"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: c[:-2],
        lambda c: c + "A",
        lambda c: "x" + c[1:],
        lambda c: "é",
        lambda c: "!",
        lambda c: "a" * 5,
    ],
)
def test_cursor_that_was_tampered_with_is_refused(client, tokens, spoil):
    following = client.get(f"{TOKENS}?page_size=5").json()["next"]
    cursor = re.search(r"cursor=([^&]+)", following)[1]
    answer = client.get(TOKENS, {"page_size": "5", "cursor": spoil(cursor)})
    assert answer.status_code == 400
    assert "take it whole" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("page_size=0", "page_size: a whole number from 1 to 1000."),
        ("page_size=1001", "a whole number from 1 to 1000."),
        ("page_size=-1", "a whole number"),
        ("page_size=1e2", "a whole number"),
        ("page_size=%C2%B2", "a whole number"),
        ("page_size=" + "9" * 5000, "a whole number"),
        ("with_total=yes", "with_total: true or false."),
        ("ordering=digest", "ordering: 'digest' is none of created_at, last_used_at, name, owner"),
        ("ordering=--name", "is none of"),
        ("ordering=-", "is none of"),
        ("ordering=name,digest", "ordering: 'digest' is none of"),
        ("ordering=name,", "ordering: '' is none of"),
        ("ordering=name,-name", "ordering: at most 4 names, each once."),
    ],
)
def test_parameter_of_pages_refused(client, query, words):
    answer = client.get(f"{TOKENS}?{query}")
    assert answer.status_code == 400
    assert words in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("size", [1, 1000])
def test_page_size_at_its_bounds(client, size):
    assert client.get(f"{TOKENS}?page_size={size}").status_code == 200


def test_page_is_cut_by_row_comparison_without_offset(client, tokens):
    following = client.get(f"{TOKENS}?ordering=name&page_size=5").json()["next"]
    with CaptureQueriesContext(connection) as captured:
        client.get(following)
    (sql,) = [q["sql"] for q in captured if "page_key_0" in q["sql"]]
    assert "OFFSET" not in sql
    assert "LIMIT 6" in sql
    assert re.search(r'\("accounts_token"\."name" COLLATE "C", "accounts_token"\."id"\) > \(', sql)


@pytest.mark.parametrize(
    ("operator", "found"), [(">", ["b"]), (">=", ["a", "b"]), ("<", []), ("<=", ["a"])]
)
def test_row_comparison_decides_by_the_first_difference(caller, operator, found):
    for name in ("a", "b"):
        make_token(caller, name=name, at=START)
    place = [Value(START), Value("a")]
    rows = Token.objects.filter(RowComparison([F("created_at"), F("name")], operator, place))
    assert sorted(rows.values_list("name", flat=True)) == found


def test_annotation_that_may_be_empty_orders_too(caller, tokens, rf):
    class View:
        ordering_fields = {"used": ("used",)}
        default_ordering = "used"

    rows = Token.objects.annotate(used=NullIf("last_used_at", Value(START)))
    seen, url = [], "/x?page_size=5"
    while url:
        pages = KeysetPagination()
        seen += [t.pk for t in pages.paginate_queryset(rows, Request(rf.get(url)), View())]
        url = pages.next_url
    used = [t for t in tokens if t.last_used_at not in (None, START)]
    unused = [t for t in tokens if t not in used]
    order = sorted(used, key=lambda t: (t.last_used_at, t.pk)) + sorted(unused, key=lambda t: t.pk)
    assert seen == [t.pk for t in order]
