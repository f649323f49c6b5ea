"""The API's description: committed as the code gives it, and never less than v1 promised."""

import json
import shutil

import pytest
from django.core.management import CommandError, call_command

from api.management.commands.describe_api import DESCRIPTION, DOCS, PROMISES, description
from api.promises import broken


@pytest.fixture(scope="module")
def described():
    return description()


@pytest.fixture(scope="module")
def promised():
    return (DOCS / PROMISES).read_text(encoding="utf-8").splitlines()


def test_description_is_committed_as_the_code_gives_it():
    call_command("describe_api", check=True)


def test_every_promise_of_v1_is_kept(described, promised):
    assert broken(promised, described) == []


def test_removed_property_of_the_real_description_is_a_broken_promise(described, promised):
    less = json.loads(json.dumps(described))
    del less["components"]["schemas"]["Concern"]["properties"]["force_status"]
    assert any("shape Concern holds force_status" in each for each in broken(promised, less))


def test_command_writes_nothing_that_breaks_a_promise(tmp_path):
    promise = "GET /api/v1/weather/"
    (tmp_path / PROMISES).write_text(f"{promise}\n")
    with pytest.raises(CommandError, match=f"no longer: {promise}"):
        call_command("describe_api", folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [PROMISES]


def test_command_says_what_to_run_when_a_file_is_old(tmp_path):
    for name in (DESCRIPTION, PROMISES):
        shutil.copy(DOCS / name, tmp_path)
    (tmp_path / DESCRIPTION).write_text("{}\n")
    with pytest.raises(CommandError, match="run make schema"):
        call_command("describe_api", folder=tmp_path, check=True)
