"""Schedules in the admin: what, when, where to, and whether it works."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.roles import Permission
from accounts.scoped_admin import ScopedAdmin, reader
from api.errors import BadParameter
from exports.admin.asking import ColumnsField, FiltersField
from exports.datasets import DATASETS
from exports.fetching import PREVIEWED, preview
from exports.models import Schedule
from exports.narrowing import filters_in_words
from exports.timing import cron_in_words, next_times


class ScheduleForm(forms.ModelForm[Schedule]):
    """What the owner decides."""

    datasets = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        help_text="What it exports, all at one instant.",
    )
    filters = FiltersField(
        help_text="A line for each dataset that is filtered, as in an address of the API, such as "
        "concerns: force=greater-manchester&status=open. Without any, all rows within your reach."
    )
    columns = ColumnsField(
        help_text="A line for each dataset that has only some of its columns, such as concerns: "
        "reference, title. Without any, all of them."
    )
    maker: ClassVar[User | None] = None
    """Who makes it, and owns it then."""

    class Meta:
        model = Schedule
        fields = (
            *("name", "datasets", "filters", "columns", "file_format", "contents", "file_name"),
            *("cron", "time_zone", "catch_up", "destination", "folder", "keep_days"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "datasets" in self.fields:
            datasets: Any = self.fields["datasets"]
            datasets.choices = [
                (name, f"{name}: {dataset.description.replace('`', '')}")
                for name, dataset in DATASETS.items()
            ]
        row: Any = self.instance
        if row.owner_id is None and self.maker is not None:
            row.owner = self.maker


def _times_of(schedule: Schedule) -> str:
    """Return its times in words, such as: At 06:00 every day, Europe/London."""
    return f"{cron_in_words(schedule.cron)}, {schedule.time_zone}"


class StateFilter(admin.SimpleListFilter):
    """Schedules by whether they run."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the states."""
        return [("on", "On"), ("paused", "Paused"), ("failing", "Failing")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the schedules in that state."""
        kept: dict[str, dict[str, Any]] = {
            "on": {"paused_at": None},
            "paused": {"paused_at__isnull": False},
            "failing": {"turn__failing_since__isnull": False},
        }
        return queryset.filter(**kept.get(str(self.value()), {}))


@admin.register(Schedule)
class ScheduleAdmin(ScopedAdmin):
    """Schedules: everybody who may export makes their own; administrators pause everybody's."""

    may_add = Permission.EXPORT
    may_change = Permission.EXPORT
    history_names_people = False
    form = ScheduleForm
    change_form_template = "admin/exports/schedule/change_form.html"
    list_display = ("name", "owner", "state", "datasets_shown", "file_format", "times", "next_due")
    list_filter = (StateFilter, "file_format", "destination")
    list_select_related = ("owner", "turn")
    search_fields = ("name", "owner__username")
    ordering = ("name", "pk")
    fieldsets = (
        (None, {"fields": ("name",)}),
        ("What", {"fields": ("datasets", "filters", "columns", "contents")}),
        ("When", {"fields": ("cron", "time_zone", "catch_up")}),
        (
            "Where to",
            {"fields": ("file_format", "file_name", "destination", "folder", "keep_days")},
        ),
    )
    stands: ClassVar = ("Where it stands", {"fields": ("owner", "state", "coming", "asks_for")})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show of a schedule where it stands, before what was decided."""
        return self.fieldsets if obj is None else (self.stands, *self.fieldsets)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show where it stands, which nobody types."""
        return () if obj is None else self.stands[1]["fields"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Any]]:
        """Return the form, whose new schedules are the person's own."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        made: type[forms.ModelForm[Any]] = type(form)(
            form.__name__, (form,), {"maker": reader(request)}
        )
        return made

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of what is done to one schedule."""
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/run-now/", view(self.run_now_view), name="exports_run_now"),
            path("<path:object_id>/pause/", view(self.pause_view), name="exports_pause"),
            path("<path:object_id>/resume/", view(self.resume_view), name="exports_resume"),
            path("<path:object_id>/preview/", view(self.preview_view), name="exports_preview"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer what may be done to it."""
        row = self.get_object(request, unquote(object_id))
        offered = {"is_own": row is not None and row.owner_id == request.user.pk}
        return super().change_view(
            request, object_id, form_url, {**offered, **(extra_context or {})}
        )

    @admin.display(description="State", ordering="paused_at")
    def state(self, schedule: Any) -> str:
        """Say whether it runs, waits or fails."""
        if schedule.is_paused:
            return f"Paused: {schedule.paused_because}"
        if schedule.turn.failing_since:
            return f"Failing since {timezone.localtime(schedule.turn.failing_since):%-d %B %Y}"
        return "On"

    @admin.display(description="Datasets")
    def datasets_shown(self, schedule: Any) -> str:
        """Name what it exports."""
        return ", ".join(schedule.datasets)

    @admin.display(description="When")
    def times(self, schedule: Any) -> str:
        """Say its times in words, and by which clock."""
        return _times_of(schedule)

    @admin.display(description="Due next", ordering="turn__next_due_at")
    def next_due(self, schedule: Any) -> Any:
        """Say when it is due next, by its own clock."""
        due_at = schedule.turn.next_due_at
        return "-" if due_at is None else schedule.minute_in_words(due_at)

    @admin.display(description="Next five times")
    def coming(self, schedule: Any) -> str:
        """List when it is due, in its own time zone."""
        if schedule.is_paused:
            return "None while it is paused."
        times = next_times(schedule.cron, schedule.time_zone, now=timezone.now())
        items = format_html_join(
            "", "<li>{} {}</li>", ((f"{at:%A}", schedule.minute_in_words(at)) for at in times)
        )
        return format_html("{}:<ol>{}</ol>", _times_of(schedule), items)

    @admin.display(description="It asks for")
    def asks_for(self, schedule: Any) -> str:
        """Say its filters in words."""
        told = filters_in_words(schedule.filters)
        if not told:
            return "All rows that its owner may see."
        items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in told))
        return format_html("<ul>{}</ul>", items)

    @method_decorator(require_POST)
    def run_now_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Run it once more, and show that run."""
        schedule = self._schedule(request, object_id)
        try:
            run = schedule.run_now(by=reader(request), at=timezone.now())
        except ValidationError as error:
            raise PermissionDenied(" ".join(error.messages)) from error
        messages.success(request, "It runs as soon as a worker is free.")
        return HttpResponseRedirect(reverse("admin:exports_run_change", args=[run.pk]))

    @method_decorator(require_POST)
    def pause_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let it wait."""
        because = request.POST.get("because", "")
        return self._do(
            request,
            object_id,
            lambda one: one.pause(by=reader(request), at=timezone.now(), because=because),
        )

    @method_decorator(require_POST)
    def resume_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let it run again."""
        return self._do(
            request, object_id, lambda one: one.resume(by=reader(request), at=timezone.now())
        )

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the first rows that it would export now, to its owner."""
        schedule = self._schedule(request, object_id)
        if schedule.owner_id != request.user.pk:
            raise PermissionDenied("Only its owner sees what it exports.")
        fault, previews = "", []
        try:
            previews = preview(schedule, now=timezone.now())
        except ValidationError as error:
            fault = " ".join(error.messages)
        except BadParameter as error:
            fault = " ".join(error.sentences)
        context = {
            **self.admin_site.each_context(request),
            "title": f"The first {PREVIEWED} rows",
            "opts": self.opts,
            "original": schedule,
            "previews": previews,
            "fault": fault,
        }
        return TemplateResponse(request, "admin/exports/schedule/preview.html", context)

    def _schedule(self, request: HttpRequest, object_id: str) -> Schedule:
        schedule: Schedule | None = self.get_object(request, unquote(object_id))
        if schedule is None:
            raise Http404
        return schedule

    def _do(self, request: HttpRequest, object_id: str, verb: Any) -> HttpResponse:
        schedule = self._schedule(request, object_id)
        try:
            verb(schedule)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(
            reverse("admin:exports_schedule_change", args=[quote(str(schedule.pk))])
        )
