"""Comparisons: forces in one indicator and period, and grades over time or across forces."""

from __future__ import annotations

from collections.abc import Container
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import SignedInRequest
from api.errors import BadParameter
from api.filters import (
    CLOCKS,
    DayFilter,
    ReferenceFilter,
    StrictFilterSet,
    check_question,
    nearest,
)
from api.schema import parameters_of
from api.viewsets import ClockedView
from concerns.comparison import asserted_changes, compare_forces
from concerns.filters import indicators, sources
from concerns.serializers.comparison import (
    ForceComparisonSerializer,
    GradesAcrossForcesSerializer,
    GradesOverTimeSerializer,
)
from concerns.serializers.examples import GRADES_EXAMPLE
from inspections.comparison import grades_across_forces, grades_over_time
from inspections.filters import areas, forces
from inspections.models import Area, Force, Framework


class ForceComparisonParameters(StrictFilterSet):
    """Which indicator and period forces are compared in."""

    indicator = indicators("indicator")
    period_start = DayFilter("period_start", help_text="First day of the period, exactly.")
    period_end = DayFilter("period_end", help_text="Last day of the period, exactly.")
    said_by = sources("said_by")


class GradeComparisonParameters(StrictFilterSet):
    """Whose grades over time, or which area's across forces."""

    force = forces("force")
    framework = ReferenceFilter("framework", of=Framework, help_text="Slug of the framework.")
    area = areas()


class ComparisonView(ClockedView):
    """One answer computed for the query string, at two clocks, within the person's reach."""

    request: SignedInRequest
    parameters: ClassVar[type[StrictFilterSet]]
    required: ClassVar[tuple[str, ...]] = ()
    """Parameters without which there is nothing to compare."""
    clocked_actions = ("list",)

    def asked(self) -> dict[str, Any]:
        """Return what was asked for by name, leaving out what was not given.

        Raises: BadParameter for each parameter that is unknown, malformed or missing.
        """
        given = self.request.query_params
        read = self.parameters(given, queryset=Force.objects.none(), request=self.request)
        read.clocks = self.clocks
        known = [*self.parameters.base_filters, *CLOCKS]
        check_question(given, known, read, partial(_require, given, *self.required))
        return {name: value for name, value in read.form.cleaned_data.items() if value is not None}

    def check_question(self, request: Request) -> None:
        """Read what is compared.

        Raises: BadParameter for each parameter that is unknown or malformed.
        """
        self.asked()


class ForceComparisonViewSet(ComparisonView):
    """Forces side by side: the unweighted mean, one standard deviation, and who lies outside."""

    parameters = ForceComparisonParameters
    required = ("indicator", "period_start", "period_end")

    @extend_schema(
        operation_id="comparisons_forces",
        parameters=parameters_of(ForceComparisonParameters, required=required),
        responses=ForceComparisonSerializer(),
    )
    def list(self, request: SignedInRequest) -> Response:
        """Compare the forces that have a value of this indicator and exactly this period.

        z counts sample standard deviations from the unweighted mean; if a Shapiro-Wilk test says
        that the values are not normally distributed and their natural logarithms are closer to
        it, z is counted in these. One force is no comparison, and refused.
        """
        asked = self.asked()
        if asked["period_end"] < asked["period_start"]:
            raise BadParameter({"period_end": "period_end: not before period_start."}, "in_order")
        try:
            found = compare_forces(request.user, clocks=self.clocks, **asked)
        except ValidationError as error:
            named = "said_by" if error.code == "mixed_sources" else "indicator"
            raise BadParameter({named: error.messages[0]}, error.code) from error
        return Response(ForceComparisonSerializer(found).data)


class GradeComparisonViewSet(ComparisonView):
    """Grades side by side, with a direction only where they compare."""

    parameters = GradeComparisonParameters

    @extend_schema(
        operation_id="comparisons_grades",
        parameters=parameters_of(GradeComparisonParameters),
        responses=PolymorphicProxySerializer(
            component_name="GradeComparison",
            serializers=[GradesOverTimeSerializer, GradesAcrossForcesSerializer],
            resource_type_field_name=None,
            many=False,
        ),
        examples=[GRADES_EXAMPLE],
    )
    def list(self, request: SignedInRequest) -> Response:
        """Compare a force's grades over time (`force`), or forces' in an area (`framework`, `area`).

        Grades of two frameworks compare if these share a scale and every link between them says
        so; otherwise `comparable` is false, with the reason, and there is no direction.
        """
        asked = self.asked()
        if "force" in asked:
            if len(asked) > 1:
                raise BadParameter(
                    {"force": "force: alone for a force over time; or framework and area."},
                    "one_way",
                )
            return self._over_time(asked["force"])
        _require(asked, "framework", "area", instead="force")
        return self._across_forces(asked["framework"], asked["area"])

    def _over_time(self, force: Force) -> Response:
        clocks, user = self.clocks, self.request.user
        asserted = asserted_changes(user, force, clocks=clocks)
        found = grades_over_time(user, force, clocks=clocks, asserted=asserted)
        return Response(GradesOverTimeSerializer(found).data)

    def _across_forces(self, framework: Framework, named: Any) -> Response:
        area = named.select_related("framework").filter(framework=framework).first()
        if area is None:
            known = (
                Area.objects.at(self.clocks)
                .filter(framework=framework)
                .values_list("slug", flat=True)
            )
            slug = self.request.query_params["area"]
            raise BadParameter(
                {"area": f"area: {framework} has no {slug}; there are {nearest(slug, known)}."},
                "invalid",
            )
        found = grades_across_forces(self.request.user, area, clocks=self.clocks)
        return Response(GradesAcrossForcesSerializer(found).data)


def _require(asked: Container[str], *names: str, instead: str = "") -> None:
    """Refuse a question that leaves out what it takes.

    Raises: BadParameter with code `required` for each name that is missing.
    """
    other = f", or {instead} alone" if instead else ""
    missing = {
        name: f"{name}: give {', '.join(names)}{other}." for name in names if name not in asked
    }
    if missing:
        raise BadParameter(missing, "required")
