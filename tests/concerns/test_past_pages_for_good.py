"""Pages of the admin pinned to the two clocks: whatever is recorded later, they stay as they are."""

import html
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests import reach
from tests.concerns.series import read
from tests.concerns.test_past_pages import YEAR, claim, day, judged, say
from tests.past import noon, recording_at
from tests.reach import recommendation

PINNED = {"as_at": "2022-03-03", "known_at": "2026-02-28"}


def everything(force, by):
    """A concern with all that hangs on it, a measure, an indicator compared, grades."""
    put = recommendation(force, "published")
    event = claim(put, "2022-03-01", by)
    measure = make.MeasureFactory(force=force, concerns=[put.concern])
    reading = read(measure, YEAR, "41")
    say(measure.indicator, "b", "11")
    target = make.TargetFactory(measure=measure)
    judgment = judged(force, "2021-09-30", "poor")
    return event, reading, target, judgment


def test_what_is_recorded_later_does_not_change_a_pinned_page(
    page_of, force, inspector, liaison_officer, analyst
):
    with recording_at(noon("2026-02-01")):
        event, reading, target, judgment = everything(force, liaison_officer)
    put, measure = event.recommendation, reading.measure
    rows = (put.concern, put, measure, measure.indicator, force)
    people = (inspector, liaison_officer, analyst)

    def pinned():
        return [page_of(row, person, **PINNED) for row in rows for person in people]

    def live():
        return [page_of(row, person) for row in rows for person in people]

    before, before_live = pinned(), live()
    with recording_at(noon("2026-03-01")):
        event.strike_out(
            happened_on=day("2022-03-02"), by=liaison_officer, route="command", note="Mistaken."
        )
        claim(put, "2022-03-02", liaison_officer, "claimed_complete")
        reading.supersede(by=inspector, because="our_error", low=14, high=14)
        read(measure, "2022-02-01", "7")
        target.withdraw(by=inspector, note="It was never set.")
        judgment.supersede(by=inspector, because="our_error", state="pending", grade=None)
        make.ActionFactory(concern=put.concern)

    assert pinned() == before
    assert all(
        "As it stood on 3 March 2022, as known on 28 February 2026, 23:59" in p for p in before
    )
    assert all(now != then for now, then in zip(live(), before_live, strict=True))


def test_live_page_can_be_cited(page_of, force, client_of, inspector):
    with recording_at(noon("2026-02-01")):
        measure = reach.reading(force, "published").measure

    [url] = re.findall(r'href="([^"]+)"[^>]*>Cite this<', page_of(measure))
    cited = client_of(inspector).get(html.unescape(url)).content.decode()

    assert "As it stood on" in cited
    assert "100 incidents" in cited
    assert "Cite this" not in cited


def test_pages_of_the_past_take_as_many_queries_for_more(
    page_of, force, liaison_officer, inspector
):
    def queries(row):
        with CaptureQueriesContext(connection) as captured:
            page_of(row, **PINNED)
        return len(captured)

    with recording_at(noon("2026-02-01")):
        event, reading, _, judgment = everything(force, liaison_officer)
    concern, measure = event.recommendation.concern, reading.measure
    rows = (concern, measure, measure.indicator, force)
    list(map(queries, rows))  # the first page of a process asks for content types too
    few = list(map(queries, rows))
    with recording_at(noon("2026-02-02")):
        for number in (1, 2, 3):
            make.RecommendationFactory(concern=concern)
            make.EventFactory(concern=concern, happened_on=day("2022-01-01"))
            read(measure, f"2021-10-0{number}", "9")
            say(measure.indicator, f"c{number}", "12")
            make.JudgmentFactory(inspection=judgment.inspection, graded=True)
    assert list(map(queries, rows)) == few
