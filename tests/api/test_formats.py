import datetime as dt
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from rest_framework.exceptions import ParseError

from api.formats import JSONParser, JSONRenderer, TooLarge
from tests.accounts.factories import make_token

pytestmark = pytest.mark.urls("tests.api.urls")


def parse(body):
    return JSONParser().parse(BytesIO(body))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("77.70"), b"77.70"),
        (Decimal("1E+2"), b"1E+2"),
        (Decimal("-0.000"), b"-0.000"),
        (12345678901234567890, b"12345678901234567890"),
        (dt.date(2021, 9, 30), b'"2021-09-30"'),
        (dt.datetime(2021, 9, 30, 12, tzinfo=dt.UTC), b'"2021-09-30T12:00:00Z"'),
        ("café", '"café"'.encode()),
        ("\ud800", b'"?"'),
        (None, b""),
        ([None], b"[null]"),
    ],
)
def test_renderer_states_values(value, text):
    assert JSONRenderer().render(value) == text


def test_renderer_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="nan"):
        JSONRenderer().render([float("nan")])


def test_parser_keeps_decimals_as_stated():
    value = parse(b'{"a": 77.70, "b": 3, "c": 1e2, "d": "77.70"}')
    assert value == {"a": Decimal("77.70"), "b": 3, "c": Decimal("1E+2"), "d": "77.70"}
    assert str(value["a"]) == "77.70"
    assert type(value["b"]) is int


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "not JSON"),
        (b"", "not JSON"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b"[Infinity]", "Infinity is not a number"),
        (b"[-Infinity]", "-Infinity is not a number"),
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'[{"b": {"a": 1, "a": 1}}]', "'a' stands twice"),
        (b'{"a": {"b": ["x\\u0000"]}}', "at /a/b/0 holds a NUL"),
        (b'{"a\\u0000": 1}', "holds a NUL"),
        (b'"\\ud800"', "half a character"),
        (b'"\xff"', "not UTF-8"),
        (b"9" * 401, "beyond anything"),
        (b"1e401", "beyond anything"),
        (b"1e-99999999999999999999", "beyond anything"),
        (b"0e0000000000000000999999999", "beyond anything"),
        (b"0." + b"1" * 400, "beyond anything"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
    ],
)
def test_parser_refuses(body, words):
    with pytest.raises(ParseError, match=words):
        parse(body)


def test_parser_takes_whole_characters_beyond_the_first_plane():
    assert parse(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


@pytest.mark.parametrize(("size", "refused"), [(50, False), (51, True)])
def test_parser_bounds_the_body(size, refused, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50
    body = b'"' + b"x" * (size - 2) + b'"'
    if refused:
        with pytest.raises(TooLarge, match="at most 50 bytes"):
            parse(body)
    else:
        assert parse(body) == "x" * 48


def test_instants_are_written_in_utc(client, caller):
    summer = dt.datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/London"))
    token, _ = make_token(caller, at=summer)
    stored = client.get(f"/api/v1/tokens/{token.pk}/").json()
    assert stored["created_at"] == "2026-07-01T11:00:00Z"
