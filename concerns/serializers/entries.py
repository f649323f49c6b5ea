"""What a client sends to record, edit or correct what this room keeps, readings apart."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from api.entries import CorrectableEntry, Entry
from api.shapes import RECORDED
from concerns.models import (
    Action,
    Answer,
    Baseline,
    Concern,
    Figure,
    Indicator,
    Measure,
    Recommendation,
    Response,
    Target,
    Wording,
)
from concerns.serializers import concern as shapes
from concerns.serializers import measure as measured
from concerns.serializers.event import AnswerDetail, ResponseDetail, ResponseSerializer
from inspections.entries import NAMED_BY, InspectionsEntry, NamedWithin, owner
from inspections.models import Area


class ConcernsEntry(InspectionsEntry):
    """A row of this room, which names others by their keys."""

    named_by: ClassVar = {
        **NAMED_BY,
        Concern: "reference",
        Indicator: "code",
        Recommendation: "reference",
    }


def _area(**options: Any) -> NamedWithin:
    return NamedWithin(
        within="framework",
        queryset=Area.objects.all(),
        required=False,
        allow_null=True,
        **options,
    )


class NewRecommendation(Entry):
    """A recommendation that is put to the force with a new concern, as worded in its publication."""

    reference = serializers.CharField(
        max_length=50, help_text="Our own lasting key for it, such as GMP-2021-C1.1."
    )

    class Meta:
        model = Wording
        fields = (
            *("reference", "text", "deadline_kind", "deadline_months", "deadline_days"),
            *("deadline_on", "deadline_words"),
        )
        extra_kwargs: ClassVar = {"deadline_kind": {"required": False}}


class ConcernEntry(ConcernsEntry):
    """A concern to be recorded, with its recommendations; or what is to be changed of one."""

    shape = shapes.ConcernDetail
    owner = owner()
    area = _area(
        help_text="Slug of the area in the inspection's framework, or its number; null = none."
    )
    recommendations = NewRecommendation(
        many=True, required=False, help_text="What is put to the force with it, in order."
    )

    class Meta:
        model = Concern
        fields = (
            *("reference", "external_references", "kind", "force", "inspection", "area"),
            *("publication", "title", "detail", "raised_on", "raised_on_precision", "owner"),
            *("completeness", "missing", "recommendations"),
        )


class WordingEntry(ConcernsEntry):
    """What is to be changed of a recommendation as printed."""

    shape = shapes.WordingDetail

    class Meta:
        model = Wording
        fields = tuple(name for name in shapes.WordingSerializer.Meta.fields if name != "id")


class RecommendationEntry(ConcernsEntry):
    """What is to be changed of a recommendation."""

    shape = shapes.RecommendationDetail

    class Meta:
        model = Recommendation
        fields = ("reference", "wording", "force", "concern")


class ActionEntry(ConcernsEntry):
    """A follow-up action to be recorded, or what is to be changed of one."""

    shape = shapes.ActionDetail

    class Meta:
        model = Action
        fields = (
            *("concern", "recommendation", "title", "owner", "due_on", "external_reference"),
            *("evidence", "evidence_links"),
        )


class ResponseEntry(ConcernsEntry):
    """What is to be changed of a response."""

    shape = ResponseDetail

    class Meta:
        model = Response
        fields = tuple(
            name for name in ResponseSerializer.Meta.fields if name not in ("id", "due_on")
        )


class AnswerEntry(CorrectableEntry, ConcernsEntry):
    """What a response says, or the correction of it."""

    shape = AnswerDetail
    note = serializers.CharField(
        required=False, allow_blank=True, help_text="Why it is corrected, in words."
    )

    class Meta:
        model = Answer
        fields = (
            *("response", "recommendation", "position", "reason", "answered_on", "url"),
            *("supersedes", "because", "note"),
        )


class IndicatorEntry(ConcernsEntry):
    """An indicator."""

    shape = measured.IndicatorDetail

    class Meta:
        model = Indicator
        fields = measured.IndicatorSerializer.Meta.fields


class MeasureEntry(ConcernsEntry):
    """A measure."""

    shape = measured.MeasureDetail

    class Meta:
        model = Measure
        fields = (
            *("indicator", "force", "said_by", "expected_every_months", "expected_every_days"),
            "concerns",
        )


class TargetEntry(CorrectableEntry, ConcernsEntry):
    """A target to be recorded, or the correction of one; moving it is another one."""

    shape = measured.TargetDetail
    note = serializers.CharField(
        required=False, allow_blank=True, help_text="Why it is corrected, in words."
    )

    class Meta:
        model = Target
        fields = ("measure", *measured.TARGET, "supersedes", "because", "note")


class BaselineEntry(CorrectableEntry, ConcernsEntry):
    """A choice of baseline to be recorded, or the correction of one."""

    shape = measured.BaselineDetail

    class Meta:
        model = Baseline
        fields = ("measure", *measured.BASELINE, "supersedes", "because", "superseded_note")


class FigureEntry(CorrectableEntry, ConcernsEntry):
    """A figure as printed, or the correction of one."""

    shape = measured.FigureDetail
    area = _area(help_text="The area whose section it stands in: its number, or its slug.")

    class Meta:
        model = Figure
        fields = (
            *(
                name
                for name in measured.FigureSerializer.Meta.fields
                if name not in ("id", "value", "text", *RECORDED)
            ),
            *("supersedes", "because", "superseded_note"),
        )
