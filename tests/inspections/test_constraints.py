"""Everything the inspection record refuses, by the model's checks and past them."""

import datetime as dt

import pytest

from tests import factories as make
from tests.record_rules import copied, refused_by_database, said_of, sentences_of_model

pytestmark = pytest.mark.django_db

FIRST = dt.date(2021, 9, 1)
DAY = dt.date(2021, 9, 30)

CASES = [
    (make.ForceFactory, {"ons_code": "E2300005"}, "force_ons_code_form"),
    (
        make.ForceFactory,
        {"existed_from": DAY, "existed_until": DAY},
        "force_existed_until_after_from",
    ),
    (make.GradeFactory, {"rank": 0}, "grade_rank_from_one"),
    (
        make.FrameworkFactory,
        {"comparable_with_previous": False},
        "framework_comparability_has_reason",
    ),
    (
        make.FrameworkFactory,
        {"published_on": DAY, "published_on_precision": "month"},
        "framework_published_on_first_day",
    ),
    (make.InspectionFactory, {"completeness": "partial"}, "inspection_partial_says_what"),
    (make.InspectionFactory, {"missing": "The twelfth area."}, "inspection_partial_says_what"),
    (
        make.InspectionFactory,
        {"fieldwork_started_on": DAY, "fieldwork_ended_on": FIRST},
        "inspection_fieldwork_in_order",
    ),
    (
        make.InspectionFactory,
        {"declared_areas": 11, "declared_graded": 12},
        "inspection_graded_within_areas",
    ),
    (make.InspectionFactory, {"declared_graded": 11}, "inspection_graded_within_areas"),
    (
        make.MonitoringStageFactory,
        {"ended_on": None, "ended_on_precision": "year"},
        "monitoringstage_ended_on_first_day",
    ),
    (make.JudgmentFactory, {"state": "graded"}, "judgment_grade_iff_graded"),
    (make.JudgmentFactory, {"state": "carried_over"}, "judgment_grade_iff_graded"),
    (
        make.MonitoringStageFactory,
        {"started_on": DAY, "started_on_precision": "month"},
        "monitoringstage_started_on_first_day",
    ),
    (
        make.MonitoringStageFactory,
        {"started_on": FIRST, "started_on_precision": "year"},
        "monitoringstage_started_on_first_day",
    ),
    (
        make.MonitoringStageFactory,
        {"ended_on": dt.date(2020, 12, 1)},
        "monitoringstage_ends_after_start",
    ),
]


@pytest.mark.parametrize(("factory", "values", "rule"), CASES)
def test_row_breaking_rule_refused_by_database(factory, values, rule):
    assert refused_by_database(lambda: factory(**values)) == rule


@pytest.mark.parametrize(("factory", "values", "rule"), CASES)
def test_row_breaking_rule_refused_by_model_in_same_words(factory, values, rule):
    assert said_of(rule) in sentences_of_model(copied(factory(), **values))


@pytest.mark.parametrize(
    ("state", "sent_on", "published_on"),
    [
        ("draft", DAY, None),
        ("draft", None, DAY),
        ("sent", None, None),
        ("sent", DAY, DAY),
        ("published", None, None),
        ("published", DAY, None),
    ],
)
def test_publication_state_without_its_date_refused(state, sent_on, published_on):
    values = {"state": state, "sent_on": sent_on, "published_on": published_on}

    assert (
        refused_by_database(lambda: make.PublicationFactory(draft=True, **values))
        == "publication_state_has_its_date"
    )


def test_publication_published_before_sent_refused():
    make_it = lambda: make.PublicationFactory(  # noqa: E731
        draft=True, state="published", sent_on=DAY, published_on=FIRST
    )

    assert refused_by_database(make_it) == "publication_not_before_sent"


