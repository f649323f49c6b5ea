"""What a client writes to record, correct or withdraw a reading; the model's verbs judge it."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from api.entries import REASONS, Entry, RowName, RowNumber
from api.serializers import ChoiceField, StatedDecimalField
from concerns.models import Indicator, Measure, Reading
from concerns.serializers.measure import READING
from concerns.values import SaidBy, ValueKind
from inspections.models import Force

NAMES = ("force", "indicator", "said_by")
"""What names a measure in the place of its number."""
VALUE_OF_POINT = "value: of a point and in the place of low and high: give those alone."


def not_yours(source: str) -> str:
    """Say to somebody who speaks for a force alone that a source is another one."""
    return (
        "Your role may record readings that your own force says, no others: this one is "
        f"said by: {source}."
    )


class ReadingEntry(Entry):
    """A reading to be recorded, or the correction of one.

    The measure is given by its number, or by force, indicator and said_by. `value` is short for
    a point: the same low and high. With `supersedes` it corrects that reading: what is left out
    stays as it was.
    """

    measure = RowNumber(
        queryset=Measure.objects.all(), required=False, help_text="Number of the measure."
    )
    force = RowName(
        slug_field="slug",
        queryset=Force.objects.all(),
        required=False,
        help_text="Slug of the force, where the measure is named and not numbered.",
    )
    indicator = RowName(
        slug_field="code",
        queryset=Indicator.objects.all(),
        required=False,
        help_text="Code of the indicator, where the measure is named and not numbered.",
    )
    said_by = ChoiceField(
        choices=SaidBy.choices,
        required=False,
        help_text="Whose figure it is, where the measure is named and not numbered.",
    )
    value = StatedDecimalField(
        max_digits=30,
        decimal_places=12,
        required=False,
        help_text="The value of a point, in the indicator's unit: short for equal low and high.",
    )
    supersedes = RowNumber(
        queryset=Reading.objects.all(),
        required=False,
        help_text="Number of the reading that this one corrects.",
    )
    because = ChoiceField(
        choices=REASONS, required=False, help_text="Why it is corrected: a correction needs this."
    )
    note = serializers.CharField(
        required=False, allow_blank=True, help_text="Why it is corrected, in words."
    )

    class Meta:
        model = Reading
        fields = (
            "measure",
            *NAMES,
            *(name for name in READING if name != "text"),
            "supersedes",
            "because",
            "note",
        )
        extra_kwargs: ClassVar = {
            "period_start": {"required": False},
            "period_end": {"required": False},
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the values of the verb: the measure found, `value` spelt out.

        Raises: ValidationError on what is missing, or said twice.
        """
        self._find_measure(attrs)
        self._spell_out_value(attrs)
        if "supersedes" in attrs:
            return attrs
        faults = {
            name: f"{name}: only a correction has one: say in supersedes what it corrects."
            for name in ("because", "note")
            if attrs.get(name)
        }
        if "measure" not in attrs:
            faults["measure"] = "measure: give its number, or force, indicator and said_by."
        for name, which in (("period_start", "first"), ("period_end", "last")):
            if name not in attrs:
                faults[name] = f"{name}: give the {which} day of the period as YYYY-MM-DD."
        if faults:
            raise serializers.ValidationError(faults, code="required")
        return attrs

    def _find_measure(self, attrs: dict[str, Any]) -> None:
        names = {name: attrs.pop(name) for name in NAMES if name in attrs}
        if not names:
            return
        if "measure" in attrs:
            raise serializers.ValidationError(
                {"measure": "measure: give its number or its names, not both."}, code="named_twice"
            )
        missing = [name for name in NAMES if name not in names]
        if missing:
            raise serializers.ValidationError(
                {name: f"{name}: a measure is named by {', '.join(NAMES)}." for name in missing},
                code="required",
            )
        user = self.context["request"].user
        measure = Measure.objects.visible_to(user).filter(**names).first()
        if measure is None:
            raise serializers.ValidationError(
                {
                    "measure": "measure: there is none of this force, indicator and source "
                    "within your reach."
                },
                code="does_not_exist",
            )
        attrs["measure"] = measure

    def _spell_out_value(self, attrs: dict[str, Any]) -> None:
        if "value" not in attrs:
            return
        value = attrs.pop("value")
        kind = attrs.setdefault("kind", ValueKind.POINT)
        if kind != ValueKind.POINT or "low" in attrs or "high" in attrs:
            raise serializers.ValidationError({"value": VALUE_OF_POINT}, code="value_of_point")
        attrs.update(low=value, high=value)
        attrs.setdefault("low_inclusive", True)
        attrs.setdefault("high_inclusive", True)
