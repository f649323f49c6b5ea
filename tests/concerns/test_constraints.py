"""Everything the concerns' record refuses, by the model's checks and past them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from tests import factories as make
from tests.record_rules import copied, refused_by_database, said_of, sentences_of_model

pytestmark = pytest.mark.django_db

DAY = dt.date(2021, 9, 30)
FIVE, NINE = Decimal(5), Decimal(9)
NOTHING = {"low": None, "high": None}

VALUES = [
    ({"low": NINE, "high": FIVE, "kind": "range"}, "low_not_over_high"),
    ({"low": FIVE, "high": NINE}, "point_is_one_value"),
    ({"low": None, "high": FIVE}, "point_is_one_value"),
    (NOTHING, "point_is_one_value"),
    ({"low_inclusive": False}, "point_is_one_value"),
    ({"kind": "range", "low": FIVE, "high": FIVE}, "range_has_two_ends"),
    ({"kind": "range", "low": FIVE, "high": None}, "range_has_two_ends"),
    ({"kind": "bound", "low": FIVE, "high": NINE}, "bound_has_one_end"),
    ({"kind": "bound", **NOTHING}, "bound_has_one_end"),
    ({"kind": "change"}, "change_names_its_base"),
    ({"kind": "change", "change_unit": "percent"}, "change_names_its_base"),
    (
        {"kind": "change", "change_unit": "percent", "base_label": "before", **NOTHING},
        "change_names_its_base",
    ),
    ({"change_unit": "percent"}, "change_names_its_base"),
    ({"base_on": DAY}, "change_names_its_base"),
    ({"kind": "direction", "direction": "down"}, "direction_has_no_number"),
    ({"kind": "direction", **NOTHING}, "direction_has_no_number"),
    ({"direction": "down"}, "direction_has_no_number"),
    ({"kind": "direction", "direction": "down", **NOTHING, "margin": FIVE}, "margin_of_one_value"),
    ({"margin": Decimal(-1)}, "margin_of_one_value"),
    ({"kind": "bound", "low": FIVE, "high": None, "margin": FIVE}, "margin_of_one_value"),
    ({"kind": "range", "low": FIVE, "high": NINE, "margin": FIVE}, "margin_of_one_value"),
    ({"margin_level": Decimal(95)}, "level_of_margin"),
    ({"margin": FIVE, "margin_level": Decimal(100)}, "level_of_margin"),
]

CASES = [
    *((make.ReadingFactory, values, f"reading_{rule}") for values, rule in VALUES),
    *((make.FigureFactory, values, f"figure_{rule}") for values, rule in VALUES),
    (make.ReadingFactory, {"period_end": dt.date(2021, 9, 29)}, "reading_period_in_order"),
    (
        make.ReadingFactory,
        {"period_start": dt.date(1899, 12, 31), "period_end": DAY},
        "reading_period_in_living_memory",
    ),
    (make.ReadingFactory, {"numerator": FIVE}, "reading_numerator_over_denominator"),
    (
        make.ReadingFactory,
        {"numerator": FIVE, "denominator": Decimal(0)},
        "reading_numerator_over_denominator",
    ),
    (make.ReadingFactory, {"sample_size": 0}, "reading_sample_counts"),
    (make.ReadingFactory, {"superseded_because": "our_error"}, "reading_superseded_says_why"),
    (make.TargetFactory, NOTHING, "target_has_a_value"),
    (make.TargetFactory, {"low": NINE, "high": FIVE}, "target_has_a_value"),
    (make.TargetFactory, {"due_on": dt.date(2021, 9, 29)}, "target_due_after_set"),
    (make.TargetFactory, {"due_on_precision": "year"}, "target_due_on_first_day"),
    (make.FigureFactory, {"claim": "tested"}, "figure_claim_has_direction"),
    (make.FigureFactory, {"claim_direction": "improved"}, "figure_claim_has_direction"),
    (make.FigureFactory, {"comparator_margin": FIVE}, "figure_comparator_margin_of_value"),
    (make.ConcernFactory, {"missing": "All of it."}, "concern_partial_says_what"),
    (make.ConcernFactory, {"completeness": "partial"}, "concern_partial_says_what"),
    (make.WordingFactory, {"deadline_kind": "immediate"}, "wording_deadline_fits_kind"),
    (make.WordingFactory, {"deadline_months": None}, "wording_deadline_fits_kind"),
    (make.WordingFactory, {"deadline_days": 5}, "wording_deadline_fits_kind"),
    (
        make.WordingFactory,
        {"deadline_kind": "by_date", "deadline_months": None},
        "wording_deadline_fits_kind",
    ),
    (make.EventFactory, {"note": ""}, "event_comment_has_words"),
    (make.EventFactory, {"became": "open"}, "event_position_says_what"),
    (make.EventFactory, {"position": "status"}, "event_position_says_what"),
    (make.EventFactory, {"assessment": "some_progress"}, "event_assessment_at_revisit"),
    (make.EventFactory, {"kind": "struck_out"}, "event_strikes_out_and_says_why"),
    (make.EventFactory, {"kind": "closure_recorded"}, "event_recorded_closure_has_source"),
    (make.AnswerFactory, {"position": "not_accepted"}, "answer_refusal_has_reason"),
    (make.AnswerFactory, {"position": "accepted"}, "answer_position_of_recommendation"),
    (make.ResponseFactory, {"is_required": False}, "response_not_required_says_why"),
    (make.IndicatorFactory, {"ceiling": Decimal(0)}, "indicator_floor_below_ceiling"),
    (
        make.MeasureFactory,
        {"expected_every_days": 30, "expected_every_months": 1},
        "measure_one_cadence",
    ),
]


def _insert(factory, values):
    """Insert past the model's own checks, as raw SQL would."""
    if issubclass(factory, make.Opened):
        copied(factory(), reference="copy", **values).save(force_insert=True)
    else:
        factory(**values)


