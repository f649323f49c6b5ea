"""Concerns in the admin: opened by their verbs, the whole story on one page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from accounts.roles import Permission
from accounts.scoped_admin import (
    ClockedList,
    ClockedPage,
    clocks_of,
    is_past,
    person_shown,
    reader,
)
from api.clocks import Clocks
from api.days import dated_text
from concerns.admin import story
from concerns.admin.many import StepsOfManyAdmin
from concerns.admin.moments import moments_of
from concerns.deadlines import left_of
from concerns.models import Concern, Event, Lineage
from concerns.moments import numbered
from concerns.positions import LIVE_STATUSES, ForceStatus, Route
from inspections.admin import OffersPeople


class LiveFilter(admin.SimpleListFilter):
    """What still has something to be done, or what is closed."""

    title = "whether it is live"
    parameter_name = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two sides."""
        return [("yes", "Live"), ("no", "Closed")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the side asked for."""
        match self.value():
            case "yes":
                return queryset.filter(status__in=LIVE_STATUSES)
            case "no":
                return queryset.exclude(status__in=LIVE_STATUSES)
        return queryset


@admin.register(Concern)
class ConcernAdmin(ClockedList, ClockedPage, OffersPeople, StepsOfManyAdmin):
    """Concerns with their two positions; identity is read-only once it was sent or published."""

    may_add = Permission.RECORD_CONCERN
    may_change = Permission.RECORD_CONCERN
    logged_as = "concern"
    change_form_template = "admin/concerns/concern_change_form.html"
    clocked_page = "concerns_concern"
    list_display = (
        "reference",
        "title",
        "force",
        "kind",
        "claimed",
        "status",
        "open_number",
        "next_due",
        "raised_on",
    )
    list_filter = (
        LiveFilter,
        "kind",
        "status",
        "completeness",
        ("force", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("force",)
    search_fields = ("reference", "title", "detail", "external_references", "force__name")
    ordering = ("-raised_on", "-pk")
    date_hierarchy = "raised_on"
    autocomplete_fields = ("force", "inspection", "area", "publication")
    positions = ("decided", "claimed", "promised_on", "owner_shown")
    fieldsets = (
        (
            "What it is",
            {"fields": ("reference", "kind", "force", "inspection", "area", "publication")},
        ),
        (
            "What is wrong",
            {"fields": ("title", "detail", ("raised_on", "raised_on_precision"))},
        ),
        (
            "Besides",
            {"fields": ("external_references", "completeness", "missing")},
        ),
    )
    positions_fieldset = (
        "Positions: the log below says how they came about",
        {"fields": positions},
    )
    owner_fieldset = ("Who follows it", {"fields": ("owner",)})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Put the positions of a concern first; its owner is the inspectorate's to choose."""
        shown = [self.positions_fieldset] if obj else []
        inside = reader(request).belongs_to_inspectorate
        return [*shown, *self.fieldsets, *([self.owner_fieldset] if inside else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Positions are never typed; identity is fixed with the publication."""
        if obj is None:
            return ()
        return (*self.positions, *obj.fixed_fields())

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Annotate the shown positions, and the owner as the reader may know them."""
        rows: Any = super().get_queryset(request)
        rows = rows.with_positions(clocks_of(request), reader=reader(request))
        shown: models.QuerySet[Any] = rows.annotate(
            owner_person=person_shown(request.user, "owner")
        )
        return shown

    def save_model(self, request: HttpRequest, obj: Concern, form: Any, change: Any) -> None:
        """Open a new concern by its verb; save what may be edited of one that stands."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.open(by=reader(request), route=Route.ADMIN)

    def events_of(self, row: Any, clocks: Clocks) -> models.QuerySet[Event]:
        """Return the whole story: the concern's, its recommendations' and its actions' events."""
        rows: models.QuerySet[Event] = Event.objects.at(clocks).story_of(row)
        return rows.order_by("-happened_on", "-pk")

    def beside(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Tell the concern's story: positions, parts, actions, measures and lines, within reach."""
        user, clocks = reader(request), clocks_of(request)
        within: dict[str, Any] = {"user": user, "clocks": clocks}
        parts = story.recommendations_of(row, **within)
        moments = numbered(moments_of([row.pk], **within, is_named=False))
        past = is_past(request)
        measures = story.measures_of(row, **within, moments=moments, is_past=past)
        return {
            "says": story.claimed(row, parts, clocks),
            "stands": story.decided(row),
            "revisit": story.last_revisit(**within, concern=row),
            "left": left_of(row.next_due_on, clocks.as_at) if row.next_due_on else "",
            "recommendations": parts,
            "number_words": story.number_words(parts),
            "responses": story.responses_to(row.publication_id, row.force_id, **within),
            "actions": story.actions_of(**within, concern=row),
            "measures": measures,
            "reading_url": _reading_url(measures),
            "numbered": [moment for moment in moments if moment.number],
            "may_act": not past and user.may(Permission.RECORD_ACTION),
            "may_measure": not past and user.may(Permission.RECORD_READING),
            **self._lines(row, user, clocks),
        }

    @staticmethod
    def _lines(row: Any, user: Any, clocks: Clocks) -> dict[str, Any]:
        lines = Lineage.objects.at(clocks).visible_to(user, clocks)
        lines = lines.select_related("earlier", "later").order_by("happened_on", "pk")
        told = list(lines.filter(Q(earlier=row) | Q(later=row)))
        for line in told:
            line.when = dated_text(line.happened_on, line.happened_on_precision)
        return {
            "raised_words": dated_text(row.raised_on, row.raised_on_precision),
            "earlier": [line for line in told if line.later_id == row.pk],
            "later": [line for line in told if line.earlier_id == row.pk],
        }

    @admin.display(description="Decided")
    def decided(self, concern: Any) -> str:
        """Say what the inspectorate has decided, and since when."""
        return since(
            concern.get_status_display(), concern.status_since_on, concern.status_since_on_precision
        )

    @admin.display(description="The force claims", empty_value="nothing")
    def claimed(self, concern: Any) -> str | None:
        """Say what the force claims, of a cause the least advanced of its recommendations."""
        status = concern.shown_force_status
        return ForceStatus(status).label if status else None

    @admin.display(description="Live recommen\u00addations", ordering="open_recommendations")
    def open_number(self, concern: Any) -> int:
        """Count the recommendations on which something is still to be done."""
        return int(concern.open_recommendations)

    @admin.display(description="Next deadline", ordering="next_due_on", empty_value="none")
    def next_due(self, concern: Any) -> dt.date | None:
        """Give the earliest deadline of its live recommendations."""
        return concern.next_due_on

    @admin.display(description="Owner", empty_value="the force's")
    def owner_shown(self, concern: Any) -> str | None:
        """Name the owner as the reader may know them."""
        return concern.owner_person if concern.pk else None


def _reading_url(measures: list[story.MeasureTold]) -> str:
    """Return where a reading is added: of the one measure it can be of, else beside the measures."""
    readable = [each.progress.measure_id for each in measures if each.may_read]
    if len(readable) == 1:
        return f"{reverse('admin:concerns_reading_add')}?measure={readable[0]}"
    return "#measures" if readable else ""


def since(words: str, day: dt.date | None, precision: str) -> str:
    """Say a position and since when it has been so, as exactly as that is known."""
    return f"{words} since {dated_text(day, precision)}" if day else words
