"""Sentences of the record in the labels of a form, and days no more exact than they are known."""

import datetime as dt
import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.scoped_admin import SaysLabels, in_labels, labels_of
from accounts.scoped_admin.dated import dated_columns
from api.days import dated_text
from api.fields import Precision
from concerns.models import Concern, Reading
from inspections.models import Force
from tests import factories as make

OUTCOMES = (("", "---------"), ("closed_complete", "Closed as complete"))


class DecisionForm(SaysLabels, forms.Form):
    labels_from = (Force,)
    outcome = forms.ChoiceField(choices=OUTCOMES, required=False)
    happened_on = forms.DateField(label="Decided on", required=False)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("period_end: not before period_start.", "Period end: not before “Period start”."),
        ("value: type the value.", "Value: type the value."),
        ("recommendations: say of every open one.", "Recommendations: say of every open one."),
        ("no_such_field: stays a sentence.", "No such field: stays a sentence."),
        ("It is as no_such_field says.", "It is as no_such_field says."),
        ("Value: said already.", "Value: said already."),
        ("source: see https://example.org/period_end/", None),
        ("file: not me@period_end", None),
        ("Put {period_end} in.", None),
    ],
)
def test_sentence_is_said_in_labels(sentence, said):
    unchanged = sentence[:1].upper() + sentence[1:]
    assert in_labels(sentence, labels_of(Reading)) == (said or unchanged)


def test_values_of_choices_are_said_in_their_words():
    said = in_labels("status: one of open, closed_complete.", labels_of(Concern))
    assert said == "Status: one of open, closed as complete."


def test_form_says_its_own_labels_first_and_keeps_the_code():
    form = DecisionForm({})
    form.add_error("outcome", ValidationError("outcome: closed_complete.", code="outcome_missing"))
    form.add_error(None, {"happened_on": "happened_on: not before existed_from."})

    assert form.errors == {
        "outcome": ["Outcome: closed as complete."],
        "happened_on": ["Decided on: not before “Existed from”."],
    }
    assert form.has_error("outcome", "outcome_missing")


@pytest.mark.parametrize(
    ("precision", "said"),
    [
        (Precision.DAY, "1 January 2021"),
        (Precision.MONTH, "January 2021"),
        (Precision.YEAR, "2021"),
    ],
)
def test_column_says_a_day_no_more_exactly_than_it_is_known(precision, said):
    day = dt.date(2021, 1, 1)
    reference, raised = dated_columns(Concern, ("reference", "raised_on"))

    assert dated_text(day, precision) == said
    assert raised(Concern(raised_on=day, raised_on_precision=precision)) == said
    assert raised(Concern(raised_on=None, raised_on_precision=precision)) is None
    assert (reference, raised.__name__, raised.admin_order_field) == (
        "reference",
        "raised_on",
        "raised_on",
    )


def test_list_is_sorted_by_a_day_known_in_part(inspector, force):
    for month, precision in ((1, Precision.YEAR), (3, Precision.MONTH), (2, Precision.MONTH)):
        raised = {"raised_on": dt.date(2021, month, 1), "raised_on_precision": precision}
        make.ConcernFactory(force=force, **raised)
    client = Client()
    client.force_login(inspector)
    listed = reverse("admin:concerns_concern_changelist")
    columns = client.get(listed).context["cl"].list_display
    [place] = [
        n for n, column in enumerate(columns) if getattr(column, "__name__", "") == "raised_on"
    ]

    answer = client.get(listed, {"o": str(place)})

    assert [row.raised_on.month for row in answer.context["cl"].result_list] == [1, 2, 3]
    page = answer.content.decode()
    assert f'href="?o=-{place}"' in page
    said = re.findall(r'class="field-raised_on[^>]*>([^<]+)', page)
    assert said == ["2021", "February 2021", "March 2021"]
