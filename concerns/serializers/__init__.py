"""The JSON shapes of the concerns' record."""

from concerns.serializers.concern import (
    ActionSerializer,
    ConcernDetail,
    ConcernSerializer,
    LineageDetail,
    LineageSerializer,
    RecommendationSerializer,
    WordingDetail,
    WordingSerializer,
)
from concerns.serializers.event import EventSerializer, ResponseDetail, ResponseSerializer
from concerns.serializers.measure import (
    BaselineDetail,
    BaselineSerializer,
    FigureDetail,
    FigureSerializer,
    IndicatorDetail,
    IndicatorSerializer,
    MeasureDetail,
    MeasureSerializer,
    ReadingDetail,
    ReadingSerializer,
    TargetDetail,
    TargetSerializer,
)
from concerns.serializers.progress import ProgressDetail, ProgressSerializer
from concerns.serializers.reading import ReadingEntry, ReadingWithdrawal

__all__ = [
    "ActionSerializer",
    "BaselineDetail",
    "BaselineSerializer",
    "ConcernDetail",
    "ConcernSerializer",
    "EventSerializer",
    "FigureDetail",
    "FigureSerializer",
    "IndicatorDetail",
    "IndicatorSerializer",
    "LineageDetail",
    "LineageSerializer",
    "MeasureDetail",
    "MeasureSerializer",
    "ProgressDetail",
    "ProgressSerializer",
    "ReadingDetail",
    "ReadingEntry",
    "ReadingSerializer",
    "ReadingWithdrawal",
    "RecommendationSerializer",
    "ResponseDetail",
    "ResponseSerializer",
    "TargetDetail",
    "TargetSerializer",
    "WordingDetail",
    "WordingSerializer",
]
