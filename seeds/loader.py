"""Loads a seed document: all of it or nothing, and again without any change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import pghistory
from django.db import connection, transaction

from accounts.models import User
from api.constraints import settle_constraints
from seeds.document import SeedDocument, read_document
from seeds.loading import Loading
from seeds.models import LoadedDocument
from seeds.sections import sections
from seeds.shape import check_shape

FOLDER = Path(__file__).parent
"""Where the documents of this service lie."""

SERVICE_USER = "seed-loader"


@dataclass(frozen=True)
class Loaded:
    """What a load did: the rows it made by kind; none, and nothing to do, the second time."""

    name: str
    is_known: bool
    counts: dict[str, int] = field(default_factory=dict)


def documents() -> list[Path]:
    """Return the documents of this service, in the order of their names."""
    return sorted(FOLDER.glob("*.yaml"))


def load_document(path: Path, *, at: dt.datetime, check_only: bool = False) -> Loaded:
    """Load one document in one transaction; `at` is written to the ledger.

    The very same document is not looked at again. Another one of the same name is loaded if it
    agrees with the record and adds to it. With `check_only` everything is done and undone.

    Raises: DocumentRefused with every fault of shape, else the first fault in the order of
    loading; then nothing is stored. OSError if the file cannot be read.
    """
    document = read_document(path)
    check_shape(document)
    with transaction.atomic():
        one_load_at_a_time()
        known = LoadedDocument.objects.filter(name=document.name).first()
        if known is not None and known.sha256 == document.sha256:
            return Loaded(document.name, is_known=True)
        counts = _store(document)
        LoadedDocument.objects.update_or_create(
            name=document.name,
            defaults={"sha256": document.sha256, "loaded_at": at, "counts": counts},
        )
        if check_only:
            transaction.set_rollback(True)
    return Loaded(document.name, is_known=False, counts=counts)


def one_load_at_a_time() -> None:
    """Wait until no other load is under way; two would refuse each other half-way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('seed documents'))")


def _store(document: SeedDocument) -> dict[str, int]:
    by = User.objects.service(SERVICE_USER)
    loading = Loading(document.name, by)
    with pghistory.context(user=by.pk, route=loading.route):
        for section, store in sections(loading).items():
            for record in document.content.get(section, ()):
                with loading.record(section, record):
                    store(record)
                    settle_constraints()
    return {kind: number for kind, number in loading.made.items() if number}
