"""A file of readings is uploaded, looked at, mended and confirmed in the admin."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from api.entries import REASONS
from concerns.models import Reading, ReadingUpload
from tests import factories as make
from tests.concerns.uploads.files import text, workbook

REASON = REASONS[0][0]
UPLOAD = "/admin/concerns/reading/upload/"
HEAD = ("period_start", "period_end", "value", "source", "because")
MAY = ("2021-05-01", "31/05/2021")
JUNE = ("2021-06-01", "2021-06-30")


@pytest.fixture
def measure(force):
    return make.MeasureFactory(
        indicator=make.IndicatorFactory(code="calls", unit="percent", ceiling=100),
        force=force,
        said_by="force",
    )


@pytest.fixture
def upload(client_of, inspector, measure):
    """Upload a file from the measure's page; the answer is the preview, or the form again."""

    def send(body, by=inspector, name="readings.csv", query=None, **more):
        address = UPLOAD + (f"?measure={measure.pk}" if query is None else query)
        sent = {"file": SimpleUploadedFile(name, body), "on_error": "all_or_nothing", **more}
        return client_of(by).post(address, sent, follow=True)

    return send


@pytest.fixture
def confirm(client_of, inspector):
    """Send the preview's form as it stands, with what is chosen otherwise."""

    def send(preview, by=inspector, button="confirm", **chosen):
        judged = preview.context
        sent = {"on_error": judged["upload"].on_error, "seen": judged["digest"], button: "yes"}
        address = f"{UPLOAD}{judged['upload'].pk}/"
        return client_of(by).post(address, {**sent, **chosen}, follow=True)

    return send


def kinds(preview):
    return {kind: count for kind, _, _, count in preview.context["kinds"]}


def page(answer):
    return answer.content.decode()


def messages(answer):
    return [str(message) for message in answer.context["messages"]]


def test_nothing_is_stored_before_the_confirmation(upload, confirm, measure, inspector):
    preview = upload(text(HEAD, (*MAY, "77.70", "Letter", "")))

    assert kinds(preview) == {"created": 1}
    assert "77.70 percent, May 2021" in page(preview)
    assert not Reading.objects.exists()
    kept = ReadingUpload.objects.get()
    assert (kept.owner, kept.measure, kept.name) == (inspector, measure, "readings.csv")

    answer = confirm(preview)

    assert answer.redirect_chain[-1][0] == reverse(
        "admin:concerns_measure_change", args=[measure.pk]
    )
    assert messages(answer) == ["Recorded 1 reading of readings.csv."]
    assert "77.70 percent" in page(answer)
    reading = Reading.objects.get()
    assert (str(reading.low), reading.source, reading.recorded_by) == ("77.70", "Letter", inspector)
    assert not ReadingUpload.objects.exists()


def test_every_fault_stands_beside_its_cell_and_nothing_is_recorded(upload, confirm):
    body = text(
        HEAD,
        (*MAY, "101", "", ""),
        ("2021-13-01", JUNE[1], "x", "", ""),
        (*JUNE, "80", "", "no_such_reason"),
        ("2021-07-01", "2021-07-31", "80", "", ""),
    )

    preview = upload(body)

    assert kinds(preview) == {"refused": 3, "created": 1}
    faulty = {
        (row.line, cell.name): cell.faults
        for row in preview.context["rows"]
        for cell in row.cells
        if cell.faults
    }
    assert set(faulty) == {(2, "value"), (3, "period_start"), (3, "value"), (4, "because")}
    assert faulty[2, "value"] == ["value: not above 100 percent."]
    assert 'href="#r1-period_start"' in page(preview)
    assert re.search(
        r'<td data-label="period_start" class="faulty" id="r1-period_start"', page(preview)
    )

    answer = confirm(preview)

    assert "3 of the rows are refused, so nothing is recorded" in page(answer)
    assert not Reading.objects.exists()
    assert ReadingUpload.objects.count() == 1


