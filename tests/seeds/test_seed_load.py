import datetime as dt

import pytest

from concerns.models import (
    Answer,
    Concern,
    Event,
    Figure,
    Measure,
    Reading,
    Recommendation,
    Response,
    Target,
)
from inspections.models import MonitoringStage, Publication
from seeds.models import LoadedDocument
from tests.factories import ForceFactory
from tests.seeds.small import SMALL, line_of

pytestmark = pytest.mark.django_db

MADE = {
    "publications": 1,
    "responses": 1,
    "concerns": 1,
    "wordings": 1,
    "recommendations": 1,
    "events": 2,
    "indicators": 1,
    "measures": 1,
    "readings": 2,
    "targets": 1,
    "figures": 1,
    "answers": 1,
}


@pytest.fixture(autouse=True)
def kent(db):
    return ForceFactory(slug="kent")


def nothing_stored():
    return not any(
        model.objects.exists() for model in (Publication, Concern, Measure, LoadedDocument)
    )


def test_document_becomes_the_record(load):
    assert load(SMALL).counts == MADE

    concern = Concern.objects.get(reference="KENT-2021-C1")
    recommendation = concern.recommendations.get()
    figure = Figure.objects.get()
    assert recommendation.due_on == dt.date(2021, 12, 30)
    assert recommendation.force_status == "in_progress"
    assert [event.kind for event in Event.objects.story_of(concern)] == [
        "opened",
        "opened",
        "claimed_progress",
        "commented",
    ]
    assert (figure.reading.high, figure.reading.kind) == (90, "bound")
    assert figure.reading.approximate
    assert str(Reading.objects.get(period_end=dt.date(2021, 9, 30)).low) == "200.0"
    assert Response.objects.get().due_on == dt.date(2021, 11, 24)
    assert list(concern.measures.all()) == [Measure.objects.get()]
    target = Target.objects.get()
    assert (target.set_on_precision, target.due_on_precision) == ("month", "year")


def test_loader_signs_with_its_service_account_and_route(load):
    load(SMALL)

    assert {event.recorded_by.username for event in Event.objects.all()} == {"seed-loader"}
    assert set(Event.objects.values_list("route", flat=True)) == {"seed"}
    assert Reading.objects.first().recorded_by.is_service


def test_second_load_of_the_same_document_does_nothing(load):
    load(SMALL)
    stamps = list(Event.objects.values_list("pk", "recorded_at"))

    again = load(SMALL)

    assert (again.is_known, again.counts) == (True, {})
    assert list(Event.objects.values_list("pk", "recorded_at")) == stamps


def test_same_records_in_another_document_add_nothing(load):
    load(SMALL)

    assert load(SMALL, name="copy").counts == {}


def test_ledger_keeps_digest_instant_and_counts(load):
    load(SMALL)
    first = LoadedDocument.objects.get(name="small")
    load(SMALL + "# a remark\n")
    second = LoadedDocument.objects.get(name="small")

    assert (first.counts, second.counts) == (MADE, {})
    assert first.sha256 != second.sha256


def test_check_finds_everything_and_stores_nothing(load):
    assert load(SMALL, check_only=True).counts == MADE
    assert nothing_stored()


def test_changed_document_that_only_adds_is_loaded(load):
    load(SMALL)

    added = load(
        SMALL.replace(
            "        note: A plan was made.\n",
            "        note: A plan was made.\n"
            "      - {kind: revisited, happened_on: 2022-01, note: Seen.}\n",
        )
    )

    assert added.counts == {"events": 1}


def test_draft_is_released_by_a_later_document(load):
    before, _, rest = SMALL.replace("    published_on: 2021-09-30\n", "").partition(
        "        events:"
    )
    draft = before + rest[rest.index("    events:") :].partition("responses:")[0]
    load(draft)
    assert Publication.objects.get().state == "draft"
    assert Recommendation.objects.get().due_on is None

    added = load(draft.replace("    addresses:", "    published_on: 2021-09-30\n    addresses:"))

    assert added.counts == {"responses": 1}
    assert Publication.objects.get().state == "published"
    assert Recommendation.objects.get().due_on == dt.date(2021, 12, 30)


