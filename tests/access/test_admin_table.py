"""Every page of the admin x everybody x own and other force x stage, and by every method."""

import pytest

from tests import factories as make
from tests.access.addresses import admin_addresses
from tests.access.asking import in_turns
from tests.access.table import (
    ADMIN,
    EVERYBODY,
    FRONT,
    INSIDE,
    OUTSIDE_THE_DOOR,
    OVERVIEW,
    UNCONFIGURED,
    UPLOADERS,
    UPLOADS,
)
from tests.access.world import STORIES, TWO_STAGES

ROOT = "/admin/"
ROW = ("change", "delete", "history")
NO_METHODS = ("OPTIONS", "PUT", "PATCH", "DELETE")
"""What the admin has no use for: refused before anything is looked for."""
SENT_ONLY = {"revoke", "take-off", "run-now", "pause", "resume", "cancel"}
"""What is done by a button alone."""
DJANGO_S_OWN = {"login/", "logout/", "{}/{}/", "r/{}/{}/", "{}"}
"""Ways in and out, and addresses that only lead on or nowhere."""


def lines():
    """The table's pages of a list and of rows, each with what is done there."""
    told = {}
    for name, pages in ADMIN.items():
        told[f"{name}/"] = (pages, "list")
        told[f"{name}/add/"] = (pages, "add")
        told[f"{name}/{{}}/"] = (pages, "forward")
        if name == "concerns/progress":
            told[f"{name}/{{}}/change/"] = (pages, "forward")  # to the page of its measure
        rewriting = ("correct", "withdraw") if pages.rewrite is not None else ()
        for page in (*ROW, *rewriting, *pages.more):
            told.setdefault(f"{name}/{{}}/{page}/", (pages, page))
        for verb in pages.steps or ():
            told[f"{name}/{{}}/step/{verb}/"] = (pages, f"step {verb}")
    return told


LINES = lines()


def expected(person, pages, page, method, story):
    """The answers that the table allows."""
    if person in OUTSIDE_THE_DOOR:
        return {302}
    seen = story is None or story in pages.sees[person]
    if page == "list":
        return {200}
    if page == "add":
        return {200} if person in pages.add else {403}
    if page in ("forward", "delete"):
        return {302} if page == "forward" else {403}
    if page == "history":
        return ({200} if seen else {302}) if person in pages.history else {403}
    if page == "change":
        if method == "POST" and person not in pages.change:
            return {403}
        return {200, 302} if seen and method == "POST" else {200} if seen else {302}
    return step_expected(person, pages, page, method, seen)


def step_expected(person, pages, page, method, seen):
    """The answers of a page that does one thing to a row."""
    if page in SENT_ONLY:
        if method != "POST":
            return {405}
        return {404} if not seen else {302} if person in pages.more[page] else {403}
    if page == "file":
        return {405} if method not in ("GET", "HEAD") else {404}  # the world has no files
    if page == "password":
        return {200} if person in pages.more[page] else {403}
    if not seen:
        return {404}
    if page in ("correct", "withdraw"):
        who = pages.rewrite
    else:
        who = pages.more[page] if page in pages.more else pages.steps[page.partition(" ")[2]]
    return {200, 302} if person in who else {403}


def row_of(world, kind, story):
    """The row of a story, of the reference data, or of the accounts."""
    whose, stage = story
    officer = world.people["liaison_officer" if whose == "own" else "other_liaison_officer"]
    if kind in ("user", "token"):
        found = officer if kind == "user" else world.tokens[whose]
        return found if stage == "published" else None
    if kind == "force":
        return world.forces[whose]
    return getattr(world, kind, None) or world.row(kind, whose, stage)


def places(world, address, pages, stories):
    if "{}" not in address:
        return [(ROOT + address, None)]
    rows = [(row_of(world, pages.kind, story), story) for story in stories]
    return [(ROOT + address.format(row.pk), story) for row, story in rows if row is not None]


