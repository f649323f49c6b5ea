"""Figures in the admin, as a publication printed them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from accounts.roles import Permission
from accounts.scoped_admin import SupersedingAdmin
from concerns.models import Figure


@admin.register(Figure)
class FigureAdmin(SupersedingAdmin):
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

    @admin.display(description="Value", ordering="low")
    def value_said(self, figure: Figure) -> str:
        """Say the value with its margin and unit."""
        return figure.in_words()

    @admin.display(description="Lines", ordering="places")
    def lines(self, figure: Any) -> str:
        """Name the lines it stands on."""
        return ", ".join(str(line) for line in figure.places)
