"""What the lists of the inspection record can be asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from api.filters import (
    ChoiceFilter,
    DayFilter,
    ReferenceFilter,
    SearchedFilterSet,
    StrictFilter,
    StrictFilterSet,
    YesNoFilter,
    lookups,
    nearest,
)
from api.known import as_known
from inspections.models import (
    Area,
    Force,
    Framework,
    Grade,
    Inspection,
    Judgment,
    MonitoringStage,
    Publication,
)

CORRECTED = ("recorded_at", "supersedes", "superseded_at", "superseded_because")
"""What may be asked of how a superseding row came and went."""


class SharedSlugFilter(ReferenceFilter):
    """Rows of another model by a slug that several of them share, such as an area's.

    Frameworks name their areas alike, and scales their grades: all of them are meant.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lookup_expr = "in"

    def read(self, parts: list[str]) -> list[Any]:
        """Return the rows of those slugs, as one list.

        Raises: ValidationError naming the slugs there are.
        """
        super().read(parts)  # refuses a slug that no row has
        rows = as_known(self.of._default_manager.all(), self.clocks)
        return [rows.filter(**{f"{self.key}__in": parts})]

    def filter(self, queryset: Any, value: Any) -> Any:
        """Keep the rows that refer to any of them."""
        rows = value[0] if isinstance(value, list) else value
        return super().filter(queryset, rows)


def areas(field_name: str = "area", **kwargs: Any) -> SharedSlugFilter:
    """Return the filter of an area by its slug, of whichever framework."""
    return SharedSlugFilter(
        field_name, of=Area, help_text="Slug of the area, in whichever framework.", **kwargs
    )


def forces(field_name: str = "force", **kwargs: Any) -> ReferenceFilter:
    """Return the filter of a force by its slug."""
    return ReferenceFilter(field_name, of=Force, help_text="Slug of the force.", **kwargs)


