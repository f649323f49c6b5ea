"""Indicators, measures, targets, baselines, figures and progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db.models import Prefetch

from accounts.permissions import SignedInRequest, correcting, recording
from accounts.roles import Permission
from api.known import as_known
from api.viewsets import RecordViewSet
from api.writing import CorrectsRows, EditsRows, RecordsRows
from concerns import filters, serializers
from concerns.models import (
    Baseline,
    Concern,
    Figure,
    Indicator,
    Measure,
    Progress,
    Reading,
    SeriesBreak,
    Target,
)
from concerns.serializers import entries

if TYPE_CHECKING:
    from concerns.querysets import (
        BaselineQuerySet,
        FigureQuerySet,
        MeasureQuerySet,
        ProgressQuerySet,
        TargetQuerySet,
    )
    from inspections.querysets import ReferenceQuerySet


class IndicatorViewSet(EditsRows, RecordsRows, RecordViewSet):
    """Indicators; the detail adds their parts and the breaks of their series."""

    request: SignedInRequest
    queryset = Indicator.objects.none()
    serializer_class = serializers.IndicatorSerializer
    detail_serializer_class = serializers.IndicatorDetail
    entry_class = entries.IndicatorEntry
    filterset_class = filters.IndicatorFilter
    lookup_field = "code"
    action_permissions = recording(Permission.MAINTAIN_REFERENCE_DATA)
    ordering_fields: ClassVar = {
        "unit": ("unit",),
        "better": ("better",),
        "nature": ("nature",),
        "code": ("code",),
        "name": ("name",),
    }
    default_ordering = "code"

    def get_queryset(self) -> ReferenceQuerySet:
        user = self.request.user
        indicators: ReferenceQuerySet = Indicator.objects.visible_to(user, self.clocks)
        indicators = indicators.select_related("part_of")
        if self.action == "list":
            return indicators
        breaks = SeriesBreak.objects.visible_to(user).current()
        return indicators.prefetch_related(
            Prefetch("parts", queryset=Indicator.objects.visible_to(user).order_by("code")),
            Prefetch("breaks", queryset=breaks.order_by("from_on")),
        )


class MeasureViewSet(EditsRows, RecordsRows, RecordViewSet):
    """Measures; the detail adds the concerns they belong to, their targets and baselines."""

    request: SignedInRequest
    queryset = Measure.objects.none()
    serializer_class = serializers.MeasureSerializer
    detail_serializer_class = serializers.MeasureDetail
    entry_class = entries.MeasureEntry
    filterset_class = filters.MeasureFilter
    action_permissions = recording(Permission.RECORD_READING)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "said_by": ("said_by",),
        "force": ("force__slug", "indicator__code", "said_by"),
        "indicator": ("indicator__code", "force__slug", "said_by"),
    }
    default_ordering = "force"

    def get_queryset(self) -> MeasureQuerySet:
        user = self.request.user
        measures: MeasureQuerySet = Measure.objects.visible_to(user, self.clocks)
        measures = measures.select_related("indicator", "force")
        if self.action == "list":
            return measures
        return measures.prefetch_related(
            Prefetch("concerns", queryset=Concern.objects.visible_to(user).order_by("raised_on")),
            Prefetch("targets", queryset=Target.objects.current().order_by("-set_on")),
            Prefetch("baselines", queryset=Baseline.objects.current().order_by("-chosen_on")),
        )


class TargetViewSet(CorrectsRows, RecordViewSet):
    """Targets: the list shows those that nothing has corrected; moved ones stay in it."""

    request: SignedInRequest
    queryset = Target.objects.none()
    serializer_class = serializers.TargetSerializer
    detail_serializer_class = serializers.TargetDetail
    entry_class = entries.TargetEntry
    filterset_class = filters.TargetFilter
    clocked_actions = ("list",)
    action_permissions = correcting(Permission.RECORD_READING)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "low": ("low",),
        "high": ("high",),
        "set_by": ("set_by",),
        "recorded_at": ("recorded_at",),
        "set_on": ("set_on",),
        "due_on": ("due_on",),
    }
    default_ordering = "-set_on"

    def get_queryset(self) -> TargetQuerySet:
        targets: TargetQuerySet = Target.objects.all()
        if self.action == "list":
            targets = targets.at(self.clocks)
        return targets.visible_to(self.request.user, self.clocks).select_related(
            "measure__indicator", "measure__force"
        )


class BaselineViewSet(CorrectsRows, RecordViewSet):
    """Choices of baseline: the list shows those that nothing has corrected."""

    request: SignedInRequest
    queryset = Baseline.objects.none()
    serializer_class = serializers.BaselineSerializer
    detail_serializer_class = serializers.BaselineDetail
    entry_class = entries.BaselineEntry
    filterset_class = filters.BaselineFilter
    clocked_actions = ("list",)
    action_permissions = correcting(Permission.RECORD_READING)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "period_start": ("period_start",),
        "period_end": ("period_end",),
        "recorded_at": ("recorded_at",),
        "chosen_on": ("chosen_on",),
    }
    default_ordering = "-chosen_on"

    def get_queryset(self) -> BaselineQuerySet:
        baselines: BaselineQuerySet = Baseline.objects.all()
        if self.action == "list":
            baselines = baselines.at(self.clocks)
        return baselines.visible_to(self.request.user, self.clocks).select_related(
            "measure__indicator", "measure__force"
        )


class FigureViewSet(CorrectsRows, RecordViewSet):
    """Figures as publications printed them: the list shows those that nothing has corrected.

    The detail adds what follows from the numbers: whether a difference is significant, how many
    times the other one it is, the percentage that its parts come to.
    """

    request: SignedInRequest
    queryset = Figure.objects.none()
    serializer_class = serializers.FigureSerializer
    detail_serializer_class = serializers.FigureDetail
    entry_class = entries.FigureEntry
    filterset_class = filters.FigureFilter
    clocked_actions = ("list",)
    action_permissions = correcting(Permission.RECORD_READING)
    ordering_fields: ClassVar = {
        "id": ("id",),
        "unit": ("unit",),
        "nature": ("nature",),
        "said_by": ("said_by",),
        "claim": ("claim",),
        "low": ("low",),
        "high": ("high",),
        "recorded_at": ("recorded_at",),
        "force": ("force__slug", "code"),
        "code": ("publication__reference", "code"),
        "published_on": ("publication__published_on", "code"),
    }
    default_ordering = "code"

    def get_queryset(self) -> FigureQuerySet:
        user = self.request.user
        figures: FigureQuerySet = Figure.objects.all()
        if self.action == "list":
            figures = figures.at(self.clocks)
        figures = figures.visible_to(user, self.clocks)
        figures = figures.select_related("publication", "force", "area")
        if self.action == "list":
            seen = Figure.objects.visible_to(user, self.clocks)
            return figures.prefetch_related(Prefetch("compared_with", queryset=seen))
        return figures.side_by_side(user)


class ProgressViewSet(RecordViewSet):
    """How measures are going, one row each; a row's number is its measure's.

    The detail adds the trend, and whether the latest reading differs significantly from the
    baseline.
    """

    request: SignedInRequest
    queryset = Progress.objects.none()
    serializer_class = serializers.ProgressSerializer
    detail_serializer_class = serializers.ProgressDetail
    filterset_class = filters.ProgressFilter
    clocked_actions = ("list", "retrieve")
    ordering_fields: ClassVar = {
        "counted_from_on": ("counted_from_on",),
        "days_since_raised": ("days_since_raised",),
        "days_since_baseline": ("days_since_baseline",),
        "change_low": ("change_low",),
        "change_high": ("change_high",),
        "change_percent_low": ("change_percent_low",),
        "change_percent_high": ("change_percent_high",),
        "reached": ("reached",),
        "reached_first_days": ("reached_first_days",),
        "way_low": ("way_low",),
        "way_high": ("way_high",),
        "pace": ("pace",),
        "next_due_on": ("next_due_on",),
        "is_stale": ("is_stale",),
        "days_stale": ("days_stale",),
        "force": ("measure__force__slug", "measure__indicator__code", "measure__said_by"),
        "indicator": ("measure__indicator__code", "measure__force__slug", "measure__said_by"),
        "raised_on": ("raised_on",),
    }
    default_ordering = "force"

    def get_queryset(self) -> ProgressQuerySet:
        clocks = self.clocks
        progress: ProgressQuerySet = Progress.objects.at(
            as_at=clocks.as_at, known_at=clocks.known_at
        ).visible_to(self.request.user, clocks)
        told = as_known(Reading.objects.all(), clocks)
        readings = told.select_related("measure__indicator")
        return progress.select_related("measure__indicator", "measure__force").prefetch_related(
            Prefetch("latest", queryset=readings),
            Prefetch("baseline", queryset=readings),
            Prefetch("reached_first", queryset=readings),
            "target",
        )
