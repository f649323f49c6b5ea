"""Readings uploaded in the admin: a file, what would become of its rows, and then the record."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from accounts.scoped_admin import SaysLabels, is_past, reader
from api.entries import REASONS
from api.uploads import is_too_large
from concerns.bulk.rows import OnError
from concerns.models import Measure, ReadingUpload
from concerns.uploads.preview import Judged, judge_upload, record_upload
from concerns.uploads.shown import KINDS, ROWS_A_PAGE, ShownRow, kinds_of, shown_rows
from concerns.uploads.table import Table
from concerns.uploads.templates import MOST_MEASURES, csv_template, explained, xlsx_template
from concerns.uploads.text import read_csv
from concerns.uploads.workbook import read_workbook
from inspections.models import Force

logger = logging.getLogger(__name__)

NOT_FOR_YOU = "Readings are recorded by inspectors, and by forces of what they say themselves."
GONE = "There is no such upload of yours: it was recorded or discarded, or a day has passed."
CHOICES = [
    (OnError.ALL_OR_NOTHING.value, "Record nothing unless every row can be recorded"),
    (OnError.SKIP.value, "Record the good rows; keep the refused ones here, to be mended"),
]
PACKED, OLD_OR_LOCKED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How workbooks begin: those of today, and old ones or ones with a password."""
KINDS_OF_TEMPLATE = {
    "csv": ("text/csv; charset=utf-8", csv_template),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_template),
}
LINKED = 8
"""Faults of a page that its summary leads to."""
WORKBOOK_OF_ANOTHER_KIND = (
    "file: an old workbook, or one with a password: save it as XLSX without one, or as CSV."
)


class UploadForm(SaysLabels, forms.Form):
    """A file of readings, and what becomes of the good rows where some are refused."""

    file = forms.FileField(
        label="File of readings",
        help_text="CSV (UTF-8) or XLSX, at most 50,000 rows, as the template has them.",
        error_messages={"required": "file: choose a CSV or XLSX file."},
    )
    on_error = forms.ChoiceField(
        label="If some rows are refused",
        choices=CHOICES,
        initial=OnError.ALL_OR_NOTHING.value,
        widget=forms.RadioSelect,
    )

    def read(self, request: HttpRequest) -> tuple[Table, bytes] | None:
        """Return the file's table and bytes; None where it cannot be read, which the form says."""
        if is_too_large(request):
            most = settings.BULK_MAX_BYTES // (1024 * 1024)
            self.errors["file"] = self.error_class(
                [f"file: larger than {most} MiB: upload it in parts."]
            )
        if not self.is_valid():
            return None
        body: bytes = self.cleaned_data["file"].read()
        if body.startswith(OLD_OR_LOCKED):
            self.add_error("file", WORKBOOK_OF_ANOTHER_KIND)
            return None
        table = read_workbook(body) if body.startswith(PACKED) else read_csv(body)
        for fault in table.faults if table.is_unreadable else ():
            if fault.row is None:
                place = f"line {fault.line}: " if fault.line else ""
                self.add_error("file", f"{place}{fault.sentence}")
        if not table.is_unreadable and not table.cells:
            self.add_error("file", "file: no row under the names of the columns says anything.")
        return None if self.errors else (table, body)


