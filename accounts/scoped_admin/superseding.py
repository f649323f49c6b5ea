"""Pages of rows that are never edited: they are corrected by a new row, or withdrawn."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import flatten_fieldsets, quote, unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from accounts.scoped_admin.clocks import is_past
from accounts.scoped_admin.people import instant_text, may, may_edit
from accounts.scoped_admin.recorded import RecordedAdmin
from api.constraints import settle_constraints

_WHY = ("superseded_because", "superseded_note")
_BESIDE = ("recorded", "became")


class SupersededFilter(admin.SimpleListFilter):
    """Current rows unless superseded ones are asked for."""

    title = "correction"
    parameter_name = "superseded"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices beside the current rows; of the past no others are told."""
        return [] if is_past(request) else [("yes", "Corrected or withdrawn"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        """Name the usual choice for what it is."""
        usual, *others = super().choices(changelist)
        yield {**usual, "display": "Current"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the rows asked for."""
        if is_past(request):
            return queryset
        match self.value():
            case "all":
                return queryset
            case "yes":
                return queryset.filter(superseded_at__isnull=False)
        return queryset.filter(superseded_at=None)


class WithdrawalForm(forms.Form):
    """Why a row is withdrawn."""

    note = forms.CharField(
        label="Why",
        widget=AdminTextareaWidget,
        help_text="A sentence that will stand beside the row for good.",
    )


class SupersedingAdmin(RecordedAdmin):
    """Rows that are never edited: "Correct" makes a new row, "Withdraw" ends one without.

    The row's `supersede()` and `withdraw()` decide; both take a current row that the person may
    edit, by `may_change`.
    """

    change_form_template = "admin/superseding/change_form.html"

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Put the choice between current and superseded rows first."""
        return [SupersededFilter, *super().get_list_filter(request)]

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody edits a row in place."""
        return False

    def may_supersede(self, request: HttpRequest, row: Any) -> bool:
        """Whether the person may correct or withdraw this row: a current one within reach."""
        allowed = may(request, self.may_change)
        return allowed and row.superseded_at is None and may_edit(request.user, row)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that correct and withdraw."""
        site, name = self.admin_site, f"{self.opts.app_label}_{self.opts.model_name}"
        correct = site.admin_view(self.correct_view)
        withdraw = site.admin_view(self.withdraw_view)
        return [
            path("<path:object_id>/correct/", correct, name=f"{name}_correct"),
            path("<path:object_id>/withdraw/", withdraw, name=f"{name}_withdraw"),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show with a row who recorded it, and what became of it."""
        shown = super().get_readonly_fields(request, obj)
        return (*shown, "recorded", "became") if obj is not None else shown

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Put who recorded the row, and what became of it, below the row."""
        fieldsets = [
            (title, {**options, "fields": [n for n in options["fields"] if n not in _BESIDE]})
            for title, options in super().get_fieldsets(request, obj)
        ]
        return [*fieldsets, ("The row itself", {"fields": _BESIDE})] if obj else fieldsets

    @admin.display(description="Standing")
    def became(self, row: Any) -> str:
        """Say whether the row is current, or why it was superseded and what stands in its place."""
        if row.superseded_at is None:
            return "Current"
        words = f"{row.get_superseded_because_display()}, {instant_text(row.superseded_at)}"
        successor = type(row)._base_manager.filter(supersedes=row).first()
        note = f": {row.superseded_note}" if row.superseded_note else ""
        if successor is None:
            return f"Superseded ({words}){note}"
        link = format_html('<a href="{}">its successor</a>', self._url("change", successor))
        return format_html("Superseded ({}){}. See {}.", words, note, link)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the row, with the ways to correct it where there are any."""
        row = self.get_object(request, unquote(object_id))
        tools = {}
        if row is not None and self.may_supersede(request, row):
            tools = {
                "correct_url": self._url("correct", row),
                "withdraw_url": self._url("withdraw", row),
            }
        return super().change_view(request, object_id, form_url, {**tools, **(extra_context or {})})

    def correct_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the row as a form, and record what is sent as the row that supersedes it."""
        row = self._supersedable(request, object_id)
        form = self._correction_form(request, row)
        if request.method == "POST" and form.is_valid():
            successor = self._corrected(request, row, form)
            if successor is not None:
                self.log_addition(
                    request, successor, f"Corrects {self.opts.verbose_name} {row.pk}."
                )
                self.message_user(request, "Corrected. The earlier row is kept.", messages.SUCCESS)
                return HttpResponseRedirect(self._url("change", successor))
        groups = [
            (title, {"fields": options["fields"]})
            for title, options in self.get_fieldsets(request, None)
        ]
        fieldsets = [*groups, ("Why", {"fields": list(_WHY)})]
        shown = helpers.AdminForm(form, fieldsets, {}, (), model_admin=self)
        return self._page(
            request, row, "correct", {"adminform": shown, "media": self.media + shown.media}
        )

    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask why, and withdraw the row."""
        row = self._supersedable(request, object_id)
        form: Any = WithdrawalForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            note = form.cleaned_data["note"]
            if self._attempted(request, row, row.withdraw, {"by": request.user, "note": note}):
                self.log_change(request, row, f"Withdrawn: {note}")
                self.message_user(request, "Withdrawn. The row is kept.", messages.SUCCESS)
            return HttpResponseRedirect(self._url("change", row))
        shown = helpers.AdminForm(form, [(None, {"fields": ["note"]})], {}, (), model_admin=self)
        return self._page(
            request, row, "withdraw", {"adminform": shown, "media": self.media + shown.media}
        )

    def _supersedable(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404("There is no such row within your reach.")
        if not self.may_supersede(request, row):
            raise PermissionDenied("This row cannot be corrected by you, or has been already.")
        return row

    def _correction_form(self, request: HttpRequest, row: Any) -> Any:
        readonly = self.get_readonly_fields(request, None)
        to_many = {field.name for field in self.opts.many_to_many}
        names = [
            name
            for name in flatten_fieldsets(self.get_fieldsets(request, None))
            if name not in readonly and name not in to_many
        ]
        because = forms.ChoiceField(
            label="Reason",
            choices=[("", "---------")]
            + [choice for choice in row.Because.choices if choice[0] != row.Because.WITHDRAWN],
        )
        note = forms.CharField(
            label="Why",
            widget=AdminTextareaWidget,
            help_text="What was wrong, in a sentence that will stand beside the row for good.",
        )
        base: Any = self.get_form(request, None, change=False, fields=names)
        form_class: Any = type(base)(
            base.__name__, (base,), dict(zip(_WHY, (because, note), strict=True))
        )
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        form = form_class(*given, instance=copy.copy(row))
        for name in row.IDENTITY:
            if name in form.fields:
                form.fields[name].disabled = True
        return form

    def _corrected(self, request: HttpRequest, row: Any, form: Any) -> Any:
        because, note = (form.cleaned_data[name] for name in _WHY)
        values = {
            name: value
            for name, value in form.cleaned_data.items()
            if name not in _WHY and name not in row.IDENTITY
        }
        try:
            with transaction.atomic():
                successor = row.supersede(
                    by=request.user, because=because, note=note, changed=values
                )
                settle_constraints()
        except (ValidationError, IntegrityError) as error:
            form.refuse(error)
            return None
        return successor

    def _page(
        self, request: HttpRequest, row: Any, page: str, context: dict[str, Any]
    ) -> TemplateResponse:
        titles = {"correct": "Correct", "withdraw": "Withdraw"}
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            f"admin/superseding/{page}.html",
            {
                **self.admin_site.each_context(request),
                **context,
                "title": f"{titles[page]} {self.opts.verbose_name}",
                "subtitle": str(row),
                "opts": self.opts,
                "original": row,
                "back_url": self._url("change", row),
                "list_url": reverse(
                    f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist",
                    current_app=self.admin_site.name,
                ),
            },
        )

    def _url(self, page: str, row: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[quote(row.pk)], current_app=self.admin_site.name)
