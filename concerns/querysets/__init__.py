"""Which rows of the concerns' record somebody may see or edit, and how they stand."""

from concerns.querysets.clauses import due_within, overdue_on
from concerns.querysets.concern import ConcernQuerySet, LineageQuerySet
from concerns.querysets.event import AnswerQuerySet, EventQuerySet, ResponseQuerySet
from concerns.querysets.measure import (
    BaselineQuerySet,
    FigureQuerySet,
    MeasureQuerySet,
    ProgressQuerySet,
    ReadingQuerySet,
    SeriesBreakQuerySet,
    TargetQuerySet,
)
from concerns.querysets.recommendation import (
    ActionQuerySet,
    RecommendationQuerySet,
    WordingQuerySet,
)

__all__ = [
    "ActionQuerySet",
    "AnswerQuerySet",
    "BaselineQuerySet",
    "ConcernQuerySet",
    "EventQuerySet",
    "FigureQuerySet",
    "LineageQuerySet",
    "MeasureQuerySet",
    "ProgressQuerySet",
    "ReadingQuerySet",
    "RecommendationQuerySet",
    "ResponseQuerySet",
    "SeriesBreakQuerySet",
    "TargetQuerySet",
    "WordingQuerySet",
    "due_within",
    "overdue_on",
]
