"""The migrated database that the test databases copy is made anew when it would come out otherwise."""

import pytest
from django.conf import settings

from tests.migrated import SOURCES, fingerprint, installed

VERSIONS = {("Django", "5.2.19"), ("django-pgtrigger", "4.17.0")}


@pytest.fixture
def code(tmp_path):
    for name in ("concerns/migrations/0001_first.py", "concerns/models/concern.py", "api/x.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(f"# {name}\n")
    return tmp_path


@pytest.mark.parametrize(
    "name", ["concerns/migrations/0001_first.py", "concerns/models/concern.py", "api/x.py"]
)
def test_changed_source_is_another_database(code, name):
    before = fingerprint(code, VERSIONS)
    path = code / name
    path.write_text("# changed\n")
    assert fingerprint(code, VERSIONS) != before


def test_added_or_renamed_migration_is_another_database(code):
    first = code / "concerns/migrations/0001_first.py"
    second = first.with_name("0002_second.py")
    told = {fingerprint(code, VERSIONS)}
    second.write_text("")
    told.add(fingerprint(code, VERSIONS))
    second.rename(first.with_name("0002_other.py"))
    told.add(fingerprint(code, VERSIONS))
    assert len(told) == 3


def test_other_version_is_another_database(code):
    newer = {("Django", "5.2.20"), ("django-pgtrigger", "4.17.0")}
    assert fingerprint(code, newer) != fingerprint(code, VERSIONS)


def test_what_decides_about_nothing_changes_nothing(code):
    before = fingerprint(code, set(VERSIONS))
    (code / "concerns/views.py").write_text("# nothing\n")
    assert fingerprint(code, sorted(VERSIONS, reverse=True)) == before


def test_every_migration_and_model_of_the_project_decides():
    found = {path for pattern in SOURCES for path in settings.BASE_DIR.glob(pattern)}
    for app in ("accounts", "api", "concerns", "exports", "inspections", "seeds"):
        room = settings.BASE_DIR / app
        assert {*room.glob("migrations/*.py"), *room.glob("models*.py")} <= found
        assert {*room.glob("models/**/*.py")} <= found
    assert any(name == "Django" for name, _ in installed())
