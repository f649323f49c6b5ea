"""Indicators and measures in the admin; a measure's page shows how it is going."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission
from accounts.scoped_admin import (
    ClockedList,
    ClockedPage,
    ScopedAdmin,
    SupersedingAdmin,
    clocks_of,
    is_past,
    person_shown,
    reader,
)
from api.clocks import Clocks
from api.days import day_text
from concerns.admin.comparison import ComparesForces, ShowsAbove
from concerns.admin.moments import moments_of
from concerns.admin.pictures import pictures_of
from concerns.admin.readings import baseline_words, target_words
from concerns.admin.tones import HALVED_TONES, PACE_TONES
from concerns.models import (
    Baseline,
    Concern,
    Indicator,
    Measure,
    Progress,
    Reading,
    SeriesBreak,
    Target,
)
from concerns.moments import Moment, numbered
from concerns.progress import in_words
from inspections.admin import ReferenceAdmin

READINGS_A_PAGE = 15


@admin.register(Indicator)
class IndicatorAdmin(ClockedPage, ComparesForces, ReferenceAdmin):
    """What is counted or measured; the page shows forces side by side."""

    list_display = ("name", "code", "unit", "better", "nature", "part_of", "measures_counted")
    list_filter = ("better", "nature", "unit")
    list_select_related = ("part_of",)
    search_fields = ("name", "code", "definition")
    ordering = ("name", "pk")
    prepopulated_fields = {"code": ("name",)}
    autocomplete_fields = ("part_of",)
    fieldsets = (
        (None, {"fields": ("name", "code", "definition", "unit", "better")}),
        ("Bounds", {"fields": (("floor", "ceiling"),)}),
        ("Period", {"fields": (("nature", "period_months"),)}),
        ("Belongs to", {"fields": ("part_of",)}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Count the measures within reach."""
        seen = Measure.objects.visible_to(reader(request)).values("pk")
        counted = Count("measures", filter=Q(measures__in=seen))
        rows: models.QuerySet[Any] = super().get_queryset(request).annotate(measures_number=counted)
        return rows

    @admin.display(description="Measures", ordering="measures_number")
    def measures_counted(self, indicator: Any) -> int:
        """Count its measures."""
        return int(indicator.measures_number)


