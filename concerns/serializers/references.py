"""How the rows of this room appear where another row names them."""

from __future__ import annotations

from typing import ClassVar

from concerns.models import Action, Concern, Indicator, Measure, Recommendation
from inspections.serializers import InspectionsShape


class ConcernReference(InspectionsShape):
    """A concern where another row names it."""

    class Meta:
        model = Concern
        fields = ("id", "reference", "title")


class RecommendationReference(InspectionsShape):
    """A recommendation where another row names it."""

    class Meta:
        model = Recommendation
        fields = ("id", "reference")


class ActionReference(InspectionsShape):
    """An action where an event names it."""

    class Meta:
        model = Action
        fields = ("id", "title")


class IndicatorReference(InspectionsShape):
    """An indicator where another row names it."""

    class Meta:
        model = Indicator
        fields = ("code", "name", "unit", "better")


class MeasureReference(InspectionsShape):
    """A measure where a reading, target, baseline or progress names it."""

    references: ClassVar = {**InspectionsShape.references, Indicator: IndicatorReference}

    class Meta:
        model = Measure
        fields = ("id", "indicator", "force", "said_by")


class ConcernsShape(InspectionsShape):
    """A row of this room: what it names of this room or the one below appears as an object."""

    references: ClassVar = {
        **InspectionsShape.references,
        Action: ActionReference,
        Concern: ConcernReference,
        Indicator: IndicatorReference,
        Measure: MeasureReference,
        Recommendation: RecommendationReference,
    }
