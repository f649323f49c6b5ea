"""The guide's own commands, run as they stand there: what is printed is what comes out."""

import re
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db(transaction=True)
GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"
BLOCK = re.compile(r"(?:^ {4}.*\n|^\n(?= {4}))+", re.MULTILINE)


def blocks():
    """What is indented: commands, requests, and what came out."""
    found = [match[0] for match in BLOCK.finditer(GUIDE.read_text())]
    return ["\n".join(line[4:] for line in block.strip("\n").splitlines()) for block in found]


def commands():
    """The commands that read by curl from the service, each with the lines printed below it."""
    for block in blocks():
        told, _, printed = block.partition("\n\n")
        if told.startswith("curl") and "$SERVICE" in told:
            yield told, printed


def requests():
    """The requests that read, as they are sent."""
    return [line[4:] for block in blocks() for line in block.splitlines() if line[:4] == "GET "]


def test_the_guide_has_commands_and_requests():
    assert len(list(commands())) == 2
    assert len(requests()) >= 5


def test_what_is_printed_below_a_command_is_what_comes_out(environment):
    for command, printed in commands():
        came = subprocess.run(
            ["sh", "-c", command], env=environment, capture_output=True, text=True
        )
        assert came.returncode == 0, came.stderr
        if printed:
            assert came.stdout.splitlines() == printed.splitlines(), command
        else:
            assert '"text":"about 2,700 incidents"' in came.stdout


def test_requests_are_understood(environment):
    refused = {}
    for path in requests():
        asked = urllib.request.Request(
            environment["SERVICE"] + path.replace(" ", "%20"),
            headers={"Authorization": f"Bearer {environment['TOKEN']}"},
        )
        try:
            with urllib.request.urlopen(asked) as answer:
                assert answer.status == 200
        except urllib.error.HTTPError as error:
            refused[path] = error.code, error.read().decode()
    assert not {path: told for path, told in refused.items() if told[0] != 400}
    codes = {re.search(r'"code":"(\w+)"', told)[1] for _, told in refused.values()}
    assert codes <= {"before_known_from", "one_force", "invalid"}, refused
