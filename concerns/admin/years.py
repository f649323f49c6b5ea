"""A force's years on its page: what is drawn of its monitoring, its grades and its concerns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from api.days import dated_text
from concerns import timeline
from concerns.admin.tones import STATUS_TONES
from concerns.models import Concern
from concerns.positions import LIVE_STATUSES
from inspections.comparison import GradesOverTime, Line, Step
from inspections.models import Force, Judgment, MonitoringStage

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks

MOST_CONCERNS = 30
"""Concerns drawn, the latest; the list of concerns has all."""


def years_of(
    force: Force, grades: GradesOverTime, *, user: User, clocks: Clocks, query: str
) -> dict[str, Any]:
    """Return the force's years as the page shows them, within reach. Two queries.

    `query` is what links to other pages add for the clocks.
    """
    stages = list(
        MonitoringStage.objects.at(clocks)
        .visible_to(user, clocks)
        .filter(force=force)
        .order_by("started_on", "pk")
    )
    rows = Concern.objects.at(clocks).visible_to(user, clocks).filter(force=force)
    concerns = list(rows.order_by("-raised_on", "-pk")[: MOST_CONCERNS + 1])
    for each in concerns:
        each.tone = STATUS_TONES.get(each.status, "quiet")
        each.raised_words = dated_text(each.raised_on, each.raised_on_precision)
        each.since_words = dated_text(each.status_since_on, each.status_since_on_precision)
    for stage in stages:
        stage.from_words = dated_text(stage.started_on, stage.started_on_precision)
        ended = stage.ended_on
        stage.until_words = dated_text(ended, stage.ended_on_precision) if ended else ""
    drawn = concerns[:MOST_CONCERNS]
    chart = timeline.draw(
        f"{force}: monitoring, grades and concerns over the years",
        stages=[_stage(each) for each in stages],
        graded=[line for each in grades.lines if (line := _graded(each)).grades],
        concerns=[_concern(each, query) for each in reversed(drawn)],
        today=clocks.as_at,
    )
    return {
        "years": chart,
        "stages": stages,
        "force_concerns": drawn,
        "has_more_concerns": len(concerns) > MOST_CONCERNS,
    }


def _stage(row: Any) -> timeline.Stretch:
    name = row.get_stage_display().partition(" (")[0]
    first, last = (_month(day) if day else "" for day in (row.started_on, row.ended_on))
    text = f"{name}, {first} to {last}" if last else f"{name}, since {first}"
    tone = "bad" if row.stage == MonitoringStage.Stage.ENGAGE else "quiet"
    return timeline.Stretch(text, row.started_on, row.ended_on, tone)


def _month(day: dt.date) -> str:
    return f"{day:%b %Y}"


def _concern(row: Any, query: str) -> timeline.Stretch:
    is_live = row.status in LIVE_STATUSES
    return timeline.Stretch(
        text=f"{row.reference}, {row.get_status_display().partition(' by ')[0].lower()}",
        start=row.raised_on,
        end=None if is_live else row.status_since_on,
        tone=row.tone,
        url=reverse("admin:concerns_concern_change", args=[row.pk]) + query,
    )


def _graded(line: Line) -> timeline.GradedLine:
    given = [step for step in line.steps if step.judgment.state == Judgment.State.GRADED]
    grades = [_grade(step) for step in given]
    return timeline.GradedLine(line.area.name, grades)


def _grade(step: Step) -> timeline.Grade:
    name = str(step.judgment.grade)
    letters = "".join(word[0] for word in name.split()).upper()
    return timeline.Grade(step.judgment.as_of_on, letters, name, step.comparable)
