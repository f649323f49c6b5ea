"""Tokens in the admin; they stand with the forces that they may be tied to."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.postgres.aggregates import StringAgg
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.models import Token, User
from accounts.roles import TokenScope
from accounts.scoped_admin import ScopedAdmin, reader
from inspections.actions import issue_token
from inspections.models import Force

USUAL_LIFE_DAYS = 90


class TokenForm(forms.ModelForm[Token]):
    """What the maker of a token decides."""

    forces = forms.ModelMultipleChoiceField(
        Force.objects.none(),
        required=False,
        label="Tied to forces",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "of-forces"}),
        help_text="None chosen: all that its owner reaches. Else only these, of what they reach.",
    )
    scopes = forms.MultipleChoiceField(
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="What it may be used for, within its owner's role.",
    )
    offered: ClassVar[models.QuerySet[Force] | None] = None
    """The forces that whoever makes it may tie it to."""

    class Meta:
        model = Token
        fields = ("owner", "name", "scopes", "forces", "expires_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forces: Any = self.fields["forces"]
        forces.queryset = self.offered
        if "expires_at" in self.fields:
            longest = settings.TOKEN_LONGEST_LIFE_DAYS
            self.fields["expires_at"].help_text = f"When it ends, at most {longest} days from now."


class StateFilter(admin.SimpleListFilter):
    """Tokens by what becomes of a request that sends one now."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the states."""
        return list(Token.State.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the tokens in that state."""
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Token)
class TokenAdmin(ScopedAdmin):
    """Tokens: everybody makes and revokes their own, administrators revoke everybody's.

    The secret is shown once, in the answer to the form, and kept nowhere. A token is never changed.
    """

    history_names_people = False
    form = TokenForm
    fields = ("owner", "name", "scopes", "forces", "expires_at")
    list_display = (
        *("name", "owner", "state_shown", "forces_shown", "prefix", "scopes"),
        *("expires_at", "last_used_at"),
    )
    list_filter = (StateFilter,)
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username", "prefix")
    ordering = ("-created_at", "-pk")
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Say the state each token is in now, and line up its forces."""
        named = StringAgg("forces__name", delimiter=", ", order_by="forces__name")
        tokens: Any = super().get_queryset(request)
        rows: models.QuerySet[Any] = tokens.with_state(timezone.now()).annotate(forces_named=named)
        return rows

    def get_urls(self) -> list[URLPattern]:
        """Add the address that revokes one token."""
        revoke = self.admin_site.admin_view(self.revoke_view)
        return [
            path("<path:object_id>/revoke/", revoke, name="accounts_token_revoke"),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what became of a token beside what it was made for; never its digest."""
        if obj is None:
            return self.fields
        made_for = ("state_shown", "owner", "name", "scopes_shown", "forces_shown", "expires_at")
        return (*made_for, "prefix", "created_at", "last_used_at", "revoked_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show a token, change nothing of it."""
        return () if obj is None else self.get_fields(request, obj)

    @admin.display(description="State", ordering="state")
    def state_shown(self, token: Any) -> str:
        """Say whether it can be used, or why not."""
        return Token.State(token.state).label

    @admin.display(description="Scopes")
    def scopes_shown(self, token: Any) -> str:
        """Say what it may be used for."""
        return "; ".join(TokenScope(scope).label for scope in token.scopes)

    @admin.display(description="Tied to", ordering="forces_named")
    def forces_shown(self, token: Any) -> str:
        """Name the forces it is tied to."""
        if not token.is_tied:
            return "all forces in its owner's reach"
        return token.forces_named or "no force any more: it reaches nothing"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the person may make a token: everybody active."""
        return request.user.is_active

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Whether the person may revoke: everybody active, the tokens within their reach."""
        return request.user.is_active

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Any]]:
        """Return the form, offering the forces that the person reaches."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        offered = Force.objects.within(reader(request)).order_by("name")
        made: type[forms.ModelForm[Any]] = type(form)(form.__name__, (form,), {"offered": offered})
        return made

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer the person, and to administrators the service accounts, as owners."""
        if db_field.name == "owner":
            kwargs["queryset"] = User.objects.tokens_given_by(reader(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Suggest an own token for reading that lives three months, if one may live that long."""
        days = min(USUAL_LIFE_DAYS, settings.TOKEN_LONGEST_LIFE_DAYS)
        return {
            "owner": request.user.pk,
            "scopes": [TokenScope.READ],
            "expires_at": timezone.now() + dt.timedelta(days=days),
            **super().get_changeform_initial_data(request),
        }

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Make the token, and hold its secret for the answer."""
        token, obj.secret = issue_token(
            owner=obj.owner,
            forces=form.cleaned_data["forces"],
            name=obj.name,
            scopes=obj.scopes,
            at=timezone.now(),
            expires_at=obj.expires_at,
        )
        obj.pk = token.pk
        obj.refresh_from_db()

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret, this once."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Keep this token now",
            "opts": self.opts,
            "token": obj,
            "secret": obj.secret,
        }
        return TemplateResponse(request, "admin/accounts/token/made.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the token, with the way to revoke it unless that was done."""
        token = self.get_object(request, unquote(object_id))
        told = {}
        if token is not None and token.revoked_at is None:
            told = {"revoke_url": reverse("admin:accounts_token_revoke", args=(token.pk,))}
        return super().change_view(request, object_id, form_url, {**told, **(extra_context or {})})

    @method_decorator(require_POST)
    def revoke_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End one token now.

        Raises: Http404 if there is none within reach.
        """
        token = self.get_object(request, unquote(object_id))
        if token is None:
            raise Http404
        self._end(request, [token])
        return HttpResponseRedirect(reverse("admin:accounts_token_change", args=(token.pk,)))

    @admin.action(description="Revoke the chosen tokens", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: models.QuerySet[Token]) -> None:
        """End tokens now."""
        self._end(request, list(queryset))

    def _end(self, request: HttpRequest, tokens: list[Token]) -> None:
        now = timezone.now()
        for token in tokens:
            if token.revoked_at is None:
                token.revoke(at=now)
                self.log_change(request, token, "Revoked.")
        self.message_user(request, f"Revoked: {len(tokens)}.", messages.SUCCESS)
