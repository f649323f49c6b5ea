"""What the API says to a value it cannot read: the field, and what would be right."""

import pytest
from rest_framework import serializers

from api.serializers import InstantField, StatedDecimalField
from api.wording import in_words


class Body(serializers.Serializer):
    """One field of each kind."""

    day = serializers.DateField()
    at = InstantField()
    number = serializers.IntegerField(min_value=0)
    value = StatedDecimalField(max_digits=30, decimal_places=12)
    sure = serializers.BooleanField()
    note = serializers.CharField(max_length=5)
    names = serializers.ListField(child=serializers.CharField())


RIGHT = {
    "day": "2021-09-30",
    "at": "2021-09-30T12:00:00Z",
    "number": 1,
    "value": 1.5,
    "sure": True,
    "note": "a",
    "names": ["a"],
}


@pytest.mark.parametrize(
    ("name", "given", "code", "sentence"),
    [
        ("day", "30/9/2021", "invalid", "day: a day written YYYY-MM-DD, such as 2021-09-30."),
        ("day", None, "null", "day: a day written YYYY-MM-DD, such as 2021-09-30, not null."),
        ("at", "noon", "invalid", "at: an instant with its offset, such as 2021-09-30T12:00:00Z."),
        ("number", "x", "invalid", "number: a whole number, such as 12."),
        ("number", -1, "min_value", "number: a whole number, such as 12, and not below 0."),
        ("value", "x", "invalid", "value: a number, such as 77.7."),
        ("value", "0." + "1" * 13, "max_decimal_places", "value: at most 12 decimals."),
        ("value", "1" * 31, "max_digits", "value: at most 30 digits."),
        ("value", "1" * 1001, "max_string_length", "value: a number, such as 77.7."),
        ("sure", "perhaps", "invalid", "sure: true or false."),
        ("note", "", "blank", 'note: text, such as "a note", not empty.'),
        ("note", {}, "invalid", 'note: text, such as "a note".'),
        ("note", "too long", "max_length", "note: at most 5 characters."),
        ("names", "a", "not_a_list", 'names: a list, such as ["a", "b"].'),
    ],
)
def test_value_that_cannot_be_read_is_told_what_would_be_right(name, given, code, sentence):
    body = Body(data={**RIGHT, name: given})
    assert not body.is_valid()
    told = in_words(body.errors, body.fields)
    assert [(str(fault), fault.code) for fault in told[name]] == [(sentence, code)]


def test_missing_value_is_told_what_to_give():
    body = Body(data={name: value for name, value in RIGHT.items() if name != "day"})
    assert not body.is_valid()
    told = in_words(body.errors, body.fields)
    assert told == {"day": ["day: give a day written YYYY-MM-DD, such as 2021-09-30."]}


def test_sentence_of_our_own_stays_as_it_is():
    body = Body(data={**RIGHT, "at": "2021-09-30T12:00:00"})
    assert not body.is_valid()
    assert in_words(body.errors, body.fields) == body.errors
