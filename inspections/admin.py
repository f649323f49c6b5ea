"""Forces, frameworks, inspections and judgments in the admin.

Publications stand with the concerns, because releasing one starts their clocks.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.aggregates import StringAgg
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission, Role
from accounts.scoped_admin import (
    ClockedList,
    PagedInline,
    ScopedAdmin,
    SupersedingAdmin,
    clocks_of,
    person_shown,
    reader,
)
from api.clocks import Clocks
from inspections import token_admin  # noqa: F401  # registers its page
from inspections.models import (
    Area,
    Framework,
    Grade,
    GradeScale,
    Inspection,
    Judgment,
    MonitoringStage,
)

ROLES_OF_PEOPLE = {
    "owner": (Role.INSPECTOR, Role.LEAD_INSPECTOR),
    "inspectors": (Role.INSPECTOR, Role.LEAD_INSPECTOR),
    "liaison_officers": (Role.LIAISON_OFFICER,),
}
"""Whose names a field about people offers."""


class OffersPeople:
    """Admin mixin: fields about people offer those whose role fits."""

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer as owner only the inspectorate's people."""
        kwargs = {**people_offered(db_field), **kwargs}
        field: Any = super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **kwargs
        )
        return field

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField[Any] | None:
        """Offer as inspectors and liaison officers only those who are."""
        kwargs = {**people_offered(db_field), **kwargs}
        field: Any = super().formfield_for_manytomany(  # type: ignore[misc]
            db_field, request, **kwargs
        )
        return field


def people_offered(db_field: Any) -> dict[str, Any]:
    """Return the choices of a field about people; nothing for any other field."""
    roles = ROLES_OF_PEOPLE.get(db_field.name)
    if roles is None or db_field.related_model is not User:
        return {}
    people = User.objects.filter(role__in=roles, is_service=False, is_active=True)
    return {"queryset": people.order_by("username")}


class ReferenceAdmin(ScopedAdmin):
    """Reference data: everybody looks, whoever maintains it may change it."""

    may_add = Permission.MAINTAIN_REFERENCE_DATA
    may_change = Permission.MAINTAIN_REFERENCE_DATA


class ForceAdmin(OffersPeople, ReferenceAdmin):
    """Forces and other bodies; who follows them, the inspectorate sees.

    It is registered with the concerns, whose figures a force's page shows beside its grades.
    """

    list_display = ("name", "kind", "region", "ons_code", "local_policing_body", "stage")
    list_filter = ("kind", "region", "country", "local_policing_body")
    search_fields = ("name", "slug", "ons_code", "area_name")
    ordering = ("name", "pk")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("succeeded_by",)
    filter_horizontal = ("liaison_officers", "inspectors")
    readonly_fields = ("owner_shown",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "ons_code", "area_name")}),
        ("Where", {"fields": ("region", "country", "local_policing_body")}),
        ("Existence", {"fields": ("existed_from", "existed_until", "succeeded_by")}),
    )
    people_fieldset = ("People", {"fields": ("owner", "inspectors", "liaison_officers")})
    owner_fieldset = ("People", {"fields": ("owner_shown",)})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Name people to the inspectorate; to others the owner by role."""
        if reader(request).belongs_to_inspectorate:
            return (*self.fieldsets, self.people_fieldset)
        return (*self.fieldsets, self.owner_fieldset)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Say the current stage of monitoring within reach, and the owner as known."""
        stages = MonitoringStage.objects.visible_to(reader(request)).current().filter(ended_on=None)
        latest = stages.filter(force=OuterRef("pk")).order_by("-started_on", "-pk")
        rows: models.QuerySet[Any] = (
            super()
            .get_queryset(request)
            .annotate(
                stage=Subquery(latest.values("stage")[:1]),
                owner_person=person_shown(request.user, "owner"),
            )
        )
        return rows

    @admin.display(description="Monitoring", ordering="stage", empty_value="not recorded")
    def stage(self, force: Any) -> str | None:
        """Name the stage that has no end recorded."""
        return MonitoringStage.Stage(force.stage).label if force.stage else None

    @admin.display(description="Owner", empty_value="nobody")
    def owner_shown(self, force: Any) -> str | None:
        """Name the owner as the reader may know them."""
        return force.owner_person if force.pk else None


