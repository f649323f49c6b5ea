"""Files of readings between upload and confirmation: nothing of the record, and soon gone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from api.fields import ChoiceField
from concerns.bulk.rows import OnError

if TYPE_CHECKING:
    from accounts.models import User

KEPT_FOR = dt.timedelta(hours=24)
MOST_WAITING = 10
"""Uploads of one person that wait at a time; the oldest makes room."""


class ReadingUploadQuerySet(models.QuerySet["ReadingUpload"]):
    """Uploads; each is its owner's alone."""

    def waiting_for(self, person: User, now: dt.datetime) -> Self:
        """Uploads of the person that have not expired, the newest first."""
        return self.filter(owner=person, expires_at__gt=now).order_by("-uploaded_at", "-pk")


class ReadingUpload(models.Model):
    """A file of readings that somebody uploaded and has not confirmed.

    It keeps what was read of the file, packed, and the digest of the file itself. It goes when it
    is confirmed or discarded, or a day later. It has no history: it is no part of the record.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Who uploaded it; nobody else sees it.",
    )
    name = models.CharField(max_length=250, help_text="What the file is called.")
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the file as it was sent.")
    table = models.BinaryField(help_text="What was read of it: `concerns.uploads.table`, packed.")
    measure = models.ForeignKey(
        "concerns.Measure",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The measure of rows that name none.",
    )
    force = models.ForeignKey(
        "inspections.Force",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The force of rows that name an indicator and no force.",
    )
    on_error = ChoiceField(
        max_length=20,
        choices=OnError,
        default=OnError.ALL_OR_NOTHING,
        help_text="What becomes of the good rows where some are refused.",
    )
    because = models.CharField(
        max_length=20, blank=True, help_text="The reason of corrections that give none."
    )
    note = models.TextField(blank=True, help_text="Why, in words, for the same rows.")
    uploaded_at = models.DateTimeField(help_text="When it was uploaded.")
    expires_at = models.DateTimeField(help_text="When it is forgotten.")

    objects = ReadingUploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="upload_digest_is_sha256",
                violation_error_message="sha256: 64 hexadecimal digits.",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("uploaded_at")),
                name="upload_expires_later",
                violation_error_message="expires_at: after uploaded_at.",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="upload_expires")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(cls, *, owner: User, now: dt.datetime, **values: Any) -> ReadingUpload:
        """Keep an upload for a day, and forget whatever has expired or is one too many."""
        cls.objects.filter(expires_at__lte=now).delete()
        over = cls.objects.waiting_for(owner, now)[MOST_WAITING - 1 :].values_list("pk", flat=True)
        cls.objects.filter(pk__in=list(over)).delete()
        return cls.objects.create(owner=owner, uploaded_at=now, expires_at=now + KEPT_FOR, **values)
