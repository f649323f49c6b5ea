"""The JSON shapes of what is computed beside a row: trend, significance, ratios."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import ChoiceField, StatedDecimalField
from concerns.refusals import Refusal, Said
from concerns.significance import Assumption, Movement, Significant, Test
from concerns.trend import Reach, Way


def _number(help_text: str, *, allow_null: bool = False) -> StatedDecimalField:
    return StatedDecimalField(
        max_digits=30,
        decimal_places=12,
        read_only=True,
        allow_null=allow_null,
        help_text=help_text,
    )


def _choice(choices: Any, help_text: str, *, allow_null: bool = False) -> ChoiceField:
    return ChoiceField(
        choices=choices.choices, read_only=True, allow_null=allow_null, help_text=help_text
    )


def _day(help_text: str) -> serializers.DateField:
    return serializers.DateField(read_only=True, allow_null=True, help_text=help_text)


def _text(help_text: str) -> serializers.CharField:
    return serializers.CharField(read_only=True, help_text=help_text)


class SlopeShape(serializers.Serializer[Any]):
    """Change in 28 days, in the indicator's unit (percentage points where that is percent)."""

    middle = _number("The median of the slopes between every two readings.")
    low = _number("Lower end of its interval at 95 percent.")
    high = _number("Upper end of its interval at 95 percent.")


class TrendShape(serializers.Serializer[Any]):
    """Which way a series goes, by Theil-Sen, and when it would reach its target."""

    way = _choice(Way, "Which way it goes; null = cannot be said.", allow_null=True)
    slope = SlopeShape(
        read_only=True,
        allow_null=True,
        help_text=(
            "Change in 28 days, in the indicator's unit (percentage points where that is percent), "
            "to three significant digits."
        ),
    )
    readings = serializers.IntegerField(
        read_only=True, help_text="How many readings it is computed from."
    )
    left_out = serializers.IntegerField(
        read_only=True, help_text="Dated readings left out, as they state no single value."
    )
    first_on = _day("First day of the first reading's period.")
    last_on = _day("Last day of the last reading's period.")
    refusal = _choice(Refusal, "Why no trend can be said.", allow_null=True)
    reach = _choice(Reach, "Whether the target would be reached at this trend.", allow_null=True)
    earliest_on = _day("The earliest day on which it would be, counted from the latest reading.")
    latest_on = _day("The latest day on which it would be; null = perhaps not at all.")
    reach_refusal = _choice(
        Refusal, "Why nothing can be said of the target; null = it can.", allow_null=True
    )
    text = _text("The same in words.")


class SignificanceShape(serializers.Serializer[Any]):
    """Whether two estimates differ by more than their margins allow."""

    said = _choice(
        Significant, "Whether it is; asserted = somebody says so, and nothing can be tested."
    )
    difference = _number(
        "The one less the other, in their unit (percentage points where that is percent).",
        allow_null=True,
    )
    threshold = _number(
        "What the difference has to exceed, rounded down to one decimal more than the numbers "
        "compared have.",
        allow_null=True,
    )
    movement = _choice(Movement, "Which way it went.", allow_null=True)
    test = _choice(
        Test,
        "How it was judged: the difference against the root of the sum of the squares of both "
        "margins.",
        allow_null=True,
    )
    assumption = _choice(Assumption, "What the test takes for granted.", allow_null=True)
    level = _number(
        "Confidence level of both margins in percent; null = not stated.", allow_null=True
    )
    periods_known = serializers.BooleanField(
        read_only=True, help_text="Whether both periods are stated, so that they were compared."
    )
    refusal = _choice(Refusal, "Why it cannot be said, or not be tested.", allow_null=True)
    text = _text("The same in words.")


class ShareShape(serializers.Serializer[Any]):
    """A percentage computed from its numerator and denominator, beside the stated one."""

    numerator = _number("Count above the line.")
    denominator = _number("Count below the line.")
    percent = _number("The numerator in percent of the denominator, two decimals more than stated.")
    follows = _choice(Said, "Whether the stated percentage follows from it by rounding.")
    text = _text("The same in words.")


class TimesShape(serializers.Serializer[Any]):
    """How many times what it is compared with a figure is."""

    times = _number("The one divided by the other, to two decimals.")
    more_than = serializers.IntegerField(
        read_only=True,
        allow_null=True,
        help_text="The largest whole number of times it exceeds: 2 = more than double.",
    )
    text = _text("The same in words.")


def significance(help_text: str, *, allow_null: bool = False) -> SignificanceShape:
    """Return the field of whether a difference is significant."""
    return SignificanceShape(read_only=True, allow_null=allow_null, help_text=help_text)


def share() -> ShareShape:
    """Return the field of a percentage that is computed from its parts."""
    return ShareShape(
        read_only=True,
        allow_null=True,
        help_text=(
            "The percentage that numerator and denominator come to; null = they are not stated, "
            "or the unit is not percent."
        ),
    )
