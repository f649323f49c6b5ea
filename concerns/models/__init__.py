"""Concerns, recommendations, actions, their log and responses; indicators, readings, figures."""

from concerns.models.action import Action
from concerns.models.concern import Concern
from concerns.models.event import Event
from concerns.models.figure import Figure
from concerns.models.indicator import Indicator, Measure, MeasureConcern, SeriesBreak
from concerns.models.lineage import Lineage
from concerns.models.progress import Progress
from concerns.models.reading import Reading
from concerns.models.recommendation import Recommendation
from concerns.models.response import Answer, Response
from concerns.models.target import Baseline, Target
from concerns.models.upload import ReadingUpload
from concerns.models.wording import Wording

__all__ = [
    "Action",
    "Answer",
    "Baseline",
    "Concern",
    "Event",
    "Figure",
    "Indicator",
    "Lineage",
    "Measure",
    "MeasureConcern",
    "Progress",
    "Reading",
    "ReadingUpload",
    "Recommendation",
    "Response",
    "SeriesBreak",
    "Target",
    "Wording",
]
