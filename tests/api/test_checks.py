"""Checks of a row, asked together: what is broken is said by each, in its own words."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from api.checks import Checked
from tests import factories as make

CHECKED = [model for model in Checked.__subclasses__() if not model._meta.abstract] + [
    model
    for base in Checked.__subclasses__()
    if base._meta.abstract
    for model in base.__subclasses__()
    if not model._meta.abstract
]


def django_says(row, **options):
    """What Django's own way of asking one by one comes to."""
    faults = {}
    for constraint in type(row)._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            try:
                constraint.validate(type(row), row, **options)
            except ValidationError as error:
                faults = error.update_error_dict(faults)
    return told(ValidationError(faults)) if faults else {}


def together_says(row, **options):
    ((_, constraints),) = row.get_constraints()
    try:
        constraints[0].validate(type(row), row, **options)
    except ValidationError as error:
        return told(error)
    return {}


def told(error):
    return {
        field: [(fault.message, fault.code) for fault in faults]
        for field, faults in error.error_dict.items()
    }


def test_every_model_with_checks_is_asked_together():
    assert len(CHECKED) > 10
    for model in CHECKED:
        checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
        ((_, found),) = model().get_constraints()
        others = [c for c in model._meta.constraints if c not in checks]
        assert [c for c in found if isinstance(c, models.BaseConstraint)] == others
        if checks:
            assert [each.constraint for each in found[0].checks] == checks


@pytest.mark.parametrize("model", CHECKED, ids=lambda model: model._meta.label)
def test_an_empty_row_is_told_what_django_would_tell_it(db, model):
    if any(isinstance(c, models.CheckConstraint) for c in model._meta.constraints):
        assert together_says(model()) == django_says(model())


def test_a_row_that_breaks_none_is_asked_once(db, django_assert_num_queries):
    reading = make.ReadingFactory()
    with django_assert_num_queries(3):  # in a savepoint, which is let go
        assert together_says(reading) == {}


def test_a_row_that_breaks_several_is_told_each(db):
    reading = make.ReadingFactory()
    reading.period_end = reading.period_start - dt.timedelta(days=1)
    reading.superseded_note = "A note without a reason."
    said = together_says(reading)
    assert said == django_says(reading)
    assert sum(map(len, said.values())) > 1


def test_a_check_about_an_excluded_field_is_left_out(db):
    reading = make.ReadingFactory()
    reading.period_end = reading.period_start - dt.timedelta(days=1)
    options = {"exclude": {"period_start"}}
    assert together_says(reading) != {}
    assert together_says(reading, **options) == django_says(reading, **options) == {}


def test_what_the_database_cannot_answer_hides_nothing_else(db):
    reading = make.ReadingFactory()
    reading.period_end = reading.period_start - dt.timedelta(days=1)
    reading.superseded_note = "\0"  # which PostgreSQL has no text of
    assert together_says(reading) == django_says(reading) != {}


def test_the_question_is_written_once_and_asked_of_each_row(db):
    first = make.ReadingFactory()
    first.full_clean()
    asked = first.get_constraints()[0][1][0]
    written = dict(asked._questions)

    second = make.ReadingFactory()
    second.full_clean()
    second.period_end = second.period_start - dt.timedelta(days=1)

    assert together_says(second) == django_says(second) != {}
    assert together_says(first) == {}
    assert asked._questions == written != {}
