"""Figures in the admin, as a publication printed them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.roles import Permission
from accounts.scoped_admin import ClockedList, SupersedingAdmin, reader
from concerns.models import Figure

FOLLOWS = ("significance_said", "times_said", "share_said")


@admin.register(Figure)
class FigureAdmin(ClockedList, SupersedingAdmin):
    """What was printed, where, and what was made of it."""

    may_add = Permission.RECORD_READING
    may_change = Permission.RECORD_READING
    list_display = ("code", "words", "value_said", "nature", "said_by", "lines", "publication")
    list_filter = (
        "nature",
        "said_by",
        "claim",
        ("publication", admin.RelatedOnlyFieldListFilter),
        ("force", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("publication",)
    search_fields = ("code", "words", "said_in", "note", "publication__title")
    ordering = ("publication__reference", "code", "pk")
    autocomplete_fields = (
        "publication",
        "force",
        "area",
        "reading",
        "target",
        "compared_with",
    )
    fieldsets = (
        (
            "Where it stands",
            {"fields": ("publication", "code", "force", "area", "places")},
        ),
        (
            "What it says",
            {
                "fields": (
                    "words",
                    ("kind", "unit"),
                    ("low", "low_inclusive"),
                    ("high", "high_inclusive"),
                    "direction",
                    "change_unit",
                    ("base_on", "base_label"),
                    ("margin", "margin_level"),
                    "approximate",
                )
            },
        ),
        (
            "What it is",
            {"fields": ("nature", "said_by", "said_in", "period_words", "reading", "target")},
        ),
        (
            "What it is compared with",
            {
                "fields": (
                    "compared_with",
                    "comparator_label",
                    ("comparator_value", "comparator_margin"),
                    "comparator_coverage",
                    "comparator_period",
                    ("claim", "claim_direction"),
                    "note",
                )
            },
        ),
    )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Figure | None:
        """Load with the figure what the reader may see of what it is compared with."""
        row: Figure | None = super().get_object(request, object_id, from_field)
        if row is not None:
            told = Figure.objects.side_by_side(reader(request)).get(pk=row.pk)
            row.told = told  # type: ignore[attr-defined]  # what the fields below say
        return row

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show with a figure what follows from its numbers."""
        shown = super().get_readonly_fields(request, obj)
        return (*shown, *FOLLOWS) if obj is not None else shown

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Put what follows from its numbers below what it is compared with."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        *stated, itself = fieldsets
        return [*stated, ("What follows from its numbers", {"fields": FOLLOWS}), itself]

    @admin.display(description="Significance")
    def significance_said(self, figure: Any) -> str:
        """Say whether it differs significantly from what it is compared with."""
        answer = figure.told.significance()
        return answer.text if answer else "It is compared with nothing."

    @admin.display(description="How many times")
    def times_said(self, figure: Any) -> str:
        """Say how many times what it is compared with it is."""
        answer = figure.told.times()
        return answer.text if answer else "Cannot be said."

    @admin.display(description="Percentage of its parts")
    def share_said(self, figure: Any) -> str:
        """Say what its numerator and denominator come to."""
        answer = figure.told.share()
        return answer.text if answer else "No parts of a percentage are stated."

    @admin.display(description="Value", ordering="low")
    def value_said(self, figure: Figure) -> str:
        """Say the value with its margin and unit."""
        return figure.in_words()

    @admin.display(description="Lines", ordering="places")
    def lines(self, figure: Any) -> str:
        """Name the lines it stands on."""
        return ", ".join(str(line) for line in figure.places)
