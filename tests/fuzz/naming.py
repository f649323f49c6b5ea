"""Real names in the place of made-up ones, so that what is generated gets past the first check."""

import datetime as dt

from django.apps import apps
from hypothesis import strategies as st

KEYS = {
    "force": ("inspections.Force", "slug"),
    "framework": ("inspections.Framework", "slug"),
    "area": ("inspections.Area", "pk"),
    "inspection": ("inspections.Inspection", "reference"),
    "publication": ("inspections.Publication", "reference"),
    "judgment": ("inspections.Judgment", "pk"),
    "monitoring-stage": ("inspections.MonitoringStage", "pk"),
    "grade": ("inspections.Grade", "slug"),
    "concern": ("concerns.Concern", "reference"),
    "lineage": ("concerns.Lineage", "pk"),
    "wording": ("concerns.Wording", "pk"),
    "recommendation": ("concerns.Recommendation", "reference"),
    "action": ("concerns.Action", "pk"),
    "event": ("concerns.Event", "pk"),
    "response": ("concerns.Response", "pk"),
    "answer": ("concerns.Answer", "pk"),
    "indicator": ("concerns.Indicator", "code"),
    "measure": ("concerns.Measure", "pk"),
    "target": ("concerns.Target", "pk"),
    "baseline": ("concerns.Baseline", "pk"),
    "reading": ("concerns.Reading", "pk"),
    "figure": ("concerns.Figure", "pk"),
    "progress": ("concerns.Measure", "pk"),
}
ALSO = {
    "later": "concern",
    "part_of": "indicator",
    "succeeded_by": "force",
    "answers": "publication",
    "compared_with": "figure",
    "previous": "framework",
    "follows": "area",
    "parent": "area",
}
LISTS = {"others": "concern", "parts": "concern", "concerns": "concern", "addresses": "force"}
DAYS_END = ("_on", "_start", "_end", "_on_before", "_on_after", "_at")
DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2026, 12, 31)).map(dt.date.isoformat)
VERSIONS = st.sampled_from(['"1"', '"2"', '"3"', '"4"', "*", 'W/"1"', '"1-0123456789abcdef"'])


class RealNames:
    """The names there are in the record, as hypothesis strategies."""

    def __init__(self):
        """Read every name once."""
        self.rows, self.names = {}, {}
        for kind, (label, field) in KEYS.items():
            model = apps.get_model(label)
            self.rows[kind] = list(model.objects.order_by("pk").values_list("pk", field))
            self.names[kind] = [name for _, name in self.rows[kind]]

    def put_into(self, case, draw):
        """Put real names into most of the places where a case names a row, a day or a version."""
        resource = case.operation.path.split("/")[3].removesuffix("s")
        for name in case.path_parameters:
            keys = [pk if name == "id" else key for pk, key in self.rows.get(resource, [])]
            if keys and draw(st.integers(0, 4)):
                case.path_parameters[name] = draw(st.sampled_from(keys))
        if case.headers.get("If-Match") or (case.method == "PATCH" and draw(st.integers(0, 9))):
            case.headers["If-Match"] = draw(VERSIONS)
        self._into(case.query, resource, draw)
        for row in case.body if isinstance(case.body, list) else [case.body]:
            self._into(row, resource, draw)

    def _into(self, values, resource, draw):
        if not isinstance(values, dict):
            return
        for name, value in values.items():
            if isinstance(value, list) and name not in LISTS:
                for each in value:
                    self._into(each, resource, draw)
            elif isinstance(value, str | int | list) and draw(st.integers(0, 4)):
                values[name] = draw(self._real(name, resource, value))

    def _real(self, name, resource, otherwise):
        kind = ALSO.get(name, resource if name == "supersedes" else name.removesuffix("__in"))
        if name in LISTS and self.names[LISTS[name]]:
            return st.lists(st.sampled_from(self.names[LISTS[name]]), min_size=1, max_size=3)
        if self.names.get(kind):
            return st.sampled_from(self.names[kind])
        return DAYS if name.endswith(DAYS_END) else st.just(otherwise)
