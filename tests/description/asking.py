"""Asking the real record what an example shows: its row found, its steps gone before."""

import json

from django.db import transaction
from django.utils import timezone
from rest_framework.test import APIClient

from api.clocks import london_date
from concerns import models as concerns
from exports import models as exports
from inspections import models as inspections

ROWS = {
    "actions": (concerns.Action, "pk"),
    "answers": (concerns.Answer, "pk"),
    "areas": (inspections.Area, "slug"),
    "baselines": (concerns.Baseline, "pk"),
    "concerns": (concerns.Concern, "reference"),
    "events": (concerns.Event, "pk"),
    "figures": (concerns.Figure, "code"),
    "judgments": (inspections.Judgment, "pk"),
    "lineages": (concerns.Lineage, "pk"),
    "measures": (concerns.Measure, "indicator__code"),
    "monitoring-stages": (inspections.MonitoringStage, "pk"),
    "progress": (concerns.Measure, "indicator__code"),
    "readings": (concerns.Reading, "pk"),
    "recommendations": (concerns.Recommendation, "reference"),
    "responses": (concerns.Response, "publication__reference"),
    "runs": (exports.Run, "pk"),
    "schedules": (exports.Schedule, "pk"),
    "targets": (concerns.Target, "pk"),
    "wordings": (concerns.Wording, "number"),
}
SHOWN = {
    "areas": "responding-to-the-public",
    "concerns": "GMP-2021-C1",
    "figures": "M07",
    "forces": "greater-manchester",
    "frameworks": "peel-2021-22-v2",
    "indicators": "crimes-recorded",
    "inspections": "greater-manchester-2021-22",
    "measures": "crimes-recorded",
    "progress": "crimes-recorded",
    "publications": "greater-manchester-2021-22",
    "recommendations": "GMP-2021-C1.2",
    "responses": "greater-manchester-accelerated-2021",
}
NUMBERED = {"measure": "measures", "response": "responses", "action": "actions"}


class Asking:
    """Asks one operation after another, each taken back with the steps before it."""

    def __init__(self, description, people):
        """Keep where each operation is addressed, by its name."""
        self.people = people
        self.places = {
            operation["operationId"]: (method, path)
            for path, operations in description["paths"].items()
            for method, operation in operations.items()
        }

    def read(self, name, query, *before):
        """Answer a reading operation by what is shown of its resource; no step stays."""
        _, path = self.places[name]
        with transaction.atomic():
            for step in before:
                self._written(f"v1_{step[0]}", *step[1:])
            told = self._send("inspector", "get", path, None, query)
            transaction.set_rollback(True)
        return told

    def write(self, name, role, key, body, *before):
        """Answer a writing operation and what was sent; nothing of it stays."""
        with transaction.atomic():
            for step in before:
                if callable(step):
                    step(self.people)
                    continue
                answer, _ = self._written(f"v1_{step[0]}", *step[1:])
                if answer.status_code >= 300:
                    transaction.set_rollback(True)
                    return answer, step
            told = self._written(name, role, key, body)
            transaction.set_rollback(True)
        return told

    def _written(self, name, role, key, body):
        method, path = self.places[name]
        body = [self._named(row) for row in body] if isinstance(body, list) else self._named(body)
        return self._send(role, method, path, body, {}, key), body

    def _send(self, role, method, path, body, query, key=None):
        client = APIClient()
        client.force_authenticate(self.people[role])
        resource = path.split("/")[3]
        address = path
        if "{" in path:
            key = key or SHOWN.get(resource, "latest")
            address = (
                f"{path[: path.index('{')]}{number_of(resource, key)}{path[path.index('}') + 1 :]}"
            )
        if method == "get":
            return client.get(address, query)
        headers = {}
        if method == "patch":
            headers["If-Match"] = f'"{client.get(address).json()["version"]}"'
        return client.generic(
            method.upper(), address, json.dumps(body), "application/json", headers=headers
        )

    def _named(self, body):
        today = london_date(timezone.now()).isoformat()
        return {
            name: number_of(NUMBERED[name], value)
            if name in NUMBERED
            else today
            if value == "today"
            else value
            for name, value in body.items()
        }


def number_of(resource, key):
    """Return what the row of that key is addressed by."""
    if resource not in ROWS:
        return key
    model, field = ROWS[resource]
    rows = model._default_manager.order_by("pk")
    return rows.last().pk if key == "latest" else rows.filter(**{field: key}).first().pk
