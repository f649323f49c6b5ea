"""Lines of an overview and of worklists: rows that stand in no table, computed and then sent as any are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import models

from api.tables import Statement, read_from
from concerns.overview.lines import Line


class OverviewLineQuerySet(models.QuerySet[Any]):
    """Lines of an overview."""

    def told(self, lines: Iterable[Line]) -> OverviewLineQuerySet:
        """Return these lines, numbered in their order."""
        numbered = [
            {"number": number, **asdict(line)} for number, line in enumerate(lines, start=1)
        ]
        text = """
            SELECT number, section, breakdown, key, label, count, unit, refusal
            FROM jsonb_to_recordset({lines}::jsonb) AS line(number integer, section text,
                breakdown text, key text, label text, count integer, unit text, refusal text)"""
        statement = Statement(text, {"lines": json.dumps(numbered)})
        return read_from(self, {self.model._meta.db_table: statement})


class OverviewLine(models.Model):
    """One number of an overview: derived, never stored."""

    number = models.IntegerField(
        primary_key=True, help_text="Its place in the overview, from 1; another day it has another."
    )
    section = models.TextField(help_text="What it belongs to, as the API's document names it.")
    breakdown = models.TextField(help_text="By what it is broken down; empty = it is not.")
    key = models.TextField(
        help_text="What is counted, as a filter takes it; empty = those that have none."
    )
    label = models.TextField(help_text="The same in words.")
    count = models.IntegerField(null=True, help_text="The number; empty = it cannot be said.")
    unit = models.TextField(help_text="What is counted.")
    refusal = models.TextField(help_text="Why it cannot be said; empty if it can.")

    objects = OverviewLineQuerySet.as_manager()

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"{self.section} {self.breakdown} {self.key}"


class WorklistLine(models.Model):
    """One row of one worklist: derived, never stored."""

    number = models.BigIntegerField(
        primary_key=True, help_text="Its place among the lists, from 1; another day it has another."
    )
    list = models.TextField(help_text="Which list it is on, as the admin's addresses name it.")
    reference = models.TextField(
        help_text="The key of the record, of a measure its indicator's, of a response its report's."
    )
    force_slug = models.TextField(help_text="The force it is about: its short name.")
    force_name = models.TextField(help_text="The force it is about: its name.")
    title = models.TextField(help_text="What it says, in words.")
    due_on = models.DateField(null=True, help_text="Its last day; empty = it has none.")
    days_over = models.IntegerField(
        null=True, help_text="Days from its last day to as_at, below 0 before it; empty = none."
    )
    since_on = models.DateField(
        null=True, help_text="Since which day it has waited; empty = not known, or not late yet."
    )
    link = models.TextField(help_text="The address of its page in the admin, without the host.")

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"{self.list} {self.reference}"
