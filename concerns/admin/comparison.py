"""Comparisons in the admin: a force's grades over the cycles, an indicator's forces side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse

from accounts.scoped_admin import ClockedPage, clocks_of, reader
from concerns import force_chart
from concerns.admin.hand_on import HandsOn
from concerns.admin.uploads import UploadsReadings
from concerns.admin.years import years_of
from concerns.comparison import Compared, ForceComparison, asserted_changes, latest_comparison
from concerns.outliers import Band
from inspections.admin import ForceAdmin
from inspections.comparability import Comparability, Edition
from inspections.comparison import GradesOverTime, Line, Step, grades_over_time
from inspections.models import Area, Force

PLACES = {Band.WELL_ABOVE: "well above", Band.WELL_BELOW: "well below"}
"""What the chart says of a force outside the lines, as briefly as it fits a narrow page."""


class ShowsAbove:
    """Admin mixin: a row's page shows above its form what is derived from the record."""

    change_form_template: ClassVar[Any]

    def page_of(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return what the template shows of the row."""
        raise NotImplementedError

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page, where the row is within reach."""
        base: Any = super()
        row = base.get_object(request, unquote(object_id))
        context = {} if row is None else self.page_of(request, row)
        answer: HttpResponse = base.change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )
        return answer


class ComparesForces(ShowsAbove):
    """Admin mixin of indicators: forces side by side in the latest period of two or more."""

    change_form_template: ClassVar[Any] = "admin/concerns/indicator_change_form.html"

    def page_of(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Compare the forces within reach, and draw them."""
        found = latest_comparison(reader(request), row, clocks=clocks_of(request))
        chart = drawn(found) if found else None
        return {"comparison": found, "chart": chart, "is_compared": True}


def drawn(found: ForceComparison) -> force_chart.ForceChart:
    """Return the chart of a comparison."""
    average = found.average
    return force_chart.draw(
        f"{found.indicator}, {found.period}",
        [_value(each) for each in found.forces],
        unit=found.indicator.unit,
        centre=average.centre,
        low=average.low,
        high=average.high,
        centre_words="geometric mean" if average.logs_used else "mean",
    )


def _value(compared: Compared) -> force_chart.Value:
    band = compared.place.band
    place = PLACES.get(band) if band else None
    return force_chart.Value(
        name=str(compared.force),
        value=float(compared.value),
        text=compared.shown,
        place=place or "",
        is_outlier=place is not None,
    )


@dataclass(frozen=True)
class Column:
    """A framework of the table; `gap` says why its grades do not compare with those before it."""

    framework: Edition
    gap: Comparability | None
    note: int | None


@dataclass(frozen=True)
class Cell:
    """What one framework's inspections said of one area."""

    column: Column
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Row:
    """One area over the frameworks."""

    area: Area
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class GradeTable:
    """A force's grades as a table: a column for each framework, a gap where grades break off."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def gaps(self) -> list[Column]:
        """The columns before which grades break off, by the number of their note."""
        return [column for column in self.columns if column.note]


def table_of(grades: GradesOverTime) -> GradeTable:
    """Lay out a force's grades."""
    columns: list[Column] = []
    before: list[Comparability | None] = [None, *grades.between]
    noted = 0
    for framework, gap in zip(grades.frameworks, before, strict=False):
        is_gap = gap is not None and not gap.comparable
        noted += is_gap
        columns.append(Column(framework, gap if is_gap else None, noted if is_gap else None))
    return GradeTable(
        columns=tuple(columns),
        rows=tuple(Row(line.area, _cells(line, columns)) for line in grades.lines),
    )


def _cells(line: Line, columns: list[Column]) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            column,
            tuple(
                step
                for step in line.steps
                if step.judgment.area.framework.slug == column.framework.slug
            ),
        )
        for column in columns
    )


@admin.register(Force)
class ForceWithGradesAdmin(HandsOn, ClockedPage, ShowsAbove, ForceAdmin):
    """Forces; the page shows a force's grades over the cycles, and where they break off.

    It stands with the concerns, because what reports assert is read from their figures.
    """

    change_form_template = "admin/concerns/force_change_form.html"

    def page_of(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Draw the force's years, and lay out its grades, within reach."""
        user, clocks = reader(request), clocks_of(request)
        asserted = asserted_changes(user, row, clocks=clocks)
        grades = grades_over_time(user, row, clocks=clocks, asserted=asserted)
        asked: Any = getattr(request, "page_clocks", None)
        query = asked.query if asked else ""
        return {
            "grades": table_of(grades),
            "grades_as_at": clocks.as_at,
            "is_compared": True,
            "may_upload": UploadsReadings.may_upload_of(request, row),
            "hand_on_url": self.hand_on_url(request, row),
            **years_of(row, grades, user=user, clocks=clocks, query=query),
        }
