"""Every page of the admin, for every role: what is within reach is there, the rest is not."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from concerns.models import Progress, Reading
from tests import factories as make

ROLES = ["inspector", "lead_inspector", "liaison_officer", "analyst", "administrator"]
MODELS = sorted(
    (m for m in admin.site._registry if m._meta.app_label in {"inspections", "concerns"}),
    key=lambda m: m._meta.label,
)
FACTORIES = {
    factory._meta.model: factory
    for factory in vars(make).values()
    if isinstance(factory, type)
    and hasattr(factory, "_meta")
    and hasattr(factory, "build")
    and factory._meta.model is not None
}


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def a_row(model):
    if model is Progress:
        return make.ReadingFactory().measure
    return FACTORIES[model]()


def test_every_model_of_the_record_has_a_page():
    rooms = [apps.get_app_config(name) for name in ("inspections", "concerns")]
    kept = {
        model
        for room in rooms
        for model in room.get_models()
        if not model.__name__.endswith("History")
    }

    assert {model.__name__ for model in kept - set(MODELS)} <= {
        "Address",
        "ForceInspector",
        "ForceOfficer",
        "MeasureConcern",
        "ReadingUpload",  # on pages of its own, and no part of the record
    }


@pytest.mark.django_db  # it asks for its person by name, which collects no database
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_list_shows_what_is_within_reach(request, model, role):
    person = request.getfixturevalue(role)
    row = a_row(model)

    answer = client_of(person).get(address(model, "changelist"))

    if model is Progress:
        seen = Progress.objects.at(as_at=make.PUBLISHED_ON).visible_to(person)
    else:
        seen = model._default_manager.visible_to(person)
    assert answer.status_code == 200
    assert answer.context["cl"].queryset.filter(pk=row.pk).exists() == (
        seen.filter(pk=row.pk).exists()
    )


@pytest.mark.django_db  # it asks for its person by name, which collects no database
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "model", [m for m in MODELS if m is not Progress], ids=lambda model: model._meta.label
)
def test_page_of_a_row_is_there_within_reach_only(request, model, role):
    person = request.getfixturevalue(role)
    row = a_row(model)
    assert model._default_manager.filter(pk=row.pk).exists()

    answer = client_of(person).get(address(model, "change", row.pk))

    visible = model._default_manager.visible_to(person).filter(pk=row.pk).exists()
    assert answer.status_code == (200 if visible else 302)


@pytest.mark.parametrize(
    "model",
    [m for m in MODELS if m is not Progress],
    ids=lambda model: model._meta.label,
)
def test_list_asks_as_much_for_six_rows_as_for_two(inspector, model, django_assert_max_num_queries):
    client = client_of(inspector)
    for _ in range(2):
        a_row(model)
    client.get(address(model, "changelist"))  # warms what is asked once a process
    with django_assert_max_num_queries(60) as asked:
        client.get(address(model, "changelist"))
    two = len(asked.captured_queries)
    for _ in range(4):
        a_row(model)
    with django_assert_max_num_queries(60) as asked:
        client.get(address(model, "changelist"))

    assert len(asked.captured_queries) <= two


@pytest.fixture
def measure(force):
    return make.MeasureFactory(indicator__unit="percent", force=force)


ENTRY = {
    "period_start": "2021-12-01",
    "period_end": "2021-12-01",
    "period_basis": "stated",
    "kind": "point",
    "value": "77.70",
    "low_inclusive": "on",
    "high_inclusive": "on",
}


def add(person, measure, **values):
    entry = {**ENTRY, "measure": measure.pk, **values}
    entry = {name: value for name, value in entry.items() if value is not None}
    return client_of(person).post(address(Reading, "add"), entry)


def test_reading_is_added_from_the_page(inspector, measure):
    answer = add(inspector, measure)

    assert answer.status_code == 302
    reading = measure.readings.get()
    assert (str(reading.low), reading.value, reading.recorded_by) == (
        "77.70",
        reading.high,
        inspector,
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"kind": "range", "value": "", "low": "9", "high": "5"},
            "High: not below low.",
        ),
        (
            {"kind": "direction", "value": "", "direction": "down", "margin": "3"},
            "Margin: nought or more, and only around one value",
        ),
        ({"period_end": "2021-11-30"}, "Period end: not before “Period start”."),
        (
            {"period_start": "2099-01-01", "period_end": "2099-01-01"},
            "Period end: today or earlier",
        ),
        ({"value": "NaN"}, "Enter a number."),
        (
            {"numerator": "9", "denominator": "5"},
            "Numerator: not over the denominator in a percentage.",
        ),
    ],
)
def test_bad_reading_is_refused_beside_its_field_and_kept_in_the_form(
    inspector, measure, values, sentence
):
    answer = add(inspector, measure, **values, source="A note that stays")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "A note that stays" in page
    assert not Reading.objects.exists()


def test_reading_of_the_inspectorate_is_not_added_by_a_liaison_officer(liaison_officer, measure):
    add(liaison_officer, measure)

    assert not Reading.objects.exists()


def test_correction_without_a_reason_is_refused(inspector):
    reading = make.ReadingFactory()

    answer = client_of(inspector).post(
        address(Reading, "correct", reading.pk),
        {**ENTRY, "measure": reading.measure_id, "superseded_because": ""},
    )

    reading.refresh_from_db()
    assert answer.status_code == 200
    assert reading.superseded_at is None


def test_measure_page_says_progress_and_draws_it(inspector):
    concern = make.ConcernFactory()
    measure = make.MeasureFactory(force=concern.force, concerns=[concern])
    make.ReadingFactory(measure=measure, value=100)
    make.ReadingFactory(measure=measure, value=40, period_start=dt.date(2021, 10, 28))

    page = client_of(inspector).get(address(type(measure), "change", measure.pk)).content.decode()

    assert "yes, first on 28 October 2021, 28 days after 30 September 2021." in page
    assert '<svg height="' in page
    assert " style=" not in page
