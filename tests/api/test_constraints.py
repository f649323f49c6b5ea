import json

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import Token, User
from api.constraints import (
    constraint_sentence,
    rehomed,
    settle_constraints,
    validation_error_from,
)
from inspections.models import Force
from tests.accounts.factories import UserFactory, make_token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]


def refused(action):
    """Return what the database refuses, translated."""

    @transaction.atomic
    def attempt():
        action()
        settle_constraints()

    with pytest.raises(IntegrityError) as caught:
        attempt()
    return validation_error_from(caught.value)


def own_models():
    rooms = {"accounts", "inspections", "concerns", "exports", "seeds"}
    return [model for model in apps.get_models() if model._meta.app_label in rooms]


def test_every_constraint_has_its_own_words():
    mute = [
        constraint.name
        for model in own_models()
        for constraint in model._meta.constraints
        if constraint_sentence(constraint.name).sentence.startswith("Constraint “")
    ]
    assert mute == []


def test_every_guard_has_its_own_words():
    guards = [
        trigger.constraint
        for model in own_models()
        for trigger in getattr(model._meta, "triggers", [])
        if hasattr(trigger, "sentence")
    ]
    assert guards
    assert [name for name in guards if not constraint_sentence(name)] == []


@pytest.mark.parametrize(
    ("name", "field", "code"),
    [
        ("force_ons_code_form", "ons_code", "force_ons_code_form"),
        ("user_role_known", "role", "user_role_known"),
        ("accounts_user_username_key", "username", "unique"),
        ("inspections_force_kind_check", "kind", "invalid"),
        ("never_deleted", None, "never_deleted"),
        ("publication_not_in_future", None, "publication_not_in_future"),
        ("judgment_area_of_framework", "area", "judgment_area_of_framework"),
    ],
)
def test_constraint_sentence_names_field_and_code(name, field, code):
    refusal = constraint_sentence(name)
    assert (refusal.field, refusal.code) == (field, code)
    assert refusal.sentence.endswith(".")


def test_constraint_sentence_of_an_unknown_name():
    assert constraint_sentence("nobody_knows") is None


def test_check_refused_by_the_database(make_force):
    force = make_force("avon")
    error = refused(lambda: Force.objects.filter(pk=force.pk).update(ons_code="x"))
    assert error.message_dict == {
        "ons_code": ["ons_code: one capital letter and eight digits, such as E23000005."]
    }


def test_choice_refused_by_the_column(make_force):
    error = refused(lambda: make_force("avon", kind="kingdom"))
    assert error.message_dict["kind"][0].startswith("kind: one of territorial, regional_unit")


def test_negative_number_refused_by_the_column(make_force):
    force = make_force("avon")

    def set_version():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO inspections_gradescale (slug, name, used, source_url, "
                "version) VALUES ('a', 'a', 'a', '', -1)"
            )

    assert force
    assert refused(set_version).message_dict == {"version": ["version: a whole number from 0."]}


def test_unique_column_refused_in_the_words_of_full_clean():
    user = UserFactory()
    again = UserFactory.build(username=user.username)
    with pytest.raises(ValidationError) as asked:
        again.full_clean()
    assert refused(again.save).message_dict == asked.value.message_dict


def test_unique_constraint_refused_in_the_words_of_full_clean():
    token, _ = make_token(UserFactory())
    again = Token.objects.get(pk=token.pk)
    again.pk, again.digest, again._state.adding = None, "0" * 64, True
    with pytest.raises(ValidationError) as asked:
        again.full_clean()
    expected = {"name": ["name: there is a token of this name, choose another."]}
    assert rehomed(asked.value, Token).message_dict == expected
    assert refused(again.save).message_dict == expected


def test_primary_key_refused():
    user = UserFactory()
    again = UserFactory.build(pk=user.pk)
    error = refused(lambda: again.save(force_insert=True))
    assert error.message_dict == {"__all__": ["There is a user of this number already."]}


def test_missing_value_refused():
    error = refused(lambda: UserFactory(role=None))
    assert error.message_dict == {"role": ["role: give a value."]}


def test_row_that_does_not_exist_refused_at_settling():
    error = refused(
        lambda: Token.objects.filter(pk=make_token(UserFactory())[0].pk).update(owner=0)
    )
    assert error.message_dict == {"owner": ["owner: there is no such row."]}


def test_row_that_others_refer_to_stays():
    owner = UserFactory()
    make_token(owner)
    assert "Other rows refer to it" in str(refused(owner.delete))
    settle_constraints()
    raw = refused(lambda: User.objects.filter(pk=owner.pk)._raw_delete("default"))
    assert "Other rows refer to it" in str(raw)


def test_guard_refused(make_force):
    force = make_force("avon")
    error = refused(force.delete)
    assert error.message_dict["__all__"][0].startswith("Nothing recorded is deleted")
    assert error.error_dict["__all__"][0].code == "never_deleted"


def test_nameless_rule_is_told_by_its_name():
    def break_it():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE odd (n int CONSTRAINT odd_n CHECK (n > 1))")
            cursor.execute("INSERT INTO odd VALUES (0)")

    assert refused(break_it).message_dict == {
        "__all__": ["The record refuses this row: it breaks the rule odd_n."]
    }


def test_refusal_that_says_nothing_is_still_a_sentence():
    assert validation_error_from(IntegrityError()).messages == ["The record refuses this row."]


def test_settle_constraints_leaves_later_writes_deferred():
    token, _ = make_token(UserFactory())
    settle_constraints()
    owner = token.owner_id
    Token.objects.filter(pk=token.pk).update(owner=0)
    Token.objects.filter(pk=token.pk).update(owner=owner)
    settle_constraints()


def test_rehomed_leaves_the_errors_of_fields():
    error = ValidationError({"name": ValidationError("No.", "no")})
    assert rehomed(error, Force).message_dict == {"name": ["No."]}


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"ons_code": "x"}, "/ons_code", "force_ons_code_form"),
        ({"slug": "avon"}, "/slug", "unique"),
        (
            {"existed_from": "2001-01-02", "existed_until": "2001-01-02"},
            "/existed_until",
            "force_existed_until_after_from",
        ),
        ({"kind": "kingdom"}, "/kind", "invalid_choice"),
    ],
)
def test_api_refuses_in_the_same_words(send, make_force, values, pointer, code):
    make_force("avon", name="Another")
    body = {"slug": "new", "name": "New", "kind": "territorial", **values}
    answer = send(json.dumps(body))
    assert answer.status_code == 400
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        (pointer, code)
    ]
    assert Force.objects.count() == 1


def test_api_refuses_what_is_deferred_inside_the_request(send):
    answer = send(
        json.dumps({"slug": "lone", "name": "Lone", "kind": "territorial"}), "/api/v1/lone-forces/"
    )
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {
            "pointer": "/succeeded_by",
            "detail": "succeeded_by: there is no such row.",
            "code": "does_not_exist",
        }
    ]
