"""What many rows look like in the API's description: how they are sent, and how answered."""

from __future__ import annotations

import copy
from typing import Any

from rest_framework import serializers

from concerns.bulk.rows import OnError, Result
from concerns.bulk.verbs import SUBJECTS, StepResult, offered
from concerns.serializers.reading import ReadingEntry
from concerns.serializers.verbs import ENTRIES


class ReadingRow(ReadingEntry):
    """One of many readings to be recorded or corrected.

    As by itself, but `said_by` may be left out where only one source speaks, and `because`
    without `supersedes` corrects the reading of that period.
    """


class RowFault(serializers.Serializer[Any]):
    """Why a row is refused."""

    pointer = serializers.CharField(help_text="JSON pointer to the value.")
    line = serializers.IntegerField(
        required=False, help_text="The line on which the row begins, from 1."
    )
    column = serializers.CharField(required=False, help_text="The column or name there.")
    detail = serializers.CharField(help_text="What would be right.")
    code = serializers.CharField(help_text="The broken rule's short name.")


class ManyAnswer(serializers.Serializer[Any]):
    """How a request of many rows was meant."""

    on_error = serializers.ChoiceField(
        choices=OnError.choices, help_text="What becomes of good rows beside refused ones."
    )
    dry_run = serializers.BooleanField(help_text="Whether nothing was stored on purpose.")
    rows = serializers.IntegerField(help_text="How many rows were sent.")


class RowAnswer(serializers.Serializer[Any]):
    """What became of a row."""

    row = serializers.IntegerField(help_text="Its number, from 0.")
    line = serializers.IntegerField(
        required=False, help_text="In a body of lines, the one on which it begins, from 1."
    )
    result = serializers.ChoiceField(choices=Result.choices, help_text="What became of it.")
    reading = serializers.IntegerField(
        allow_null=True,
        help_text="The reading it made, or the one it is equal to; null if there is none.",
    )
    errors = RowFault(  # type: ignore[assignment]  # declared fields are taken off the class
        many=True, required=False, help_text="Why it is refused."
    )


class ReadingsAnswer(ManyAnswer):
    """What became of each row of readings."""

    created = serializers.IntegerField(help_text="Rows that are new readings.")
    unchanged = serializers.IntegerField(help_text="Rows that stand already.")
    superseded = serializers.IntegerField(help_text="Rows that corrected a reading.")
    superseded_before = serializers.IntegerField(
        help_text="Rows equal to a reading that was corrected or withdrawn: not brought back."
    )
    refused = serializers.IntegerField(help_text="Rows that are refused.")
    results = RowAnswer(many=True, help_text="Each row's.")


class StepAnswer(serializers.Serializer[Any]):
    """What became of a row of verbs."""

    row = serializers.IntegerField(help_text="Its number, from 0.")
    result = serializers.ChoiceField(choices=StepResult.choices, help_text="What became of it.")
    event = serializers.IntegerField(
        allow_null=True, help_text="The event it wrote; null if nothing was stored."
    )
    errors = RowFault(  # type: ignore[assignment]  # declared fields are taken off the class
        many=True, required=False, help_text="Why it is refused."
    )


class StepsAnswer(ManyAnswer):
    """What became of each row of verbs."""

    done = serializers.IntegerField(help_text="Rows whose verb was taken.")
    unchanged = serializers.IntegerField(help_text="Rows whose claim or promise stands already.")
    refused = serializers.IntegerField(help_text="Rows that are refused.")
    results = StepAnswer(many=True, help_text="Each row's.")


def step_of(subject: str) -> type[serializers.Serializer[Any]]:
    """Return the shape of a row of verbs: the record, the verb, and what the verb takes."""
    verbs = offered(subject)
    fields: dict[str, Any] = {}
    for transition in verbs.values():
        for name, each in ENTRIES[subject, transition.verb]().fields.items():
            if name not in fields:
                fields[name] = copy.deepcopy(each)
                fields[name]._kwargs["required"] = False  # what a declared field is built from
    if SUBJECTS[subject].key == "pk":
        named: Any = serializers.IntegerField(help_text="Number of the record.")
    else:
        named = serializers.CharField(help_text="Reference of the record.")
    fields |= {
        subject: named,
        "verb": serializers.ChoiceField(choices=list(verbs), help_text="What is to be done."),
        "version": serializers.IntegerField(
            required=False, help_text="The version you decided upon; refused if it has changed."
        ),
    }
    doc = "A verb to be taken on one record, with what that verb takes."
    return type(f"{subject.title()}Step", (serializers.Serializer,), {**fields, "__doc__": doc})
