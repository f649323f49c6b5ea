"""The endpoints of the concerns' record, one viewset for each resource."""

from concerns.views.comparison import ForceComparisonViewSet, GradeComparisonViewSet
from concerns.views.concern import (
    ActionViewSet,
    ConcernViewSet,
    LineageViewSet,
    RecommendationViewSet,
    WordingViewSet,
)
from concerns.views.event import AnswerViewSet, EventViewSet, ResponseViewSet
from concerns.views.measure import (
    BaselineViewSet,
    FigureViewSet,
    IndicatorViewSet,
    MeasureViewSet,
    ProgressViewSet,
    TargetViewSet,
)
from concerns.views.overview import DocumentRouter, OverviewViewSet
from concerns.views.reading import ReadingViewSet
from concerns.views.release import ReleasedPublicationViewSet, SucceededForceViewSet

__all__ = [
    "ActionViewSet",
    "AnswerViewSet",
    "BaselineViewSet",
    "ConcernViewSet",
    "DocumentRouter",
    "EventViewSet",
    "FigureViewSet",
    "ForceComparisonViewSet",
    "GradeComparisonViewSet",
    "IndicatorViewSet",
    "LineageViewSet",
    "MeasureViewSet",
    "OverviewViewSet",
    "ProgressViewSet",
    "ReadingViewSet",
    "RecommendationViewSet",
    "ReleasedPublicationViewSet",
    "ResponseViewSet",
    "SucceededForceViewSet",
    "TargetViewSet",
    "WordingViewSet",
]
