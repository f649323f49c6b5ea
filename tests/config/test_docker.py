"""What the containers are made of: every room is in the image, every variable is one we read."""

import re
import shutil
import subprocess
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
    listed = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
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


def test_what_sends_exports_away_can_be_told_where_to():
    given = {name.removesuffix("_FILE") for name in SERVICES["worker"]["environment"]}
    example = (ROOT / ".env.example").read_text()

    assert set(re.findall(r"^((?:EXPORT_S3|EMAIL)_\w+)=", example, re.MULTILINE)) <= given


def test_web_alone_is_told_of_single_sign_on():
    example = (ROOT / ".env.example").read_text()
    known = set(re.findall(r"^(OIDC_\w+)=", example, re.MULTILINE))

    def given(service):
        names = {name.removesuffix("_FILE") for name in SERVICES[service]["environment"]}
        return {name for name in names if name.startswith("OIDC_")}

    assert "OIDC_ISSUER" in known
    assert {name: given(name) for name in SERVICES if given(name)} == {"web": known}
    assert [name for name in SERVICES if "oidc-client-secret" in SERVICES[name]["secrets"]] == [
        "web"
    ]


@pytest.mark.parametrize("service", ["migrate", "web", "worker"])
def test_keys_before_this_one_reach_whoever_reads_what_they_sealed(service):
    assert "SECRET_KEY_FALLBACKS_FILE" in SERVICES[service]["environment"]
    assert "secret-key-fallbacks" in SERVICES[service]["secrets"]


def test_web_asks_for_a_second_factor_where_the_service_says_so():
    assert "SECOND_FACTOR_REQUIRED" in SERVICES["web"]["environment"]


def test_secrets_are_made_once_and_what_was_written_in_is_kept(tmp_path):
    script = shutil.copy(ROOT / "docker/make-secrets", tmp_path)

    def made():
        done = subprocess.run([script], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    assert len(made()) == len(COMPOSE["secrets"])
    kept = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert kept.keys() == COMPOSE["secrets"].keys()
    assert {name for name, held in kept.items() if not held} == {
        "secret-key-fallbacks",
        "s3-secret-key",
        "email-password",
        "oidc-client-secret",
    }
    (tmp_path / "secrets/email-password").write_text("hush")

    assert made() == []
    assert (tmp_path / "secrets/email-password").read_text() == "hush"
    assert (tmp_path / "secrets/secret-key").read_text() == kept["secret-key"]
