"""Grade scales, and the frameworks of questions that forces are inspected against."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from api.constraints import refused
from api.fields import WebAddressField, precision_constraint, precision_field
from api.guards import Guard, tracked
from api.records import Versioned
from api.search import SearchedList
from inspections.querysets import ReferenceQuerySet


class SlugManager(models.Manager.from_queryset(ReferenceQuerySet)):  # type: ignore[misc]
    """Rows by their slug."""

    def get_by_natural_key(self, slug: str) -> models.Model:
        """Return the row of that slug."""
        return self.get(slug=slug)  # type: ignore[no-any-return]


@tracked("GradeScaleHistory", exclude=["version"])
class GradeScale(Versioned):
    """An ordinal scale of grades: ranks order them, and nothing averages them."""

    slug = models.SlugField(max_length=40, unique=True, help_text="Such as: five-tier.")
    name = models.CharField(max_length=80, help_text="Such as: Five tiers.")
    used = models.CharField(max_length=60, help_text="In which cycles, such as: 2021/22 onward.")
    source_url = WebAddressField(
        "source address", blank=True, help_text="Where the scale was published."
    )

    objects = SlugManager()

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """Return the slug."""
        return (self.slug,)


class GradeManager(models.Manager.from_queryset(ReferenceQuerySet)):  # type: ignore[misc]
    """Grades by scale and slug."""

    def get_by_natural_key(self, scale: str, slug: str) -> Grade:
        """Return the grade of that slug on that scale."""
        return self.get(scale__slug=scale, slug=slug)  # type: ignore[no-any-return]


@tracked("GradeHistory", exclude=["version"])
class Grade(Versioned):
    """One grade of a scale. Rank 1 is best."""

    scale = models.ForeignKey(
        GradeScale, on_delete=models.PROTECT, related_name="grades", help_text="The scale."
    )
    rank = models.PositiveSmallIntegerField(help_text="1 is best.")
    slug = models.SlugField(max_length=40, help_text="Such as: requires-improvement.")
    name = models.CharField(max_length=40, help_text="Such as: Requires improvement.")
    meaning = models.TextField(blank=True, help_text="What it takes to be graded so.")

    objects = GradeManager()

    class Meta(Versioned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["scale", "rank"],
                name="grade_rank_unique",
                violation_error_message="rank: the scale has a grade of this rank.",
            ),
            models.UniqueConstraint(
                fields=["scale", "slug"],
                name="grade_slug_unique",
                violation_error_message="slug: the scale has a grade of this slug.",
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1),
                name="grade_rank_from_one",
                violation_error_message="rank: 1 is the best grade, 2 the next.",
            ),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            Guard(
                constraint="grade_fixed",
                sentence="Once it was given, a grade keeps its scale and rank.",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "ROW(NEW.scale_id, NEW.rank) IS DISTINCT FROM ROW(OLD.scale_id, OLD.rank)"
                ),
                refuse_if="EXISTS (SELECT FROM inspections_judgment WHERE grade_id = OLD.id)",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        """Return scale and slug."""
        return (self.scale.slug, self.slug)

    natural_key.dependencies = ["inspections.gradescale"]  # type: ignore[attr-defined]


@tracked("FrameworkHistory", exclude=["version"])
class Framework(Versioned):
    """The questions of one inspection cycle, in one version, with the scale they are graded on.

    `comparable_with_previous` is what the inspectorate says about grades of this framework and
    the one before: yes, no, or nothing (empty). Over several cycles every link has to say yes.
    """

    SEARCHED: ClassVar = ("name", "slug", "cycle", "comparability_reason", "note")

    slug = models.SlugField(max_length=40, unique=True, help_text="Such as: peel-2021-22-v2.")
    name = models.CharField(max_length=120, help_text="Such as: PEEL 2021/22, second version.")
    cycle = models.CharField(max_length=20, help_text="Such as: 2021/22.")
    scale = models.ForeignKey(
        GradeScale, on_delete=models.PROTECT, related_name="frameworks", help_text="Its grades."
    )
    published_on = models.DateField(null=True, blank=True, help_text="When it was published.")
    published_on_precision = precision_field("published_on")
    previous = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="next",
        help_text="The framework before this one.",
    )
    comparable_with_previous = models.BooleanField(
        null=True,
        blank=True,
        help_text="Whether grades compare with the framework before; empty = nobody has said.",
    )
    comparability_reason = models.TextField(blank=True, help_text="Who says so, and why.")
    source_url = WebAddressField(
        "source address", blank=True, help_text="Where the framework was published."
    )
    note = models.TextField(blank=True, help_text="What is known of it besides.")

    objects = SlugManager()

    class Meta(Versioned.Meta):
        constraints = [
            precision_constraint("framework", "published_on"),
            models.CheckConstraint(
                condition=Q(comparable_with_previous=None)
                | (Q(previous__isnull=False) & ~Q(comparability_reason="")),
                name="framework_comparability_has_reason",
                violation_error_message=(
                    "comparability_reason: say who says that grades compare (or do not) with "
                    "which previous framework, and why."
                ),
            ),
            models.CheckConstraint(
                condition=Q(previous=None) | ~Q(previous=F("id")),
                name="framework_not_its_own_previous",
                violation_error_message="previous: a framework does not follow itself.",
            ),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            Guard(
                constraint="framework_scale_fixed",
                sentence="scale: fixed once one of its areas was judged.",
                field="scale",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.scale_id IS DISTINCT FROM OLD.scale_id"),
                refuse_if=(
                    "EXISTS (SELECT FROM inspections_judgment j JOIN inspections_area a "
                    "ON a.id = j.area_id WHERE a.framework_id = OLD.id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """Return the slug."""
        return (self.slug,)

    natural_key.dependencies = ["inspections.gradescale"]  # type: ignore[attr-defined]


class AreaManager(models.Manager.from_queryset(ReferenceQuerySet)):  # type: ignore[misc]
    """Areas by framework and slug."""

    def get_by_natural_key(self, framework: str, slug: str) -> Area:
        """Return the area of that slug in that framework."""
        return self.get(framework__slug=framework, slug=slug)  # type: ignore[no-any-return]


@tracked("AreaHistory", exclude=["version"])
class Area(Versioned):
    """A question or area of a framework, or (to 2018/19) the pillar that holds questions.

    How many areas one inspection has belongs to the inspection: it differs inside a cycle.
    """

    SEARCHED: ClassVar = ("name", "slug", "graded_when", SearchedList("aliases"))

    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="areas", help_text="Its framework."
    )
    slug = models.SlugField(max_length=80, help_text="Such as: responding-to-the-public.")
    name = models.CharField(max_length=160, help_text="As the framework's heading names it.")
    position = models.PositiveSmallIntegerField(help_text="Its place in the framework, from 1.")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
        help_text="The pillar it is part of (frameworks to 2018/19).",
    )
    is_graded = models.BooleanField(help_text="Whether it is given a grade.")
    graded_when = models.TextField(blank=True, help_text="When it is graded, if not always.")
    aliases = ArrayField(
        models.CharField(max_length=160),
        default=list,
        blank=True,
        help_text="Other names reports use for it, separated by commas.",
    )
    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
        help_text="The area of the framework before that asked about the same.",
    )

    objects = AreaManager()

    class Meta(Versioned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "slug"],
                name="area_slug_unique",
                violation_error_message="slug: the framework has an area of this slug.",
            ),
            models.UniqueConstraint(
                fields=["framework", "position"],
                name="area_position_unique",
                violation_error_message="position: another area of the framework stands there.",
            ),
        ]
        triggers = [
            *Versioned.Meta.triggers,
            Guard(
                constraint="area_parent_in_framework",
                sentence="parent: a pillar of the same framework.",
                field="parent",
                operation=pgtrigger.Insert | pgtrigger.Update,
                refuse_if=(
                    "NEW.parent_id IS NOT NULL AND NEW.framework_id IS DISTINCT FROM "
                    "(SELECT framework_id FROM inspections_area WHERE id = NEW.parent_id)"
                ),
            ),
            Guard(
                constraint="area_framework_fixed",
                sentence="framework: fixed once the area was judged or holds questions.",
                field="framework",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.framework_id IS DISTINCT FROM OLD.framework_id"),
                refuse_if=(
                    "EXISTS (SELECT FROM inspections_judgment WHERE area_id = OLD.id) "
                    "OR EXISTS (SELECT FROM inspections_area WHERE parent_id = OLD.id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        """Return framework and slug."""
        return (self.framework.slug, self.slug)

    natural_key.dependencies = ["inspections.framework"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Check that the pillar is of the same framework.

        Raises: ValidationError on `parent`. Hidden query: the parent.
        """
        super().clean()
        if self.parent and self.parent.framework_id != self.framework_id:
            raise refused(
                "parent",
                "parent: a pillar of the same framework.",
                "area_parent_in_framework",
            )
