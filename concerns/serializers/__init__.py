"""The JSON shapes of the concerns' record."""

from concerns.serializers.concern import (
    ActionDetail,
    ActionSerializer,
    ConcernDetail,
    ConcernSerializer,
    LineageDetail,
    LineageSerializer,
    RecommendationDetail,
    RecommendationSerializer,
    WordingDetail,
    WordingSerializer,
)
from concerns.serializers.event import (
    AnswerDetail,
    AnswerSerializer,
    EventSerializer,
    ResponseDetail,
    ResponseSerializer,
)
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
from concerns.serializers.reading import ReadingEntry
from concerns.serializers.verbs import EventStrikeOut, ForceHandOn, PublicationRelease

__all__ = [
    "ActionDetail",
    "ActionSerializer",
    "AnswerDetail",
    "AnswerSerializer",
    "BaselineDetail",
    "BaselineSerializer",
    "ConcernDetail",
    "ConcernSerializer",
    "EventSerializer",
    "EventStrikeOut",
    "FigureDetail",
    "FigureSerializer",
    "ForceHandOn",
    "IndicatorDetail",
    "IndicatorSerializer",
    "LineageDetail",
    "LineageSerializer",
    "MeasureDetail",
    "MeasureSerializer",
    "ProgressDetail",
    "ProgressSerializer",
    "PublicationRelease",
    "ReadingDetail",
    "ReadingEntry",
    "ReadingSerializer",
    "RecommendationDetail",
    "RecommendationSerializer",
    "ResponseDetail",
    "ResponseSerializer",
    "TargetDetail",
    "TargetSerializer",
    "WordingDetail",
    "WordingSerializer",
]
