"""What the overview can be narrowed to, by the names that the lists have for it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Q

from api.filters import ChoiceFilter, StrictFilter, StrictFilterSet, nearest
from api.known import as_known
from concerns.models import Concern, Recommendation
from concerns.positions import ForceStatus
from inspections.filters import EXACT_IN, areas
from inspections.models import Force


def claims(field_name: str, **kwargs: Any) -> ChoiceFilter:
    """Return the filter of what the force claims."""
    return ChoiceFilter(
        field_name, choices=ForceStatus.choices, help_text="What the force claims.", **kwargs
    )


class RegionFilter(StrictFilter):
    """Forces of a region; one that no force is in does not exist."""

    def read(self, parts: list[str]) -> list[str]:
        """Return the regions.

        Raises: ValidationError naming the nearest there is.
        """
        filterset: StrictFilterSet = self.parent  # type: ignore[attr-defined]  # by the filter set
        there = as_known(Force.objects.all(), filterset.clocks).exclude(region="")
        known = set(there.values_list("region", flat=True))
        for part in parts:
            if part not in known:
                there = nearest(part, known) or "none"
                raise ValidationError(f"there is no region {part[:100]!r}; there are {there}.")
        return parts


class OverviewFilter(StrictFilterSet):
    """Concerns; `force_status` is the claim that is shown."""

    region = RegionFilter("force__region", help_text="Region of the force, such as North West.")
    region__in = RegionFilter("force__region", many=True, help_text="Regions of the forces.")
    area = areas()
    area__in = areas(many=True)
    force_status = claims("shown_force_status")
    force_status__in = claims("shown_force_status", many=True)

    class Meta:
        model = Concern
        fields: ClassVar = {"force": EXACT_IN, "kind": EXACT_IN, "status": EXACT_IN}

    @property
    def forces(self) -> Q:
        """The condition of the forces that were asked for; read it once the query is valid."""
        asked = self.form.cleaned_data
        condition = Q()
        if asked["force"]:
            condition &= Q(pk=asked["force"].pk)
        if asked["force__in"]:
            condition &= Q(pk__in=[force.pk for force in asked["force__in"]])
        if asked["region"]:
            condition &= Q(region=asked["region"])
        if asked["region__in"]:
            condition &= Q(region__in=asked["region__in"])
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
        fields: ClassVar = {"force": EXACT_IN, "status": EXACT_IN}
