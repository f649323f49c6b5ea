"""Query parameters: known ones are understood, every other one is refused by name.

A filter set names fields of its model in `Meta.fields`, with the lookups `exact` and `in` (a
comma list), `before` and `after` (that day or instant included), `isnull`, `gte` and `lte`. What
goes by another name, or is an annotation, is declared with one of the filters below.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.http import QueryDict
from django_filters.rest_framework import DjangoFilterBackend

from api.errors import BadParameter
from api.known import as_known

if TYPE_CHECKING:
    from rest_framework.views import APIView

    from api.clocks import Clocks

CLOCKS = ("as_at", "known_at")
COMMON = ("format",)
LONGEST_LIST = 200
MOST_SUGGESTED = 1_000
SMALLEST_ID, LARGEST_ID = -(2**63), 2**63 - 1
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check_parameters(given: QueryDict, known: Collection[str]) -> None:
    """Refuse parameters that are unknown, repeated, empty or hold a NUL, all at once.

    Raises: BadParameter naming the nearest known parameter.
    """
    faults = dict(_parameter_faults(given, {*known, *COMMON}))
    if faults:
        raise BadParameter(faults, "bad_parameter")


def nearest(value: str, known: Iterable[str], *, shown: int = 12) -> str:
    """Return the known words as a list for a person: the nearest first if there are many."""
    words = sorted(set(known))
    if len(words) <= shown:
        return ", ".join(words)
    close = difflib.get_close_matches(value[:100], words, n=3, cutoff=0.4) or words[:3]
    return f"{', '.join(close)} and {len(words) - len(close)} more"


def _parameter_faults(given: QueryDict, known: Collection[str]) -> Iterator[tuple[str, str]]:
    for name, values in given.lists():
        if name in CLOCKS and name not in known:
            yield name, f"{name} is not taken here: this is answered as it stands now."
        elif name not in known:
            close = difflib.get_close_matches(name[:100], known, n=1, cutoff=0.5)
            hint = f"did you mean {close[0]}?" if close else f"there are {nearest(name, known)}."
            yield name, f"There is no parameter {name[:100]}: {hint}"
        elif len(values) > 1:
            listed = f": write {name}__in=a,b for several" if f"{name}__in" in known else ""
            yield name, f"{name} is given {len(values)} times: give it once{listed}."
        elif not values[0].strip():
            yield name, f"{name} is empty: give a value, or leave it out."
        elif "\0" in values[0]:
            yield name, f"{name} holds a NUL character: leave that out."


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
            raise ValidationError(f"{text[:100]!r} is none of {nearest(text, self.values)}.")
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


class ReferenceFilter(StrictFilter):
    """A row of another model by its slug, reference or code, within the person's reach.

    `rows(user, clocks)` answers the rows that may be named, by default all of the model that the
    person may see, named as they were known then. A row out of reach does not exist. `key` is the
    naming field. One query.
    """

    def __init__(
        self,
        *args: Any,
        of: type[models.Model],
        key: str | None = None,
        rows: Callable[[Any, Clocks | None], models.QuerySet[Any]] | None = None,
        to_many: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        manager: Any = of._default_manager
        self.of = of
        self.key = key or naming_field(of)
        self.rows = rows or manager.visible_to
        self.to_many = to_many
        if self.key == "pk":
            self.schema = WholeNumberFilter.schema

    @property
    def clocks(self) -> Clocks | None:
        """As of when the list is asked for."""
        clocks: Clocks | None = self.parent.clocks  # type: ignore[attr-defined]  # see read()
        return clocks

    def read(self, parts: list[str]) -> list[Any]:
        """Return the rows of those names."""
        names: list[Any] = list(parts)
        if self.key == "pk":
            names = [WholeNumberFilter().read_one(part) for part in parts]
        filterset: Any = self.parent  # type: ignore[attr-defined]  # set by the filter set
        rows = self.rows(filterset.request.user, self.clocks)
        attribute = self.of._meta.pk.attname if self.key == "pk" else self.key
        found = {getattr(row, attribute): row for row in rows.filter(**{f"{self.key}__in": names})}
        for name in names:
            if name not in found:
                raise ValidationError(self._absence(str(name), rows))
        return [found[name] for name in names]

    def filter(self, queryset: models.QuerySet[Any], value: Any) -> models.QuerySet[Any]:
        """Keep the rows that refer to it; each once, also across a to-many relation."""
        if value is None or not self.to_many:
            return super().filter(queryset, value)
        lookup = {f"{self.field_name}__{self.lookup_expr}": value}
        rows = as_known(queryset.model._base_manager.all(), self.clocks)
        matching = rows.filter(**lookup).values("pk")
        return queryset.filter(pk__in=matching)

    def _absence(self, name: str, rows: models.QuerySet[Any]) -> str:
        absence = f"there is no {self.of._meta.verbose_name} {name[:100]!r}"
        if self.key == "pk":
            return f"{absence}."
        known = rows.values_list(self.key, flat=True)[:MOST_SUGGESTED]
        return f"{absence}; there are {nearest(name, [str(word) for word in known]) or 'none'}."


class NamesNoneFilter(YesNoFilter):
    """Whether a row names no other; one that is out of the person's reach is not named."""

    def __init__(self, *args: Any, of: type[models.Model], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of

    def filter(self, queryset: models.QuerySet[Any], value: bool | None) -> models.QuerySet[Any]:
        """Keep the rows that name none, or those that name one."""
        if value is None:
            return queryset
        filterset: Any = self.parent  # type: ignore[attr-defined]  # set by the filter set
        manager: Any = self.of._default_manager
        seen = manager.visible_to(filterset.request.user, filterset.clocks)
        naming = {f"{self.field_name}__in": seen.order_by().values("pk")}
        return queryset.exclude(**naming) if value else queryset.filter(**naming)


def naming_field(model: type[models.Model]) -> str:
    """Return the field by which people name a row: slug, reference, code, else its number."""
    for name in ("slug", "reference", "code"):
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return name
    return "pk"


class StrictFilterSet(django_filters.FilterSet):
    """The query parameters of one resource, generated from `Meta.fields`."""

    clocks: Clocks | None = None
    """As of when the list is asked for; None is now."""

    def check(self) -> None:
        """Read every parameter.

        Raises: BadParameter for each one that is malformed or names what is not there.
        """
        if not self.is_valid():
            raise BadParameter(
                {
                    name: f"{name}: {fault}"
                    for name, faults in self.form.errors.items()
                    for fault in faults
                },
                "invalid",
            )

    @classmethod
    def filter_for_field(
        cls, field: Any, field_name: str, lookup_expr: str | None = None
    ) -> StrictFilter:
        """Return the filter of a model's field.

        Raises: TypeError if this kind of field has no filter of that lookup.
        """
        lookup = lookup_expr or "exact"
        help_text = str(getattr(field, "help_text", ""))
        if lookup == "isnull":
            told = f"Whether it is empty. {help_text}"
            if hasattr(getattr(field.related_model, "_default_manager", None), "visible_to"):
                return NamesNoneFilter(field_name, of=field.related_model, help_text=told)
            return YesNoFilter(field_name, "isnull", help_text=told)
        if lookup in ("before", "after"):
            dated = _dated_filter(field)
            expression = "lte" if lookup == "before" else "gte"
            return dated(
                field_name,
                expression,
                help_text=f"Not {'later' if lookup == 'before' else 'earlier'} than. {help_text}",
            )
        if lookup in ("exact", "in"):
            return _equality_filter(field, field_name, many=lookup == "in", help_text=help_text)
        if lookup in ("gte", "lte"):
            bound = "At least" if lookup == "gte" else "At most"
            kind = _plain_filter(field)
            if kind in (WholeNumberFilter, NumberFilter):
                return kind(field_name, lookup, help_text=f"{bound}. {help_text}")
        raise TypeError(f"{cls.__name__}: {field_name} has no filter for the lookup {lookup}.")

    @classmethod
    def get_filter_name(cls, field_name: str, lookup_expr: str) -> str:
        """Return the parameter's name: due_on_before, kind__in, kind."""
        if lookup_expr in ("before", "after"):
            return f"{field_name}_{lookup_expr}"
        return str(super().get_filter_name(field_name, lookup_expr))


def _dated_filter(field: models.Field[Any, Any]) -> type[StrictFilter]:
    if isinstance(field, models.DateTimeField):
        return InstantFilter
    if isinstance(field, models.DateField):
        return DayFilter
    raise TypeError(f"{field.name} is neither a day nor an instant: before and after need one.")


def _plain_filter(field: models.Field[Any, Any]) -> type[StrictFilter] | None:
    kinds: dict[type[models.Field[Any, Any]], type[StrictFilter]] = {
        models.BooleanField: YesNoFilter,
        models.IntegerField: WholeNumberFilter,
        models.DecimalField: NumberFilter,
        models.DateTimeField: InstantFilter,
        models.DateField: DayFilter,
        models.CharField: TextFilter,
        models.TextField: TextFilter,
    }
    return next((kind for of, kind in kinds.items() if isinstance(field, of)), None)


def _equality_filter(
    field: models.Field[Any, Any], name: str, *, many: bool, help_text: str
) -> StrictFilter:
    options: dict[str, Any] = {"many": many, "help_text": help_text}
    if field.is_relation:
        to_many = bool(field.many_to_many or field.one_to_many)
        model: Any = field.related_model
        return ReferenceFilter(name, of=model, to_many=to_many, **options)
    if field.flatchoices:
        return ChoiceFilter(name, choices=field.flatchoices, **options)
    kind = _plain_filter(field)
    if kind is None:
        raise TypeError(f"{name}: a field of this kind needs a filter of its own.")
    return kind(name, **options)


class StrictFilterBackend(DjangoFilterBackend):
    """Applies the view's filter set and refuses every parameter it does not understand."""

    def filter_queryset(
        self, request: Any, queryset: models.QuerySet[Any], view: APIView
    ) -> models.QuerySet[Any]:
        """Return the rows asked for.

        Raises: BadParameter for each parameter that is unknown or malformed.
        """
        filterset_class = self.get_filterset_class(view, queryset)
        filters = filterset_class.base_filters if filterset_class else {}
        paginator: Any = getattr(view, "paginator", None)
        known = [*filters, *(paginator.parameters(view) if paginator else ())]
        if getattr(view, "is_clocked", False):
            known += CLOCKS
        check_parameters(request.query_params, known)
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        filterset.clocks = view.clocks  # type: ignore[attr-defined]
        filterset.check()  # type: ignore[attr-defined]
        rows: models.QuerySet[Any] = filterset.qs
        return rows
