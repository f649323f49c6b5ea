"""Documents to load, and the real ones loaded once for a whole file of tests."""

import datetime as dt
import textwrap
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from seeds.faults import DocumentRefused
from seeds.loader import documents, load_document
from seeds.reference_data import load_reference_data

LOADED_AT = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
FORCE, AS_AT = "greater-manchester", "2026-11-01"


@pytest.fixture
def write(tmp_path):
    """Write a document, from line 1, under a name, and return its path."""

    def written(text, name="small"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    return written


@pytest.fixture
def load(write, db):
    """Load a document given as text, and return what the loader says."""

    def loaded(text, name="small", **options):
        return load_document(write(text, name), at=LOADED_AT, **options)

    return loaded


@pytest.fixture
def faults(load):
    """Load a document that must be refused, and return its faults."""

    def refused(text, name="small"):
        with pytest.raises(DocumentRefused) as refusal:
            load(text, name)
        return refusal.value.faults

    return refused


@pytest.fixture(scope="module")
def real_documents(django_db_setup, django_db_blocker):
    """Load the reference data and every document of the service; undone after the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()
        yield {path.stem: load_document(path, at=LOADED_AT) for path in documents()}
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def facts():
    """Return the folder of the facts, which lies beside a checkout of the maintainers."""
    folder = Path(settings.BASE_DIR).parent / "shared" / "facts"
    if not folder.is_dir():
        pytest.skip("the shared folder with the facts does not lie beside this checkout")
    return folder


@pytest.fixture
def get(api_client, analyst):
    """Ask the API, as an analyst."""

    def asked(address, **query):
        api_client.force_authenticate(analyst)
        answer = api_client.get(f"/api/v1/{address}/", query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return asked


@pytest.fixture
def figure(get):
    """A printed figure by itself, with what follows from its numbers."""

    def found(code):
        (row,) = get("figures", force=FORCE, code=code)["results"]
        return get(f"figures/{row['id']}")

    return found


@pytest.fixture
def progress(get):
    """How a measure of the force was going on a day."""

    def found(indicator, said_by="inspectorate", as_at=AS_AT):
        (row,) = get("measures", force=FORCE, indicator=indicator, said_by=said_by)["results"]
        return get(f"progress/{row['id']}", as_at=as_at)

    return found
