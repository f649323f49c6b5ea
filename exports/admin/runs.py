"""Runs in the admin: what became of each, its files, and a way to end it."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from accounts.scoped_admin import ScopedAdmin, reader
from exports.dispatch import workers_alive
from exports.fetching import answer_file
from exports.models import File, Run

NO_WORKER = (
    "No worker is alive, so nothing is exported: whoever runs this service starts one with "
    "manage.py worker."
)


def _in_words(time: dt.timedelta) -> str:
    seconds = time.total_seconds()
    return f"{seconds:,.1f} s" if seconds < 120 else f"{seconds / 60:,.0f} min"


@admin.register(Run)
class RunAdmin(ScopedAdmin):
    """Runs: looked at and cancelled by whoever sees the schedule; fetched by its owner."""

    history_names_people = False
    change_form_template = "admin/exports/run/change_form.html"
    list_display = ("due", "schedule_shown", "status", "rows_shown", "took", "error")
    list_display_links = ("due",)
    list_filter = ("status",)
    list_select_related = ("schedule__owner",)
    search_fields = ("schedule__name",)
    ordering = ("-due_at", "-pk")
    fields: ClassVar = (
        *("schedule_shown", "status", "rows_shown", "error", "files_shown", "receipts_shown"),
        *("due", "asked_by", "began_at", "ended_at", "took", "attempt", "retry_at", "worker"),
        *("as_at", "known_at", "reach", "slots_let_go", "cancel_asked_at", "cancel_asked_by"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        """Bring files and receipts of a run along."""
        runs: Any = super().get_queryset(request)
        people = ("schedule__owner", "asked_by", "cancel_asked_by")
        return runs.select_related(*people).with_outcome()

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses that cancel a run and fetch its files."""
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/cancel/", view(self.cancel_view), name="exports_run_cancel"),
            path("<path:object_id>/file/", view(self.file_view), name="exports_run_file"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say above the list if nobody works."""
        if request.method == "GET" and not workers_alive(timezone.now()):
            messages.warning(request, NO_WORKER)
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer to cancel it while it has not ended, and to see how far it has got by now."""
        run = self.get_object(request, unquote(object_id))
        under_way = {"is_under_way": run is not None and not run.has_ended}
        return super().change_view(
            request, object_id, form_url, {**under_way, **(extra_context or {})}
        )

    @admin.display(description="Due", ordering="due_at")
    def due(self, run: Any) -> str:
        """Say when it was due, or asked for, by its schedule's clock."""
        told: str = run.schedule.minute_in_words(run.due_at)
        return told

    @admin.display(description="Schedule", ordering="schedule__name")
    def schedule_shown(self, run: Any) -> SafeString:
        """Lead to the schedule."""
        address = reverse("admin:exports_schedule_change", args=[quote(str(run.schedule_id))])
        return format_html('<a href="{}">{}</a>', address, run.schedule.name)

    @admin.display(description="Rows", ordering="rows_done")
    def rows_shown(self, run: Any) -> str:
        """Say how many rows were written; while it runs, of how many that are counted so far."""
        if run.status != Run.Status.RUNNING or run.rows_expected is None:
            return f"{run.rows_done:,}"
        told = f"{run.rows_done:,} of {run.rows_expected:,}"
        if len(run.schedule.datasets) > 1:
            return f"{told} in the datasets begun so far"
        return f"{told} ({100 * run.rows_done // max(run.rows_expected, 1)}%)"

    @admin.display(description="Took")
    def took(self, run: Any) -> str:
        """Say how long its last attempt took, or has taken so far."""
        if run.status == Run.Status.RUNNING:
            return f"{_in_words(timezone.now() - run.began_at)} so far"
        return "-" if run.duration is None else _in_words(run.duration)

    @admin.display(description="Files")
    def files_shown(self, run: Any) -> Any:
        """List its files; those that are there can be fetched."""
        there = [file for file in run.files.all() if file.appeared_at]
        if not there:
            return "None."
        items = format_html_join("", "<li>{}</li>", ((self._file(run, file),) for file in there))
        return format_html("<ul>{}</ul>", items)

    def _file(self, run: Run, file: File) -> SafeString:
        told = f"{file.rows:,} rows, {file.bytes:,} bytes, SHA-256 {file.sha256}"
        if not file.is_there:
            return format_html("{} (deleted at the end of its time): {}", file.location, told)
        address = reverse("admin:exports_run_file", args=[run.pk])
        return format_html(
            '<a href="{}?dataset={}">{}</a>: {}', address, file.dataset, file.location, told
        )

    @admin.display(description="Receipts")
    def receipts_shown(self, run: Any) -> Any:
        """List what was delivered where."""
        receipts = list(run.receipts.all())
        if not receipts:
            return "None."
        items = format_html_join(
            "",
            "<li>{}: {}, {} ({})</li>",
            (
                (
                    receipt.get_kind_display(),
                    receipt.to,
                    f"{timezone.localtime(receipt.at):%-d %B %Y, %H:%M:%S}",
                    receipt.told,
                )
                for receipt in receipts
            ),
        )
        return format_html("<ul>{}</ul>", items)

    @method_decorator(require_POST)
    def cancel_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """End it."""
        run = self._run(request, object_id)
        try:
            run.cancel(by=reader(request), at=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("admin:exports_run_change", args=[run.pk]))

    @method_decorator(require_safe)
    def file_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Send the file of the dataset asked for to its owner.

        Raises: PermissionDenied for everybody else; Http404 if it is not there.
        """
        run = self._run(request, object_id)
        return answer_file(reader(request), run, request.GET.get("dataset", ""))

    def _run(self, request: HttpRequest, object_id: str) -> Run:
        run: Run | None = self.get_object(request, unquote(object_id))
        if run is None:
            raise Http404
        return run