class ConfirmForm(SaysLabels, forms.Form):
    """What is asked before readings are recorded; `seen` stands for the preview it is about."""

    on_error = forms.ChoiceField(
        label="If some rows are refused", choices=CHOICES, widget=forms.RadioSelect
    )
    because = forms.ChoiceField(
        label="Reason of corrections that give none",
        choices=[("", "none: refuse them"), *REASONS],
        required=False,
    )
    note = forms.CharField(
        label="Why, in words",
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Stands beside each of those corrections for good.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class UploadsReadings:
    """Admin mixin of readings: the pages on which files of them are uploaded and confirmed."""

    admin_site: Any
    media: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        base: Any = super()
        wrap, name = self.admin_site.admin_view, "concerns_reading_upload"
        return [
            path("upload/", wrap(self.upload_view), name=name),
            path("upload/template/<slug:kind>/", wrap(self.template_view), name=f"{name}_template"),
            path("upload/<int:number>/", wrap(self.preview_view), name=f"{name}_preview"),
            path("upload/<int:number>/refused/", wrap(self.refused_view), name=f"{name}_refused"),
            *base.get_urls(),
        ]

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file, and show what would become of it; one that cannot be read is refused."""
        self._check_may_upload(request)
        measure, force = self._begun_from(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        found = form.read(request) if request.method == "POST" else None
        if found is not None:
            table, body = found
            upload = ReadingUpload.keep(
                owner=reader(request),
                now=timezone.now(),
                name=str(form.cleaned_data["file"].name).replace("\x00", "")[-250:],
                sha256=hashlib.sha256(body).hexdigest(),
                table=table.packed(),
                measure=measure,
                force=force,
                on_error=form.cleaned_data["on_error"],
            )
            return HttpResponseRedirect(_preview_url(upload))
        context = {
            "form": form,
            "title": "Upload readings",
            "subtitle": str(measure or force or "") or None,
            "begun_from": urlencode(_asked(measure, force)),
            "waiting": ReadingUpload.objects.waiting_for(reader(request), timezone.now()),
            "columns": list(explained()),
            "most_measures": MOST_MEASURES,
        }
        return self._upload_page(request, "upload", context)

    def template_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Send the template, with a row for each measure the person is likely to fill in."""
        self._check_may_upload(request)
        if kind not in KINDS_OF_TEMPLATE:
            raise Http404("There is a template as csv and as xlsx.")
        media_type, make = KINDS_OF_TEMPLATE[kind]
        measures = _measures(reader(request), *self._begun_from(request))
        return _file(make(measures), media_type, f"readings-template.{kind}")

    def preview_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show what would become of each row; record it when that is confirmed."""
        self._check_may_upload(request)
        upload = self._upload(request, number)
        if upload is None:
            messages.warning(request, GONE)
            return HttpResponseRedirect(reverse("admin:concerns_reading_upload"))
        if request.method == "POST" and "discard" in request.POST:
            upload.delete()
            messages.success(request, f"{upload.name} is discarded; nothing of it was recorded.")
            return HttpResponseRedirect(_back_url(upload))
        form = ConfirmForm(request.POST or None, initial=_initial(upload))
        if request.method == "POST" and form.is_valid():
            _take_choices(upload, form)
        judged = judge_upload(upload, by=reader(request))
        if request.method == "POST" and "confirm" in request.POST and form.is_valid():
            answer = self._recorded(request, upload, form, judged)
            if answer is not None:
                return answer
            judged = judge_upload(upload, by=reader(request))
        return self._preview(request, upload, form, judged)

    @staticmethod
    def may_upload_of(request: HttpRequest, force: Force) -> bool:
        """Whether there is anything of the force that the person may upload; not from the past."""
        rows = Measure.objects.readable_by_hand(reader(request)).filter(force=force)
        return not is_past(request) and rows.exists()

    def refused_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Send the rows that are refused, each with its faults, to be mended and sent again."""
        self._check_may_upload(request)
        upload = self._upload(request, number)
        if upload is None:
            messages.warning(request, GONE)
            return HttpResponseRedirect(reverse("admin:concerns_reading_upload"))
        judged = judge_upload(upload, by=reader(request))
        body = judged.table.as_csv(judged.sentences())
        return _file(body, KINDS_OF_TEMPLATE["csv"][0], "readings-refused.csv")

    def _recorded(
        self, request: HttpRequest, upload: ReadingUpload, form: ConfirmForm, judged: Judged
    ) -> HttpResponse | None:
        """Record what was seen; None where that is not what it would come to, which the form says."""
        if form.cleaned_data["seen"] != judged.digest():
            form.add_error(
                None,
                "What becomes of the rows is not what you were shown: nothing is recorded yet. "
                "Look through them once more, then confirm.",
            )
            return None
        if judged.refused and upload.on_error != OnError.SKIP:
            form.add_error(
                "on_error",
                f"{judged.refused} of the rows are refused, so nothing is recorded: mend them, or "
                "choose to record the good ones.",
            )
            return None
        number, back_url = upload.pk, _done_url(upload, judged)
        try:
            recorded = record_upload(upload, by=reader(request), seen=judged)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return None
        facts = {"upload": number, "sha256": upload.sha256, "recorded": recorded}
        logger.info("readings uploaded", extra={**facts, "refused": judged.refused})
        done = f"Recorded {recorded} reading{'' if recorded == 1 else 's'} of {upload.name}."
        if not judged.refused:
            messages.success(request, done)
            return HttpResponseRedirect(back_url)
        kept = f"{done} The {judged.refused} refused stay here until they are mended or discarded."
        messages.success(request, kept)
        return HttpResponseRedirect(_preview_url(upload))

    def _preview(
        self, request: HttpRequest, upload: ReadingUpload, form: ConfirmForm, judged: Judged
    ) -> HttpResponse:
        kinds = kinds_of(judged)
        show = request.GET.get("show", "")
        if show not in (*KINDS, "all"):
            show = next((kind for kind in ("refused", "unexplained") if kinds[kind]), "all")
        chosen = range(len(judged.table.cells)) if show == "all" else kinds[show]
        page = Paginator(chosen, ROWS_A_PAGE).get_page(request.GET.get("page"))
        shown = list(shown_rows(judged, list(page.object_list), kinds))
        context = {
            "form": form,
            "digest": judged.digest(),
            "title": f"Preview of {upload.name}",
            "subtitle": str(upload.measure or upload.force or "") or None,
            "upload": upload,
            "judged": judged,
            "kinds": [(kind, *KINDS[kind], len(rows)) for kind, rows in kinds.items() if rows],
            "show": show,
            "page": page,
            "elided_pages": page.paginator.get_elided_page_range(page.number),
            "rows": shown,
            "columns": _columns(shown),
            "faults": [
                (row, cell, _naming(cell.name, cell.faults[0]))
                for row in shown
                if row.kind == "refused"
                for cell in row.cells
                if cell.faults
            ][:LINKED],
            "number": len(judged.table.cells),
            "asks_reason": bool(judged.unexplained or upload.because),
        }
        return self._upload_page(request, "upload_preview", context)

    def _upload_page(
        self, request: HttpRequest, page: str, context: dict[str, Any]
    ) -> HttpResponse:
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            f"admin/concerns/{page}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "media": self.media,
                "list_url": reverse("admin:concerns_reading_changelist"),
                **context,
            },
        )

    def _check_may_upload(self, request: HttpRequest) -> None:
        base: Any = self
        if not base.has_add_permission(request):
            raise PermissionDenied(NOT_FOR_YOU)

    @staticmethod
    def _begun_from(request: HttpRequest) -> tuple[Measure | None, Force | None]:
        """Return the measure or the force from whose page one came, within reach."""
        user = reader(request)
        number = request.GET.get("measure", "")
        measure = None
        if number.isascii() and number.isdigit() and len(number) < 19:
            rows = Measure.objects.readable_by_hand(user).select_related("indicator", "force")
            measure = rows.filter(pk=number).first()
        slug = request.GET.get("force", "").replace("\x00", "")
        force = Force.objects.visible_to(user).filter(slug=slug).first() if slug else None
        return measure, force

    @staticmethod
    def _upload(request: HttpRequest, number: int) -> ReadingUpload | None:
        """Return the person's own upload; one that is sent to is locked until it is answered."""
        if number >= 2**63:
            return None
        rows = ReadingUpload.objects.waiting_for(reader(request), timezone.now())
        if request.method == "POST":
            rows = rows.select_for_update(of=("self",))
        joined = rows.select_related("measure__indicator", "measure__force", "force")
        return joined.filter(pk=number).first()


