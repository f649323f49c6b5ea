"""Lines of descent between concerns in the admin."""

from __future__ import annotations

from django.contrib import admin

from accounts.roles import Permission
from accounts.scoped_admin import ClockedList, SupersedingAdmin
from concerns.models import Lineage


@admin.register(Lineage)
class LineageAdmin(ClockedList, SupersedingAdmin):
    """Lines of descent between concerns."""

    may_add = Permission.RECORD_CONCERN
    may_change = Permission.RECORD_CONCERN
    list_display = ("later", "how", "earlier", "happened_on", "publication")
    list_filter = ("how", ("later__force", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("later", "earlier", "publication")
    search_fields = ("later__reference", "later__title", "earlier__reference", "earlier__title")
    ordering = ("-happened_on", "-pk")
    autocomplete_fields = ("earlier", "later", "publication")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "earlier",
                    "later",
                    "how",
                    ("happened_on", "happened_on_precision"),
                    "publication",
                )
            },
        ),
    )
