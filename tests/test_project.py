"""What holds for the project as a whole."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
SKIPPED = {".git", ".venv", "var", "static", "__pycache__", ".hypothesis"}
# Folders where somebody's checkout or home would be; an example in prose uses none of them.
PATH_OF_A_MACHINE = re.compile(r"(?<![\w.:$}/*-])/(?:home|root|work|Users|mnt|builds)/[\w.-]+")


def project_files():
    """Each text file of the project, found without git."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        is_ours = not SKIPPED.intersection(parts) and not any(p.endswith("_cache") for p in parts)
        if is_ours and path.is_file() and path.suffix not in {".png", ".pyc"}:
            yield path


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_file_names_a_path_of_a_machine():
    found = [
        f"{path.relative_to(ROOT)}: {match}"
        for path in project_files()
        for match in PATH_OF_A_MACHINE.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_settings_start_no_server():
    program = "import django; django.setup(); from config.postgres import server as s; "
    program += "print(s._servers)"
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "config.settings.test", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "{}"


def test_example_environment_lists_every_variable():
    read = {"DJANGO_SETTINGS_MODULE"}
    for path in (ROOT / "config" / "settings").glob("*.py"):
        reads = (
            r"environment\.(?:text|secret|optional_secret|flag|words|whole_number)\(\s*\"(\w+)\""
        )
        read |= set(re.findall(reads, path.read_text()))
    listed = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert listed == read | {"TEST_DATABASE_URL"}


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "Makefile", ".ci/run", ".env.example"])
def test_file_a_newcomer_looks_for_is_there(name):
    assert (ROOT / name).stat().st_size > 0


def test_every_dependency_has_a_reason():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    project = tomllib.loads("\n".join(lines))
    for requirement in project["project"]["dependencies"]:
        line = next(line for line in lines if f'"{requirement}"' in line)
        assert "#" in line, f"{requirement}: say in a comment what it is for"