def test_good_rows_are_recorded_and_the_refused_stay_to_be_mended(
    upload, confirm, client_of, inspector
):
    preview = upload(text(HEAD, (*MAY, "77.70", "", ""), (*JUNE, "x", "=1+1", "")))

    answer = confirm(preview, on_error="skip")

    assert messages(answer) == [
        "Recorded 1 reading of readings.csv. The 1 refused stay here until they are mended or "
        "discarded."
    ]
    assert [row.line for row in answer.context["rows"]] == [3]
    refused = client_of(inspector).get(f"{UPLOAD}{answer.context['upload'].pk}/refused/")
    lines = refused.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "period_start,period_end,value,source,because,faults"
    assert lines[1].startswith("2021-06-01,2021-06-30,x,'=1+1,,\"value: ")

    mended = upload(refused.content.replace(b",x,", b",78.10,"))

    assert kinds(mended) == {"created": 1}
    confirm(mended)
    assert sorted(map(str, Reading.objects.values_list("low", flat=True))) == ["77.70", "78.10"]
    assert Reading.objects.get(low="78.10").source == "=1+1"


def test_what_stands_already_is_recognised_and_changes_nothing(upload, confirm, measure):
    make.ReadingFactory(
        measure=measure,
        value="77.7",
        period_start=dt.date(2021, 5, 1),
        period_end=dt.date(2021, 5, 31),
    )

    preview = upload(text(HEAD, (*MAY, "77.7", "", "")))

    assert kinds(preview) == {"unchanged": 1}
    assert "There is nothing to record" in page(preview)
    assert 'name="confirm"' not in page(preview)
    assert Reading.objects.count() == 1


@pytest.fixture
def standing(measure, inspector):
    return make.ReadingFactory(
        measure=measure,
        value="70.50",
        period_start=dt.date(2021, 5, 1),
        period_end=dt.date(2021, 5, 31),
    )


def test_correction_shows_what_was_and_becomes(upload, confirm, standing):
    preview = upload(text(HEAD, (*MAY, "77.70", "", REASON)))

    assert kinds(preview) == {"superseded": 1}
    [row] = preview.context["rows"]
    assert (row.standing, row.becomes) == (standing, "77.70 percent, May 2021")


def test_correction_without_a_reason_is_asked_for_one(upload, confirm, standing):
    preview = upload(text(HEAD[:3], (*MAY, "77.70"), (*JUNE, "80")))
    assert kinds(preview) == {"unexplained": 1, "created": 1}
    assert "was <a" in page(preview)
    assert "70.50 percent" in page(preview)

    at_once = confirm(preview, because=REASON, note="Typed wrongly.")
    assert "is not what you were shown" in page(at_once)
    assert Reading.objects.count() == 1
    assert kinds(at_once) == {"superseded": 1, "created": 1}

    answer = confirm(at_once, because=REASON, note="Typed wrongly.")

    assert messages(answer) == ["Recorded 2 readings of readings.csv."]
    standing.refresh_from_db()
    assert (standing.superseded_because, standing.superseded_note) == (REASON, "Typed wrongly.")
    assert str(Reading.objects.get(supersedes=standing).low) == "77.70"


def test_record_that_changed_meanwhile_is_shown_before_anything_is_recorded(
    upload, confirm, measure
):
    preview = upload(text(HEAD[:3], (*MAY, "77.70"), (*JUNE, "80")))
    make.ReadingFactory(
        measure=measure,
        value="77.70",
        period_start=dt.date(2021, 5, 1),
        period_end=dt.date(2021, 5, 31),
    )

    answer = confirm(preview)

    assert "is not what you were shown: nothing is recorded yet" in page(answer)
    assert kinds(answer) == {"created": 1, "unchanged": 1}
    assert Reading.objects.count() == 1
    assert messages(confirm(answer)) == ["Recorded 1 reading of readings.csv."]


def test_workbook_is_previewed_and_confirmed(upload, confirm):
    body = workbook(
        HEAD[:3], (dt.date(2021, 5, 1), dt.date(2021, 5, 31), 0.777), formats={"C2": "0.00%"}
    )

    preview = upload(body, name="readings.xlsx")
    confirm(preview)

    assert "sheet Readings" in page(preview)
    assert str(Reading.objects.get().low) == "77.70"


def test_percentage_of_a_measure_in_another_unit_is_refused(upload):
    make.MeasureFactory(
        indicator=make.IndicatorFactory(code="backlog", unit="incidents"),
        force__slug="backlog-force",
    )
    head = ("force", "indicator", *HEAD[:3])

    preview = upload(text(head, ("backlog-force", "backlog", *MAY, "20%")))

    [row] = preview.context["rows"]
    assert "this measure is in incidents: type the number" in str(row)


