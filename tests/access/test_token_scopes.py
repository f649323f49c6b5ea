"""Tokens: each address asks for one scope, and a token of all the others does not do."""

import pytest

from tests.access.asking import as_sent, undone
from tests.access.table import API, CLAIMS
from tests.access.test_api_table import LINES, has, places
from tests.access.world import ALL_SCOPES

PUBLISHED = (("own", "published"),)
SCOPES = ("read", "readings", "record", "verbs", "exports")
METHODS = ("GET", "HEAD", "POST", "PATCH")
ASKED = [
    (address, method)
    for address, (resource, what) in LINES.items()
    for method in METHODS
    if has(resource, what, method)
]


def scope_of(address, method):
    """What a token needs there."""
    resource, what = LINES[address]
    if resource and (what in resource.reads or (resource.scope == "exports" and method == "POST")):
        return resource.scope
    if method in ("GET", "HEAD"):
        return "read"
    if what == "bulk":
        return "readings" if resource is API["readings"] else "verbs"
    if what in resource.verbs and (what != "withdraw" or "comment" in resource.verbs):
        return "verbs"
    return resource.scope


def who_may(resource, what):
    """Somebody whose role allows it: claims are the force's, and so are the world's schedules."""
    is_officer_s = what in CLAIMS or (resource and resource.scope == "exports")
    return "liaison_officer" if is_officer_s else "lead_inspector"


@pytest.fixture(scope="module")
def holders(world, django_db_blocker):
    """Clients of tokens with one scope alone, and with every one but that."""
    with django_db_blocker.unblock():
        return {
            (person, scope, alone): world.token_client(
                person, [each for each in ALL_SCOPES if (each == scope) is alone]
            )
            for person in ("lead_inspector", "liaison_officer")
            for scope in SCOPES
            for alone in (True, False)
        }


@pytest.mark.parametrize(("address", "method"), ASKED)
def test_address_asks_for_its_scope(db, world, holders, address, method):
    resource, what = LINES[address]
    scope = scope_of(address, method)
    body = None if method in ("GET", "HEAD") else "[]" if what == "bulk" else "{}"
    for path, _ in places(world, address, resource, PUBLISHED):
        for alone in (True, False):
            with undone(method):
                client = holders[who_may(resource, what), scope, alone]
                answer = client.generic(method, path, **as_sent(body))
            assert (answer.status_code == 403) is not alone, (alone, scope, answer.content)
