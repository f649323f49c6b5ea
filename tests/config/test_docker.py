"""What the containers are made of: every room is in the image, every variable is one we read."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
ROOMS = [name for name in settings.INSTALLED_APPS if (ROOT / name).is_dir()]
COMPOSE = YAML(typ="safe").load((ROOT / "docker/compose.yaml").read_text())
SERVICES = COMPOSE["services"]


def let_in():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return [line.removeprefix("!") for line in lines if line.startswith("!")]


@pytest.mark.parametrize("name", [*ROOMS, "config", "fixtures", "manage.py", "requirements.lock"])
def test_what_the_service_needs_is_in_the_image(name):
    assert name in let_in()


def test_what_is_let_into_the_image_is_there():
    assert [name for name in let_in() if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("service", SERVICES)
def test_variables_are_ones_that_the_settings_read(service):
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    given = {name.removesuffix("_FILE") for name in SERVICES[service].get("environment", {})}

    assert {name for name in given - listed if not name.startswith("POSTGRES_")} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_secrets_are_files_that_make_secrets_makes(service):
    made = re.findall(r"^keep (\S+)", (ROOT / "docker/make-secrets").read_text(), re.MULTILINE)
    used = SERVICES[service]["secrets"]
    named = [
        value.removeprefix("/run/secrets/")
        for name, value in SERVICES[service]["environment"].items()
        if name.endswith("_FILE")
    ]

    assert set(named) <= set(used)
    assert set(used) <= set(made)
    assert {COMPOSE["secrets"][name]["file"] for name in used} == {f"./secrets/{n}" for n in used}


def test_only_the_one_that_migrates_owns_the_tables():
    owners = [name for name, each in SERVICES.items() if "owner-url" in each["secrets"]]

    assert owners == ["migrate"]


@pytest.mark.parametrize("service", ["migrate", "web", "worker"])
def test_service_runs_with_as_little_as_it_needs(service):
    assert SERVICES[service]["read_only"] is True
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert re.search(r"^USER tracker$", (ROOT / "docker/Dockerfile").read_text(), re.MULTILINE)
