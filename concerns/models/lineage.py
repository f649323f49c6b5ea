"""Lines of descent between concerns."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from api.fields import ChoiceField, precision_constraint, precision_field
from api.guards import Guard, not_in_future
from api.records import Superseding
from concerns.models.concern import Concern
from concerns.querysets import LineageQuerySet
from inspections.models import Publication


class Lineage(Superseding):
    """How a later concern descends from an earlier one. Many may come from many."""

    SEARCHED_THROUGH: ClassVar = ("earlier", "later")

    class How(models.TextChoices):
        """What happened to the earlier concern."""

        RE_RAISED = "re_raised", "Raised again"
        ESCALATED = "escalated", "Escalated"
        CARRIED_FORWARD = "carried_forward", "Carried forward"
        MERGED = "merged", "Merged"
        SPLIT = "split", "Split"
        SUPERSEDED = "superseded", "Superseded"
        INHERITED = "inherited", "Inherited from a predecessor force"

    IDENTITY: ClassVar[tuple[str, ...]] = ("earlier", "later")

    earlier = models.ForeignKey(
        Concern, on_delete=models.PROTECT, related_name="later_lines", help_text="Where from."
    )
    later = models.ForeignKey(
        Concern, on_delete=models.PROTECT, related_name="earlier_lines", help_text="Where to."
    )
    how = ChoiceField(max_length=20, choices=How, help_text="What happened to the earlier one.")
    happened_on = models.DateField(help_text="When.")
    happened_on_precision = precision_field("happened_on")
    publication = models.ForeignKey(
        Publication,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lineages",
        help_text="Where it was said.",
    )

    objects = LineageQuerySet.as_manager()

    class Meta(Superseding.Meta):
        constraints = [
            *Superseding.Meta.constraints,
            precision_constraint("lineage", "happened_on"),
            models.CheckConstraint(
                condition=~Q(earlier=F("later")),
                name="lineage_not_to_itself",
                violation_error_message="later: a concern does not descend from itself.",
            ),
            models.UniqueConstraint(
                fields=["earlier", "later"],
                condition=Q(superseded_at=None),
                name="lineage_once",
                violation_error_message="later: this line is recorded already; correct that one.",
            ),
        ]
        triggers = [
            *Superseding.Meta.triggers,
            not_in_future("lineage", "happened_on"),
            Guard(
                constraint="lineage_no_loop",
                sentence="later: the earlier concern descends from this one; a line has no loops.",
                field="later",
                operation=pgtrigger.Insert,
                # Two lines recorded at once could close a loop that neither sees.
                before="PERFORM pg_advisory_xact_lock(hashtext('lineage_no_loop'));",
                refuse_if=(
                    "EXISTS (WITH RECURSIVE ancestor(id) AS (SELECT NEW.earlier_id UNION "
                    "SELECT line.earlier_id FROM concerns_lineage line JOIN ancestor "
                    "ON line.later_id = ancestor.id WHERE line.superseded_at IS NULL) "
                    "SELECT FROM ancestor WHERE id = NEW.later_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.earlier.reference} to {self.later.reference}: {self.get_how_display().lower()}"
        )

    @property
    def year(self) -> int:
        """The year in which it happened."""
        happened: dt.date = self.happened_on
        return happened.year
