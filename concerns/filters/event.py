"""What the log, responses and answers can be asked for."""

from __future__ import annotations

from typing import ClassVar

from accounts.roles import Role
from api.filters import ChoiceFilter, SearchedFilterSet, WholeNumberFilter, YesNoFilter, lookups
from concerns.filters.references import EitherFilter
from concerns.models import Answer, Concern, Event, Response
from inspections.filters import (
    CORRECTED,
    OfForceFilter,
    PublishedFilter,
    bodies,
    forces,
    is_empty,
    publications,
    regions,
)
from inspections.models import Force

FORCES = ("concern__force", "recommendation__force", "action__concern__force")
CONCERNS = ("concern", "recommendation__concern", "action__concern")
WHOSE_STORY = "Reference of the concern it, its recommendations or its actions belong to."


class EventFilter(PublishedFilter):
    """The log; `concern` asks for its whole story: recommendations and actions included."""

    force = EitherFilter(*FORCES, of=Force, help_text="Slug of the force.")
    force__in = EitherFilter(*FORCES, of=Force, many=True, help_text="Slugs of forces.")
    concern = EitherFilter(*CONCERNS, of=Concern, help_text=WHOSE_STORY)
    concern__in = EitherFilter(*CONCERNS, of=Concern, many=True, help_text=WHOSE_STORY)
    concern__isnull = is_empty("concern", "the concern")
    recorded_by_role = ChoiceFilter(
        "recorded_by__role", choices=Role.choices, help_text="Role of who recorded it."
    )
    recorded_by_role__in = ChoiceFilter(
        "recorded_by__role", choices=Role.choices, many=True, help_text="Role of who recorded it."
    )
    struck_out_by = WholeNumberFilter("striking_event", help_text="The event that strikes it out.")
    struck_out_by__in = WholeNumberFilter(
        "striking_event", many=True, help_text="Events that strike it out."
    )
    struck_out_by__isnull = YesNoFilter(
        "striking_event", "isnull", help_text="Whether it stands, and nothing strikes it out."
    )

    class Meta:
        model = Event
        fields: ClassVar = lookups(
            Event,
            "id",
            "recommendation",
            "action",
            "kind",
            "position",
            "was",
            "became",
            "happened_on",
            "happened_on_precision",
            "recorded_at",
            "route",
            "evidence_links",
            "publication",
            "outcome",
            "assessment",
            "audience",
            "strikes_out",
        )


class ResponseFilter(OfForceFilter, PublishedFilter):
    """Responses of local policing bodies."""

    class Meta:
        model = Response
        fields: ClassVar = lookups(
            Response, "id", "force", "publication", "is_required", "due_on", "same_findings_as"
        )


class AnswerFilter(SearchedFilterSet):
    """What responses say."""

    force = forces("response__force")
    force__in = forces("response__force", many=True)
    force__region = regions("response__force__region")
    force__region__in = regions("response__force__region", many=True)
    force__kind = bodies("response__force__kind")
    force__kind__in = bodies("response__force__kind", many=True)
    publication = publications("response__publication")
    publication__in = publications("response__publication", many=True)

    class Meta:
        model = Answer
        fields: ClassVar = lookups(
            Answer,
            "id",
            "response",
            "recommendation",
            "position",
            "answered_on",
            "url",
            *CORRECTED,
        )
