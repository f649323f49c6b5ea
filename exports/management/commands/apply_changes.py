"""`manage.py apply_changes`: an earlier full export and what has changed since make the new one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exports.applying import apply_changes
from exports.files import FileRefused


class Command(BaseCommand):
    """Writes the full export of now. Needs no database."""

    help = (
        "Apply a file of changes (manage.py export --since) to the full export that it follows, "
        "and write the full export of now, with its manifest beside it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("full", type=Path, metavar="FULL", help="The earlier full export.")
        parser.add_argument("changes", type=Path, metavar="CHANGES", help="What changed since.")
        parser.add_argument(
            "-o", "--output", type=Path, required=True, metavar="FILE", help="Where to write it."
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="Replace a file of that name, once whole."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Apply the changes, or say in a sentence why not.

        Raises: CommandError.
        """
        path: Path = options["output"]
        try:
            told = apply_changes(
                options["full"], options["changes"], path, overwrite=options["overwrite"]
            )
        except FileRefused as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(
                f"{path}: {told['rows']:,} rows of {told['dataset']['name']}, known at "
                f"{told['known_at']}, SHA-256 {told['sha256']}"
            )
