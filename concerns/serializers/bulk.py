"""What many rows look like in the API's description: how they are sent, and how answered."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from concerns.bulk.rows import OnError, Result
from concerns.serializers.reading import ReadingEntry


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
