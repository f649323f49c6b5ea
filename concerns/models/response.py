"""What the local policing body answers, within 56 days of publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from api.constraints import refused
from api.fields import ChoiceField, WebAddressField
from api.guards import Guard, tracked
from api.records import Superseding, Versioned
from concerns.models.recommendation import Recommendation
from concerns.querysets import AnswerQuerySet, ResponseQuerySet
from inspections.models import Force, Publication


@tracked("ResponseHistory", exclude=["version"])
class Response(Versioned):
    """The comments a local policing body owes on one publication about one force.

    Source: Police Act 1996, section 55(5A) and (5B): within 56 days beginning with the day of
    publication, so the last day is 55 days after it (30 September 2021 gives 24 November 2021).
    """

    SEARCHED: ClassVar = ("not_required_because",)
    SEARCHED_THROUGH: ClassVar = ("force", "publication")

    DAYS_AFTER_PUBLICATION: ClassVar[int] = 55

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="responses", help_text="The report."
    )
    force = models.ForeignKey(
        Force, on_delete=models.PROTECT, related_name="responses", help_text="The force addressed."
    )
    due_on = models.DateField(
        editable=False,
        help_text="Last day: the 56th, counting the day of publication as the first.",
    )
    is_required = models.BooleanField(default=True, help_text="Whether a response is owed.")
    not_required_because = models.TextField(blank=True, help_text="Why not, if none is owed.")
    same_findings_as = models.ForeignKey(
        Publication,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The report whose response covers this one.",
    )

    objects = ResponseQuerySet.as_manager()

    class Meta(Versioned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "force"],
                name="response_one_per_force",
                violation_error_message="force: its response to this publication exists already.",
            ),
            models.CheckConstraint(
                condition=Q(is_required=True, not_required_because="", same_findings_as=None)
                | (Q(is_required=False) & ~Q(not_required_because="")),
                name="response_not_required_says_why",
                violation_error_message="not_required_because: say why no response is owed.",
            ),
            models.CheckConstraint(
                condition=Q(same_findings_as=None) | ~Q(same_findings_as=F("publication")),
                name="response_same_findings_elsewhere",
                violation_error_message="same_findings_as: another report.",
            ),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            Guard(
                constraint="response_identity_fixed",
                sentence="A response keeps its publication, force and due date.",
                operation=pgtrigger.Update,
                refuse_if=(
                    "(NEW.publication_id, NEW.force_id, NEW.due_on) IS DISTINCT FROM "
                    "(OLD.publication_id, OLD.force_id, OLD.due_on)"
                ),
            ),
            Guard(
                constraint="response_publication_needs_one",
                sentence="publication: a report or an accelerated cause; letters need none.",
                field="publication",
                operation=pgtrigger.Insert,
                refuse_if=(
                    "(SELECT kind FROM inspections_publication WHERE id = NEW.publication_id) "
                    "NOT IN ('report', 'regional_report', 'thematic_report', 'accelerated_cause')"
                ),
            ),
            Guard(
                constraint="response_due_on_56th_day",
                sentence="due_on: the 56th day, counting the day of publication as the first.",
                field="due_on",
                operation=pgtrigger.Insert,
                refuse_if=(
                    "NEW.due_on IS DISTINCT FROM (SELECT published_on + 55 FROM "
                    "inspections_publication WHERE id = NEW.publication_id)"
                ),
            ),
            Guard(
                constraint="response_force_addressed",
                sentence="force: one of those the publication is addressed to.",
                field="force",
                operation=pgtrigger.Insert,
                refuse_if=(
                    "NOT EXISTS (SELECT FROM inspections_address WHERE publication_id = "
                    "NEW.publication_id AND force_id = NEW.force_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Response for {self.force} to {self.publication}"

    @classmethod
    def last_day(cls, published_on: dt.date) -> dt.date:
        """Return the 56th day, counting the day of publication as the first."""
        return published_on + dt.timedelta(days=cls.DAYS_AFTER_PUBLICATION)

    def fixed_fields(self) -> Mapping[str, str]:
        """Return what it answers, and until when."""
        return {
            name: f"{name}: a response keeps it; it follows from the publication."
            for name in ("publication", "force", "due_on")
        }

    def clean(self) -> None:
        """Count the due date from the publication.

        Raises: ValidationError on `publication` if it is not published, or needs no response.
        """
        super().clean()
        if not hasattr(self, "publication"):
            return  # refused where it is missing
        if self.publication.published_on is None:
            raise refused(
                "publication",
                "publication: one that has been published.",
                "not_published",
            )
        if self.publication.kind not in Publication.NEEDS_RESPONSE:
            raise refused(
                "publication",
                "publication: a report or an accelerated cause; letters need none.",
                "response_publication_needs_one",
            )
        self.due_on = self.last_day(self.publication.published_on)


class Answer(Superseding):
    """What a response says: as a whole, or of one recommendation."""

    SEARCHED: ClassVar = ("reason",)
    SEARCHED_THROUGH: ClassVar = ("response__force", "response__publication", "recommendation")

    class Position(models.TextChoices):
        """How far a recommendation is accepted."""

        COMMENTED = "commented", "Commented"
        ACCEPTED = "accepted", "Accepted"
        PARTLY_ACCEPTED = "partly_accepted", "Partly accepted"
        NOT_ACCEPTED = "not_accepted", "Not accepted"

    IDENTITY: ClassVar[tuple[str, ...]] = ("response", "recommendation")

    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="answers", help_text="The response."
    )
    recommendation = models.ForeignKey(
        Recommendation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answers",
        help_text="The recommendation answered; empty = the report as a whole.",
    )
    position = ChoiceField(max_length=20, choices=Position, help_text="How far it is accepted.")
    reason = models.TextField(blank=True, help_text="Why, in the words of the answer's summary.")
    answered_on = models.DateField(help_text="When the answer was published.")
    url = WebAddressField("address", max_length=500, blank=True, help_text="Where it can be read.")

    objects = AnswerQuerySet.as_manager()

    class Meta(Superseding.Meta):
        constraints = [
            *Superseding.Meta.constraints,
            models.UniqueConstraint(
                fields=["response", "recommendation"],
                condition=Q(superseded_at=None),
                nulls_distinct=False,
                name="answer_once",
                violation_error_message="There is an answer on this already: correct that one.",
            ),
            models.CheckConstraint(
                condition=Q(position__in=["accepted", "commented"]) | ~Q(reason=""),
                name="answer_refusal_has_reason",
                violation_error_message="reason: say why it is accepted in part, or not at all.",
            ),
            models.CheckConstraint(
                condition=Q(recommendation__isnull=False) | Q(position="commented"),
                name="answer_position_of_recommendation",
                violation_error_message="position: only a recommendation is accepted or not.",
            ),
        ]
        triggers = [
            *Superseding.Meta.triggers,
            Guard(
                constraint="answer_not_before_publication",
                sentence="answered_on: not before the publication it answers, nor in the future.",
                field="answered_on",
                operation=pgtrigger.Insert,
                refuse_if=(
                    "NEW.answered_on > (recording_instant() AT TIME ZONE 'Europe/London')::date "
                    "OR NEW.answered_on < (SELECT p.published_on FROM concerns_response r JOIN "
                    "inspections_publication p ON p.id = r.publication_id "
                    "WHERE r.id = NEW.response_id)"
                ),
            ),
            Guard(
                constraint="answer_recommendation_of_publication",
                sentence="recommendation: one of this publication, put to this force.",
                field="recommendation",
                operation=pgtrigger.Insert,
                refuse_if=(
                    "NEW.recommendation_id IS NOT NULL AND NOT EXISTS (SELECT FROM "
                    "concerns_recommendation rec JOIN concerns_wording w ON w.id = rec.wording_id "
                    "JOIN concerns_response r ON r.publication_id = w.publication_id "
                    "AND r.force_id = rec.force_id WHERE rec.id = NEW.recommendation_id "
                    "AND r.id = NEW.response_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_position_display()}: {self.recommendation or self.response}"
