"""Edits under row-level history: texts, cadences, links, owners, what is owed, what is complete."""

import datetime as dt

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from api.constraints import refusals_in_words
from concerns.models import Action, Concern, Indicator, Measure, Response
from inspections.models import Force, Inspection, Publication
from tests import factories as make

TRACKED = [
    kept.pgh_tracked_model for kept in apps.get_models() if hasattr(kept, "pgh_tracked_model")
]


class Edits:
    """What people may change in place, each in a random row; a world mixes it in."""

    def reword(self, which, on, value):
        kept = TRACKED[value % len(TRACKED)]
        reworded(_one(kept._default_manager.all(), which), f"reworded-{value}")

    def pace(self, which, on, value):
        cadence = {"expected_every_days": value + 1} if value % 3 else {"expected_every_days": None}
        _edit(Measure.objects.all(), which, **cadence)

    def link(self, which, on, value):
        measure, concern = self.measures[which % 3], self.concerns[value % 3]
        linked = measure.concerns.filter(pk=concern.pk).exists()
        (measure.concerns.remove if linked else measure.concerns.add)(concern)

    def excuse(self, which, on, value):
        owed = bool(value % 2)
        because = "" if owed else "The same findings as another report."
        _edit(Response.objects.all(), which, is_required=owed, not_required_because=because)

    def entrust(self, which, on, value):
        _edit(Concern.objects.all(), which, owner=self.by if value % 2 else None)
        _edit(Action.objects.all(), which, owner=f"Sergeant {value}", due_on=on)

    def complete(self, which, on, value):
        missing = "The appendix." if value % 2 else ""
        completeness = "partial" if missing else "complete"
        _edit(Inspection.objects.all(), which, completeness=completeness, missing=missing)
        _edit(Concern.objects.all(), which, completeness=completeness, missing=missing)

    def redefine(self, which, on, value):
        _edit(Indicator.objects.all(), which, better=["lower", "higher", "neither"][value % 3])

    def readdress(self, which, on, value):
        publication = _one(Publication.objects.filter(state="draft"), which)
        line = publication.address_lines.filter(force=self.force)
        if line.exists():
            line.delete()
        else:
            publication.address_lines.create(force=self.force)

    def raise_anew(self, which, on, value):
        _edit(Concern.objects.all(), which, raised_on=on - dt.timedelta(days=value))

    def found(self, which, on, value):
        make.ForceFactory(region="North")
        _edit(Force.objects.all(), which, region=["North", "South", ""][value % 3])


def reworded(row, text):
    """Change every text of the row that may be changed."""
    for field in row._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if is_text and field.editable and field.get_internal_type() != "URLField":
            told = f"{text}-{row.pk}"[: field.max_length]
            try:
                with refusals_in_words():
                    type(row)._default_manager.filter(pk=row.pk).update(**{field.name: told})
            except ValidationError:
                continue  # it is fixed, or takes no such text


def _edit(rows, which, **values):
    row = _one(rows, which)
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def _one(rows, which):
    rows = list(rows.order_by("pk"))
    if not rows:
        raise ValidationError("There is none yet.")
    return rows[which % len(rows)]
