"""A record with a row of every dataset for each force and each state of publication."""

import datetime as dt
from decimal import Decimal

from tests.factories import (
    ActionFactory,
    AreaFactory,
    BaselineFactory,
    ConcernFactory,
    FigureFactory,
    ForceFactory,
    InspectionFactory,
    JudgmentFactory,
    MeasureFactory,
    MonitoringStageFactory,
    ReadingFactory,
    RecommendationFactory,
    ResponseFactory,
    ScheduleFactory,
    TargetFactory,
    WordingFactory,
)

TRAITS = {"draft": {"draft": True}, "sent": {"sent": True}, "published": {}}


def one_concern(force, state="published", **values):
    """Make a cause of concern, and what every dataset may have of it."""
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
    ActionFactory(concern=concern)
    what_follows(concern, force, area)
    return concern


def what_follows(concern, force, area):
    """Make a judgment of the area, a stage of monitoring and a response that is owed."""
    printed = concern.publication
    inspection = InspectionFactory(force=force, framework=area.framework, publication=printed)
    JudgmentFactory(inspection=inspection, area=area, graded=True)
    year = dt.date(2010 + force.concerns.count(), 1, 1)
    MonitoringStageFactory(
        force=force, publication=printed, started_on=year, ended_on=year.replace(month=6)
    )
    if printed.published_on is not None:  # a draft asks for no response yet
        ResponseFactory(force=force, publication=printed)
        ResponseFactory(
            force=force,
            is_required=False,
            not_required_because="It found the same.",
            same_findings_as=printed,
        )
        ResponseFactory(force=force)


def two_forces():
    """Make both forces with a draft, a sent and a published concern each; return the forces."""
    own, other = ForceFactory(slug="own"), ForceFactory(slug="other")
    for force in (own, other):
        for state in TRAITS:
            one_concern(force, state, reference=f"{force.slug}-{state}")
    return own, other


def more_than_a_preview(owner):
    """Make 23 concerns with a formula for a title, no recommendation, and a schedule of both."""
    force, area = ForceFactory(slug="own"), AreaFactory()
    for number in range(23):
        ConcernFactory(force=force, area=area, reference=f"own-{number:02}", title="=1+1")
    return ScheduleFactory(
        owner=owner,
        datasets=["concerns", "recommendations"],
        columns={"concerns": ["reference", "title"]},
    )
