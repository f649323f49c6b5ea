"""The overview as a table: its totals are those of the API at the same clocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from api.columns import Column
from concerns.overview import overview_of, rows_in_reach
from concerns.overview.lines import lines_of
from exports.datasets.dataset import DescribedDataset
from exports.models import OverviewLine

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks


class OverviewDataset(DescribedDataset):
    """Lines that are counted before they are sent: reach and forces narrow what is counted."""

    def computed(
        self, clocks: Clocks, user: User | None, forces: Sequence[str]
    ) -> models.QuerySet[Any]:
        """Return the lines of the overview at those clocks. Hidden queries: about twenty."""
        rows = rows_in_reach(user, clocks)
        if forces:
            rows = rows.of_forces(Q(slug__in=forces))
        told: Any = OverviewLine.objects.all()
        lines: models.QuerySet[Any] = told.told(lines_of(overview_of(user, clocks, rows)))
        return lines


OVERVIEW = OverviewDataset(
    name="overview",
    version=1,
    description="The overview in long form: counts by force, area and so on, ages, quarters, days "
    "to close, and of how many forces anything is loaded.",
    model=OverviewLine,
    order=("number",),
    totals=("section",),
    described=(
        Column("number", unit="counted from 1"),
        Column("section"),
        Column("breakdown"),
        Column("key"),
        Column("label"),
        Column("count", unit="as in unit"),
        Column("unit"),
        Column("refusal"),
    ),
)
