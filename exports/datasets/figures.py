"""What publications printed."""

from __future__ import annotations

from api.columns import Column
from concerns.models import Figure
from exports.datasets.dataset import Dataset
from exports.datasets.parts import about_force, of_publication, stated

FIGURE_UNIT = "as in unit; percent of the base where change_unit is percent"

FIGURES = Dataset(
    name="figures",
    version=1,
    description="Figures as publications printed them: where, what of, and what was made of them.",
    model=Figure,
    rows=lambda clocks, reader: Figure.objects.at(clocks),
    order=("publication_reference", "id"),
    force="force__slug",
    described=(
        Column("id", "The figure's number in this service; a correction has another."),
        *of_publication("publication", "the publication that printed it"),
        Column("code"),
        *about_force(),
        Column("area.id", "The area in whose section it stands: its number."),
        Column("area.slug", "The area in whose section it stands: its short name."),
        Column("area.name", "The area in whose section it stands: its name."),
        Column("places", "The lines it stands on, from 1, separated by semicolons."),
        Column("words"),
        Column("unit"),
        Column("nature"),
        Column("said_by"),
        Column("said_in"),
        Column("period_words"),
        *stated(FIGURE_UNIT),
        Column("reading", "The number of the reading it is; empty = it is none."),
        Column("target", "The number of the target it is; empty = it is none."),
        Column("compared_with.id", "The figure it was compared with: its number; empty = none."),
        Column("compared_with.code", "The figure it was compared with: its code."),
        Column("compared_with.words", "The figure it was compared with: what it is of."),
        Column("comparator_label"),
        Column("comparator_value", unit="as in unit"),
        Column("comparator_margin", unit="as in unit"),
        Column("comparator_coverage"),
        Column("comparator_period"),
        Column("claim"),
        Column("claim_direction"),
        Column("note"),
        Column("recorded_at"),
        Column("supersedes", "The number of the figure this one corrects; empty = none."),
    ),
    scoped={"compared_with": Figure},
)
