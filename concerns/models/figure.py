"""Figures as a publication printed them: where a reading or target comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from api.fields import ChoiceField, StatedDecimalField
from api.records import Superseding
from api.search import searched_words
from concerns.models.indicator import SeriesBreak
from concerns.models.reading import Reading
from concerns.models.target import Target
from concerns.querysets import FigureQuerySet
from concerns.ratios import Share, Times
from concerns.refusals import Refusal
from concerns.significance import Estimate, Significance, compare, refused
from concerns.values import SaidBy, StatedValue
from inspections.models import Area, Force, Publication

WORDS_OF_FIGURE = (
    "code",
    "words",
    "said_in",
    "period_words",
    "base_label",
    "comparator_label",
    "comparator_coverage",
    "comparator_period",
    "note",
)
"""The texts by which one is found."""


class Figure(StatedValue, Superseding):
    """One figure of one publication: what it printed, where, and what it made of it.

    Its reading or target is the observation behind it, if it is one; norms, samples and context
    have neither. A figure stated twice in one publication is one row with two places.
    """

    SEARCHED: ClassVar = WORDS_OF_FIGURE
    SEARCHED_THROUGH: ClassVar = ("publication", "force")

    class Nature(models.TextChoices):
        """What a printed figure is."""

        OBSERVED = "observed", "Observed"
        TARGET = "target", "Target"
        NORM = "norm", "Norm"
        SAMPLE = "sample", "Sample"
        CONTEXT = "context", "Context"

    class Claim(models.TextChoices):
        """What the publication says of a difference."""

        NONE = "none", "Nothing"
        ASSERTED = "asserted", "Asserted without a test"
        TESTED = "tested", "Called statistically significant"

    class ClaimDirection(models.TextChoices):
        """Which way the publication says it went."""

        IMPROVED = "improved", "Improved"
        WORSENED = "worsened", "Worse"
        HIGHER = "higher", "Higher"
        LOWER = "lower", "Lower"
        SIMILAR = "similar", "As expected"

    IDENTITY: ClassVar[tuple[str, ...]] = ("publication", "code")

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="figures", help_text="Where printed."
    )
    code = models.SlugField(max_length=20, help_text="Its number among the publication's figures.")
    force = models.ForeignKey(
        Force,
        on_delete=models.PROTECT,
        related_name="figures",
        help_text="In whose report or section it was printed, national figures included.",
    )
    area = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="figures",
        help_text="The area whose section it stands in, if it does.",
    )
    places = ArrayField(models.PositiveIntegerField(), help_text="The lines it stands on, from 1.")
    words = models.CharField(max_length=250, help_text="What the figure is of, in our own words.")
    unit = models.CharField(max_length=60, help_text="Such as: percent, crimes, months.")
    nature = ChoiceField(max_length=10, choices=Nature, help_text="What it is.")
    said_by = ChoiceField(max_length=15, choices=SaidBy, help_text="Whose figure it is.")
    said_in = models.CharField(
        max_length=120, blank=True, help_text="The source the publication names."
    )
    period_words = models.CharField(
        max_length=120, blank=True, help_text="What the publication says of its period."
    )
    reading = models.ForeignKey(
        Reading,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="figures",
        help_text="The reading it is, if it is an observation of a measure.",
    )
    target = models.ForeignKey(
        Target,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="figures",
        help_text="The target it is, if it is one.",
    )
    compared_with = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="compared_by",
        help_text="The figure it was compared with, if we hold it.",
    )
    comparator_label = models.CharField(
        max_length=150, blank=True, help_text="What else it was compared with."
    )
    comparator_value = StatedDecimalField(null=True, blank=True, help_text="Its value, if given.")
    comparator_margin = StatedDecimalField(
        null=True, blank=True, help_text="Its margin, if given (+/-)."
    )
    comparator_coverage = models.CharField(
        max_length=60, blank=True, help_text="Whom the comparator covers, such as: 42 forces."
    )
    comparator_period = models.CharField(
        max_length=80, blank=True, help_text="The comparator's period, as stated."
    )
    claim = ChoiceField(
        max_length=10, choices=Claim, default="none", help_text="What is made of the difference."
    )
    claim_direction = ChoiceField(
        max_length=10, choices=ClaimDirection, blank=True, help_text="Which way it is said to be."
    )
    note = models.TextField(blank=True, help_text="What a careful reader notes.")

    objects = FigureQuerySet.as_manager()

    class Meta(Superseding.Meta):
        indexes = [GinIndex(searched_words(WORDS_OF_FIGURE), name="figure_words")]
        constraints = [
            *Superseding.Meta.constraints,
            *StatedValue.Meta.constraints,
            models.UniqueConstraint(
                fields=["publication", "code"],
                condition=Q(superseded_at=None),
                name="figure_code_unique",
                violation_error_message="code: the publication has a figure of this code.",
            ),
            models.CheckConstraint(
                condition=Q(reading=None) | Q(nature="observed", target=None),
                name="figure_reading_is_observed",
                violation_error_message="reading: only an observed figure is a reading.",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | Q(nature="target", reading=None),
                name="figure_target_is_target",
                violation_error_message="target: only a figure that sets a target is one.",
            ),
            models.CheckConstraint(
                condition=Q(places__len__gt=0),
                name="figure_has_a_place",
                violation_error_message="places: at least one line.",
            ),
            models.CheckConstraint(
                condition=Q(claim="none", claim_direction="")
                | ~Q(claim="none") & ~Q(claim_direction=""),
                name="figure_claim_has_direction",
                violation_error_message="claim_direction: a claim says which way; no claim, none.",
            ),
            models.CheckConstraint(
                condition=Q(comparator_margin=None)
                | Q(comparator_value__isnull=False, comparator_margin__gte=0),
                name="figure_comparator_margin_of_value",
                violation_error_message="comparator_margin: nought or more, around a value.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.words}"

    def in_words(self) -> str:
        """Say the value with its unit."""
        return self.text(self.unit)

    def significance(self) -> Significance | None:
        """Judge its difference from what it is compared with; None if that is nothing.

        Needs `side_by_side()`, which leaves out a figure that the reader may not see. Hidden
        query: breaks of the series.
        """
        other = self._other_side()
        if other is None:
            return None
        if self.compared_with is not None and self.compared_with.superseded_at is not None:
            return refused(Refusal.CORRECTED)
        one = self._estimate()
        indicators = [side.indicator for side in (one, other) if side.indicator]
        breaks = SeriesBreak.objects.current().filter(indicator__code__in=indicators)
        return compare(
            one,
            other,
            better=self.reading.measure.indicator.better if self.reading else "neither",
            breaks=breaks.values_list("from_on", flat=True),
            claim=self.get_claim_direction_display(),
        )

    def times(self) -> Times | None:
        """Return how many times what it is compared with it is; None if they are not compared.

        Needs `side_by_side()`, as `significance()` does. Hidden query: breaks of the series.
        """
        answer = self.significance()
        return answer.times if answer else None

    def share(self) -> Share | None:
        """Return the percentage that the numbers of its reading come to, if it has them."""
        return self.reading.share() if self.reading else None

    def _estimate(self) -> Estimate:
        """Return what it printed as one side of a comparison."""
        reading: Any = self.reading
        known = reading.estimate(length=reading.length) if reading else Estimate(None, "")
        return replace(
            known, value=self.value, unit=self.unit, margin=self.margin, level=self.margin_level
        )

    def _other_side(self) -> Estimate | None:
        """Return what it is compared with: another figure, or what was printed beside it."""
        if self.compared_with is not None:
            return self.compared_with._estimate()
        if self.comparator_value is None and not self.comparator_label:
            return None
        return Estimate(self.comparator_value, self.unit, self.comparator_margin)
