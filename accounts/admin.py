"""Accounts and tokens in the admin; the bases of every other room's pages stand beside."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Token, User
from accounts.roles import Permission, TokenScope
from accounts.scoped_admin import RecordedAdmin, ScopedAdmin, SupersedingAdmin

__all__ = ["RecordedAdmin", "ScopedAdmin", "SupersedingAdmin", "TokenAdmin", "UserAdmin"]

USUAL_LIFE_DAYS = 90

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
        ("Access", {"fields": ("is_active", "is_staff", "last_login", "date_joined")}),
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


class TokenForm(forms.ModelForm[Token]):
    """What the maker of a token decides."""

    scopes = forms.MultipleChoiceField(
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="What it may be used for, within its owner's role.",
    )

    class Meta:
        model = Token
        fields = ("owner", "name", "scopes", "expires_at")


@admin.register(Token)
class TokenAdmin(ScopedAdmin):
    """Tokens: everybody makes and revokes their own, administrators revoke everybody's.

    The secret is shown once, on the page after the form. A token is never changed.
    """

    history_names_people = False
    form = TokenForm
    fields = ("owner", "name", "scopes", "expires_at")
    list_display = ("name", "owner", "prefix", "scopes", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username", "prefix")
    ordering = ("-created_at", "-pk")
    actions = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what became of a token beside what it was made for; never its digest."""
        if obj is None:
            return self.fields
        return (*self.fields, "prefix", "created_at", "last_used_at", "revoked_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show a token, change nothing of it."""
        return () if obj is None else self.get_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the person may make a token: everybody active."""
        return request.user.is_active

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Whether the person may revoke: everybody active, the tokens within their reach."""
        return request.user.is_active

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer the person, and to administrators the service accounts, as owners."""
        if db_field.name == "owner" and isinstance(request.user, User):
            kwargs["queryset"] = User.objects.tokens_given_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Suggest an own token for reading that lives three months."""
        return {
            "owner": request.user.pk,
            "scopes": [TokenScope.READ],
            "expires_at": timezone.now() + dt.timedelta(days=USUAL_LIFE_DAYS),
            **super().get_changeform_initial_data(request),
        }

    def save_model(self, request: HttpRequest, obj: Token, form: Any, change: Any) -> None:
        """Make the token and show its secret on the next page, this once."""
        token, secret = Token.issue(
            owner=obj.owner,
            name=obj.name,
            scopes=obj.scopes,
            at=timezone.now(),
            expires_at=obj.expires_at,
        )
        obj.pk = token.pk
        obj.refresh_from_db()
        self.message_user(
            request, f"The token, shown this once: {secret} Keep it safe.", messages.SUCCESS
        )

    @admin.action(description="Revoke the chosen tokens", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: models.QuerySet[Token]) -> None:
        """End tokens now."""
        now = timezone.now()
        for token in queryset:
            token.revoke(at=now)
        self.message_user(request, f"Revoked: {len(queryset)}.", messages.SUCCESS)
