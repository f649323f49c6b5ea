"""What the lists of the inspection record can be asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from api.filters import DayFilter, ReferenceFilter, StrictFilterSet
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

EXACT_IN = ("exact", "in")
PERIOD = ("before", "after")


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


class ForceFilter(StrictFilterSet):
    """Forces and other bodies."""

    class Meta:
        model = Force
        fields: ClassVar = {
            "slug": EXACT_IN,
            "kind": EXACT_IN,
            "ons_code": EXACT_IN,
            "region": EXACT_IN,
            "country": EXACT_IN,
            "local_policing_body": EXACT_IN,
            "existed_from": PERIOD,
            "existed_until": (*PERIOD, "isnull"),
            "succeeded_by": EXACT_IN,
        }


class FrameworkFilter(StrictFilterSet):
    """Frameworks."""

    class Meta:
        model = Framework
        fields: ClassVar = {
            "slug": EXACT_IN,
            "cycle": EXACT_IN,
            "scale": EXACT_IN,
            "previous": EXACT_IN,
            "comparable_with_previous": ("exact", "isnull"),
            "published_on": PERIOD,
        }


class AreaFilter(StrictFilterSet):
    """Areas of frameworks."""

    parent = areas("parent")
    parent__in = areas("parent", many=True)

    class Meta:
        model = Area
        fields: ClassVar = {
            "framework": EXACT_IN,
            "slug": EXACT_IN,
            "is_graded": ("exact",),
        }


class InspectionFilter(StrictFilterSet):
    """Inspections."""

    published_on_before = published_before()
    published_on_after = published_after()

    class Meta:
        model = Inspection
        fields: ClassVar = {
            "reference": EXACT_IN,
            "force": EXACT_IN,
            "kind": EXACT_IN,
            "framework": EXACT_IN,
            "publication": EXACT_IN,
            "completeness": ("exact",),
            "fieldwork_started_on": PERIOD,
            "fieldwork_ended_on": PERIOD,
        }


class PublicationFilter(StrictFilterSet):
    """Publications; `force` asks whom they are addressed to."""

    force = forces("addresses", to_many=True)
    force__in = forces("addresses", to_many=True, many=True)

    class Meta:
        model = Publication
        fields: ClassVar = {
            "reference": EXACT_IN,
            "kind": EXACT_IN,
            "state": EXACT_IN,
            "answers": EXACT_IN,
            "sent_on": PERIOD,
            "published_on": PERIOD,
        }


class JudgmentFilter(StrictFilterSet):
    """Judgments."""

    force = forces("inspection__force")
    force__in = forces("inspection__force", many=True)
    framework = ReferenceFilter("area__framework", of=Framework, help_text="Slug of the framework.")
    area = areas()
    area__in = areas(many=True)
    grade = SharedSlugFilter("grade", of=Grade, help_text="Slug of the grade, on whichever scale.")
    grade__in = SharedSlugFilter(
        "grade", of=Grade, many=True, help_text="Slugs of grades, on whichever scale."
    )
    inspection = ReferenceFilter(
        "inspection", of=Inspection, help_text="Reference of the inspection."
    )
    published_on_before = published_before()
    published_on_after = published_after()

    class Meta:
        model = Judgment
        fields: ClassVar = {
            "state": EXACT_IN,
            "publication": EXACT_IN,
            "as_of_on": PERIOD,
        }


class MonitoringStageFilter(StrictFilterSet):
    """Stages of monitoring."""

    class Meta:
        model = MonitoringStage
        fields: ClassVar = {
            "force": EXACT_IN,
            "stage": EXACT_IN,
            "publication": EXACT_IN,
            "started_on": PERIOD,
            "ended_on": (*PERIOD, "isnull"),
        }
