"""Rows found by words: their own and those of what they name, as far as it is within reach."""

import pytest

from api.clocks import instant_text
from concerns.models import Concern
from tests import factories as make
from tests import reach
from tests.concerns.test_lists_api import VIEWS
from tests.past import noon, recording_at

pytestmark = pytest.mark.django_db
FIRST, BETWEEN, SECOND = noon("2022-04-01"), noon("2022-06-01"), noon("2023-01-01")


@pytest.fixture
def find(api_client, inspector):
    def ask(words, resource="concerns", person=inspector, **asked):
        api_client.force_authenticate(person)
        answer = api_client.get(f"/api/v1/{resource}/", {"search": words, **asked})
        assert answer.status_code == 200, answer.content
        return set(reach.keys_in(resource, answer.json()))

    return ask


@pytest.fixture
def concern(db):
    force = make.ForceFactory(slug="greater-manchester", name="Greater Manchester Police")
    make.ConcernFactory(title="Another matter", reference="XYZ-2020-A2")
    return make.ConcernFactory(
        force=force,
        reference="GMP-2021-C1",
        external_references=["HM/77-b"],
        title="Responding to the public",
        detail="The force's policing of domestic abuse fails victims.",
    )


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("GMP-2021-C1", True),
        ("gmp-2021-c1", True),
        ("GMP", True),
        ("gmp 2021", True),
        ("C1", True),
        ("GMP-2021-C2", False),
        ("GMP-2020", False),
        ("HM/77-b", True),
        ("77", True),
        ("responds publicly", True),
        ("the public", True),
        ("The", True),
        ("policin", True),
        ("policin fails", False),
        ("dom", True),
        ("dom fails", False),
        ("victims manchester", True),
        ("manch", True),
        ("greater-manchester", True),
        ("victims essex", False),
        ('"domestic abuse"', True),
        ('"abuse domestic"', False),
        ('"domestic ab"', False),
        ("victims -manchester", False),
        ("victims -essex", True),
        ("essex or victims", True),
        ("essex OR wales", False),
        ('-"domestic abuse" gmp', False),
        ("'); DROP TABLE", False),
        ("gmp & ! | <-> :*", True),
    ],
)
def test_concern_is_found_by_its_words(find, concern, words, is_found):
    assert (concern.pk in find(words)) is is_found


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("&", "search: one word to look for at least."),
        ("-gmp", "search: one word to look for at least."),
        ("or", "search: one word to look for at least."),
        ("a" * 201, "search: at most 200 letters and 20 words."),
        ("a " * 21, "search: at most 200 letters and 20 words."),
    ],
)
def test_search_refused(api_client, inspector, words, sentence):
    api_client.force_authenticate(inspector)
    answer = api_client.get("/api/v1/concerns/", {"search": words})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"] == sentence


@pytest.mark.parametrize("clocks", ["live", "known_at"])
@pytest.mark.parametrize("resource", VIEWS)
def test_every_list_is_searched(find, resource, clocks):
    with recording_at(FIRST):
        force = make.ForceFactory(name="Zanzibar", slug="zanzibar-police")
        row = reach.full_row(resource, force)
        make.ConcernFactory()  # without which nothing is known at any instant
    key = reach.key_of(resource, row)
    known = clocks == "known_at" and "list" in VIEWS[resource].clocked_actions
    asked = {"known_at": instant_text(BETWEEN)} if known else {}
    words = {
        "frameworks": "peel",
        "areas": "area",
        "indicators": "incidents awaiting",
        "publications": "report",
        "wordings": "better",
        "lineages": "response public",
        "actions": "train supervisors",
        "events": "spoke",
        "forces": row.slug if resource == "forces" else "",
    }.get(resource, "zanzi")
    assert key in find(words, resource, **asked)
    assert key not in find("quagga", resource, **asked)


def test_note_for_another_audience_is_not_searched(find, liaison_officer, analyst, inspector):
    force = make.ForceFactory()
    force.liaison_officers.add(liaison_officer)
    concern = make.ConcernFactory(force=force)
    event = make.EventFactory(concern=concern, note="A quagga was seen.", audience="inspectorate")
    assert event.pk in find("quagga", "events", inspector)
    assert find("quagga", "events", liaison_officer) == set()
    assert find("quagga", "concerns", liaison_officer) == set()


def test_title_out_of_reach_is_not_searched(find, inspector, liaison_officer):
    force = make.ForceFactory()
    force.liaison_officers.add(liaison_officer)
    draft, out = reach.publication(force, "draft"), reach.publication(force, "published")
    hidden = make.ConcernFactory(force=force, publication=draft, cause=True, title="A quagga")
    row = make.RecommendationFactory(
        concern=hidden, wording=make.WordingFactory(publication=out, text="Count the zebras.")
    )
    assert row.pk in find("quagga", "recommendations", inspector)
    assert find("quagga", "recommendations", liaison_officer) == set()
    assert find("zebra -quagga", "recommendations", liaison_officer) == {row.pk}


def test_past_is_searched_as_it_was_known(find):
    with recording_at(FIRST):
        concern = make.ConcernFactory(title="Responding to the public")
    with recording_at(SECOND):
        Concern.objects.filter(pk=concern.pk).update(title="Counting quaggas")
    before = instant_text(BETWEEN)
    assert find("quagga") == {concern.pk}
    assert find("quagga", known_at=before) == set()
    assert find("responding", known_at=before) == {concern.pk}
    assert find("responding") == set()
