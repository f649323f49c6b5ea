"""Quick search: a reference leads straight to its record, words find what is within reach."""

import pytest
from django.test import Client
from django.urls import reverse

from concerns.admin.find import MOST_FOUND
from tests import factories as make

FIND = reverse("find")


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def found(person, words):
    answer = client_of(person).get(FIND, {"find": words})
    assert answer.status_code == 200
    return {kind.title: [row.reference for row in kind.rows] for kind in answer.context["kinds"]}


@pytest.fixture
def concern(force):
    values = {"force": force, "reference": "GMP-2021-C1", "external_references": ["REG-77"]}
    return make.ConcernFactory(cause=True, title="Answering the public", **values)


@pytest.mark.parametrize("words", ["GMP-2021-C1", "gmp-2021-c1", "  GMP-2021-C1 ", "REG-77"])
def test_reference_leads_to_its_concern(inspector, concern, words):
    answer = client_of(inspector).get(FIND, {"find": words})

    assert (answer.status_code, answer.url) == (
        302,
        reverse("admin:concerns_concern_change", args=[concern.pk]),
    )


def test_reference_leads_to_its_recommendation(inspector, concern):
    put = make.RecommendationFactory(concern=concern, reference="GMP-2021-C1.1")

    answer = client_of(inspector).get(FIND, {"find": "gmp-2021-c1.1"})

    assert answer.url == reverse("admin:concerns_recommendation_change", args=[put.pk])


def test_reference_out_of_reach_leads_nowhere(other_liaison_officer, concern):
    assert found(other_liaison_officer, "GMP-2021-C1") == {}


def test_words_and_force_are_found_within_reach(
    inspector, liaison_officer, other_liaison_officer, concern
):
    expected = {"Forces": ["Own Force"], "Concerns": ["GMP-2021-C1"]}

    assert found(inspector, "own force") == expected
    assert found(liaison_officer, "answering public") == {"Concerns": ["GMP-2021-C1"]}
    assert found(other_liaison_officer, "answering public") == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Type a reference"),
        ("--", "One word to look for at least."),
        ("\x00", "Type a reference"),
        ("x " * 150, "At most 200 letters and 20 words."),
        ("zqnothing", "Nothing within your reach holds all of these words"),
    ],
)
def test_page_says_what_it_needs(inspector, words, said):
    assert said in client_of(inspector).get(FIND, {"find": words}).content.decode()


def test_no_more_are_shown_than_fit_a_page(inspector, force, django_assert_max_num_queries):
    publication = make.PublicationFactory(addresses=[force])
    for _ in range(MOST_FOUND + 2):
        make.ConcernFactory(force=force, publication=publication, title="Backlog")

    client = client_of(inspector)
    with django_assert_max_num_queries(10):
        answer = client.get(FIND, {"find": "backlog"})

    (kind,) = answer.context["kinds"]
    assert (len(kind.rows), kind.has_more) == (MOST_FOUND, True)
    assert len(answer.content) < 100_000


def test_every_page_has_the_search(inspector, concern):
    for address in ("admin:index", "overview", "admin:concerns_concern_changelist"):
        page = client_of(inspector).get(reverse(address)).content.decode()
        assert f'<form id="find" role="search" action="{FIND}">' in page
        assert 'for="find-words"' in page


def test_who_is_not_signed_in_is_not_offered_it():
    assert 'id="find"' not in Client().get(reverse("admin:login")).content.decode()


def test_box_holds_what_was_sought_and_nothing_of_the_page(inspector, concern):
    client, box = client_of(inspector), 'name="find" id="find-words" value="{}"'
    measure = make.ReadingFactory().measure

    sought = client.get(FIND, {"find": "nothing like it"}).content.decode()
    told = client.get(reverse("admin:concerns_measure_change", args=[measure.pk])).content.decode()

    assert box.format("nothing like it") in sought
    assert box.format("") in told
    assert reverse("admin:concerns_measure_history", args=[measure.pk]) in told
