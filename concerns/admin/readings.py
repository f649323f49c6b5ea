"""Readings, targets and baselines in the admin: recorded, corrected or withdrawn, never edited."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten, quote
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.roles import Permission
from accounts.scoped_admin import ClockedList, SupersedingAdmin, is_past, may_edit, reader
from concerns.admin.log import today
from concerns.admin.uploads import UploadsReadings
from concerns.models import Baseline, Measure, Reading, Target
from concerns.values import ValueKind, period_text


class ReadingForm(forms.ModelForm[Reading]):
    """A reading as it is typed: one value for a point, low and high for what is not one."""

    value = forms.DecimalField(
        required=False,
        max_digits=30,
        decimal_places=12,
        help_text="The value of a point, or of an exact change, with the decimals as stated.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "period_end" in self.fields:
            self.fields["period_end"].required = False
            self.fields["period_end"].help_text = "Last day of the period; empty = the same day."
        reading = self.instance
        if reading.pk and reading.low is not None and reading.low == reading.high:
            self.initial.update(value=reading.low, low=None, high=None)

    def clean(self) -> dict[str, Any]:
        """Put a single value at both ends, and one day at both ends of the period."""
        cleaned = super().clean() or {}
        if cleaned.get("period_end") is None and "period_end" not in self.errors:
            cleaned["period_end"] = cleaned.get("period_start")
        self._place_value(cleaned)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Say of a value that cannot be read just that, nothing of the ends it would have had."""
        form: Any = super()
        exclusions: set[str] = form._get_validation_exclusions()
        return exclusions | {"low", "high"} if "value" in self.errors else exclusions

    def _place_value(self, cleaned: dict[str, Any]) -> None:
        value = cleaned.pop("value", None)
        kind = cleaned.get("kind")
        if kind == ValueKind.POINT:
            cleaned["low_inclusive"] = cleaned["high_inclusive"] = True
        if value is None:
            if kind == ValueKind.POINT and not self._has_ends(cleaned) and not self.errors:
                self.add_error("value", "value: type the value; a point has exactly one.")
            return
        if kind not in (ValueKind.POINT, ValueKind.CHANGE):
            self.add_error(
                "value",
                "value: only a point or an exact change has one; a range has a low and a high, a "
                "bound one of them, a direction neither.",
            )
        elif self._has_ends(cleaned):
            self.add_error("value", "value: give either the value, or low and high.")
        else:
            cleaned["low"] = cleaned["high"] = value

    def _has_ends(self, cleaned: dict[str, Any]) -> bool:
        typed = [name for name in ("low", "high") if name in self.errors]
        return bool(typed) or any(cleaned.get(name) is not None for name in ("low", "high"))


