"""Files of runs, each with the manifest that describes it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from api.fields import ChoiceField
from exports.querysets import FileQuerySet


class File(models.Model):
    """One file of a run. Its place is reserved before it appears, and is nobody else's.

    When it is deleted at the end of its time, the row and the manifest stay.
    """

    class Store(models.TextChoices):
        """What keeps it."""

        DIRECTORY = "directory", "Folder of the exports"
        S3 = "s3", "S3-compatible storage"

    run = models.ForeignKey(
        "exports.Run", on_delete=models.PROTECT, related_name="files", help_text="Of which run."
    )
    dataset = models.CharField(max_length=40, help_text="Which dataset it holds.")
    store = ChoiceField(max_length=10, choices=Store, help_text="What keeps it.")
    location = models.CharField(
        max_length=500, help_text="Where: its path from the root of the exports, or its key."
    )
    rows = models.BigIntegerField(null=True, help_text="How many rows it has.")
    bytes = models.BigIntegerField(null=True, help_text="How many bytes it has.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="The SHA-256 of its bytes.")
    manifest = models.JSONField(null=True, help_text="What stands in its manifest.")
    appeared_at = models.DateTimeField(null=True, help_text="Since when it is there, whole.")
    deleted_at = models.DateTimeField(
        null=True, help_text="When it was deleted; empty = it is kept."
    )

    objects = FileQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "dataset"],
                name="file_dataset_unique_per_run",
                violation_error_message="dataset: a run has one file of each dataset.",
            ),
            models.UniqueConstraint(
                fields=["store", "location"],
                condition=Q(deleted_at=None),
                name="file_place_unique",
                violation_error_message="location: another run has a file there.",
            ),
            models.CheckConstraint(
                condition=Q(appeared_at=None, manifest=None)
                | Q(
                    appeared_at__isnull=False,
                    manifest__isnull=False,
                    rows__isnull=False,
                    bytes__isnull=False,
                )
                & ~Q(sha256=""),
                name="file_that_appeared_is_described",
                violation_error_message="manifest: a file that is there has one.",
            ),
        ]

    def __str__(self) -> str:
        return self.location

    @property
    def name(self) -> str:
        """Its name without its folder."""
        return self.location.rpartition("/")[2]

    @property
    def is_there(self) -> bool:
        """Whether it can be fetched."""
        return self.appeared_at is not None and self.deleted_at is None