@admin.register(MonitoringStage)
class MonitoringStageAdmin(ClockedList, SupersedingAdmin):
    """Stages of monitoring: set and corrected by those who decide about monitoring."""

    may_add = Permission.SET_MONITORING_STAGE
    may_change = Permission.SET_MONITORING_STAGE
    list_display = ("force", "stage", "started_on", "ended_on", "publication")
    list_filter = ("stage", ("force", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("force", "publication")
    search_fields = ("force__name", "note")
    ordering = ("-started_on", "-pk")
    date_hierarchy = "started_on"
    autocomplete_fields = ("force", "publication")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "force",
                    "stage",
                    ("started_on", "started_on_precision"),
                    ("ended_on", "ended_on_precision"),
                    "publication",
                    "note",
                )
            },
        ),
    )


class GradeInline(PagedInline, admin.TabularInline[Grade, GradeScale]):
    """The grades of a scale, best first."""

    model = Grade
    fields = ("rank", "slug", "name", "meaning")
    ordering = ("rank",)
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Everybody active looks."""
        return request.user.is_active

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Grades are added on their own page, where they are checked whole."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Grades are changed on their own page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False


@admin.register(GradeScale)
class GradeScaleAdmin(ReferenceAdmin):
    """Scales, each with its grades."""

    list_display = ("name", "used", "grades_shown")
    search_fields = ("name", "slug", "used")
    ordering = ("slug",)
    inlines = (GradeInline,)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Line up each scale's grades, best first."""
        joined = StringAgg("grades__name", delimiter=", ", order_by="grades__rank")
        rows: models.QuerySet[Any] = super().get_queryset(request).annotate(grades_named=joined)
        return rows

    @admin.display(description="Grades, best first", empty_value="none")
    def grades_shown(self, scale: Any) -> str | None:
        """Name the grades, best first."""
        return scale.grades_named


@admin.register(Grade)
class GradeAdmin(ReferenceAdmin):
    """Single grades."""

    list_display = ("name", "scale", "rank", "meaning")
    list_filter = ("scale",)
    list_select_related = ("scale",)
    search_fields = ("name", "slug", "scale__name")
    ordering = ("scale__slug", "rank", "pk")


