"""The check of a column takes exactly the choices of its field."""

import re

import pytest
from django.apps import apps
from django.db import connection

from api.fields import ChoiceField

COLUMNS = [
    (model, field)
    for room in ("accounts", "inspections", "concerns", "seeds")
    for model in apps.get_app_config(room).get_models()
    for field in model._meta.local_concrete_fields
    if type(field) is ChoiceField
    and model._meta.managed
    # A history is written by a trigger, from rows that were checked.
    and not model.__name__.endswith("History")
]


@pytest.mark.parametrize(("model", "field"), COLUMNS, ids=lambda each: getattr(each, "name", None))
def test_check_of_a_column_is_its_choices(db, model, field):
    table, column = model._meta.db_table, field.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s",
            [f"{table}_{column}_check"],
        )
        found = cursor.fetchone()

    assert found, f"{table}.{column} has no check"
    allowed = set(re.findall(r"'([^']*)'::", found[0]))
    assert allowed == {value for value, _ in field.flatchoices} | ({""} if field.blank else set())
