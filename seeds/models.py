"""What has been loaded: the ledger of seed documents, and the mark of the demo."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class LoadedDocument(models.Model):
    """A seed document that stands in the record: the same one again changes nothing."""

    name = models.CharField(
        max_length=200, unique=True, help_text="Its file name without the folder."
    )
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the file as it was loaded.")
    loaded_at = models.DateTimeField(help_text="When it was loaded, or loaded anew.")
    counts = models.JSONField(
        default=dict, help_text='Rows it made, by kind of record, such as {"concerns": 3}.'
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="loaded_document_sha256_form",
                violation_error_message="sha256: 64 hexadecimal digits in lower case.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DemoMark(models.Model):
    """Says that the demo filled this database; there is one row or none.

    Without it, `manage.py demo` refuses a database that holds anything: it might be real.
    """

    THE_ONE = 1

    id = models.SmallIntegerField(primary_key=True, default=THE_ONE)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="demo_mark_is_one_row",
                violation_error_message="A database is marked as the demo's once.",
            ),
        ]

    def __str__(self) -> str:
        return f"filled by the demo on {self.made_at:%d %B %Y}"
