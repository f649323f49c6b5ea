"""The JSON shape of rows, and the check that the API and the admin refuse the same."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.validators import UniqueValidator

from api.errors import faults_of, rehomed
from api.fields import StatedDecimalField as StatedDecimalModelField
from api.filters import nearest, none_of
from api.wording import in_words, not_an_object


class StatedDecimalField(serializers.DecimalField):
    """A JSON number with the decimals it was stated with."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["coerce_to_string"] = False
        super().__init__(**kwargs)

    def quantize(self, value: Decimal) -> Decimal:
        """Keep every decimal, and add none."""
        return value


class InstantField(serializers.DateTimeField):
    """An instant: written in UTC with Z, read only with its offset."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "no_offset": "Give the instant with its offset, such as 2021-09-30T12:00:00Z."
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs["default_timezone"] = dt.UTC
        super().__init__(**kwargs)

    def enforce_timezone(self, value: dt.datetime) -> dt.datetime:
        """Return the instant in UTC.

        Raises: ValidationError if it came without an offset.
        """
        if value.tzinfo is None:
            self.fail("no_offset")
        try:
            return value.astimezone(dt.UTC)
        except OverflowError:
            self.fail("overflow")


class ChoiceField(serializers.ChoiceField):
    """One of a list of choices, which a refusal names."""

    def fail(self, key: str, **kwargs: Any) -> NoReturn:
        """Refuse, naming the choices."""
        if key == "invalid_choice":
            offered = [str(choice) for choice in self.choices]
            raise serializers.ValidationError(none_of(str(kwargs["input"]), offered), code=key)
        super().fail(key, **kwargs)


class CheckedSerializer(serializers.ModelSerializer[Any]):
    """A row's shape; what is written passes the model's own checks and constraints first.

    The view may hand over values that the client does not give (`given` in the context, such as
    who records it), so that the check sees the whole row. A name in the body that is not a field
    to be written is refused.
    """

    serializer_choice_field = ChoiceField
    serializer_field_mapping: ClassVar[dict[Any, Any]] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: InstantField,
        models.DecimalField: StatedDecimalField,
        StatedDecimalModelField: StatedDecimalField,
    }

    def build_standard_field(
        self, field_name: str, model_field: models.Field[Any, Any]
    ) -> tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]:
        """Leave uniqueness to the model's own check, and describe the primary key."""
        field_class, options = super().build_standard_field(field_name, model_field)
        if model_field.primary_key:
            options.setdefault("help_text", "The row's number, given by this service.")
        return field_class, _without_unique_check(options)

    def build_relational_field(
        self, field_name: str, relation_info: Any
    ) -> tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]:
        """Leave uniqueness to the model's own check."""
        field_class, options = super().build_relational_field(field_name, relation_info)
        return field_class, _without_unique_check(options)

    def get_validators(self) -> list[Any]:
        """Return none: uniqueness is the model's own check."""
        return []

    def to_internal_value(self, data: Any) -> Any:
        """Read the body.

        Raises: ValidationError for every name that is unknown or not to be written, and for
        every value that its field cannot read, saying what would be right.
        """
        faults: dict[str, Any] = {}
        if isinstance(data, dict):
            faults = {name: fault for name in data if (fault := self.fault_of_name(name))}
            data = {name: value for name, value in data.items() if name not in faults}
        elif not isinstance(data, Mapping):
            fault = ErrorDetail(not_an_object(data), "invalid")
            raise serializers.ValidationError({NON_FIELD_ERRORS: [fault]})
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            told = {**faults, **in_words(error.detail, self.fields)}
            raise serializers.ValidationError(told) from error
        if faults:
            raise serializers.ValidationError(faults)
        return values

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Run the model's `full_clean()`, constraints included, on a copy of the row.

        Raises: ValidationError with the words the admin would use.
        """
        model: Any = self.Meta.model
        row = copy.copy(self.instance) if self.instance is not None else model()
        to_many = {field.name for field in model._meta.many_to_many}
        for name, value in {**attrs, **self.context.get("given", {})}.items():
            if name not in to_many:
                setattr(row, name, value)
        try:
            row.full_clean()
        except ModelValidationError as error:
            raise serializers.ValidationError(self._faults(error, model)) from error
        return attrs

    def _faults(
        self, error: ModelValidationError, model: type[models.Model]
    ) -> dict[str, list[ErrorDetail]]:
        named = {field.source: name for name, field in self.fields.items()}
        faults: dict[str, list[ErrorDetail]] = {}
        for field, found in faults_of(rehomed(error, model)).items():
            faults.setdefault(named.get(field, NON_FIELD_ERRORS), []).extend(found)
        return faults

    def fault_of_name(self, name: str) -> ErrorDetail | None:
        """Return why a body may not hold that name; None if it may."""
        field = self.fields.get(name)
        if field is None:
            written = [known for known, field in self.fields.items() if not field.read_only]
            sentence = f"There is no field {name[:100]!r}: give some of {nearest(name, written)}."
            return ErrorDetail(sentence, "unknown_field")
        if field.read_only:
            return ErrorDetail(f"{name} is set by this service: leave it out.", "read_only")
        return None


def undescribed_fields(serializer_class: type[serializers.BaseSerializer[Any]]) -> list[str]:
    """Return the fields without a help text, dotted through nested shapes; for a test to forbid."""
    return list(_undescribed(serializer_class(), ""))


def _undescribed(serializer: Any, prefix: str) -> Any:
    for name, field in serializer.fields.items():
        if not field.help_text:
            yield f"{prefix}{name}"
        nested = getattr(field, "child", field)
        if isinstance(nested, serializers.Serializer):
            yield from _undescribed(nested, f"{prefix}{name}.")


def _without_unique_check(options: dict[str, Any]) -> dict[str, Any]:
    validators = options.get("validators")
    if validators:
        options["validators"] = [
            check for check in validators if not isinstance(check, UniqueValidator)
        ]
    return options
