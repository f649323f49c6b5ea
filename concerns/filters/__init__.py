"""What the lists of the concerns' record can be asked for."""

from concerns.filters.concern import (
    ActionFilter,
    ConcernFilter,
    LineageFilter,
    RecommendationFilter,
    WordingFilter,
)
from concerns.filters.event import (
    AnswerFilter,
    EventFilter,
    ResponseFilter,
)
from concerns.filters.measure import (
    BaselineFilter,
    FigureFilter,
    IndicatorFilter,
    MeasureFilter,
    ProgressFilter,
    ReadingFilter,
    TargetFilter,
)
from concerns.filters.references import (
    indicators,
    sources,
)

__all__ = [
    "ActionFilter",
    "AnswerFilter",
    "BaselineFilter",
    "ConcernFilter",
    "EventFilter",
    "FigureFilter",
    "IndicatorFilter",
    "LineageFilter",
    "MeasureFilter",
    "ProgressFilter",
    "ReadingFilter",
    "RecommendationFilter",
    "ResponseFilter",
    "TargetFilter",
    "WordingFilter",
    "indicators",
    "sources",
]
