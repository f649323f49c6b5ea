"""The locks pin everything with hashes, and say nothing of where it comes from."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[([^]]*)\])?==(\S+)", re.MULTILINE)


def pins(lock):
    return {name: version for name, _, version in PIN.findall((ROOT / lock).read_text())}


def extras(lock):
    found = PIN.findall((ROOT / lock).read_text())
    return {name: {each.strip() for each in named.split(",")} - {""} for name, named, _ in found}


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


def asked_for_by(name):
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:  # pinned for another system
        return []
    found = [Requirement(line) for line in lines]
    return [each for each in found if not each.marker or each.marker.evaluate({"extra": ""})]


def test_development_lock_names_each_extra_that_a_package_asks_for():
    # An extra that is not pinned is looked for anew, and a newer release has no hash in the lock.
    locked = extras("requirements-dev.lock")
    asked = [each for name in locked for each in asked_for_by(name) if each.extras]
    assert "coverage[toml]>=7.10.6" in map(str, asked)
    assert [str(each) for each in asked if not each.extras <= locked[each.name]] == []