@pytest.mark.parametrize(("factory", "values", "rule"), CASES)
def test_row_breaking_rule_refused_by_database(factory, values, rule):
    # A row may break several rules, of which PostgreSQL names the first it meets.
    named = refused_by_database(lambda: _insert(factory, values))

    assert named == rule or said_of(named) in sentences_of_model(copied(factory(), **values))


@pytest.mark.parametrize(("factory", "values", "rule"), CASES)
def test_row_breaking_rule_refused_by_model_in_same_words(factory, values, rule):
    assert said_of(rule) in sentences_of_model(copied(factory(), **values))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_number_that_is_none_refused_by_the_column(number):
    target = make.TargetFactory()

    def insert():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO concerns_target (measure_id, low, set_on, set_on_precision, set_by,"
                " due_on_precision, statement, recorded_by_id, superseded_because, superseded_note)"
                " VALUES (%s, %s, '2022-01-01', 'day', 'force', 'day', '', %s, '', '')",
                [target.measure_id, number, target.recorded_by_id],
            )

    assert refused_by_database(insert) == "concerns_target_low_check"


def test_figure_without_a_place_refused():
    assert refused_by_database(lambda: make.FigureFactory(places=[])) == "figure_has_a_place"


def test_reading_of_tomorrow_refused():
    reading = make.ReadingFactory()
    day_after_tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
    row = copied(reading, period_start=day_after_tomorrow, period_end=day_after_tomorrow)

    assert refused_by_database(lambda: row.save(force_insert=True)) == "reading_not_in_future"


def test_percentage_with_numerator_over_denominator_refused():
    measure = make.MeasureFactory(indicator__unit="percent")
    parts = {"measure": measure, "numerator": NINE, "denominator": FIVE}

    assert refused_by_database(lambda: make.ReadingFactory(**parts)) == "reading_part_within_whole"
    row = copied(make.ReadingFactory(measure=measure), **parts)
    assert said_of("reading_part_within_whole") in sentences_of_model(row)


def test_rate_with_numerator_over_denominator_stands():
    measure = make.MeasureFactory(indicator__unit="per 1,000 people")

    assert make.ReadingFactory(measure=measure, numerator=NINE, denominator=FIVE).pk


@pytest.mark.parametrize(
    ("field", "limit"), [("floor", "not below 0 incidents"), ("ceiling", "not above 50 incidents")]
)
def test_reading_outside_the_indicators_limits_refused(field, limit):
    measure = make.MeasureFactory(indicator__ceiling=Decimal(50))
    value = Decimal(-1) if field == "floor" else Decimal(51)
    row = copied(make.ReadingFactory(measure=measure, value=Decimal(7)), low=value, high=value)

    assert f"low: {limit}." in sentences_of_model(row)


def test_second_current_reading_of_a_period_refused():
    first = make.ReadingFactory()
    second = copied(first, low=NINE, high=NINE)

    assert refused_by_database(lambda: second.save(force_insert=True)) == "reading_once_per_period"
    assert said_of("reading_once_per_period") in sentences_of_model(second)


