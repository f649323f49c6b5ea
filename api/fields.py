"""Field types of the record: numbers as stated, and days known to the month or year only."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.db.models.functions import Cast, ExtractDay, ExtractMonth
from django.db.models.lookups import Exact


class StatedDecimalField(models.DecimalField[Any, Any]):
    """A number kept with the decimals it was stated with: 77.70 stays 77.70.

    At most 30 digits, 12 of them decimals. Not-a-number and infinities are refused by the
    column itself.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"] = 30
        kwargs["decimal_places"] = 12
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave the fixed bounds out of migrations."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, list(args), kwargs

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return a numeric without scale, which keeps trailing zeros."""
        return "numeric"

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        """Refuse NaN (which sorts above infinity) and both infinities."""
        column = connection.ops.quote_name(str(self.column))
        return f"{column} > '-Infinity'::numeric AND {column} < 'Infinity'::numeric"

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise without rounding."""
        value = self.value_from_object(obj)
        return "" if value is None else format(Decimal(value), "f")


def plain(number: Decimal) -> str:
    """Write a number with its decimals as stated and commas in its thousands."""
    return f"{number:,f}"


class Precision(models.TextChoices):
    """How exactly a source names a day; the first day of the month or year stands in."""

    DAY = "day", "day"
    MONTH = "month", "month"
    YEAR = "year", "year"


class ChoiceField(models.CharField[Any, Any]):
    """A choice held to its choices by the column itself, against raw SQL too.

    Django takes a change of choices to be no matter of the database: its migration replaces the
    check of the column by SQL of its own.
    """

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        """Refuse what is not a choice; empty passes only where the field may be blank."""
        values = [str(value) for value, _ in self.flatchoices] + ([""] if self.blank else [])
        listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
        return f"{connection.ops.quote_name(str(self.column))} IN ({listed})"


class WebAddressField(models.URLField[Any, Any]):
    """An address on the web; one typed without its scheme means https."""

    def formfield(self, **kwargs: Any) -> Any:
        """Return the form's field, which completes an address by https."""
        return super().formfield(**{"assume_scheme": "https", **kwargs})


def precision_field(of: str, *, editable: bool = True) -> ChoiceField:
    """Return the companion column of the date `of`: whether day, month or year is known."""
    return ChoiceField(
        max_length=5,
        choices=Precision,
        default=Precision.DAY,
        editable=editable,
        help_text=f"How exactly the source names {of}; a month or year is kept as its first day.",
    )


def first_day(day: str, precision: str) -> models.Func:
    """Return the first day of the month or year that holds `day`, as exactly as `precision` says.

    So a date of which only the month is known compares with an exact one in the same month.
    """
    return models.Func(
        F(precision),
        F(day),
        template="date_trunc(%(expressions)s::timestamp)",
        output_field=models.DateField(),
    )


def precision_constraint(model: str, field: str) -> models.CheckConstraint:
    """Tie a date to its precision: a month is kept as its first day, a year as 1 January."""
    precision = f"{field}_precision"
    day = Cast(F(field), models.DateField())  # typed, so that an empty date can be checked too
    # An empty date would make the comparison neither true nor false, which a CHECK lets pass.
    first = Q(**{f"{field}__isnull": False}) & Q(Exact(ExtractDay(day), 1))
    return models.CheckConstraint(
        condition=Q(**{precision: Precision.DAY})
        | (Q(**{precision: Precision.MONTH}) & first)
        | (Q(**{precision: Precision.YEAR}) & first & Q(Exact(ExtractMonth(day), 1))),
        name=f"{model}_{field}_first_day",
        violation_error_message=(
            f"{field}: a month is kept as its first day, a year as 1 January, and with no date "
            "the precision is day."
        ),
    )
