"""The kinds of pages there are: one address of each, taken from the access table.

What stands in the table is found here without being named: a new page of a kind of its own (a
letter, an upload) is visited by the tests of this folder as soon as it has its line there. Pages
that differ in their words alone, such as those of thirty steps, are visited once.
"""

import os

from tests.access.table import ADMIN, FRONT
from tests.access.test_admin_table import LINES, ROOT, expected, places

PUBLISHED = [("own", "published")]
NO_PAGE = (
    "forward",
    "delete",
    "revoke",
    "take-off",
    "run-now",
    "pause",
    "resume",
    "cancel",
    "file",
)
"""Addresses that lead on, that nobody may, or that only take a form."""
OF_ACCOUNTS, OF_EXPORTS = ("user", "token"), ("schedule", "run")
ELSEWHERE = (*OF_ACCOUNTS, *OF_EXPORTS)
"""Kinds of rows that not everybody inside sees: an administrator's, and their owner's alone."""
ALIKE = ("history", "correct", "withdraw", "add", "list")
"""Pages made by one template: seen of these rows, of all only if asked."""
SEEN_OF = {
    "history": ("concerns/concern", "inspections/force"),
    "correct": ("concerns/reading", "inspections/judgment"),
    "withdraw": ("concerns/reading",),
    "add": ("concerns/concern", "concerns/reading", "inspections/publication"),
    "list": (
        "concerns/concern",
        "concerns/recommendation",
        "concerns/reading",
        "concerns/progress",
    ),
}
STEPS = ("propose-closure", "split", "add-recommendation")
BESIDES = ("?whose=all", "find/?find=force", "overview/", "concerns/concern/?q=nothing-like-it")
EVERY = bool(os.environ.get("EVERY_PAGE"))


def of_the_record(world):
    """Addresses of the pages that a lead inspector sees."""
    answers = (f"{ROOT}{each}" for each, (code, _) in FRONT.items() if code == 200)
    yield from (each for each in answers if not each.endswith("jsi18n/"))
    yield from (f"{ROOT}{each}" for each in BESIDES)
    for address, (pages, page) in LINES.items():
        if pages.kind in ELSEWHERE or not (EVERY or _is_seen(address)):
            continue
        if not _is_shown(pages, page, "lead_inspector"):
            continue
        yield from (path for path, _ in places(world, address, pages, PUBLISHED))


def of_the_accounts(world):
    """Addresses of the pages that an administrator sees."""
    yield from _of(world, OF_ACCOUNTS, "administrator")


def of_the_exports(world):
    """Addresses of the pages that the owner of a schedule sees, here the liaison officer."""
    yield from _of(world, OF_EXPORTS, "liaison_officer")


def _of(world, kinds, person):
    for address, (pages, page) in LINES.items():
        if pages.kind in kinds and _is_shown(pages, page, person):
            yield from (path for path, _ in places(world, address, pages, PUBLISHED))


def _is_shown(pages, page, person):
    """Whether the person gets the page to see, by the table of access."""
    return page not in NO_PAGE and 200 in expected(person, pages, page, "GET", *PUBLISHED)


def _is_seen(address):
    name = "/".join(address.split("/")[:2])
    _, page = LINES[address]
    if page.startswith("step "):
        return page.removeprefix("step ") in STEPS and _first_with(page) == name
    return name in SEEN_OF[page] if page in ALIKE else True


def _first_with(page):
    return next(
        name for name, pages in ADMIN.items() if page.removeprefix("step ") in (pages.steps or ())
    )