def publications(field_name: str = "publication", **kwargs: Any) -> ReferenceFilter:
    """Return the filter of a publication by its reference."""
    return ReferenceFilter(
        field_name, of=Publication, help_text="Reference of the publication.", **kwargs
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


def regions(field_name: str = "force__region", **kwargs: Any) -> RegionFilter:
    """Return the filter of the region of a row's force."""
    return RegionFilter(field_name, help_text="Region of the force, such as North West.", **kwargs)


def bodies(field_name: str = "force__kind", **kwargs: Any) -> ChoiceFilter:
    """Return the filter of what sort of body a row's force is."""
    said = "What sort of body the force is."
    return ChoiceFilter(field_name, choices=Force.Kind.choices, help_text=said, **kwargs)


def published_before(publication: str = "publication") -> DayFilter:
    """Return the filter of what was published on that day or before."""
    return DayFilter(
        f"{publication}__published_on", "lte", help_text="Published on that day or before."
    )


def published_after(publication: str = "publication") -> DayFilter:
    """Return the filter of what was published on that day or after."""
    return DayFilter(
        f"{publication}__published_on", "gte", help_text="Published on that day or after."
    )


def is_empty(field_name: str, what: str) -> YesNoFilter:
    """Return the filter of rows that show nothing in the place of a reference."""
    return YesNoFilter(field_name, "isnull", help_text=f"Whether {what} is shown as null.")


class OfForceFilter(SearchedFilterSet):
    """Rows of one force each: asked for also by its region and its kind."""

    force__region = regions()
    force__region__in = regions(many=True)
    force__kind = bodies()
    force__kind__in = bodies(many=True)


class PublishedFilter(SearchedFilterSet):
    """Rows of a publication: asked for also by the day it was published."""

    publication__published_on_before = published_before()
    publication__published_on_after = published_after()


class ForceFilter(SearchedFilterSet):
    """Forces and other bodies."""

    class Meta:
        model = Force
        fields: ClassVar = lookups(
            Force,
            "slug",
            "kind",
            "ons_code",
            "area_name",
            "region",
            "country",
            "local_policing_body",
            "existed_from",
            "existed_until",
            "succeeded_by",
        )


class FrameworkFilter(SearchedFilterSet):
    """Frameworks."""

    class Meta:
        model = Framework
        fields: ClassVar = lookups(
            Framework,
            "slug",
            "cycle",
            "scale",
            "published_on",
            "published_on_precision",
            "previous",
            "comparable_with_previous",
        )


class AreaFilter(SearchedFilterSet):
    """Areas of frameworks."""

    parent = areas("parent")
    parent__in = areas("parent", many=True)
    parent__isnull = is_empty("parent", "its pillar")
    follows = areas("follows")
    follows__in = areas("follows", many=True)
    follows__isnull = is_empty("follows", "its predecessor")

    class Meta:
        model = Area
        fields: ClassVar = lookups(
            Area, "id", "framework", "slug", "position", "is_graded", "aliases"
        )


class InspectionFilter(OfForceFilter, PublishedFilter):
    """Inspections."""

    class Meta:
        model = Inspection
        fields: ClassVar = lookups(
            Inspection,
            "reference",
            "force",
            "kind",
            "framework",
            "publication",
            "fieldwork_started_on",
            "fieldwork_ended_on",
            "declared_areas",
            "declared_graded",
            "completeness",
        )


class AddressedFilter(ReferenceFilter):
    """Bodies by their slugs: publications that are seen to be addressed to one of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(of=Force, **kwargs)

    def filter(self, queryset: Any, value: Any) -> Any:
        """Keep what is addressed to them, as far as the person may know."""
        if value is None:
            return queryset
        forces = value if isinstance(value, list) else [value]
        asked: Any = self.parent  # type: ignore[attr-defined]  # set by the filter set
        return queryset.addressed_to(forces, asked.request.user)


class PublicationFilter(SearchedFilterSet):
    """Publications; `force` asks whom they are addressed to."""

    force = AddressedFilter(help_text="Slug of the force.")
    force__in = AddressedFilter(many=True, help_text="Slug of the force.")

    class Meta:
        model = Publication
        fields: ClassVar = lookups(
            Publication,
            "reference",
            "kind",
            "state",
            "answers",
            "sent_on",
            "sent_on_precision",
            "published_on",
            "published_on_precision",
            "url",
        )


class JudgmentFilter(PublishedFilter):
    """Judgments."""

    force = forces("inspection__force")
    force__in = forces("inspection__force", many=True)
    force__region = regions("force_region")
    force__region__in = regions("force_region", many=True)
    force__kind = bodies("force_kind")
    force__kind__in = bodies("force_kind", many=True)
    framework = ReferenceFilter("area__framework", of=Framework, help_text="Slug of the framework.")
    framework__in = ReferenceFilter(
        "area__framework", of=Framework, many=True, help_text="Slugs of frameworks."
    )
    area = areas()
    area__in = areas(many=True)
    grade = SharedSlugFilter("grade", of=Grade, help_text="Slug of the grade, on whichever scale.")
    grade__in = SharedSlugFilter(
        "grade", of=Grade, many=True, help_text="Slugs of grades, on whichever scale."
    )
    grade__isnull = is_empty("grade", "its grade")
    inspection__isnull = is_empty("inspection", "its inspection")

    class Meta:
        model = Judgment
        fields: ClassVar = lookups(
            Judgment,
            "id",
            "inspection",
            "state",
            "carried_from",
            "publication",
            "as_of_on",
            *CORRECTED,
        )


class MonitoringStageFilter(OfForceFilter, PublishedFilter):
    """Stages of monitoring."""

    class Meta:
        model = MonitoringStage
        fields: ClassVar = lookups(
            MonitoringStage,
            "id",
            "force",
            "stage",
            "started_on",
            "started_on_precision",
            "ended_on",
            "ended_on_precision",
            "publication",
            *CORRECTED,
        )
