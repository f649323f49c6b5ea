"""Receipts: what was delivered of a run, where to, and how we know."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from api.fields import ChoiceField


class Receipt(models.Model):
    """One delivery of a run that was accepted. There is one of a kind to a place, whatever is retried."""

    class Kind(models.TextChoices):
        """How it was delivered."""

        DIRECTORY = "directory", "Put into a folder"
        S3 = "s3", "Stored in a bucket"
        NOTICE = "notice", "Mailed a link"
        DIGEST = "digest", "Mailed the rows"
        FAILURE = "failure", "Mailed that it fails"

    run = models.ForeignKey(
        "exports.Run", on_delete=models.PROTECT, related_name="receipts", help_text="Of which run."
    )
    kind = ChoiceField(max_length=10, choices=Kind, help_text="How it was delivered.")
    to = models.CharField(max_length=500, help_text="Where to: a path, a key, an address.")
    told = models.CharField(
        max_length=300, help_text="What the other side said: a digest, an ETag, a message's number."
    )
    at = models.DateTimeField(help_text="When it was accepted.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "kind", "to"],
                name="receipt_unique",
                violation_error_message="to: this was delivered there already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.to}"
