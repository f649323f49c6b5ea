"""Publications in the admin: drafted with whom they address, then sent or published by a verb."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import prepare_lookup_value, quote, unquote
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.roles import WHOSE, Permission
from accounts.scoped_admin import NamesNothing, PagedInline, SaysLabels, ScopedAdmin, reader
from api.constraints import settle_constraints, validation_error_from
from concerns.actions import release
from concerns.admin.letters import ClosesByLetter
from concerns.positions import Route
from inspections.models import Address, Force, Publication


class AddressInline(PagedInline, admin.TabularInline[Address, Publication]):
    """Whom a draft is addressed to; fixed once it was sent or published."""

    model = Address
    extra = 1
    autocomplete_fields = ("force",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Address]:
        """Show the lines within reach."""
        lines: models.QuerySet[Address] = Address.objects.visible_to(reader(request))
        return lines.select_related("force").order_by("force__name")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the publication sees whom it addresses."""
        return request.user.is_active

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may edit it, and it is a draft."""
        return _may_address(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may edit it, and it is a draft."""
        return _may_address(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may edit it, and it is a draft."""
        return _may_address(request, obj)


class AddressedFilter(NamesNothing, admin.RelatedOnlyFieldListFilter):
    """Publications that the reader sees to be addressed to a body."""

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep what is addressed to those asked for, or is seen to be addressed to nobody."""
        lines = Address.objects.visible_to(reader(request))
        if self.lookup_val:
            return queryset.addressed_to(self.lookup_val, reader(request))
        if self.lookup_val_isnull:
            to_somebody = Q(pk__in=lines.values("publication"))
            name = self.lookup_kwarg_isnull
            return queryset.filter(
                ~to_somebody if prepare_lookup_value(name, self.lookup_val_isnull) else to_somebody
            )
        return queryset

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Return the bodies to which something is seen to be addressed."""
        lines = Address.objects.visible_to(reader(request))
        bodies = Force.objects.filter(pk__in=lines.values("force")).order_by("name")
        return [(str(body.pk), str(body)) for body in bodies]


class ReleaseForm(SaysLabels, forms.Form):
    """When it was sent, published, or both."""

    sent_on = forms.DateField(
        required=False,
        widget=AdminDateWidget,
        help_text="When it went to whom it addresses; today or earlier. Fixed once set.",
    )
    published_on = forms.DateField(
        required=False,
        widget=AdminDateWidget,
        help_text="When everybody could read it; today or earlier. Fixed once set.",
    )


@admin.register(Publication)
class PublicationAdmin(ClosesByLetter, ScopedAdmin):
    """Reports, letters and other publications."""

    may_add = Permission.RECORD_INSPECTION
    may_change = Permission.RECORD_INSPECTION
    change_form_template = "admin/concerns/publication_change_form.html"
    list_display = ("title", "kind", "state", "sent_on", "published_on", "addressed")
    list_filter = ("state", "kind", ("addresses", AddressedFilter))
    search_fields = ("title", "reference", "address_lines__force__name")
    ordering = ("-published_on", "-pk")
    date_hierarchy = "published_on"
    autocomplete_fields = ("answers",)
    inlines = (AddressInline,)
    fieldsets = ((None, {"fields": ("title", "reference", "kind", "url", "answers", "note")}),)
    released = ("state", "sent_on", "published_on")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Count whom each is addressed to, as far as the reader may know."""
        lines = Address.objects.visible_to(reader(request)).values("pk")
        counted = Count("address_lines", Q(address_lines__in=lines), distinct=True)
        rows: models.QuerySet[Any] = (
            super().get_queryset(request).annotate(addressed_number=counted)
        )
        return rows

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show how far a publication has gone."""
        state = ("How far it has gone", {"fields": self.released})
        return (*self.fieldsets, state) if obj else self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """State and dates are set by releasing; identity is fixed from then on."""
        return tuple(obj.fixed_fields()) if obj else ()

    def get_urls(self) -> list[URLPattern]:
        """Add the page that releases."""
        view = self.admin_site.admin_view(self.release_view)
        name = "inspections_publication_release"
        return [path("<path:object_id>/release/", view, name=name), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer to send or publish it; where that is not for the person, say whose it is."""
        row = self.get_object(request, unquote(object_id))
        context: dict[str, Any] = {}
        if row is not None and row.state != Publication.State.PUBLISHED:
            if _may_publish(request):
                url = reverse("admin:inspections_publication_release", args=[quote(row.pk)])
                context = {"release_url": url}
            elif self.has_change_permission(request, row):
                context = {"release_refused": WHOSE[Permission.PUBLISH]}
        if row is not None:
            context["letter_url"] = self.letter_url(request, row)
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    def release_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the dates, and send or publish."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404("There is no such publication within your reach.")
        if not _may_publish(request):
            raise PermissionDenied(WHOSE[Permission.PUBLISH])
        initial = {"sent_on": row.sent_on, "published_on": row.published_on}
        form = ReleaseForm(request.POST or None, initial=initial)
        if row.sent_on:
            form.fields["sent_on"].disabled = True
        back_url = reverse("admin:inspections_publication_change", args=[quote(row.pk)])
        if request.method == "POST" and form.is_valid() and self._released(request, row, form):
            return HttpResponseRedirect(back_url)
        return self._release_page(request, row, form, back_url)

    def _released(self, request: HttpRequest, row: Publication, form: Any) -> bool:
        dates: dict[str, dt.date | None] = {
            name: form.cleaned_data[name] for name in form.changed_data
        }
        user = reader(request)
        try:
            with transaction.atomic():
                release(row, by=user, route=Route.ADMIN, **dates)  # type: ignore[arg-type]
                settle_constraints()
        except (ValidationError, IntegrityError) as error:
            _refuse(form, error)
            row.refresh_from_db()
            return False
        self.log_change(request, row, f"Released: {row.get_state_display()}")
        self.message_user(request, f"It is {row.get_state_display().lower()}.", messages.SUCCESS)
        return True

    def _release_page(
        self, request: HttpRequest, row: Publication, form: Any, back_url: str
    ) -> TemplateResponse:
        fields = {"fields": list(form.fields)}
        shown = helpers.AdminForm(form, [(None, fields)], {}, (), model_admin=self)
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            "admin/concerns/release.html",
            {
                **self.admin_site.each_context(request),
                "adminform": shown,
                "media": self.media + form.media,
                "title": "Send or publish",
                "subtitle": str(row),
                "opts": self.opts,
                "original": row,
                "back_url": back_url,
                "list_url": reverse("admin:inspections_publication_changelist"),
            },
        )

    @admin.display(description="Addressed to", ordering="addressed_number")
    def addressed(self, publication: Any) -> int:
        """Count whom it is addressed to."""
        return int(publication.addressed_number)


def _may_address(request: HttpRequest, publication: Publication | None) -> bool:
    draft = publication is None or publication.state == Publication.State.DRAFT
    return draft and reader(request).may(Permission.RECORD_INSPECTION)


def _may_publish(request: HttpRequest) -> bool:
    return reader(request).may(Permission.PUBLISH)


def _refuse(form: Any, error: ValidationError | IntegrityError) -> None:
    """Show a refusal at the field it names, else on top."""
    told = validation_error_from(error) if isinstance(error, IntegrityError) else error
    for sentence in told.messages:
        name = sentence.partition(":")[0]
        form.add_error(name if name in form.fields else None, sentence)
