"""Accounts in the admin; the bases of every other room's pages stand beside."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.roles import Permission
from accounts.scoped_admin import RecordedAdmin, ScopedAdmin, SupersedingAdmin, instant_text, reader
from accounts.second_factor import take_off

__all__ = ["RecordedAdmin", "ScopedAdmin", "SupersedingAdmin", "UserAdmin"]

admin.site.unregister(Group)


class HasSecondFactor(admin.SimpleListFilter):
    """Accounts by whether signing in asks for a code."""

    title = "authenticator app"
    parameter_name = "authenticator_app"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return both answers."""
        return [("yes", "Set up"), ("no", "None")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the accounts of that answer."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(second_factor__isnull=self.value() == "no")


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
            {
                "fields": (
                    *("is_active", "is_staff", "sign_on_name", "second_factor_shown"),
                    *("last_login", "date_joined"),
                )
            },
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
    readonly_fields = ("second_factor_shown", "last_login", "date_joined")
    list_display = ("username", "role", "is_active", "is_service", "last_login")
    list_filter = ("role", "is_active", "is_service")
    search_fields = ("username", "first_name", "last_name")
    filter_horizontal = ()
    ordering = ("username",)
    of_signing_in = ("password", "sign_on_name", "second_factor_shown")
    """What only those see who maintain accounts."""

    def get_search_fields(self, request: HttpRequest) -> Any:
        """Find by the name of single sign-on too, for who may see it."""
        found = super().get_search_fields(request)
        return (*found, "sign_on_name") if self.has_add_permission(request) else found

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Offer who has no authenticator app yet to those who maintain accounts."""
        offered = super().get_list_filter(request)
        return (*offered, HasSecondFactor) if self.has_add_permission(request) else offered

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

    def get_urls(self) -> list[URLPattern]:
        """Add the address that takes an authenticator app off."""
        take_off = self.admin_site.admin_view(self.take_off_view)
        return [
            path("<path:object_id>/take-off/", take_off, name="accounts_user_take_off"),
            *super().get_urls(),
        ]

    @admin.display(description="Authenticator app")
    def second_factor_shown(self, account: User) -> str:
        """Say since when signing in asks for a code."""
        if not hasattr(account, "second_factor"):
            return "None set up"
        return f"Set up on {instant_text(account.second_factor.set_up_at)}"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the account, to administrators with the way to take its authenticator app off."""
        account = self.get_object(request, unquote(object_id))
        told = {}
        has_one = account is not None and hasattr(account, "second_factor")
        if has_one and self.may_take_off(request, account):
            told["take_off_url"] = reverse("admin:accounts_user_take_off", args=(account.pk,))
        return super().change_view(request, object_id, form_url, {**told, **(extra_context or {})})

    def may_take_off(self, request: HttpRequest, account: User) -> bool:
        """Whether the person may: an administrator, from others; their own takes a code."""
        return account != request.user and self.has_change_permission(request, account)

    @method_decorator(require_POST)
    def take_off_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let somebody who lost their authenticator app sign in by their password alone.

        Raises: Http404 if there is no such account within reach, PermissionDenied if the person
        is no administrator or it is their own.
        """
        account = self.get_object(request, unquote(object_id))
        if account is None:
            raise Http404
        if not self.may_take_off(request, account):
            raise PermissionDenied(
                "An administrator takes an authenticator app off, and another one theirs."
            )
        if take_off(account, by=reader(request)):
            said = "Taken off: this account signs in by password alone."
            self.message_user(request, said, messages.SUCCESS)
        else:
            said = "This account has no authenticator app set up."
            self.message_user(request, said, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=(account.pk,)))

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