def test_every_page_has_a_line_and_every_line_a_page():
    told = {
        each.partition("/step/")[0] + "/step/{}/" if "/step/" in each else each for each in LINES
    }
    front = {*FRONT, "overview/"} - {"r/1/1/", "no-such-page/"}
    rooms = {"accounts/", "inspections/", "concerns/", "exports/"}
    found = {each for each in admin_addresses() if not each.startswith("{}") or each == "{}"}
    found -= {"{}/"}
    assert found - DJANGO_S_OWN == told | (front - rooms) | set(UPLOADS) | set(UNCONFIGURED)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("address", LINES)
def test_page_answers_as_the_table_says(db, world, askers, address, method):
    for path, story in places(world, address, LINES[address][0], STORIES):
        for person in EVERYBODY:
            if person in INSIDE and story not in (None, *TWO_STAGES):
                continue  # they see every story alike
            ask(askers, person, method, path, address, story)


@pytest.mark.parametrize("address", LINES)
def test_head_answers_as_get_does(db, world, askers, address):
    found = places(world, address, LINES[address][0], TWO_STAGES)
    for (path, story), person in in_turns(found, EVERYBODY):
        ask(askers, person, "HEAD", path, address, story)


def ask(askers, person, method, path, address, story):
    """Ask for a page, and compare the answer with what the table says."""
    answer = askers[person](method, path, **form_of(method))
    allowed = expected(person, *LINES[address], method, story)
    assert answer.status_code in allowed, (person, method, path, answer.status_code)
    if person in OUTSIDE_THE_DOOR:
        assert answer["Location"].startswith("/admin/login/"), (person, path)


def form_of(method):
    """An empty form is sent as one."""
    if method != "POST":
        return {}
    return {"content_type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("address", LINES)
def test_other_methods_are_refused_before_a_row_is_looked_for(db, world, askers, address):
    found = places(world, address, LINES[address][0], TWO_STAGES)
    asked = [(method, person) for method in NO_METHODS for person in EVERYBODY]
    for (path, _), (method, person) in in_turns(found, asked):
        answer = askers[person](method, path)
        assert answer.status_code == 405, (person, method, path, answer.status_code)
        assert answer["Allow"] == "GET, HEAD, POST"


def test_overview_is_for_those_who_see_the_record(db, askers):
    for person in EVERYBODY:
        code = 302 if person in OUTSIDE_THE_DOOR else 200 if person in OVERVIEW else 403
        assert askers[person]("GET", f"{ROOT}overview/").status_code == code, person


@pytest.mark.parametrize("address", UPLOADS)
def test_uploads_are_for_those_who_record_and_each_is_its_owners(db, world, askers, address):
    upload = make.ReadingUploadFactory(owner=world.by)
    path = ROOT + address.format(upload.pk)
    for person in EVERYBODY:
        if world.people.get(person) == world.by:
            continue
        for method, code in zip(("GET", "POST"), UPLOADS[address], strict=True):
            answer = askers[person](method, path, **form_of(method))
            known = 302 if person in OUTSIDE_THE_DOOR else code if person in UPLOADERS else 403
            assert answer.status_code == known, (person, method, address)


@pytest.mark.parametrize("address", FRONT)
def test_front_pages_are_there_for_everybody(db, askers, address):
    for person in EVERYBODY:
        for method, code in zip(("GET", "POST"), FRONT[address], strict=True):
            answer = askers[person](method, ROOT + address, **form_of(method))
            known = (302,) if person in OUTSIDE_THE_DOOR else (code,)
            assert answer.status_code in known, (person, method, address)


@pytest.mark.parametrize("address", UNCONFIGURED)
def test_ways_in_that_are_not_configured_are_not_there(db, askers, address):
    for person, method in in_turns(EVERYBODY, ("GET", "HEAD", "POST", *NO_METHODS)):
        answer = askers[person](method, ROOT + address)
        assert answer.status_code == UNCONFIGURED[address], (person, method, address)


def test_every_row_of_the_table_is_there(db, world):
    for pages in ADMIN.values():
        own, other = (row_of(world, pages.kind, (whose, "published")) for whose in ("own", "other"))
        assert None not in (own, other), pages.kind
