"""Recommendations as printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

import pgtrigger
from dateutil.relativedelta import relativedelta
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from api.constraints import refusals_in_words, refused
from api.fields import ChoiceField
from api.guards import Guard, tracked
from api.records import Versioned
from api.search import searched_words
from concerns.querysets import WordingQuerySet
from inspections.models import Publication

WORDS_OF_WORDING = ("text", "deadline_words")
"""The texts by which one is found."""


@tracked("WordingHistory", exclude=["version"])
class Wording(Versioned):
    """A recommendation as printed; a national report puts one wording to 43 forces."""

    SEARCHED: ClassVar = WORDS_OF_WORDING
    SEARCHED_THROUGH: ClassVar = ("publication",)

    class DeadlineKind(models.TextChoices):
        """The styles of deadline that have been published."""

        IMMEDIATE = "immediate", "Immediately"
        WITHIN_PERIOD = "within_period", "Within a period of publication"
        BY_DATE = "by_date", "By a date"
        NONE = "none", "None given"

    DEADLINE: ClassVar[tuple[str, ...]] = (
        "deadline_kind",
        "deadline_months",
        "deadline_days",
        "deadline_on",
    )
    """What is fixed with the publication; its words are not."""

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="wordings", help_text="Where printed."
    )
    number = models.PositiveSmallIntegerField(help_text="Its number in the publication, from 1.")
    text = models.TextField(help_text="What is asked, in our own words.")
    deadline_kind = ChoiceField(
        max_length=15, choices=DeadlineKind, help_text="Which style of deadline."
    )
    deadline_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Months from publication, for a period in months."
    )
    deadline_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Days from publication, for a period in days."
    )
    deadline_on = models.DateField(null=True, blank=True, help_text="The day, for a dated one.")
    deadline_words = models.CharField(
        max_length=120,
        blank=True,
        help_text="How the deadline is put, such as: with immediate effect.",
    )

    objects = WordingQuerySet.as_manager()

    class Meta(Versioned.Meta):
        indexes = [GinIndex(searched_words(WORDS_OF_WORDING), name="wording_words")]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "number"],
                name="wording_number_unique",
                violation_error_message="number: the publication has a recommendation of that number.",
            ),
            models.CheckConstraint(
                condition=Q(
                    deadline_kind__in=["immediate", "none"],
                    deadline_months=None,
                    deadline_days=None,
                    deadline_on=None,
                )
                | Q(deadline_kind="by_date", deadline_on__isnull=False)
                & Q(deadline_months=None, deadline_days=None)
                | Q(deadline_kind="within_period", deadline_on=None)
                & (
                    Q(deadline_months__gt=0, deadline_days=None) & Q(deadline_months__isnull=False)
                    | Q(deadline_days__gt=0, deadline_months=None) & Q(deadline_days__isnull=False)
                ),
                name="wording_deadline_fits_kind",
                violation_error_message=(
                    "deadline_kind: a period has deadline_months or deadline_days, a dated one "
                    "deadline_on, and immediate or none have neither."
                ),
            ),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            Guard(
                constraint="wording_fixed",
                sentence=(
                    "Once its publication was sent or published, a wording keeps its number, "
                    "publication and deadline. Extend the deadline of the recommendation instead."
                ),
                operation=pgtrigger.Update,
                refuse_if=(
                    "to_jsonb(NEW) - ARRAY['text','version','deadline_words'] IS DISTINCT FROM "
                    "to_jsonb(OLD) - ARRAY['text','version','deadline_words'] AND EXISTS (SELECT "
                    "FROM inspections_publication WHERE id = OLD.publication_id "
                    "AND state <> 'draft')"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication.reference} recommendation {self.number}"

    def fixed_fields(self) -> Mapping[str, str]:
        """Return what is fixed once its publication was sent or published.

        Hidden query unless loaded: the publication.
        """
        if not self.publication.is_out:
            return {}
        fixed = {
            name: f"{name}: fixed once it was sent or published; withdraw what was put in error."
            for name in ("publication", "number")
        }
        return fixed | {
            name: (
                f"{name}: fixed once it was sent or published. Extend the deadline of the "
                "recommendation instead: POST .../extend-deadline/."
            )
            for name in self.DEADLINE
        }

    @classmethod
    def printed_next(cls, publication: Publication | None, **values: Any) -> Wording:
        """Save a wording under the next number of its publication, and return it.

        Raises: ValidationError from any rule it breaks.
        """
        if publication is None:
            raise refused(
                "publication", "publication: name the one that prints it.", "publication_missing"
            )
        with refusals_in_words(cls):
            Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
            last = publication.wordings.aggregate(last=models.Max("number"))["last"] or 0
            values.setdefault("deadline_kind", cls.DeadlineKind.NONE)
            wording = cls(publication=publication, number=last + 1, **values)
            wording.full_clean()
            wording.save(force_insert=True)
        return wording

    def due_on(self, published_on: dt.date | None) -> dt.date | None:
        """Return the last day to comply, counted from publication; None if there is none.

        Immediate has no due date. Within three months of 30 September is 30 December; a day the
        month does not have becomes its last.
        """
        if self.deadline_kind == self.DeadlineKind.BY_DATE:
            return self.deadline_on
        if self.deadline_kind != self.DeadlineKind.WITHIN_PERIOD or published_on is None:
            return None
        return published_on + relativedelta(
            months=self.deadline_months or 0, days=self.deadline_days or 0
        )
