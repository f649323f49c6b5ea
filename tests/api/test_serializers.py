import datetime as dt
import json
from decimal import Decimal

import pytest
from rest_framework import serializers

from accounts.models import User
from api.serializers import (
    CheckedSerializer,
    InstantField,
    StatedDecimalField,
    undescribed_fields,
)
from inspections.models import Force
from tests.api.urls import ForceSerializer

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]
FORCE = {"slug": "avon", "name": "Avon", "kind": "territorial"}


@pytest.mark.parametrize("text", ["77.70", "77.7", "0.000", "-3"])
def test_decimal_keeps_the_places_it_was_stated_with(text):
    field = StatedDecimalField(max_digits=30, decimal_places=12)
    value = field.run_validation(Decimal(text))
    assert str(value) == text
    assert str(field.to_representation(value)) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity", "x", "1e99", True, [1], "1." + "0" * 13])
def test_decimal_refused(value):
    with pytest.raises(serializers.ValidationError):
        StatedDecimalField(max_digits=30, decimal_places=12).run_validation(value)


def test_instant_is_read_with_its_offset():
    noon = dt.datetime(2021, 9, 30, 12, tzinfo=dt.UTC)
    assert InstantField().run_validation("2021-09-30T13:00:00+01:00") == noon
    assert InstantField().to_representation(noon) == "2021-09-30T12:00:00Z"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2021-09-30T12:00:00", "no_offset"),
        ("2021-09-30", "no_offset"),
        ("0001-01-01T00:00:00+01:00", "overflow"),
        ("yesterday", "invalid"),
    ],
)
def test_instant_refused(text, code):
    with pytest.raises(serializers.ValidationError) as refused:
        InstantField().run_validation(text)
    assert refused.value.get_codes() == [code]


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        ({**FORCE, "nmae": 1}, "/nmae", "There is no field 'nmae': give some of existed_from"),
        ({**FORCE, "id": 7}, "/id", "id is set by this service: leave it out."),
        ({**FORCE, "version": 7}, "/version", "version is set by this service"),
        ({**FORCE, "kind": "king"}, "/kind", "'king' is none of country, national_force,"),
        ({**FORCE, "kind": ["king"]}, "/kind", "is none of country"),
        ({**FORCE, "ons_code": "e2"}, "/ons_code", "one capital letter and eight digits"),
        ({**FORCE, "existed_from": "30/9/2021"}, "/existed_from", "YYYY-MM-DD"),
        ({"slug": "avon", "kind": "territorial"}, "/name", "name: give text, such as"),
        ([], "", "The body is a list: send one object of named fields"),
        (None, "", "No data"),
        ("text", "", "The body is text: send one object of named fields"),
    ],
)
def test_body_refused(send, body, pointer, words):
    answer = send(json.dumps(body))
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == pointer
    assert words in fault["detail"]
    assert not Force.objects.exists()


def test_changing_a_row_checks_a_copy(make_force):
    force = make_force("avon")
    serializer = ForceSerializer(force, data={"ons_code": "bad"}, partial=True)
    assert not serializer.is_valid()
    assert force.ons_code is None
    assert serializer.errors["ons_code"][0].code == "force_ons_code_form"


def test_changing_a_row_without_its_unique_name_clashing_with_itself(make_force):
    force = make_force("avon")
    serializer = ForceSerializer(force, data={"name": "Avon"}, partial=True)
    assert serializer.is_valid(), serializer.errors


class RenamedSerializer(CheckedSerializer):
    code = serializers.CharField(source="ons_code", help_text="ONS code.")
    people = serializers.PrimaryKeyRelatedField(
        source="liaison_officers", many=True, queryset=User.objects.all(), help_text="Who speaks."
    )

    class Meta:
        model = Force
        fields = ["slug", "name", "kind", "code", "people"]


def test_fault_is_shown_under_the_name_of_the_shape():
    serializer = RenamedSerializer(data={**FORCE, "code": "bad", "people": []})
    assert not serializer.is_valid()
    assert list(serializer.errors) == ["code"]


def test_fault_of_a_field_outside_the_shape_is_about_the_whole():
    """Without its force's name in the shape the fault still reaches the client."""

    class Nameless(CheckedSerializer):
        class Meta:
            model = Force
            fields = ["slug", "kind"]

    serializer = Nameless(data={"slug": "avon", "kind": "territorial"})
    assert not serializer.is_valid()
    assert list(serializer.errors) == ["__all__"]


def test_values_of_the_service_are_part_of_the_check():
    class Nameless(CheckedSerializer):
        class Meta:
            model = Force
            fields = ["slug", "kind"]

    serializer = Nameless(
        data={"slug": "avon", "kind": "territorial"}, context={"given": {"name": "Avon"}}
    )
    assert serializer.is_valid(), serializer.errors


def test_undescribed_fields_are_named_through_nesting():
    class Inner(serializers.Serializer):
        told = serializers.CharField(help_text="Told.")
        mute = serializers.CharField()

    class Outer(serializers.Serializer):
        one = Inner(help_text="One.")
        many = Inner(many=True)

    assert undescribed_fields(Outer) == ["one.mute", "many", "many.mute"]
    assert undescribed_fields(ForceSerializer) == []
