"""A record with a row of every dataset for each force and each state of publication."""

import datetime as dt
from decimal import Decimal

from tests.factories import (
    AreaFactory,
    BaselineFactory,
    ConcernFactory,
    FigureFactory,
    ForceFactory,
    MeasureFactory,
    ReadingFactory,
    RecommendationFactory,
    TargetFactory,
    WordingFactory,
)

TRAITS = {"draft": {"draft": True}, "sent": {"sent": True}, "published": {}}


def one_concern(force, state="published", **values):
    """Make a cause of concern with a recommendation, a figure, a measure and two readings."""
    area = AreaFactory()
    concern = ConcernFactory(cause=True, force=force, area=area, **TRAITS[state], **values)
    wording = WordingFactory(publication=concern.publication)
    RecommendationFactory(concern=concern, wording=wording)
    measure = MeasureFactory(force=force, concerns=[concern])
    first = ReadingFactory(measure=measure, value=Decimal("77.70"), margin=Decimal("3.2"))
    ReadingFactory(
        measure=measure,
        period_start=dt.date(2021, 10, 28),
        kind="bound",
        low=None,
        high=Decimal("30.0"),
        high_inclusive=False,
        source="Said in a meeting",
    )
    BaselineFactory(measure=measure)
    TargetFactory(measure=measure)
    FigureFactory(
        force=force, publication=concern.publication, reading=first, places=[31, 77], area=area
    )
    return concern


def two_forces():
    """Make both forces with a draft, a sent and a published concern each; return the forces."""
    own, other = ForceFactory(slug="own"), ForceFactory(slug="other")
    for force in (own, other):
        for state in TRAITS:
            one_concern(force, state, reference=f"{force.slug}-{state}")
    return own, other
