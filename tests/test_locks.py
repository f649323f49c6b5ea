"""The locks pin everything with hashes, and say nothing of where it comes from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock):
    text = (ROOT / lock).read_text()
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", text, re.MULTILINE))


def asked_for(requirements):
    names = [re.split(r"[^A-Za-z0-9._-]", each, maxsplit=1)[0] for each in requirements]
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_host_and_no_index(lock):
    assert re.findall(r"://|--(?:index|extra|find|trusted)\S*|@ ", (ROOT / lock).read_text()) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_a_hash_for_each_pin(lock):
    blocks = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(), flags=re.MULTILINE)
    without = [block.split()[0] for block in blocks if block and "--hash=sha256:" not in block]
    assert without == []


def test_lock_pins_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = asked_for(project["project"]["dependencies"])
    development = asked_for(project["dependency-groups"]["dev"])
    assert runtime <= pins("requirements.lock").keys()
    assert runtime | development <= pins("requirements-dev.lock").keys()


def test_lock_of_the_service_holds_no_development_tool():
    assert pins("requirements.lock").keys().isdisjoint({"pytest", "ruff", "mypy", "hypothesis"})


def test_development_lock_has_the_versions_of_the_service():
    service, development = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: development.get(name) for name in service} == service
