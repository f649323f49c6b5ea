"""One row of each resource at each stage of its publication, for the tests of who sees what."""

import datetime as dt

from concerns.models import Progress
from tests import factories

STAGES = {"draft": {"draft": True}, "sent": {"sent": True}, "published": {}}
PEOPLE = (
    "inspector",
    "lead_inspector",
    "liaison_officer",
    "other_liaison_officer",
    "analyst",
    "administrator",
)
SEES_FROM = {
    "inspector": STAGES.keys(),
    "lead_inspector": STAGES.keys(),
    "liaison_officer": {"sent", "published"},
    "other_liaison_officer": set(),
    "analyst": {"published"},
    "administrator": set(),
}


def publication(force, stage):
    return factories.PublicationFactory(addresses=[force], **STAGES[stage])


def inspection(force, stage):
    return factories.InspectionFactory(force=force, publication=publication(force, stage))


def judgment(force, stage):
    return factories.JudgmentFactory(inspection=inspection(force, stage), graded=True)


def monitoring_stage(force, stage):
    return factories.MonitoringStageFactory(
        force=force,
        publication=publication(force, stage),
        started_on=next_day(),
        ended_on=next_day(),
    )


def concern(force, stage, **values):
    return factories.ConcernFactory(
        force=force,
        publication=publication(force, stage),
        inspection=inspection(force, stage),
        **values,
    )


def lineage(force, stage):
    return factories.LineageFactory(
        earlier=concern(force, stage),
        later=concern(force, stage),
        publication=publication(force, stage),
    )


def recommendation(force, stage):
    return factories.RecommendationFactory(concern=concern(force, stage, cause=True))


def wording(force, stage):
    return recommendation(force, stage).wording


def action(force, stage):
    put = recommendation(force, stage)
    return factories.ActionFactory(concern=put.concern, recommendation=put)


def event(force, stage, audience="everyone"):
    about = concern(force, stage)
    return factories.EventFactory(
        concern=about, audience=audience, publication=about.publication, happened_on=next_day()
    )


def response(force, stage="published"):
    return factories.ResponseFactory(force=force, publication=publication(force, stage))


def answer(force, stage):
    return factories.AnswerFactory(response=response(force, stage))


def measure(force, stage):
    return factories.MeasureFactory(force=force, concerns=[concern(force, stage)])


def target(force, stage):
    return factories.TargetFactory(measure=measure(force, stage))


def baseline(force, stage):
    return factories.BaselineFactory(measure=reading(force, stage).measure)


def reading(force, stage):
    return factories.ReadingFactory(measure=measure(force, stage))


def figure(force, stage):
    where = publication(force, stage)
    return factories.FigureFactory(
        force=force,
        publication=where,
        area=factories.AreaFactory(),
        compared_with=factories.FigureFactory(force=force, publication=where),
    )


def progress(force, stage):
    return Progress(measure=target(force, stage).measure)


def force(force, stage):
    return factories.ForceFactory()


def framework(force, stage):
    return factories.FrameworkFactory(previous=factories.FrameworkFactory())


def area(force, stage):
    return factories.AreaFactory(
        parent=None, follows=factories.AreaFactory(framework=factories.FrameworkFactory())
    )


def indicator(force, stage):
    return factories.IndicatorFactory(part_of=factories.IndicatorFactory())


days = iter(range(10_000))


def next_day():
    return dt.date(1990, 1, 1) + dt.timedelta(days=next(days))


REFERENCE = {"forces": force, "frameworks": framework, "areas": area, "indicators": indicator}
INSPECTIONS = {
    "inspections": inspection,
    "publications": publication,
    "judgments": judgment,
    "monitoring-stages": monitoring_stage,
}
CONCERNS = {
    "concerns": concern,
    "lineages": lineage,
    "wordings": wording,
    "recommendations": recommendation,
    "events": event,
    "measures": measure,
    "targets": target,
    "baselines": baseline,
    "readings": reading,
    "figures": figure,
    "progress": progress,
}
EVERYTHING = {
    **REFERENCE,
    **INSPECTIONS,
    **CONCERNS,
    "actions": action,
    "responses": response,
    "answers": answer,
}
KEYS = {
    "forces": "slug",
    "frameworks": "slug",
    "inspections": "reference",
    "publications": "reference",
    "indicators": "code",
}


def key_of(resource, row):
    """What the row is addressed by, in its list and in its own address."""
    return getattr(row, KEYS.get(resource, "pk"))


def keys_in(resource, answer):
    """The keys of the rows of a list."""
    if resource == "progress":
        return [row["measure"]["id"] for row in answer["results"]]
    return [row[KEYS.get(resource, "id")] for row in answer["results"]]


def full_row(resource, force):
    """A published row; progress gets two readings, so that all of it is answered."""
    if resource != "progress":
        return EVERYTHING[resource](force, "published")
    row = progress(force, "published")
    factories.ReadingFactory(measure=row.measure)
    return row
