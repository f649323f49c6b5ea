"""What the overview can be narrowed to, by the names that the lists have for it."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import Q

from api.filters import ChoiceFilter, StrictFilterSet, lookups
from concerns.filters.references import claims
from concerns.models import Concern, Recommendation
from inspections.filters import areas, regions


class OverviewFilter(StrictFilterSet):
    """Concerns; `force_status` is the claim that is shown."""

    force__region = regions()
    force__region__in = regions(many=True)
    area = areas()
    area__in = areas(many=True)
    force_status = claims("shown_force_status")
    force_status__in = claims("shown_force_status", many=True)

    class Meta:
        model = Concern
        fields: ClassVar = lookups(Concern, "force", "kind", "status")

    @property
    def forces(self) -> Q:
        """The condition of the forces that were asked for; read it once the query is valid."""
        asked = self.form.cleaned_data
        condition = Q()
        if asked["force"]:
            condition &= Q(pk=asked["force"].pk)
        if asked["force__in"]:
            condition &= Q(pk__in=[force.pk for force in asked["force__in"]])
        if asked["force__region"]:
            condition &= Q(region=asked["force__region"])
        if asked["force__region__in"]:
            condition &= Q(region__in=asked["force__region__in"])
        return condition


class RecommendationOverviewFilter(OverviewFilter):
    """Recommendations by the same names; kind and area are their concern's."""

    kind = ChoiceFilter("seen_kind", choices=Concern.Kind.choices, help_text="Of its concern.")
    kind__in = ChoiceFilter(
        "seen_kind", choices=Concern.Kind.choices, many=True, help_text="Of its concern."
    )
    area = areas("seen_area")
    area__in = areas("seen_area", many=True)
    force_status = claims("force_status")
    force_status__in = claims("force_status", many=True)

    class Meta:
        model = Recommendation
        fields: ClassVar = lookups(Recommendation, "force", "status")
