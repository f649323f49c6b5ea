"""`manage.py describe_api`: the API's description and its promises, written down beside the guides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.generators import SchemaGenerator

from api.formats import as_json
from api.promises import broken, promises

DOCS = Path(settings.BASE_DIR) / "docs"
DESCRIPTION, PROMISES = "openapi.json", "api-v1-promises.txt"


class Command(BaseCommand):
    """Writes both files, or nothing if a promise would be broken. Needs no database."""

    help = "Write the API's description and what v1 promises into docs/."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=DOCS, help="where they stand")
        parser.add_argument("--check", action="store_true", help="write nothing, compare")

    def handle(self, *, folder: Path, check: bool, **options: Any) -> None:
        """Describe the API and hold it against what was promised.

        Raises: CommandError if a promise is broken, or with --check if the files are not those
        the code gives.
        """
        described = description()
        promised = folder / PROMISES
        kept = promised.read_text(encoding="utf-8").splitlines() if promised.exists() else []
        if faults := broken(kept, described):
            raise CommandError("\n".join(["v1 promised otherwise:", *faults]))
        written = {
            folder / DESCRIPTION: json.dumps(described, indent=1, ensure_ascii=False),
            promised: "\n".join(promises(described)),
        }
        for path, text in written.items():
            if check and (not path.exists() or path.read_text(encoding="utf-8") != f"{text}\n"):
                raise CommandError(f"{path.name} is not what the code gives: run make schema.")
            if not check:
                path.write_text(f"{text}\n", encoding="utf-8")
                self.stdout.write(f"{path.name} is written.")


def description() -> dict[str, Any]:
    """Return the OpenAPI description that the service gives, as plain JSON values."""
    generated = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]  # untyped library
    described: dict[str, Any] = json.loads(as_json(generated))
    return described