def test_publication_dated_tomorrow_refused():
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
    make_it = lambda: make.PublicationFactory(  # noqa: E731
        draft=True, state="published", published_on=tomorrow
    )

    assert refused_by_database(make_it) == "publication_not_in_future"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"reference": "another"}, "publication_identity_fixed"),
        ({"kind": "letter"}, "publication_identity_fixed"),
        ({"published_on": FIRST}, "publication_dates_fixed"),
        ({"state": "draft", "published_on": None}, "publication_dates_fixed"),
    ],
)
def test_published_publication_keeps_identity_and_dates(change, rule):
    publication = make.PublicationFactory()

    def edit():
        type(publication).objects.filter(pk=publication.pk).update(**change)

    assert refused_by_database(edit) == rule


def test_published_publication_title_may_be_edited():
    publication = make.PublicationFactory()
    publication.title = "A better title"
    publication.full_clean()
    publication.save()

    publication.refresh_from_db()
    assert (publication.title, publication.version) == ("A better title", 3)  # released, retitled


def test_addresses_of_released_publication_fixed():
    force = make.ForceFactory()
    publication = make.PublicationFactory(addresses=[force])

    assert (
        refused_by_database(lambda: make.AddressFactory(publication=publication)) == "address_fixed"
    )
    assert refused_by_database(lambda: publication.address_lines.all().delete()) == "address_fixed"


def test_judgment_of_area_of_another_framework_refused():
    stranger = make.AreaFactory()

    assert (
        refused_by_database(lambda: make.JudgmentFactory(area=stranger))
        == "judgment_area_of_framework"
    )
    row = copied(make.JudgmentFactory(), area=stranger)
    assert said_of("judgment_area_of_framework") in sentences_of_model(row)


def test_judgment_with_grade_of_another_scale_refused():
    stranger = make.GradeFactory()

    assert (
        refused_by_database(lambda: make.JudgmentFactory(state="graded", grade=stranger))
        == "judgment_grade_of_scale"
    )
    row = copied(make.JudgmentFactory(), state="graded", grade=stranger)
    assert said_of("judgment_grade_of_scale") in sentences_of_model(row)


def test_area_with_pillar_of_another_framework_refused():
    stranger = make.AreaFactory()

    assert (
        refused_by_database(lambda: make.AreaFactory(parent=stranger)) == "area_parent_in_framework"
    )
    row = copied(make.AreaFactory(), parent=stranger)
    assert said_of("area_parent_in_framework") in sentences_of_model(row)


@pytest.mark.parametrize(
    ("started_on", "ended_on", "refused"),
    [
        (dt.date(2020, 11, 1), dt.date(2020, 12, 1), False),  # abuts the day it begins
        (dt.date(2020, 11, 1), dt.date(2020, 12, 2), True),
        (dt.date(2022, 10, 27), None, True),
        (dt.date(2022, 10, 28), None, False),  # begins the day the other had ended
        (dt.date(2021, 1, 1), dt.date(2021, 2, 1), True),
    ],
)
def test_monitoring_stages_of_one_force_never_overlap(started_on, ended_on, refused):
    engage = make.MonitoringStageFactory(ended_on=dt.date(2022, 10, 28))
    second = {
        "force": engage.force,
        "stage": "scan",
        "started_on": started_on,
        "ended_on": ended_on,
    }

    rule = refused_by_database(
        lambda: make.MonitoringStageFactory(publication=engage.publication, **second)
    )

    assert rule == ("monitoringstage_no_overlap" if refused else None)


def test_nothing_recorded_is_deleted():
    row = make.InspectionFactory()

    assert (
        refused_by_database(lambda: type(row).objects.filter(pk=row.pk)._raw_delete("default"))
        == "never_deleted"
    )


def test_monitoring_stages_of_two_forces_may_overlap():
    engage = make.MonitoringStageFactory(ended_on=dt.date(2022, 10, 28))

    row = copied(engage, force=make.ForceFactory())

    assert sentences_of_model(row) == []
    assert sentences_of_model(copied(engage)) == [said_of("monitoringstage_no_overlap")]
