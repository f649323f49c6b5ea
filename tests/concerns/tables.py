"""A record in which rows name others that are out of somebody's reach, now or at past clocks."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from accounts.roles import Role
from tests import factories as make
from tests import reach
from tests.conftest import person
from tests.past import noon, recording_at

FIRST, BETWEEN, SECOND = noon("2022-04-01"), noon("2022-06-01"), noon("2023-01-01")
CLOCKS = {
    "live": {},
    "as at": {"as_at": "2021-10-15"},
    "known at": {"known_at": BETWEEN.isoformat().replace("+00:00", "Z")},
}
READERS = {
    "inspector": Role.INSPECTOR,
    "liaison_officer": Role.LIAISON_OFFICER,
    "analyst": Role.ANALYST,
}
FORMULA = '=HYPERLINK("x"), said they\r\n+1'


def world():
    """Make the record in two steps, and the people who read it; return the people."""
    people = {name: person(name, role) for name, role in READERS.items()}
    with transaction.atomic(), recording_at(FIRST):
        own = make.ForceFactory(slug="own-force", name=FORMULA)
        own.liaison_officers.add(people["liaison_officer"])
        later = first(own)
        first(make.ForceFactory(slug="other-force"))
    with transaction.atomic(), recording_at(SECOND):
        second(**later)
    return people


def first(force):
    """Make rows of every kind at every stage, and published ones that name a draft."""
    for resource, build in reach.EVERYTHING.items():
        for stage in ("published",) if resource in ("responses", "answers") else reach.STAGES:
            build(force, stage)
    reach.full_row("progress", force)
    draft, out = reach.publication(force, "draft"), reach.publication(force, "published")
    make.PublicationFactory(addresses=[force], answers=draft)
    hidden = make.ConcernFactory(force=force, publication=draft, cause=True)
    make.RecommendationFactory(concern=hidden, wording=make.WordingFactory(publication=out))
    seen = make.ConcernFactory(
        cause=True,
        force=force,
        publication=out,
        inspection=make.InspectionFactory(force=force, publication=draft),
        external_references=["=1", "b,c"],
        title=FORMULA[:100],
    )
    secret = make.RecommendationFactory(
        concern=seen, wording=make.WordingFactory(publication=draft)
    )
    make.ActionFactory(concern=seen, recommendation=secret, evidence_links=["https://a.example/"])
    make.EventFactory(concern=seen, publication=draft, audience="everyone", note='"\\')
    make.LineageFactory(earlier=seen, later__publication=out, publication=draft)
    inspection = make.InspectionFactory(force=force, publication=draft)
    make.JudgmentFactory(inspection=inspection, publication=out, graded=True)
    make.ResponseFactory(
        force=force,
        publication=out,
        same_findings_as=draft,
        is_required=False,
        not_required_because="The same findings.",
    )
    compared = make.FigureFactory(force=force, publication=draft)
    figure = make.FigureFactory(
        force=force, publication=out, compared_with=compared, places=[3, 77], low=1, high=1
    )
    measure = make.MeasureFactory(force=force, concerns=[seen])
    make.BaselineFactory(
        measure=make.ReadingFactory(measure=measure, value=Decimal("77.70")).measure
    )
    reading = make.ReadingFactory(
        measure=measure,
        period_start=dt.date(2021, 10, 28),
        kind="bound",
        low=None,
        high=Decimal("30.0"),
        high_inclusive=False,
        source=FORMULA,
    )
    make.TargetFactory(measure=measure)
    return {"draft": draft, "reading": reading, "figure": figure}


def second(*, draft, reading, figure):
    """Publish the draft and correct what was recorded: asked about before, none of it is told."""
    by = make.UserFactory()
    draft.release(published_on=dt.date(2022, 12, 1))
    reading.supersede(by=by, because="our_error", high=Decimal("29.50"))
    figure.supersede(by=by, because="our_error", words="Corrected")
