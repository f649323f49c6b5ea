"""`manage.py seed`: load real inspections from their documents, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser
from django.core.management.base import BaseCommand
from django.utils import timezone

from seeds.faults import DocumentRefused
from seeds.loader import FOLDER, Loaded, documents, load_document


class Command(BaseCommand):
    """Loads documents one by one, each in its own transaction, and says what each made."""

    requires_migrations_checks = True
    help = "Load seed documents: all of each or nothing, and again without any change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "documents",
            nargs="*",
            metavar="DOCUMENT",
            help="a file, or the name of a document of this service (default: all of these)",
        )
        parser.add_argument(
            "--check", action="store_true", help="look for faults only: nothing is stored"
        )

    def handle(self, *, documents: list[str], check: bool, **options: Any) -> None:
        """Load each document, or check it.

        Raises: CommandError naming document, line, record, field and what would be right.
        """
        for path in paths(documents):
            self.stdout.write(f"{path.stem}: {'checking' if check else 'loading'} ...")
            self.stdout.flush()
            try:
                loaded = load_document(path, at=timezone.now(), check_only=check)
            except DocumentRefused as refusal:
                raise CommandError(f"{refusal}\nNothing of {path.stem} was stored.") from refusal
            except OSError as error:
                raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
            self.stdout.write(f"{loaded.name}: {outcome(loaded, check)}")


def paths(names: list[str]) -> list[Path]:
    """Return the files of the documents named, or of all documents of this service.

    Raises: CommandError if a name is neither a file nor a document.
    """
    if not names:
        return documents()
    return [_path(name) for name in names]


def _path(name: str) -> Path:
    for path in (Path(name), FOLDER / f"{name}.yaml"):
        if path.is_file():
            return path
    known = ", ".join(path.stem for path in documents())
    raise CommandError(f"There is no document {name}: give a file, or one of {known}.")


def outcome(loaded: Loaded, check: bool) -> str:
    """Say what a load did, or would do."""
    if loaded.is_known:
        return "loaded before, nothing to do."
    made = ", ".join(f"{kind.replace('_', ' ')} {number}" for kind, number in loaded.counts.items())
    if check:
        return f"no fault; it would add {made or 'nothing'}."
    return f"added {made}." if made else "nothing to add."
