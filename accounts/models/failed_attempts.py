"""Counts of what was tried in vain."""

from __future__ import annotations

from django.db import models

from accounts.querysets import FailedAttemptsQuerySet


class FailedAttempts(models.Model):
    """How often a door was tried in vain, up to an instant at which the count begins anew.

    Known by a keyed digest of what was tried from where: neither names nor addresses are kept.
    """

    key = models.CharField(max_length=64, primary_key=True, help_text="What was tried from where.")
    number = models.PositiveIntegerField(help_text="Attempts that failed.")
    ends_at = models.DateTimeField(db_index=True, help_text="From when on they count no longer.")

    objects = FailedAttemptsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.number} until {self.ends_at}"