@admin.register(SeriesBreak)
class SeriesBreakAdmin(SupersedingAdmin):
    """Days from which a definition differs."""

    may_add = Permission.MAINTAIN_REFERENCE_DATA
    may_change = Permission.MAINTAIN_REFERENCE_DATA
    list_display = ("indicator", "from_on", "reason")
    list_filter = (("indicator", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("indicator",)
    search_fields = ("indicator__name", "reason")
    ordering = ("-from_on", "-pk")
    autocomplete_fields = ("indicator",)
    fieldsets = ((None, {"fields": ("indicator", "from_on", "reason")}),)


@admin.register(Measure)
class MeasureAdmin(ClockedList, ClockedPage, ShowsAbove, ScopedAdmin):
    """Measures: what is read, how it is going, and the readings themselves."""

    may_add = Permission.RECORD_READING
    may_change = Permission.RECORD_READING
    change_form_template = "admin/concerns/measure_change_form.html"
    clocked_page = "concerns_measure"
    list_display = ("indicator", "force", "said_by", "readings_number", "latest_period_end")
    list_filter = ("said_by", ("force", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("indicator", "force")
    search_fields = ("indicator__name", "indicator__code", "force__name", "concerns__reference")
    ordering = ("indicator__name", "force__name", "said_by", "pk")
    autocomplete_fields = ("indicator", "force", "concerns")
    identity = ("indicator", "force", "said_by")
    fieldsets = (
        (None, {"fields": identity}),
        ("What it shows", {"fields": ("concerns",)}),
        (
            "When a reading is expected",
            {"fields": (("expected_every_months", "expected_every_days"),)},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Count the readings that stand, and find the end of the latest period."""
        current = Reading.objects.at(clocks_of(request)).filter(measure=OuterRef("pk"))
        told = current.order_by().values("measure")
        rows: models.QuerySet[Any] = (
            super()
            .get_queryset(request)
            .annotate(
                readings_counted=models.functions.Coalesce(
                    Subquery(told.annotate(number=Count("pk")).values("number")), 0
                ),
                latest_end=Subquery(told.annotate(last=Max("period_end")).values("last")),
            )
        )
        return rows

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A measure that has been read stays what it is."""
        return tuple(obj.fixed_fields()) if obj is not None else ()

    def page_of(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Say how the measure is going, draw it, and list its readings."""
        user, clocks = reader(request), clocks_of(request)
        told = Progress.objects.at(as_at=clocks.as_at, known_at=clocks.known_at)
        progress = told.select_related(*Progress.FACTS).get(measure=row)
        readings = self._readings_of(user, row, clocks).get_page(request.GET.get("page"))
        concerns = list(
            Concern.objects.at(clocks)
            .visible_to(user, clocks)
            .filter(measures=row)
            .order_by("raised_on", "pk")
        )
        moments = self._moments(progress, concerns, user, clocks)
        return {
            "progress": progress,
            "words": in_words(progress.facts()),
            "trend": progress.trend(),
            "significance": progress.significance(),
            "share": progress.share(),
            "halved_tone": HALVED_TONES.get(progress.reached, "quiet"),
            "pace_tone": PACE_TONES.get(progress.pace, "quiet"),
            "pictures": pictures_of([progress], clocks, moments=moments)[row.pk],
            "numbered": [moment for moment in moments if moment.number],
            "readings": readings,
            "elided_pages": readings.paginator.get_elided_page_range(readings.number),
            "targets": _recent(Target, row, clocks, "-set_on", target_words),
            "baselines": _recent(Baseline, row, clocks, "-chosen_on", baseline_words),
            "concerns": concerns,
            **({} if is_past(request) else self._what_may_be_done(user, row)),
        }

    def _what_may_be_done(self, user: User, measure: Measure) -> dict[str, Any]:
        may_read = Measure.objects.readable_by_hand(user).filter(pk=measure.pk).exists()
        return {
            "may_read": may_read,
            "read_refused": self._read_refused(user, measure, may_read),
            "may_aim": user.may(Permission.RECORD_READING),
        }

    @staticmethod
    def _moments(
        progress: Progress, concerns: list[Concern], user: User, clocks: Clocks
    ) -> list[Moment]:
        """Return what happened to the measure's concerns, and when the earliest was published."""
        is_named = len(concerns) > 1
        moments = moments_of(concerns, user=user, clocks=clocks, is_named=is_named)
        published = progress.counted_from_on
        if published and published not in {moment.on for moment in moments}:
            moments.append(Moment(published, "concern published", when=day_text(published)))
        return numbered(moments)

    @staticmethod
    def _readings_of(user: User, measure: Measure, clocks: Clocks) -> Paginator[Any]:
        """Return every reading, the newest first and what it corrects below, in pages.

        Of the past, those that nothing had corrected as far as was known.
        """
        kept = Reading.objects.all() if clocks.is_live else Reading.objects.at(clocks)
        rows = kept.filter(measure=measure).select_related("measure__indicator")
        told = rows.annotate(recorder=person_shown(user, "recorded_by"))
        superseded = models.F("superseded_at").desc(nulls_first=True)
        ordered = told.order_by("-period_end", "-period_start", superseded, "-pk")
        return Paginator(ordered, READINGS_A_PAGE)

    @staticmethod
    def _read_refused(user: User, measure: Measure, may_read: bool) -> str:
        """Say why the person may not add a reading; empty if they may, or never could."""
        if may_read or not user.may(Permission.RECORD_OWN_READING):
            return ""
        said_by = measure.get_said_by_display()
        return (
            f"Said by: {said_by}. You record what the force says itself: ask for a measure of "
            "this indicator that is said by the force."
        )

    @admin.display(description="Readings", ordering="readings_counted")
    def readings_number(self, measure: Any) -> int:
        """Count the current readings."""
        return int(measure.readings_counted)

    @admin.display(description="Latest period ends", ordering="latest_end", empty_value="none")
    def latest_period_end(self, measure: Any) -> Any:
        """Give the last day of the latest period."""
        return measure.latest_end


@admin.register(Progress)
class ProgressAdmin(ClockedList, ScopedAdmin):
    """How every measure is going, one row each; derived, so there is nothing to edit."""

    clocked_page = "concerns_measure"
    preserve_filters = False

    list_display = (
        "measure_said",
        "latest_said",
        "change_said",
        "halved_said",
        "pace_said",
        "next_due_said",
    )
    list_filter = ("is_stale", ("measure__force", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("measure__force", *Progress.FACTS)
    search_fields = ("measure__indicator__name", "measure__force__name")
    ordering = ("pk",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Derive progress at the clocks, within reach."""
        clocks = clocks_of(request)
        progress: Any = Progress.objects.at(as_at=clocks.as_at, known_at=clocks.known_at)
        rows: models.QuerySet[Any] = progress.visible_to(reader(request), clocks).order_by("pk")
        return rows

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the measure's page: that is where its progress stands."""
        return HttpResponseRedirect(reverse("admin:concerns_measure_change", args=[object_id]))

    @admin.display(description="Measure", ordering="measure__indicator__name")
    def measure_said(self, progress: Progress) -> str:
        """Name the measure; the row leads to its page."""
        return str(progress.measure)

    @admin.display(description="Latest reading", ordering="latest__period_end")
    def latest_said(self, progress: Progress) -> str:
        """Say the latest reading."""
        return in_words(progress.facts()).latest

    @admin.display(description="Change")
    def change_said(self, progress: Progress) -> str:
        """Say the change from the baseline."""
        return in_words(progress.facts()).change

    @admin.display(description="At or below half of its baseline", ordering="reached")
    def halved_said(self, progress: Progress) -> str:
        """Say whether it is; the column's heading asks."""
        return in_words(progress.facts()).reached.partition(": ")[2].capitalize()

    @admin.display(
        description="Next reading", ordering="next_due_on", empty_value="no day is known"
    )
    def next_due_said(self, progress: Progress) -> str | None:
        """Say when the next reading is expected, or how long it has not come."""
        return in_words(progress.facts()).next_due or None

    @admin.display(description="Pace", ordering="pace")
    def pace_said(self, progress: Progress) -> str:
        """Say how it lies to the line to its target."""
        return in_words(progress.facts()).pace


def _recent(
    model: type[models.Model],
    measure: Measure,
    clocks: Clocks,
    order: str,
    words: Callable[[Any], str],
) -> list[Any]:
    """Return the measure's rows of the model that stood, in words, the newest first."""
    manager: Any = model._default_manager
    rows = list(manager.at(clocks).filter(measure=measure).order_by(order, "-pk"))
    for row in rows:
        row.measure = measure
        row.words = words(row)
    return rows
