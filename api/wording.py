"""What a field of the API says to a value it cannot read: its name, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

EXAMPLES: tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], str], ...] = (
    (serializers.DateTimeField, "an instant with its offset, such as 2021-09-30T12:00:00Z"),
    (serializers.DateField, "a day written YYYY-MM-DD, such as 2021-09-30"),
    (serializers.BooleanField, "true or false"),
    (serializers.IntegerField, "a whole number, such as 12"),
    (serializers.DecimalField, "a number, such as 77.7"),
    (serializers.ListField, 'a list, such as ["a", "b"]'),
    (serializers.PrimaryKeyRelatedField, "the number of a row, such as 12"),
    (serializers.SlugRelatedField, "the key of a row, such as greater-manchester"),
    (serializers.URLField, "an address on the web, such as https://example.org/report"),
    (serializers.CharField, 'text, such as "a note"'),
)
"""What a field takes, the most particular kind first."""


def in_words(
    detail: Any, fields: Mapping[str, serializers.Field[Any, Any, Any, Any]]
) -> dict[str, Any]:
    """Return the faults of a body, the framework's own sentences in ours under the same codes.

    Sentences that the record or a field of ours says stay as they are.
    """
    return {name: _reworded(name, faults, fields.get(name)) for name, faults in detail.items()}


def not_an_object(data: Any, what: str = "The body") -> str:
    """Say that the body, or a row of it, is not one object of named fields."""
    return (
        f"{what} is {_kind_of(data)}: send one object of named fields, such as "
        '{"note": "a note"}.'
    )


def _reworded(name: str, faults: Any, field: Any) -> Any:
    if field is None or not isinstance(faults, list):
        return faults
    return [_sentence(name, fault, field) for fault in faults]


def _sentence(name: str, fault: Any, field: Any) -> Any:
    if not isinstance(fault, ErrorDetail) or not _is_the_frameworks(fault, field):
        return fault
    code = fault.code
    takes = _what_it_takes(field)
    said = {
        "required": f"give {takes}",
        "null": f"{takes}, not null",
        "blank": f"{takes}, not empty",
        "min_value": f"{takes}, and not below {getattr(field, 'min_value', None)}",
        "max_value": f"{takes}, and not above {getattr(field, 'max_value', None)}",
        "does_not_exist": f"there is no such row; give {takes}",
        "max_length": f"at most {getattr(field, 'max_length', None)} characters",
        "max_string_length": takes,
        "max_digits": f"at most {getattr(field, 'max_digits', None)} digits",
        "max_decimal_places": f"at most {getattr(field, 'decimal_places', None)} decimals",
        "max_whole_digits": "fewer digits before the decimal point",
        "datetime": f"{takes}, without a time of day",
    }.get(str(code), takes)
    return ErrorDetail(f"{name}: {said}.", code)


def _is_the_frameworks(fault: ErrorDetail, field: Any) -> bool:
    """Whether the sentence is one that the framework's own class gives the code."""
    code = str(fault.code)
    if code == "invalid_choice":
        return False
    framework: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("rest_framework."):
            framework.update(getattr(kind, "default_error_messages", {}))
    begins = str(framework.get(code, "")).partition("{")[0]
    return bool(begins) and str(fault).startswith(begins)


def _what_it_takes(field: Any) -> str:
    if isinstance(field, serializers.ChoiceField):
        return "one of " + ", ".join(str(choice) for choice in field.choices)
    return next((words for kind, words in EXAMPLES if isinstance(field, kind)), "a value")


def _kind_of(data: Any) -> str:
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "true or false"
    if isinstance(data, list):
        return "a list"
    return "text" if isinstance(data, str) else "a number"
