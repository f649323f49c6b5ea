"""How the records of each section of a document are stored, in the order that rules ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from concerns.actions import release
from concerns.models import (
    Answer,
    Baseline,
    Concern,
    Figure,
    Indicator,
    Lineage,
    Measure,
    Reading,
    Recommendation,
    Response,
    SeriesBreak,
    Target,
    Wording,
)
from inspections.models import Force, Inspection, Judgment, MonitoringStage, Publication
from seeds.document import PlacedMap
from seeds.events import store_events
from seeds.faults import Refused
from seeds.loading import Loading
from seeds.references import find, name_of
from seeds.stated import FORMS, stated_ends, stated_value
from seeds.writing import columns, difference, refuse_difference

Store = Callable[[PlacedMap], None]

_DATES = ("sent_on", "published_on")
_WORDING = (
    *("number", "text", "deadline_kind", "deadline_months", "deadline_days", "deadline_on"),
    "deadline_words",
)
_VALUE_OF_READING = ("base_on", "base_label", "margin", "margin_level", "approximate")


def sections(loading: Loading) -> dict[str, Store]:
    """Return, in the order of loading, what stores a record of each section.

    Publications are released before what they say is opened; readings stand before the
    baselines that name their periods.
    """
    return {
        "publications": partial(_publication, loading),
        "inspections": loading.simple("inspections", Inspection, ("reference",)),
        "judgments": loading.simple("judgments", Judgment, ("inspection", "area", "as_of_on")),
        "monitoring_stages": loading.simple(
            "monitoring_stages", MonitoringStage, ("force", "started_on")
        ),
        "concerns": partial(_concern, loading),
        "recommendations": partial(_recommendation, loading),
        "lineages": loading.simple("lineages", Lineage, ("earlier", "later")),
        "indicators": loading.simple("indicators", Indicator, ("code",)),
        "series_breaks": loading.simple("series_breaks", SeriesBreak, ("indicator", "from_on")),
        "measures": partial(_measure, loading),
        "readings": partial(_reading, loading),
        "targets": partial(_target, loading),
        "figures": partial(_figure, loading),
        "baselines": loading.simple("baselines", Baseline, ("measure", "chosen_on")),
        "responses": partial(_response, loading),
    }


def _publication(loading: Loading, record: PlacedMap) -> None:
    """Draft it, address it, release it on its days; a draft of ours is released later."""
    values = columns(Publication, record, apart=[*_DATES, "addresses"])
    forces = [find(Force, slug, field="addresses") for slug in record["addresses"]]
    publication, is_new = loading.keep("publications", Publication, values, known_by=("reference",))
    if is_new:
        for force in forces:
            publication.addresses.add(force)
    elif set(publication.addresses.all()) != set(forces):
        kept = sorted(name_of(force) for force in publication.addresses.all())
        raise Refused("addresses", difference(", ".join(kept), ", ".join(record["addresses"])))
    _release(loading, publication, record)


def _release(loading: Loading, publication: Publication, record: PlacedMap) -> None:
    days = columns(Publication, {name: record[name] for name in _DATES if name in record})
    set_on = [name for name in _DATES if getattr(publication, name) is not None]
    refuse_difference(
        publication,
        Publication(**days),
        [name for name in days if name.removesuffix("_precision") in set_on],
    )
    new = {name: day for name, day in days.items() if name.removesuffix("_precision") not in set_on}
    if new:
        due = Response.objects.filter(publication=publication).count()
        release(publication, by=loading.by, route=loading.route, **new)
        loading.made["responses"] += Response.objects.filter(publication=publication).count() - due


def _concern(loading: Loading, record: PlacedMap) -> None:
    """Open it with its recommendations, then tell what happened to it since."""
    values = columns(Concern, record, apart=["recommendations", "events"])
    concern, _ = loading.keep(
        "concerns",
        Concern,
        values,
        known_by=("reference",),
        save=lambda row: row.open(by=loading.by, route=loading.route),
    )
    for nested in record.get("recommendations", ()):
        with loading.record("recommendations", nested):
            _recommendation(loading, nested, concern=concern)
    store_events(loading, concern, record.get("events", []))


def _recommendation(loading: Loading, record: PlacedMap, concern: Concern | None = None) -> None:
    """Keep the wording of its publication, and put it to its force."""
    values = columns(Recommendation, record, apart=[*_WORDING, "publication", "events"])
    if concern is not None:
        values = {"concern": concern, "force": concern.force, **values}
    wording = _wording(loading, record, concern)
    recommendation, _ = loading.keep(
        "recommendations",
        Recommendation,
        {**values, "wording": wording},
        known_by=("reference",),
        save=lambda row: row.open(by=loading.by, route=loading.route),
    )
    store_events(loading, recommendation, record.get("events", []))


def _wording(loading: Loading, record: PlacedMap, concern: Concern | None) -> Wording:
    """Return the wording; one that is put to many forces is written out at the first."""
    stated = {name: record[name] for name in (*_WORDING, "publication") if name in record}
    values = columns(Wording, stated)
    if "publication" not in values and concern is not None:
        values["publication"] = concern.publication
    if values.get("publication") is None:
        raise Refused("publication", "name the publication that prints the recommendation.")
    wording: Wording
    wording, _ = loading.keep("wordings", Wording, values, known_by=("publication", "number"))
    return wording


def _measure(loading: Loading, record: PlacedMap) -> None:
    """Keep the measure and link the concerns whose progress it shows; links only grow."""
    values = columns(Measure, record, apart=["concerns"])
    concerns = [find(Concern, name, field="concerns") for name in record.get("concerns", ())]
    measure, _ = loading.keep(
        "measures", Measure, values, known_by=("indicator", "force", "said_by")
    )
    measure.concerns.add(*concerns)


def _reading(loading: Loading, record: PlacedMap) -> None:
    _keep_reading(loading, columns(Reading, record) | stated_value(record))


def _keep_reading(loading: Loading, values: dict[str, Any]) -> Reading:
    reading: Reading
    reading, _ = loading.keep(
        "readings",
        Reading,
        values,
        known_by=("measure", "period_start", "period_end"),
        save=lambda row: _record(loading, row, values),
    )
    return reading


def _record(loading: Loading, row: Reading, values: dict[str, Any]) -> None:
    recorded, _ = Reading.record(by=loading.by, **values)
    row.pk = recorded.pk


def _target(loading: Loading, record: PlacedMap) -> None:
    values = columns(Target, record, apart=FORMS) | stated_ends(record)
    loading.keep("targets", Target, values, known_by=("measure", "set_on"))


def _figure(loading: Loading, record: PlacedMap) -> None:
    """Keep the figure, and the reading it is: of the figure's own value."""
    value = stated_value(record)
    values = columns(Figure, record, apart=["reading"]) | value
    observed = record.get("reading")
    if observed is not None:
        with loading.record("reading", observed, record):
            value |= {name: values[name] for name in _VALUE_OF_READING if name in values}
            values["reading"] = _keep_reading(loading, columns(Reading, observed) | value)
    loading.keep("figures", Figure, values, known_by=("publication", "code"))


def _response(loading: Loading, record: PlacedMap) -> None:
    """Say of a response that a publication called for whether it is owed, and what it answers."""
    values = columns(Response, record, apart=["answers"])
    response = Response.objects.filter(
        publication=values["publication"], force=values["force"]
    ).first()
    if response is None:
        response = Response(**values)
        response.clean()
        loading.save(response)
        loading.made["responses"] += 1
    else:
        _amend(response, values)
    for nested in record.get("answers", ()):
        with loading.record("answers", nested):
            answer = columns(Answer, nested)
            loading.keep(
                "answers",
                Answer,
                {"response": response, "recommendation": None, **answer},
                known_by=("response", "recommendation"),
            )


def _amend(response: Response, values: dict[str, Any]) -> None:
    """Fill in a response that nobody has touched since it was called for; else compare."""
    if response.version > 1:
        refuse_difference(response, Response(**values), values)
        return
    changed = [name for name, value in values.items() if getattr(response, name) != value]
    for name in changed:
        setattr(response, name, values[name])
    if changed:
        response.full_clean()
        response.save()