def test_links_of_a_measure_only_grow(load):
    load(SMALL)

    load(SMALL.replace(", concerns: [KENT-2021-C1]", ""))

    assert Measure.objects.get().concerns.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "where", "sentence"),
    [
        ("title: Response to", "title: Reply to", "concerns KENT-2021-C1, title", '"Response'),
        ("value: 200.0", "value: 201", "readings", "the record has 200.0, the document 201"),
        ("at_most: 90", "less_than: 90", "reading", "has True, the document False"),
        ("at_most: 90", "value: 90", "reading", "the record has bound, the document point"),
        ("months: 3", "months: 4", "recommendations", "the record has 3, the document 4"),
        ("2021-09-30\n    add", "2021-09\n    add", "publications", "has 2021-09-30"),
        ("was made", "is made", "events commented", 'the record has "A plan was made."'),
        ("places: [3]", "places: [4]", "figures M01", "the record has [3], the document [4]"),
        ("due_on: 2022", "due_on: 2023", "targets", "the record has 2022, the document 2023"),
        ("better: lower", "better: higher", "indicators backlog", "the record has lower"),
        ("position: accepted", "position: commented", "answers", "the record has accepted"),
    ],
)
def test_changed_document_refused_with_both_sides(load, faults, old, new, where, sentence):
    load(SMALL)
    before = LoadedDocument.objects.get().sha256
    assert SMALL.count(old) == 1
    changed = SMALL.replace(old, new)

    (fault,) = faults(changed)

    assert where in f"{fault.record}, {fault.field}"
    assert sentence in fault.sentence
    assert fault.line == line_of(changed, new)
    assert LoadedDocument.objects.get().sha256 == before


def test_other_addresses_refused(load, faults):
    load(SMALL)
    ForceFactory(slug="sussex")

    (fault,) = faults(SMALL.replace("addresses: [kent]", "addresses: [kent, sussex]"))

    assert (fault.line, fault.field) == (7, "addresses")
    assert "the record has kent, the document kent, sussex" in fault.sentence


def test_texts_that_people_filled_in_are_no_difference(load):
    load(SMALL)
    Publication.objects.update(note="Filled in by an inspector.")

    assert load(SMALL + "# a remark\n").counts == {}


def test_corrected_reading_is_not_brought_back(load, faults, inspector):
    load(SMALL)
    reading = Reading.objects.get(period_end=dt.date(2021, 9, 30))
    reading.supersede(by=inspector, because="our_error", low=210, high=210)

    (fault,) = faults(SMALL + "# a remark\n")

    assert "the record has 210, the document 200.0" in fault.sentence


def test_month_and_year_are_kept_with_their_precision(load):
    load(
        "title: Stages\nmonitoring_stages:\n"
        "  - {force: kent, stage: engage, started_on: 2019, ended_on: 2020-12}\n"
    )

    stage = MonitoringStage.objects.get()
    assert (stage.started_on, stage.started_on_precision) == (dt.date(2019, 1, 1), "year")
    assert (stage.ended_on, stage.ended_on_precision) == (dt.date(2020, 12, 1), "month")


def test_one_wording_is_put_to_two_forces(load):
    ForceFactory(slug="sussex")
    made = load(
        """
        title: A national report
        publications:
          - reference: thematic
            title: On calls
            kind: thematic_report
            published_on: 2021-09-30
            addresses: [kent, sussex]
        recommendations:
          - {reference: T-1-KENT, publication: thematic, force: kent, number: 1,
             text: Answer., deadline_kind: by_date, deadline_on: 2022-09-30}
          - {reference: T-1-SUSSEX, publication: thematic, force: sussex, number: 1}
        """
    ).counts

    assert (made["wordings"], made["recommendations"], made["responses"]) == (1, 2, 2)
    assert {row.due_on for row in Recommendation.objects.all()} == {dt.date(2022, 9, 30)}
    assert Answer.objects.count() == 0
