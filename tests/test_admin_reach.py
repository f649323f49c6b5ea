"""What a row of the admin names of others: only what the reader may see themselves."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.scoped_admin.reach import RelatedOnlyFilter
from concerns.models import Concern, Event, Figure, Measure, Progress, Recommendation, Response
from inspections.models import Inspection, Publication
from tests import factories as make
from tests import reach

SECRET = "Unseen"
ROWS = {
    **{kind.__name__: kind for kind in (reach.concern, reach.lineage)},
    "action": reach.action,
    "event": reach.event,
    "figure": reach.figure,
    "inspection": reach.inspection,
    "judgment": reach.judgment,
    "measure": reach.measure,
    "monitoringstage": reach.monitoring_stage,
    "publication": reach.publication,
    "recommendation": reach.recommendation,
    "response": reach.response,
    "target": reach.target,
    "reading": reach.reading,
    "wording": reach.wording,
    "answer": lambda force, stage: make.AnswerFactory(response=reach.response(force)),
}
NAMED = {
    Publication: lambda: make.PublicationFactory(draft=True, title=SECRET, reference=SECRET),
    Inspection: lambda: make.InspectionFactory(title=SECRET, publication=None),
    Concern: lambda: make.ConcernFactory(draft=True, title=SECRET, reference=SECRET),
    Recommendation: lambda: make.RecommendationFactory(
        reference=SECRET,
        wording=make.WordingFactory(publication=make.PublicationFactory(draft=True)),
    ),
    Figure: lambda: make.FigureFactory(
        words=SECRET, publication=make.PublicationFactory(draft=True)
    ),
}
BESIDE = {
    "recommendation": {Event: {"concern": None}},
    "same_findings_as": {Response: {"is_required": False, "not_required_because": "As before."}},
}
"""What else a row says where it names one of these."""
RELATIONS = [
    (model, field)
    for room in ("inspections", "concerns")
    for model in apps.get_app_config(room).get_models()
    if model is not Progress and model._meta.model_name in ROWS
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
    if field.is_relation and field.related_model in NAMED
]


def point(row, field, named):
    """Let the row name another, past every rule: what is shown must not hang on them."""
    if field.many_to_many:
        getattr(row, field.name).add(named)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        values = {field.name: named, **BESIDE.get(field.name, {}).get(type(row), {})}
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def page(person, model, name, *args, query=None):
    client = Client()
    client.force_login(person)
    address = f"admin:{model._meta.label_lower.replace('.', '_')}_{name}"
    return client.get(reverse(address, args=args), query)


@pytest.mark.parametrize("role", ["analyst", "liaison_officer", "administrator", "inspector"])
@pytest.mark.parametrize(
    ("model", "field"), RELATIONS, ids=[f"{m._meta.model_name}.{f.name}" for m, f in RELATIONS]
)
def test_row_names_others_within_reach_only(request, force, model, field, role):
    person = request.getfixturevalue(role)
    row = ROWS[model._meta.model_name](force, "published")
    point(row, field, NAMED[field.related_model]())
    within = model._default_manager.visible_to(person).filter(pk=row.pk).exists()

    shown = page(person, model, "change", row.pk)
    listed = page(person, model, "changelist")

    assert shown.status_code == (200 if within else 302)
    assert listed.status_code == 200
    if role == "inspector":
        assert within
    else:
        assert SECRET not in shown.content.decode()
        assert SECRET not in listed.content.decode()


@pytest.mark.parametrize(
    ("role", "told"), [("analyst", False), ("liaison_officer", False), ("inspector", True)]
)
def test_draft_an_event_cites_is_told_to_those_who_see_it(request, force, role, told):
    person = request.getfixturevalue(role)
    concern = reach.concern(force, "published")
    draft = NAMED[Publication]()
    event = make.EventFactory(concern=concern, audience="everyone", publication=draft)

    for model, row in ((Concern, concern), (Event, event)):
        answer = page(person, model, "change", row.pk)
        assert answer.status_code == 200
        assert (SECRET in answer.content.decode()) == told


@pytest.mark.parametrize(("role", "offered"), [("analyst", False), ("inspector", True)])
def test_filter_offers_what_is_within_reach(request, force, role, offered):
    person = request.getfixturevalue(role)
    measure = reach.measure(force, "published")
    measure.concerns.add(NAMED[Concern]())

    client = Client()
    client.force_login(person)
    asked = client.get(reverse("admin:concerns_measure_changelist")).wsgi_request
    choices = RelatedOnlyFilter(
        Measure._meta.get_field("concerns"),
        asked,
        {},
        Measure,
        admin.site._registry[Measure],
        "concerns",
    ).lookup_choices

    assert any(SECRET in words for _, words in choices) == offered
    assert len(choices) == 1 + offered