def test_figure_of_a_sample_is_no_reading():
    reading = make.ReadingFactory()

    assert (
        refused_by_database(lambda: make.FigureFactory(nature="sample", reading=reading))
        == "figure_reading_is_observed"
    )


def test_observed_figure_is_no_target():
    target = make.TargetFactory()

    assert (
        refused_by_database(lambda: make.FigureFactory(target=target)) == "figure_target_is_target"
    )


def test_baseline_of_a_period_without_reading_refused():
    measure = make.MeasureFactory()

    assert (
        refused_by_database(lambda: make.BaselineFactory(measure=measure)) == "baseline_has_reading"
    )


def test_recommendation_of_another_forces_concern_refused():
    concern = make.ConcernFactory(cause=True)
    recommendation = make.RecommendationFactory(concern=concern)
    row = copied(
        recommendation,
        reference="other",
        force=make.ForceFactory(),
        wording=make.WordingFactory(publication=concern.publication),
    )

    assert (
        refused_by_database(lambda: row.save(force_insert=True))
        == "recommendation_concern_of_force"
    )
    assert said_of("recommendation_concern_of_force") in sentences_of_model(row)


def test_action_for_another_concerns_recommendation_refused():
    action = make.ActionFactory()
    row = copied(action, recommendation=make.RecommendationFactory())

    assert (
        refused_by_database(lambda: row.save(force_insert=True))
        == "action_recommendation_of_concern"
    )
    assert said_of("action_recommendation_of_concern") in sentences_of_model(row)


def test_lineage_to_itself_refused():
    concern = make.ConcernFactory()

    rule = refused_by_database(lambda: make.LineageFactory(earlier=concern, later=concern))

    assert rule in {"lineage_not_to_itself", "lineage_no_loop"}


def test_lineage_loop_refused():
    first = make.LineageFactory()
    second = make.LineageFactory(earlier=first.later)

    assert (
        refused_by_database(lambda: make.LineageFactory(earlier=second.later, later=first.earlier))
        == "lineage_no_loop"
    )


@pytest.mark.parametrize("field", ["kind", "force", "publication", "area"])
def test_published_concern_keeps_its_identity(field):
    concern = make.ConcernFactory()
    other = {
        "kind": "area_of_concern",
        "force": make.ForceFactory().pk,
        "publication": make.PublicationFactory().pk,
        "area": make.AreaFactory().pk,
    }[field]

    assert (
        refused_by_database(
            lambda: type(concern).objects.filter(pk=concern.pk).update(**{field: other})
        )
        == "concern_identity_fixed"
    )


def test_draft_concern_may_change_its_kind():
    concern = make.ConcernFactory(draft=True)
    type(concern).objects.filter(pk=concern.pk).update(kind="area_of_concern")

    concern.refresh_from_db()
    assert concern.kind == "area_of_concern"


def test_complete_cause_published_without_recommendation_refused():
    assert (
        refused_by_database(lambda: make.ConcernFactory(kind="cause_of_concern"))
        == "complete_cause_has_recommendation"
    )


def test_draft_with_bare_complete_cause_is_not_published():
    concern = make.ConcernFactory(kind="cause_of_concern", draft=True)

    assert (
        refused_by_database(lambda: concern.publication.release(published_on=DAY))
        == "complete_cause_has_recommendation"
    )


def test_complete_cause_and_its_recommendation_may_come_in_one_transaction():
    def make_both():
        concern = make.ConcernFactory(kind="cause_of_concern")
        make.RecommendationFactory(concern=concern)

    assert refused_by_database(make_both) is None


def test_response_due_on_another_day_refused():
    assert (
        refused_by_database(lambda: make.ResponseFactory(due_on=dt.date(2021, 11, 25)))
        == "response_due_on_56th_day"
    )


def test_response_of_a_force_not_addressed_refused():
    publication = make.PublicationFactory()

    assert (
        refused_by_database(lambda: make.ResponseFactory(publication=publication))
        == "response_force_addressed"
    )


@pytest.mark.parametrize("answered_on", [dt.date(2021, 9, 29), dt.date(2999, 1, 1)])
def test_answer_before_publication_or_in_future_refused(answered_on):
    assert (
        refused_by_database(lambda: make.AnswerFactory(answered_on=answered_on))
        == "answer_not_before_publication"
    )


def test_answer_on_a_recommendation_of_another_report_refused():
    stranger = make.RecommendationFactory()

    assert (
        refused_by_database(
            lambda: make.AnswerFactory(recommendation=stranger, position="accepted")
        )
        == "answer_recommendation_of_publication"
    )
