"""`manage.py load_reference_data`: forces, grade scales and frameworks, into empty tables only."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from seeds.reference_data import load_reference_data


class Command(BaseCommand):
    """Loads the fixtures and says what became of each."""

    help = "Load forces, grade scales and frameworks into tables that are still empty."

    def handle(self, **options: Any) -> None:
        """Load them, one line each."""
        for fixture in load_reference_data():
            self.stdout.write(str(fixture))
