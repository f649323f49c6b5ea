"""The log in the admin: comments and revisit findings are added, nothing is ever changed."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce, Concat
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from accounts.roles import Permission
from accounts.scoped_admin import (
    ClockedList,
    Entry,
    History,
    RecordedAdmin,
    clocks_of,
    is_past,
    keep_within_reach,
    person_shown,
    reader,
)
from api.clocks import Clocks, london_date
from api.days import dated_text
from concerns.admin.history import entry_of, told_by_log
from concerns.models import Event
from concerns.positions import Audience, Route, position_words

KINDS_BY_HAND = (Event.Kind.COMMENTED, Event.Kind.REVISITED)
_KEPT = (Event.Kind.OPENED, Event.Kind.STRUCK_OUT)
SUBJECTS = ("concern", "recommendation", "action")
EVENTS_A_PAGE = 30
EVENTS_IN_PRINT = 10
"""Of more, a briefing prints the latest, and says so."""


def today() -> dt.date:
    """Return the day in London now; pages read the clock here and hand it on."""
    return london_date(timezone.now())


def log_of(
    user: Any, events: models.QuerySet[Event], clocks: Clocks, *, page: str | None = None
) -> Page[Any]:
    """Return a page of these events, which have an order, with what is shown of each."""
    shown = Paginator(_rows_of_log(user, events, clocks), EVENTS_A_PAGE).get_page(page)
    shown.object_list = in_words(shown.object_list, user, clocks)
    return shown


def _rows_of_log(user: Any, events: models.QuerySet[Event], clocks: Clocks) -> Any:
    """Return these events as far as the person may read them.

    The events are those of the clocks; what struck one out is told as far as it was known then.

    Queried here: `recorder` is who recorded it as the reader may know them, `of` names the
    part of a concern that it happened to.
    """
    subject = Case(
        When(concern__isnull=False, then=Value("")),
        When(
            recommendation__isnull=False,
            then=Concat(Value("recommendation "), "recommendation__reference"),
        ),
        default=Concat(Value("action: "), "action__title"),
        output_field=models.CharField(),
    )
    visible: Any = events.filter(pk__in=Event.objects.visible_to(user, clocks).values("pk"))
    return (
        visible.with_strike(clocks)
        .select_related("publication", "strikes_out")
        .annotate(recorder=person_shown(user, "recorded_by"), of=Coalesce(subject, Value("")))
    )


def in_words(rows: Any, user: Any, clocks: Clocks) -> list[Any]:
    """Return these rows of the log with what a page says of each: the day, positions in words."""
    events = list(rows)
    keep_within_reach(events, user, clocks)
    for event in events:
        event.when = dated_text(event.happened_on, event.happened_on_precision)
        event.was_words = position_words(event.was)
        event.became_words = position_words(event.became)
    return events


class StepPage(RecordedAdmin):
    """Pages that ask what a verb takes."""

    def step_page(
        self, request: HttpRequest, form: Any, context: dict[str, Any]
    ) -> TemplateResponse:
        """Return the page of a form: `title`, `label`, `meaning`, `back_url` say what it is."""
        fields = [name for name in form.fields if not form[name].is_hidden]
        shown = helpers.AdminForm(form, [(None, {"fields": fields})], {}, (), model_admin=self)
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            "admin/concerns/step.html",
            {
                **self.admin_site.each_context(request),
                "adminform": shown,
                "media": self.media + form.media,
                "subtitle": str(context.get("original", "")),
                "opts": self.opts,
                "list_url": reverse(
                    f"admin:concerns_{self.opts.model_name}_changelist",
                    current_app=self.admin_site.name,
                ),
                **context,
            },
        )


class StrikeOutForm(forms.Form):
    """Why an event is struck out."""

    note = forms.CharField(
        label="Why",
        widget=AdminTextareaWidget,
        help_text="What was wrong, in a sentence that stands in the log for good.",
    )


class EventForm(forms.ModelForm[Event]):
    """What a person adds to the log: a comment, or what a revisit found."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in KINDS_BY_HAND],
        initial=Event.Kind.COMMENTED,
        help_text="Positions change by their own steps, never here.",
    )

    def clean(self) -> dict[str, Any]:
        """Check that the event is about one record, and that a finding says what was found."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Event.Kind.REVISITED and not cleaned.get("assessment"):
            self.add_error("assessment", "assessment: say what the revisit found.")
        return cleaned


@admin.register(Event)
class EventAdmin(ClockedList, StepPage):
    """Events in their order; whoever may comment adds one."""

    form = EventForm
    change_form_template = "admin/concerns/event_change_form.html"
    may_add = Permission.RECORD_COMMENT
    list_display = ("happened_on", "kind", "about", "changed", "note_begins", "audience", "route")
    list_filter = ("kind", "position", "audience", "route")
    list_select_related = ("concern", "recommendation", "action")
    search_fields = (
        "note",
        "concern__reference",
        "concern__title",
        "recommendation__reference",
        "action__title",
    )
    ordering = ("-happened_on", "-pk")
    date_hierarchy = "happened_on"
    autocomplete_fields = (*SUBJECTS, "publication")
    fieldsets = (
        ("What it is about: one of these", {"fields": SUBJECTS}),
        (
            "What happened",
            {
                "fields": (
                    "kind",
                    ("happened_on", "happened_on_precision"),
                    "assessment",
                    "note",
                    "audience",
                )
            },
        ),
        ("Where it is said", {"fields": ("publication", "evidence_links")}),
    )
    shown_fieldset = (
        "The event itself",
        {"fields": ("changed", "strikes_out", "route", "recorded")},
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show with an event what it changed and who recorded it."""
        return (*self.fieldsets, self.shown_fieldset) if obj else self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing of an event that stands can be changed."""
        return ("changed", "strikes_out", "route", "recorded") if obj else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Any]]:
        """Offer what the role may say, and to whom."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if not _speaks_for_inspectorate(request):
            _narrow(form, "kind", (Event.Kind.COMMENTED,))
            _narrow(form, "audience", (Audience.FORCE, Audience.EVERYONE))
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Suggest the audience the person belongs to."""
        inside = _speaks_for_inspectorate(request)
        audience = Audience.INSPECTORATE if inside else Audience.FORCE
        return {"audience": audience, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: Any) -> None:
        """Append the event to its subject's log.

        Raises: ValidationError or IntegrityError with the sentence of the rule it breaks.
        """
        subject = obj.subject
        values = {name: value for name, value in form.cleaned_data.items() if name not in SUBJECTS}
        event = Event.append(subject, by=reader(request), route=Route.ADMIN, **values)
        obj.pk = event.pk
        obj.refresh_from_db()

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go back to the record the event is about."""
        answer = super().response_add(request, obj, post_url_continue)
        if "_continue" in request.POST or "_addanother" in request.POST:
            return answer
        name = f"admin:concerns_{type(obj.subject)._meta.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[obj.subject.pk]))

    def get_urls(self) -> list[URLPattern]:
        """Add the page that strikes an event out."""
        view = self.admin_site.admin_view(self.strike_out_view)
        name = "concerns_event_strike_out"
        return [path("<path:object_id>/strike-out/", view, name=name), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer to strike it out, or say why not."""
        row = self.get_object(request, unquote(object_id))
        context: dict[str, Any] = {}
        if row is not None and row.kind not in _KEPT and not hasattr(row, "struck_out_by"):
            refusal = row.refusal_to_strike_out(reader(request))
            url = reverse("admin:concerns_event_strike_out", args=[row.pk])
            context = {"strike_refused": refusal.sentence} if refusal else {"strike_url": url}
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    def strike_out_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask why, and strike the event out."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404("There is no such event within your reach.")
        refusal = row.refusal_to_strike_out(reader(request))
        if refusal is not None and refusal.is_role:
            raise PermissionDenied(refusal.sentence)
        back_url = reverse("admin:concerns_event_change", args=[row.pk])
        form: Any = StrikeOutForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            values = {**form.cleaned_data, "happened_on": today(), "route": Route.ADMIN}
            if self._attempted(request, row, row.strike_out, {**values, "by": reader(request)}):
                self.log_change(request, row, "Struck out.")
                self.message_user(request, "Struck out. The log keeps both.", messages.SUCCESS)
                return HttpResponseRedirect(back_url)
        return self.step_page(
            request,
            form,
            {
                "title": "Strike out",
                "label": "Strike out",
                "meaning": (
                    "The event was a mistake. The position it changed goes back to what stands in "
                    "the log without it; the event itself is kept, with your reason."
                ),
                "original": row,
                "back_url": back_url,
            },
        )

    @admin.display(description="About")
    def about(self, event: Event) -> str:
        """Name the record it happened to."""
        return str(event.concern or event.recommendation or event.action)

    @admin.display(description="What it changed", empty_value="nothing")
    def changed(self, event: Event) -> str | None:
        """Say which position it changed, from what to what."""
        if not event.position:
            return None
        was, became = position_words(event.was), position_words(event.became)
        return f"{event.get_position_display()}: {was or 'nothing'} to {became or 'nothing'}"

    @admin.display(description="Note", ordering="note")
    def note_begins(self, event: Event) -> str:
        """Show the beginning of the note."""
        return event.note if len(event.note) <= 80 else f"{event.note[:79]}…"


class LoggedAdmin(StepPage):
    """Records with a log: opened by their verb, their positions read-only, the log on the page."""

    logged_as: str
    """Which field of an event names the record."""
    change_form_template = "admin/concerns/story_change_form.html"

    def events_of(self, row: Any, clocks: Clocks) -> models.QuerySet[Event]:
        """Return the events of the row at the clocks, the latest first."""
        rows = Event.objects.at(clocks).filter(Q(**{self.logged_as: row}))
        ordered: models.QuerySet[Event] = rows.order_by("-happened_on", "-pk")
        return ordered

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the log below the form, as far as the person may read it."""
        row = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if row is not None:
            clocks = clocks_of(request)
            events = self.events_of(row, clocks)
            log = log_of(reader(request), events, clocks, page=request.GET.get("page"))
            context = {
                "log": log,
                "log_is_cut_in_print": len(log.object_list) > EVENTS_IN_PRINT,
                "log_pages": log.paginator.get_elided_page_range(log.number),
                **self.beside(request, row),
            }
            if reader(request).may(Permission.RECORD_COMMENT) and not is_past(request):
                add_url = reverse("admin:concerns_event_add")
                context["comment_url"] = f"{add_url}?{self.logged_as}={row.pk}"
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    def beside(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return what else the page shows of the row."""
        return {}

    def history_of(self, request: HttpRequest, row: Any) -> History:
        """Tell the log among the edits, as far as the reader may read it; it says the positions."""
        user, clocks = reader(request), Clocks.live(timezone.now())
        own = Event.objects.filter(**{self.logged_as: row})
        seen = own.filter(pk__in=Event.objects.visible_to(user).values("pk"))

        def told(events: Any) -> list[tuple[Event, Entry]]:
            rows = in_words(_rows_of_log(user, events, clocks), user, clocks)
            return [(event, entry_of(event)) for event in rows]

        return History(row, user, seen, told, without=told_by_log(self.logged_as))


def _speaks_for_inspectorate(request: HttpRequest) -> bool:
    return reader(request).belongs_to_inspectorate


def _narrow(form: Any, name: str, kept: tuple[str, ...]) -> None:
    field = copy.deepcopy(form.base_fields.get(name))  # a declared field is shared by all forms
    if field is not None:
        field.choices = [choice for choice in field.choices if choice[0] in kept]
        form.base_fields[name] = field
