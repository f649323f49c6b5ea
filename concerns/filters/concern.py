"""What concerns, lines of descent, recommendations and actions can be asked for."""

from __future__ import annotations

from typing import ClassVar

from api.fields import Precision
from api.filters import (
    ChoiceFilter,
    DayFilter,
    SearchedFilterSet,
    WholeNumberFilter,
    YesNoFilter,
    lookups,
)
from concerns.filters.references import EitherFilter, OverdueFilter, claims
from concerns.models import Action, Concern, Lineage, Recommendation, Wording
from inspections.filters import (
    CORRECTED,
    OfForceFilter,
    PublishedFilter,
    areas,
    bodies,
    forces,
    is_empty,
    publications,
    published_after,
    published_before,
    regions,
)


class ConcernFilter(OfForceFilter, PublishedFilter):
    """Concerns; `force_status` is the claim that is shown."""

    area = areas()
    area__in = areas(many=True)
    area__isnull = is_empty("area", "its area")
    public_on_before = DayFilter("public_on", "lte", help_text="Went out that day or before.")
    public_on_after = DayFilter("public_on", "gte", help_text="Went out that day or after.")
    public_on__isnull = YesNoFilter("public_on", "isnull", help_text="Whether it is not out.")
    public_on_precision = ChoiceFilter(
        "public_on_precision", choices=Precision.choices, help_text="How exactly that is known."
    )
    public_on_precision__in = ChoiceFilter(
        "public_on_precision",
        choices=Precision.choices,
        many=True,
        help_text="How exactly that is known.",
    )
    public_on_precision__isnull = YesNoFilter(
        "public_on_precision", "isnull", help_text="Whether it is not out."
    )
    force_status = claims("shown_force_status")
    force_status__in = claims("shown_force_status", many=True)
    is_accelerated = YesNoFilter(
        "is_accelerated", help_text="Whether it was published ahead of the force report."
    )
    open_recommendations = WholeNumberFilter(
        "open_recommendations", help_text="So many recommendations are still to be done."
    )
    open_recommendations__in = WholeNumberFilter(
        "open_recommendations", many=True, help_text="So many recommendations are to be done."
    )
    open_recommendations_gte = WholeNumberFilter(
        "open_recommendations", "gte", help_text="At least so many are still to be done."
    )
    open_recommendations_lte = WholeNumberFilter(
        "open_recommendations", "lte", help_text="At most so many are still to be done."
    )
    next_due_on_before = DayFilter(
        "next_due_on", "lte", help_text="The next deadline is that day or before."
    )
    next_due_on_after = DayFilter(
        "next_due_on", "gte", help_text="The next deadline is that day or after."
    )
    next_due_on__isnull = YesNoFilter(
        "next_due_on", "isnull", help_text="Whether no recommendation has a deadline."
    )

    class Meta:
        model = Concern
        fields: ClassVar = lookups(
            Concern,
            "id",
            "reference",
            "external_references",
            "kind",
            "force",
            "inspection",
            "publication",
            "raised_on",
            "raised_on_precision",
            "status",
            "status_since_on",
            "status_since_on_precision",
            "promised_on",
            "completeness",
        )


class LineageFilter(PublishedFilter):
    """Lines of descent; `concern` asks about either end, `force` about the later one."""

    concern = EitherFilter(
        "earlier", "later", of=Concern, help_text="Reference of a concern at either end."
    )
    concern__in = EitherFilter(
        "earlier", "later", of=Concern, many=True, help_text="Concerns at either end."
    )
    force = forces("later__force")
    force__in = forces("later__force", many=True)
    force__region = regions("later__force__region")
    force__region__in = regions("later__force__region", many=True)
    force__kind = bodies("later__force__kind")
    force__kind__in = bodies("later__force__kind", many=True)

    class Meta:
        model = Lineage
        fields: ClassVar = lookups(
            Lineage,
            "id",
            "earlier",
            "later",
            "how",
            "publication",
            "happened_on",
            "happened_on_precision",
            *CORRECTED,
        )


class WordingFilter(PublishedFilter):
    """Recommendations as printed."""

    class Meta:
        model = Wording
        fields: ClassVar = lookups(
            Wording,
            "id",
            "publication",
            "number",
            "deadline_kind",
            "deadline_months",
            "deadline_days",
            "deadline_on",
        )


class RecommendationFilter(OfForceFilter):
    """Recommendations put to one force each."""

    overdue = OverdueFilter(
        help_text="Past due on the day asked about and not claimed complete; immediate ones never are."
    )
    publication = publications("wording__publication")
    publication__in = publications("wording__publication", many=True)
    publication__published_on_before = published_before("wording__publication")
    publication__published_on_after = published_after("wording__publication")
    wording__deadline_kind = ChoiceFilter(
        "wording__deadline_kind",
        choices=Wording.DeadlineKind.choices,
        help_text="Which kind of deadline was printed.",
    )
    wording__deadline_kind__in = ChoiceFilter(
        "wording__deadline_kind",
        choices=Wording.DeadlineKind.choices,
        many=True,
        help_text="Which kinds of deadline were printed.",
    )

    class Meta:
        model = Recommendation
        fields: ClassVar = lookups(
            Recommendation,
            "id",
            "reference",
            "force",
            "concern",
            "wording",
            "status",
            "status_since_on",
            "status_since_on_precision",
            "force_status",
            "force_status_since_on",
            "force_status_since_on_precision",
            "promised_on",
            "due_on",
        )


class ActionFilter(SearchedFilterSet):
    """Follow-up actions."""

    force = forces("concern__force")
    force__in = forces("concern__force", many=True)
    force__region = regions("concern__force__region")
    force__region__in = regions("concern__force__region", many=True)
    force__kind = bodies("concern__force__kind")
    force__kind__in = bodies("concern__force__kind", many=True)

    class Meta:
        model = Action
        fields: ClassVar = lookups(
            Action,
            "id",
            "concern",
            "recommendation",
            "owner",
            "due_on",
            "external_reference",
            "state",
            "evidence_links",
        )