def _naming(column: str, fault: str) -> str:
    """Return the fault with its column in front, as most say it themselves."""
    return fault if fault.startswith(f"{column}:") else f"{column}: {fault}"


def _columns(rows: Iterable[ShownRow]) -> list[str]:
    """Return the columns in which anything stands, in the order of the file."""
    found = {cell.name for row in rows for cell in row.cells if cell.text or cell.faults}
    return [cell.name for row in rows for cell in row.cells if cell.name in found][: len(found)]


def _initial(upload: ReadingUpload) -> dict[str, Any]:
    return {name: getattr(upload, name) for name in ("on_error", "because", "note")}


def _take_choices(upload: ReadingUpload, form: ConfirmForm) -> None:
    chosen = {name: form.cleaned_data[name] for name in ("on_error", "because", "note")}
    for name, value in chosen.items():
        setattr(upload, name, value)
    upload.save(update_fields=list(chosen))


def _measures(user: User, measure: Measure | None, force: Force | None) -> Iterable[Measure]:
    """Return the measures of a template: the one begun from, the force's, or the person's own."""
    rows = Measure.objects.readable_by_hand(user).select_related("indicator", "force")
    if measure is not None:
        rows = rows.filter(pk=measure.pk)
    elif force is not None:
        rows = rows.filter(force=force)
    elif (own := rows.followed_by(user)).exists():
        rows = own
    return rows.order_by("force__slug", "indicator__code", "said_by", "pk")[:MOST_MEASURES]


def _asked(measure: Measure | None, force: Force | None) -> dict[str, Any]:
    if measure is not None:
        return {"measure": measure.pk}
    return {"force": force.slug} if force is not None else {}


def _preview_url(upload: ReadingUpload) -> str:
    return reverse("admin:concerns_reading_upload_preview", args=[upload.pk])


def _back_url(upload: ReadingUpload) -> str:
    """Return where an upload was begun from."""
    if upload.measure_id:
        return reverse("admin:concerns_measure_change", args=[upload.measure_id])
    if upload.force_id:
        return reverse("admin:inspections_force_change", args=[upload.force_id])
    return reverse("admin:concerns_reading_changelist")


def _done_url(upload: ReadingUpload, judged: Judged) -> str:
    """Return the page of the measure, where all rows are of one; else where it was begun from."""
    measures = {told.pk for told in judged.outcome.measures if told is not None}
    if len(measures) == 1:
        return reverse("admin:concerns_measure_change", args=[measures.pop()])
    return _back_url(upload)


def _file(body: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=media_type, headers=headers)
