"""One filter for each kind of value: text, choice, number, day, instant, yes or no."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Self

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from api.filters.parameters import none_of
from api.reach import is_shown

LONGEST_LIST = 200
SMALLEST_ID, LARGEST_ID = -(2**63), 2**63 - 1
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class ParameterField(forms.Field):
    """Form field of one parameter: hands its parts to the filter that reads them."""

    def __init__(self, *, read: Callable[[list[str]], list[Any]], many: bool) -> None:
        super().__init__(required=False, widget=forms.TextInput)
        self.read = read
        self.many = many

    def to_python(self, value: str | None) -> Any:
        """Return what was asked for: one value, a list of them, or None if not given."""
        if not value:
            return None
        if not self.many:
            return self.read([value])[0]
        parts = value.split(",")
        if len(parts) > LONGEST_LIST:
            raise ValidationError(f"at most {LONGEST_LIST} values at once.")
        if "" in parts:
            raise ValidationError("a comma list without gaps, such as a,b.")
        return self.read(list(dict.fromkeys(parts)))


class StrictFilter(django_filters.Filter):
    """One query parameter; `many` reads a comma list and matches any of its values."""

    schema: dict[str, Any] = {"type": "string"}

    def __init__(
        self,
        field_name: str | None = None,
        lookup_expr: str = "exact",
        *,
        many: bool = False,
        help_text: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(field_name, "in" if many else lookup_expr, **kwargs)
        self.many = many
        self.help_text = help_text

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return this filter for one request, which is told to whom it belongs.

        What it was made of never changes, so that no request needs a copy of that.
        """
        own = copy.copy(self)
        if own.method is not None:
            own.method = own.method  # which holds on to its filter
        return own

    @property
    def field(self) -> forms.Field:
        """Return the form field that reads the parameter."""
        return ParameterField(read=self.read, many=self.many)

    def read(self, parts: list[str]) -> list[Any]:
        """Return the values that the parts stand for.

        Raises: ValidationError saying what would be right.
        """
        return [self.read_one(part) for part in parts]

    def read_one(self, text: str) -> Any:
        """Return the value that one part stands for."""
        return text

    def filter(self, queryset: models.QuerySet[Any], value: Any) -> models.QuerySet[Any]:
        """Keep the rows asked for; what a row names out of reach is null here as in its answer."""
        shown = None if value is None else is_shown(queryset, str(self.field_name))
        if shown is None:
            rows: models.QuerySet[Any] = super().filter(queryset, value)
            return rows
        if self.lookup_expr != "isnull":
            return super().filter(queryset, value).filter(shown)
        shown &= Q(**{f"{self.field_name}__isnull": False})
        return queryset.filter(~shown if value else shown)


class TextFilter(StrictFilter):
    """Text that is equal, letter for letter."""


class ChoiceFilter(StrictFilter):
    """One of a fixed list of choices."""

    def __init__(self, *args: Any, choices: Sequence[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = [str(value) for value, _ in choices if value != ""]
        self.schema = {"type": "string", "enum": self.values}

    def read_one(self, text: str) -> str:
        """Return the choice."""
        if text not in self.values:
            raise ValidationError(none_of(text, self.values))
        return text


class YesNoFilter(StrictFilter):
    """True or false."""

    schema: dict[str, Any] = {"type": "boolean"}

    def read_one(self, text: str) -> bool:
        """Return true or false."""
        if text not in ("true", "false"):
            raise ValidationError("true or false.")
        return text == "true"


class WholeNumberFilter(StrictFilter):
    """A whole number that fits a bigint."""

    schema: dict[str, Any] = {"type": "integer", "format": "int64"}

    def read_one(self, text: str) -> int:
        """Return the number."""
        if not re.fullmatch(r"-?[0-9]{1,19}", text):
            raise ValidationError("a whole number, such as 12.")
        number = int(text)
        if not SMALLEST_ID <= number <= LARGEST_ID:
            raise ValidationError(f"a whole number from {SMALLEST_ID} to {LARGEST_ID}.")
        return number


class NumberFilter(StrictFilter):
    """A decimal number, as stated."""

    schema: dict[str, Any] = {"type": "number"}

    def read_one(self, text: str) -> Decimal:
        """Return the number."""
        try:
            number = Decimal(text) if len(text) <= 40 else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number.adjusted()) > 40:
            raise ValidationError("a number, such as 77.70.")
        return number


class DayFilter(StrictFilter):
    """A day."""

    schema: dict[str, Any] = {"type": "string", "format": "date"}

    def read_one(self, text: str) -> dt.date:
        """Return the day."""
        try:
            if _DAY.fullmatch(text):
                return dt.date.fromisoformat(text)
        except ValueError:
            pass
        raise ValidationError("a day as YYYY-MM-DD, such as 2021-09-30.")


class InstantFilter(StrictFilter):
    """An instant with its offset."""

    schema: dict[str, Any] = {"type": "string", "format": "date-time"}

    def read_one(self, text: str) -> dt.datetime:
        """Return the instant, in UTC."""
        try:
            instant = dt.datetime.fromisoformat(text)
            if instant.tzinfo and _DAY.match(text):
                return instant.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            pass
        raise ValidationError(
            "an instant with its offset, such as 2021-09-30T12:00:00Z (write + as %2B)."
        )


class HoldsFilter(StrictFilter):
    """A list of words or numbers that holds the value; of a comma list, any of its values."""

    def __init__(
        self,
        *args: Any,
        of: StrictFilter,
        field: models.Field[Any, Any],
        many: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, many=many, **kwargs)
        self.lookup_expr = "overlap" if many else "contains"
        self.of, self.held = of, field
        self.schema = of.schema

    def read_one(self, text: str) -> Any:
        """Return the value, if the list can hold it."""
        return self.held.clean(self.of.read_one(text), None)

    def filter(self, queryset: models.QuerySet[Any], value: Any) -> models.QuerySet[Any]:
        """Keep the rows whose list holds it."""
        return super().filter(queryset, value if value is None or self.many else [value])
