"""The JSON shapes of the log, and of responses with their answers."""

from __future__ import annotations

from typing import ClassVar

from rest_framework import serializers

from api.shapes import CORRECTED, RECORDED, SupersedingDetail
from concerns.models import Answer, Event, Response
from concerns.serializers.references import ConcernsShape


class EventSerializer(ConcernsShape):
    """One thing that happened, to one concern, recommendation or action."""

    recorded_by_role = serializers.CharField(
        source="recorded_by.role",
        read_only=True,
        help_text="The role that who recorded it has today, at any clocks.",
    )
    struck_out_by = serializers.IntegerField(
        source="striking_event",
        read_only=True,
        allow_null=True,
        help_text="The later event that strikes this one out as a mistake; null = it stands.",
    )

    class Meta:
        model = Event
        fields: tuple[str, ...] = (
            "id",
            "concern",
            "recommendation",
            "action",
            "kind",
            "position",
            "was",
            "became",
            "happened_on",
            "happened_on_precision",
            "recorded_at",
            "recorded_by_role",
            "route",
            "note",
            "evidence_links",
            "publication",
            "outcome",
            "assessment",
            "audience",
            "strikes_out",
            "struck_out_by",
        )
        extra_kwargs: ClassVar = {
            "publication": {
                "help_text": "The letter or report that says so; null if none is in your reach."
            }
        }


class EventDetail(EventSerializer):
    """An event by itself, with the version that a striking out of it may ask for."""

    version = serializers.IntegerField(
        source="subject.version",
        read_only=True,
        help_text="Version of the record it happened to, which its striking out changes.",
    )

    class Meta(EventSerializer.Meta):
        fields = (*EventSerializer.Meta.fields, "version")


class ResponseSerializer(ConcernsShape):
    """The response a local policing body owes."""

    class Meta:
        model = Response
        fields: tuple[str, ...] = (
            "id",
            "publication",
            "force",
            "due_on",
            "is_required",
            "not_required_because",
            "same_findings_as",
        )


class ResponseReference(ConcernsShape):
    """A response where an answer names it."""

    class Meta:
        model = Response
        fields = ("id", "publication", "force")


class AnswerSerializer(ConcernsShape):
    """What a response says, as a whole or of one recommendation."""

    references: ClassVar = {**ConcernsShape.references, Response: ResponseReference}

    class Meta:
        model = Answer
        fields: tuple[str, ...] = (
            "id",
            "response",
            "recommendation",
            "position",
            "reason",
            "answered_on",
            "url",
            *RECORDED,
        )


class AnswerDetail(SupersedingDetail, AnswerSerializer):
    """An answer by itself."""

    class Meta(AnswerSerializer.Meta):
        fields = (*AnswerSerializer.Meta.fields, *CORRECTED)


class AnswerOfResponse(ConcernsShape):
    """What a response says, as a whole or of one recommendation."""

    class Meta:
        model = Answer
        fields = (
            "id",
            "recommendation",
            "position",
            "reason",
            "answered_on",
            "url",
            "recorded_at",
            "supersedes",
        )


class ResponseDetail(ResponseSerializer):
    """A response by itself, with what it says now."""

    answers = AnswerOfResponse(
        many=True, read_only=True, help_text="What it says, as nothing has corrected it."
    )

    class Meta(ResponseSerializer.Meta):
        fields = (*ResponseSerializer.Meta.fields, "answers", "version")
