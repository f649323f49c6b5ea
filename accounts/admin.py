"""Accounts in the admin; the bases of every other room's pages stand beside."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.roles import Permission
from accounts.scoped_admin import RecordedAdmin, ScopedAdmin, SupersedingAdmin

__all__ = ["RecordedAdmin", "ScopedAdmin", "SupersedingAdmin", "UserAdmin"]

admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(ScopedAdmin, DjangoUserAdmin[User]):
    """Accounts: administrators make and change them, everybody sees what is within reach."""

    may_add = Permission.MAINTAIN_ACCOUNTS
    may_change = Permission.MAINTAIN_ACCOUNTS
    history_names_people = False
    fieldsets = (
        (None, {"fields": ("username", "password", "role")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email", "is_service")}),
        (
            "Access",
            {"fields": ("is_active", "is_staff", "sign_on_name", "last_login", "date_joined")},
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "role",
                    "is_service",
                    "sign_on_name",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "role", "is_active", "is_service", "last_login")
    list_filter = ("role", "is_active", "is_service")
    search_fields = ("username", "first_name", "last_name")
    filter_horizontal = ()
    ordering = ("username",)
    of_signing_in = ("password", "sign_on_name")
    """What only those see who maintain accounts."""

    def get_search_fields(self, request: HttpRequest) -> Any:
        """Find by the name of single sign-on too, for who may see it."""
        found = super().get_search_fields(request)
        return (*found, "sign_on_name") if self.has_add_permission(request) else found

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out how the person signs in, and the way to change that, for who only looks."""
        shown = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return shown
        return [
            (
                title,
                {
                    **options,
                    "fields": [f for f in options["fields"] if f not in self.of_signing_in],
                },
            )
            for title, options in shown
        ]

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Set a person's password; a service account has none.

        Raises: PermissionDenied for a service account.
        """
        account = self.get_object(request, id)
        if account is not None and account.is_service:
            raise PermissionDenied("Nobody signs in to a service account.")
        return super().user_change_password(request, id, form_url)