def test_second_click_finds_it_gone(upload, confirm):
    preview = upload(text(HEAD[:3], (*MAY, "77.70")))
    confirm(preview)

    again = confirm(preview)

    assert again.redirect_chain == [(UPLOAD, 302)]
    assert Reading.objects.count() == 1


def test_discarded_upload_is_gone(upload, confirm, measure):
    answer = confirm(upload(text(HEAD[:3], (*MAY, "77.70"))), button="discard")

    assert messages(answer) == ["readings.csv is discarded; nothing of it was recorded."]
    assert not ReadingUpload.objects.exists()
    assert not Reading.objects.exists()


def test_upload_is_its_owners_alone(upload, confirm, client_of, lead_inspector):
    preview = upload(text(HEAD[:3], (*MAY, "77.70")))
    address = f"{UPLOAD}{preview.context['upload'].pk}/"
    other = client_of(lead_inspector)

    assert other.get(address).status_code == 302
    assert other.get(f"{address}refused/").status_code == 302
    assert confirm(preview, by=lead_inspector).redirect_chain == [(UPLOAD, 302)]
    assert (Reading.objects.count(), ReadingUpload.objects.count()) == (0, 1)


def test_upload_is_forgotten_after_a_day_and_the_oldest_makes_room(upload, inspector, client_of):
    old = make.ReadingUploadFactory(
        owner=inspector,
        uploaded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        expires_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    )
    waiting = [make.ReadingUploadFactory(owner=inspector) for _ in range(10)]
    others = make.ReadingUploadFactory()

    assert client_of(inspector).get(f"{UPLOAD}{old.pk}/").status_code == 302
    new = upload(text(HEAD[:3], (*MAY, "77.70"))).context["upload"]

    left = set(ReadingUpload.objects.values_list("pk", flat=True))
    assert left == {*(each.pk for each in waiting[1:]), others.pk, new.pk}


def test_officer_records_what_the_own_force_says_and_nothing_else(
    upload, confirm, measure, liaison_officer
):
    ours = make.MeasureFactory(indicator=measure.indicator, force=measure.force)
    head = ("measure", *HEAD[:3])

    preview = upload(text(head, ("", *MAY, "77.70"), (ours.pk, *MAY, "70")), by=liaison_officer)

    assert kinds(preview) == {"created": 1, "refused": 1}
    confirm(preview, by=liaison_officer, on_error="skip")
    assert [reading.measure for reading in Reading.objects.all()] == [measure]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"vallue\n1", "vallue"),
        (b"value\n\n", "no row under the names"),
        (b"\xd0\xcf\x11\xe0 old", "an old workbook, or one with a password"),
        (b"PK\x03\x04 broken", "no workbook that can be read"),
    ],
)
def test_file_that_cannot_be_read_is_refused_beside_its_field(upload, body, said):
    answer = upload(body, on_error="skip")

    assert said in str(answer.context["form"].errors["file"])
    assert '<input type="radio" name="on_error" value="skip"' in page(answer)
    assert re.search(r'value="skip"[^>]* checked', page(answer))
    assert not ReadingUpload.objects.exists()


def test_file_that_is_too_large_is_refused_in_words(upload, settings):
    settings.BULK_MAX_BYTES = 1024 * 1024

    answer = upload(b"value\n" + b"1\n" * 600_000)

    assert "larger than 1 MiB" in str(answer.context["form"].errors["file"])


def test_thousands_of_rows_are_paged_under_a_hundred_kilobytes(upload, confirm, measure):
    first = dt.date(2000, 1, 1)
    rows = [(day, day, "101.5x") for day in (first + dt.timedelta(n) for n in range(3000))]

    preview = upload(text(HEAD[:3], *rows))

    assert kinds(preview) == {"refused": 3000}
    assert len(preview.context["rows"]) == 25
    assert len(preview.content) < 100_000
    last = upload(text(HEAD[:3], *rows), query=f"?measure={measure.pk}")
    assert last.context["page"].paginator.num_pages == 120
