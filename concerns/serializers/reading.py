"""What a client writes to record, correct or withdraw a reading; the model's verbs judge it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from django.db import models
from rest_framework import serializers

from api.filters import nearest
from api.serializers import CheckedSerializer, ChoiceField, StatedDecimalField
from concerns.models import Indicator, Measure, Reading
from concerns.serializers.measure import READING
from concerns.values import SaidBy, ValueKind
from inspections.models import Force

REASONS = [choice for choice in Reading.Because.choices if choice[0] != Reading.Because.WITHDRAWN]
NAMES = ("force", "indicator", "said_by")
"""What names a measure in the place of its number."""
VALUE_OF_POINT = "value: of a point and in the place of low and high: give those alone."


def not_yours(source: str) -> str:
    """Say to somebody who speaks for a force alone that a source is another one."""
    return (
        "Your role may record readings that your own force says, no others: this one is "
        f"said by: {source}."
    )


class RowNumber(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its number, within the person's reach."""

    default_error_messages: ClassVar = {
        "does_not_exist": "There is none of the number {pk_value} within your reach.",
        "incorrect_type": "Give its number, such as 12.",
    }

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows the person may see: what is out of reach does not exist."""
        rows: Any = super().get_queryset()
        return rows.visible_to(self.context["request"].user)  # type: ignore[no-any-return]


class RowName(serializers.SlugRelatedField[Any]):
    """A row by its slug or code; a name that does not exist is told the nearest ones."""

    def fail(self, key: str, **values: Any) -> NoReturn:
        """Refuse, naming the nearest rows there are."""
        rows: Any = self.get_queryset()
        names = rows.values_list(self.slug_field, flat=True)
        given = str(values.get("value", ""))
        raise serializers.ValidationError(
            none_of_name(rows.model, given, names), code="does_not_exist"
        )


def none_of_name(model: type[models.Model], given: str, names: Iterable[str]) -> str:
    """Say that there is no row of that name, and which are the nearest."""
    shown = given[:100]
    kind = model._meta.verbose_name
    return f"There is no {kind} {shown!r}; there are {nearest(shown, names) or 'none'}."


class Entry(CheckedSerializer):
    """A body for a verb: unknown names are refused here, everything else by the verb itself."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the values as they are: the verb checks the whole row."""
        return attrs


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


class ReadingWithdrawal(Entry):
    """Why a reading is withdrawn without a successor."""

    note = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Why, in a sentence."
    )

    class Meta:
        model = Reading
        fields = ("note",)