@admin.register(Framework)
class FrameworkAdmin(ReferenceAdmin):
    """Frameworks, and whether their grades compare with those before."""

    list_display = ("name", "cycle", "scale", "areas_counted", "comparable")
    list_filter = ("cycle", "scale", "comparable_with_previous")
    list_select_related = ("scale", "previous")
    search_fields = ("name", "slug", "cycle")
    ordering = ("slug",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "cycle", "scale")}),
        ("Where from", {"fields": (("published_on", "published_on_precision"), "source_url")}),
        (
            "Comparison",
            {"fields": ("previous", "comparable_with_previous", "comparability_reason")},
        ),
        (None, {"fields": ("note",)}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Count each framework's areas."""
        rows: models.QuerySet[Any] = super().get_queryset(request).annotate(number=Count("areas"))
        return rows

    @admin.display(description="Areas", ordering="number")
    def areas_counted(self, framework: Any) -> int:
        """Count the areas."""
        return int(framework.number)

    @admin.display(description="Compares with", ordering="comparable_with_previous")
    def comparable(self, framework: Any) -> str:
        """Say whether grades compare with the framework before, and with which."""
        if framework.previous is None:
            return "no earlier framework is held"
        said = {True: "yes", False: "no", None: "nobody has said"}
        return f"{framework.previous}: {said[framework.comparable_with_previous]}"


@admin.register(Area)
class AreaAdmin(ReferenceAdmin):
    """Areas of the frameworks."""

    list_display = ("name", "framework", "position", "is_graded", "parent", "follows")
    list_filter = ("framework", "is_graded")
    list_select_related = ("framework", "parent", "follows")
    search_fields = ("name", "slug", "aliases")
    ordering = ("framework__slug", "position", "pk")
    autocomplete_fields = ("parent", "follows")


@admin.register(Inspection)
class InspectionAdmin(ScopedAdmin):
    """Inspections, each with how many of its declared areas are judged."""

    may_add = Permission.RECORD_INSPECTION
    may_change = Permission.RECORD_INSPECTION
    list_display = ("title", "force", "kind", "framework", "judged", "completeness", "publication")
    list_filter = ("kind", "completeness", "framework", ("force", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("force", "framework", "publication")
    search_fields = ("title", "reference", "force__name")
    ordering = ("-pk",)
    autocomplete_fields = ("force", "framework", "publication")
    fieldsets = (
        (None, {"fields": ("reference", "title", "force", "kind", "framework", "publication")}),
        (
            "What the report declares",
            {
                "fields": (
                    ("fieldwork_started_on", "fieldwork_ended_on"),
                    ("declared_areas", "declared_graded"),
                )
            },
        ),
        ("What we hold", {"fields": ("completeness", "missing")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What it is about is fixed with the report."""
        return tuple(obj.fixed_fields()) if obj is not None else ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Count the judgments in force within reach."""
        judgments = Judgment.objects.in_force_for(reader(request), Clocks.live(timezone.now()))
        own = judgments.filter(inspection=OuterRef("pk")).order_by().values("inspection")
        counted = own.annotate(
            number=Count("pk"), graded=Count("pk", filter=Q(grade__isnull=False))
        )
        rows: models.QuerySet[Any] = (
            super()
            .get_queryset(request)
            .annotate(
                judged_number=models.functions.Coalesce(Subquery(counted.values("number")), 0),
                graded_number=models.functions.Coalesce(Subquery(counted.values("graded")), 0),
            )
        )
        return rows

    @admin.display(description="Judged areas", ordering="judged_number")
    def judged(self, inspection: Any) -> str:
        """Count the areas judged and graded beside what the report declares."""
        words = f"{inspection.judged_number}, {inspection.graded_number} graded"
        if inspection.declared_areas is None:
            return words
        return f"{words}; declared: {inspection.declared_areas}, {inspection.declared_graded or 0}"


class InForceFilter(admin.SimpleListFilter):
    """Judgments in force: no later one of the same inspection and area succeeds them."""

    title = "standing"
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choice beside all."""
        return [("yes", "In force")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep those in force, if asked."""
        if self.value() != "yes":
            return queryset
        in_force = Judgment.objects.in_force_for(reader(request), clocks_of(request))
        return queryset.filter(pk__in=in_force.values("pk"))


@admin.register(Judgment)
class JudgmentAdmin(ClockedList, SupersedingAdmin):
    """Judgments; a later one succeeds, a mistake is corrected."""

    may_add = Permission.RECORD_INSPECTION
    may_change = Permission.RECORD_INSPECTION
    list_display = ("area", "inspection", "state", "grade", "as_of_on", "publication")
    list_filter = (
        InForceFilter,
        "state",
        ("grade", admin.RelatedOnlyFieldListFilter),
        ("inspection__force", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("area", "inspection", "grade", "publication")
    search_fields = ("area__name", "inspection__title", "inspection__force__name", "note")
    ordering = ("-as_of_on", "area__position", "-pk")
    autocomplete_fields = ("inspection", "area", "grade", "carried_from", "publication")
    fieldsets = (
        (
            None,
            {"fields": ("inspection", "area", "state", "grade", "as_of_on", "publication")},
        ),
        ("Besides", {"fields": ("carried_from", "note")}),
    )