class OfMeasureAdmin(ClockedList, SupersedingAdmin):
    """Rows that belong to a measure; from there one comes, and there one goes back."""

    may_add = Permission.RECORD_READING
    may_change = Permission.RECORD_READING
    list_select_related = ("measure__indicator", "measure__force")
    search_fields: ClassVar[tuple[str, ...]] = ("measure__indicator__name", "measure__force__name")
    autocomplete_fields = ("measure",)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go back to the measure's page, which shows what has become of it."""
        answer = super().response_add(request, obj, post_url_continue)
        if "_continue" in request.POST or "_addanother" in request.POST:
            return answer
        return HttpResponseRedirect(_page_of(obj))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Name the measure a new row is prefilled with."""
        if kwargs.get("add"):
            asked = request.GET.get("measure", "")
            if asked.isascii() and asked.isdigit() and len(asked) < 19:
                seen: Any = Measure.objects.visible_to(reader(request))
                measure = seen.select_related("indicator", "force").filter(pk=asked).first()
                context["subtitle"] = str(measure) if measure else None
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Reading)
class ReadingAdmin(UploadsReadings, OfMeasureAdmin):
    """Readings; a force records those of measures it says itself."""

    form = ReadingForm
    list_display = ("measure", "value_said", "period_said", "period_basis", "recorded_at")
    list_filter = (
        "kind",
        "period_basis",
        "measure__said_by",
        ("measure__force", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = (*OfMeasureAdmin.search_fields, "source")
    ordering = ("-period_end", "-pk")
    date_hierarchy = "period_end"
    show_full_result_count = False
    fieldsets = (
        (
            None,
            {"fields": ("measure", ("period_start", "period_end"), "kind", "value")},
        ),
        (
            "A range, a bound or a change",
            {
                "classes": ("collapse",),
                "fields": (
                    ("low", "low_inclusive"),
                    ("high", "high_inclusive"),
                    "change_unit",
                    ("base_on", "base_label"),
                ),
            },
        ),
        ("A direction only", {"classes": ("collapse",), "fields": ("direction",)}),
        (
            "How sure it is",
            {
                "classes": ("collapse",),
                "fields": (
                    ("margin", "margin_level"),
                    "approximate",
                    "sample_size",
                    ("numerator", "denominator"),
                ),
            },
        ),
        ("Where it was said", {"fields": ("period_basis", "source")}),
    )
    typed_only = ("value",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show a reading that stands in words, with no field that is only typed."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        (title, first), *rest = fieldsets
        fields = ["value_said", *(name for name in first["fields"] if name not in self.typed_only)]
        said = [
            (title, {"fields": options["fields"]})
            for title, options in rest
            if "classes" not in options or _says_anything(obj, options["fields"])
        ]
        return [(title, {"fields": fields}), *said]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Say in words what was read."""
        shown = super().get_readonly_fields(request, obj)
        return ("value_said", *shown) if obj is not None else shown

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the person records readings: of any source, or of what the own force says."""
        return not is_past(request) and _may_read(request)

    def may_supersede(self, request: HttpRequest, row: Any) -> bool:
        """Whether the person may correct or withdraw this reading: a current one of theirs."""
        return _may_read(request) and row.superseded_at is None and may_edit(request.user, row)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer the measures the person may record readings of."""
        if db_field.name == "measure":
            kwargs["queryset"] = Measure.objects.readable_by_hand(reader(request)).select_related(
                "indicator", "force"
            )
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "measure":
            field.error_messages["invalid_choice"] = (
                "measure: one whose readings you may record; a force records what it says itself."
            )
        return field

    def save_model(self, request: HttpRequest, obj: Reading, form: Any, change: Any) -> None:
        """Record the reading; said twice, it changes nothing.

        Raises: ValidationError or IntegrityError with the sentence of the rule it breaks.
        """
        names = [field.name for field in Reading._meta.fields if field.name in form.cleaned_data]
        values = {name: form.cleaned_data[name] for name in names}
        reading, is_new = Reading.record(by=reader(request), **values)
        obj.pk = reading.pk
        obj.refresh_from_db()
        if not is_new:
            request.said_before = True  # type: ignore[attr-defined]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Log what was added, and nothing where it stood already."""
        return None if _said_before(request) else super().log_addition(request, obj, message)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Say that a reading said twice stood already."""
        if not _said_before(request):
            return super().response_add(request, obj, post_url_continue)
        self.message_user(
            request, "This very reading is recorded already: nothing has changed.", messages.INFO
        )
        return HttpResponseRedirect(_page_of(obj))

    @admin.display(description="Value", ordering="low")
    def value_said(self, reading: Reading) -> str:
        """Say the value with its margin and unit."""
        return reading.in_words()

    @admin.display(description="Period", ordering="period_end")
    def period_said(self, reading: Reading) -> str:
        """Say the period."""
        return reading.period_text()


@admin.register(Target)
class TargetAdmin(OfMeasureAdmin):
    """Targets; moving one is a new row from the day it was moved."""

    list_display = ("measure", "aim", "due_on", "set_on", "set_by")
    list_filter = ("set_by", ("measure__force", admin.RelatedOnlyFieldListFilter))
    search_fields = (*OfMeasureAdmin.search_fields, "statement")
    ordering = ("-set_on", "-pk")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "measure",
                    ("low", "high"),
                    ("due_on", "due_on_precision"),
                    ("set_on", "set_on_precision"),
                    "set_by",
                    "statement",
                )
            },
        ),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Suggest that it is set today."""
        return {"set_on": today(), **super().get_changeform_initial_data(request)}

    @admin.display(description="Target", ordering="low")
    def aim(self, target: Target) -> str:
        """Say the value or range that meets it."""
        return target_words(target)


@admin.register(Baseline)
class BaselineAdmin(OfMeasureAdmin):
    """Choices of the period a measure is compared with."""

    list_display = ("measure", "period_start", "period_end", "chosen_on", "note")
    list_filter = (("measure__force", admin.RelatedOnlyFieldListFilter),)
    search_fields = (*OfMeasureAdmin.search_fields, "note")
    ordering = ("-chosen_on", "-pk")
    fieldsets = (
        (None, {"fields": ("measure", ("period_start", "period_end"), "chosen_on", "note")}),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Suggest that it is chosen today."""
        return {"chosen_on": today(), **super().get_changeform_initial_data(request)}


def target_words(target: Target) -> str:
    """Say a target with its unit: "at most 50 incidents"."""
    return target.in_words(target.measure.indicator.unit)


def baseline_words(baseline: Baseline) -> str:
    """Say the period of a baseline."""
    return period_text(baseline.period_start, baseline.period_end)


def _says_anything(reading: Reading, fields: Any) -> bool:
    """Whether any of these fields says more of the reading than its value in words does."""
    names = [name for name in flatten(fields) if not name.endswith("_inclusive")]
    if reading.kind == ValueKind.POINT:
        names = [name for name in names if name not in ("low", "high")]
    return any(getattr(reading, name) not in (None, "", False) for name in names)


def _page_of(row: Any) -> str:
    return reverse("admin:concerns_measure_change", args=[quote(row.measure_id)])


def _may_read(request: HttpRequest) -> bool:
    may = reader(request).may
    return may(Permission.RECORD_READING) or may(Permission.RECORD_OWN_READING)


def _said_before(request: HttpRequest) -> bool:
    return getattr(request, "said_before", False)
