"""Every address of the API x everybody x own and other force x stage x every method."""

import pytest

from tests.access.addresses import api_addresses, other_addresses
from tests.access.asking import in_turns
from tests.access.table import API, DOCUMENTS, EVERYBODY, INSIDE, OPEN, OUTSIDE_THE_DOOR
from tests.access.world import STORIES, TWO_STAGES

ROOT = "/api/v1/"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
ANSWERED = {200, 201, 400}
"""What is allowed, and said with an empty body."""


def lines():
    """The table's addresses, each with the resource and what is done there."""
    told = dict.fromkeys(DOCUMENTS, (None, "document"))
    for name, resource in API.items():
        told[f"{name}/"] = (resource, "list")
        told[f"{name}/columns/"] = (resource, "columns")
        told[f"{name}/{{}}/"] = (resource, "row")
        if resource.bulk is not None:
            told[f"{name}/bulk/"] = (resource, "bulk")
        for read in resource.reads:
            told[f"{name}/{{}}/{read}/"] = (resource, read)
        for verb in resource.verbs:
            told[f"{name}/{{}}/{verb}/"] = (resource, verb)
    return told


LINES = lines()


def has(resource, what, method):
    """Whether the address has the method."""
    if method in ("GET", "HEAD"):
        return what in ("document", "list", "columns", "row", *(resource.reads if resource else ()))
    if method == "POST":
        return what in (resource.verbs if resource else ()) or (
            what == "bulk" or (what == "list" and resource.create is not None)
        )
    return method == "PATCH" and what == "row" and resource.edit is not None


def expected(person, address, method, story):
    """The answers that the table allows."""
    resource, what = LINES[address]
    if person in OUTSIDE_THE_DOOR:
        return {401}
    if not has(resource, what, method):
        return {405}
    if method == "POST" and what in ("list", "bulk"):
        who = resource.create if what == "list" else resource.bulk
        return {200, 400} if person in who else {403}
    if "{}" not in address:
        return {DOCUMENTS.get(address, 200)}
    if story not in resource.sees[person]:
        return {404}
    return expected_of_row(person, resource, what, method)


def expected_of_row(person, resource, what, method):
    """The answers about a row that the person sees."""
    if what in resource.reads:
        who, code = resource.reads[what]
        return {code} if person in who else {403}
    if method == "PATCH":
        return {428} if person in resource.edit else {403}
    if method == "POST":
        return ANSWERED if person in resource.verbs[what] else {403}
    return {200}


def key_of(world, resource, story):
    """How the row of a story stands in its address; None where the story has no such row."""
    shared = getattr(world, resource.kind, None)
    if resource.kind == "force":
        shared = world.forces[story[0]]
    row = shared or world.row(resource.kind, *story)
    return None if row is None else getattr(row, resource.key)


def places(world, address, resource, stories=STORIES):
    """The addresses to ask, each with its story."""
    if "{}" not in address:
        return [(ROOT + address, None)]
    keys = [(key_of(world, resource, story), story) for story in stories]
    return [(ROOT + address.format(key), story) for key, story in keys if key is not None]


def test_every_address_has_a_line_and_every_line_an_address():
    assert set(api_addresses()) == set(LINES)


def resource_of(address):
    """Whose address it is."""
    return LINES[address][0]


@pytest.mark.parametrize("address", [f"{name}/{{}}/" for name in API])
def test_every_row_is_there(db, world, askers, address):
    found = places(world, address, LINES[address][0])
    assert {story[0] for _, story in found} == {"own", "other"}
    person = "inspector" if resource_of(address).sees["inspector"] else "administrator"
    for path, _ in found:
        assert askers[person]("GET", path).status_code == 200, path


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("address", api_addresses())
def test_address_answers_as_the_table_says(db, world, askers, address, method):
    resource, what = LINES[address]
    body = None if method in ("GET", "HEAD", "OPTIONS") else "[]" if what == "bulk" else "{}"
    if has(resource, what, method):
        asked = [
            (place, person)
            for place in places(world, address, resource)
            for person in EVERYBODY
            if person not in INSIDE or place[1] in (None, *TWO_STAGES)
        ]  # the inspectorate sees every story alike: `test_every_row_is_there`
    else:  # is refused before a row is looked for
        asked = in_turns(places(world, address, resource, TWO_STAGES), EVERYBODY)
    for (path, story), person in asked:
        answer = askers[person](method, path, body)
        allowed = expected(person, address, method, story)
        assert answer.status_code in allowed, (person, method, path, answer.body[:300])


@pytest.mark.parametrize("address", OPEN)
def test_what_is_open_tells_nobody_of_the_record(db, askers, address):
    for person in EVERYBODY:
        assert askers[person]("GET", address).status_code in (200, 302), person


def test_nothing_else_is_open():
    known = {*OPEN, "/api/"}
    assert set(other_addresses()) == known
