"""The worklists of the front page as a table: who waits for what, and since when.

Those that depend on one person (what changed since they looked, their exports that failed) are not
in it: a table says the same to everybody of the same reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from accounts.worklists import TOLD, Look, Worklist, told_as, worklists
from api.columns import Column
from api.tables import Statement, read_from
from exports.datasets.dataset import DescribedDataset
from exports.models import WorklistLine

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks

NUMBERED = """
    SELECT row_number() OVER (
            ORDER BY rank, due_on, since_on, reference COLLATE "C", link COLLATE "C") AS number,
        list, reference, force_slug, force_name, title, due_on, {as_at}::date - due_on AS days_over,
        since_on, link
    FROM ({rows}) AS line (rank, list, link, reference, title, force_name, force_slug, due_on,
        since_on)"""

NOTHING = "SELECT 0, '', '', '', '', '', '', NULL::date, NULL::date WHERE false"
"""The lines of nobody's lists: the statement of a table needs some, and there is no such table."""


class WorklistDataset(DescribedDataset):
    """Rows that wait, of every list that is the reader's."""

    def computed(
        self, clocks: Clocks, user: User | None, forces: Sequence[str]
    ) -> models.QuerySet[Any]:
        """Return what waits at those clocks, within the person's reach."""
        look = Look(user, clocks)
        lists = [each for each in worklists(user) if not each.is_personal]
        told: Any = WorklistLine.objects.all()
        lines_of = [_lines(each, look, rank) for rank, each in enumerate(lists, start=1)]
        first, *others = lines_of or [Statement(NOTHING, {})]
        statement = first.around(NUMBERED, *others, as_at=clocks.as_at)
        lines: models.QuerySet[Any] = read_from(told, {WorklistLine._meta.db_table: statement})
        return lines.filter(force_slug__in=forces) if forces else lines


def _lines(each: Worklist, look: Look, rank: int) -> Statement:
    text = TextField()
    before, after = reverse(f"admin:{each.page}_change", args=["0"]).rsplit("0", 1)
    ends = [Value(end, output_field=text) for end in (before, after)]
    rows = each.with_told(each.rows(look)).annotate(
        line_rank=Value(rank),
        line_list=Value(each.name),
        line_link=Concat(ends[0], Cast("pk", text), ends[1], output_field=text),
    )
    told = (told_as(name) for name in TOLD)
    return Statement.of(rows.order_by().values("line_rank", "line_list", "line_link", *told))


WORKLIST = WorklistDataset(
    name="worklist",
    version=1,
    description="What waits: overdue and due recommendations, closures to sign off, claims to "
    "verify, measures without a reading when one was due, responses that fall due.",
    model=WorklistLine,
    order=("number",),
    totals=("list",),
    described=(
        Column("number", unit="counted from 1"),
        Column("list"),
        Column("reference"),
        Column("force_slug"),
        Column("force_name"),
        Column("title"),
        Column("due_on"),
        Column("days_over", unit="days"),
        Column("since_on"),
        Column("link"),
    ),
)
