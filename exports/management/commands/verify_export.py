"""`manage.py verify_export`: whether exported files are still what their manifests say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exports.files import FileRefused
from exports.verification import faults_of


class Command(BaseCommand):
    """Counts bytes and rows and computes the sum again. Needs no database."""

    help = "Check exported files against the manifests beside them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Exported files.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say of each file what it is.

        Raises: CommandError if any differs from its manifest, after all were looked at.
        """
        faulty = 0
        for path in options["files"]:
            try:
                faults = list(faults_of(path))
            except FileRefused as error:
                faults = [str(error)]
            faulty += bool(faults)
            for fault in faults:
                self.stderr.write(fault)
            if not faults:
                self.stdout.write(f"{path} is what its manifest says.")
        if faulty:
            raise CommandError(f"{faulty} of {len(options['files'])} files are not as exported.")
