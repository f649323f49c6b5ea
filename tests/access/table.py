"""Who may do what: the expectation, written down by hand and derived from nothing in the code.

`API` has a line for each resource, `ADMIN` for each kind of page. A line says who sees its rows
(`sees`: person -> stories) and who may create, edit and take each verb. What follows:

- nobody, and somebody switched off: 401 in the API, the sign-in page in the admin
- a row out of reach: 404; a page of the admin that shows or edits one: back to the front page
- a row within reach, and not for this role: 403; a method the address does not have: 405
- allowed, with an empty body: 400, or 200 and 201 where nothing more need be said; an edit that
  does not say which version was read: 428
"""

from dataclasses import dataclass, field
from typing import Any

DRAFT, SENT, PUBLISHED = "draft", "sent", "published"
OUTSIDE_THE_DOOR = ("nobody", "switched_off")
SIGNED_IN = (
    "inspector",
    "lead_inspector",
    "liaison_officer",
    "other_liaison_officer",
    "officer_without_force",
    "analyst",
    "administrator",
)
EVERYBODY = (*SIGNED_IN, *OUTSIDE_THE_DOOR)

NONE = frozenset()
INSIDE = frozenset({"inspector", "lead_inspector"})
LEAD = frozenset({"lead_inspector"})
OFFICERS = frozenset({"liaison_officer", "other_liaison_officer", "officer_without_force"})
ALL = frozenset(SIGNED_IN)

_ALL_STORIES = {(whose, stage) for whose in ("own", "other") for stage in (DRAFT, SENT, PUBLISHED)}
RECORD = {
    "inspector": _ALL_STORIES,
    "lead_inspector": _ALL_STORIES,
    "liaison_officer": {("own", SENT), ("own", PUBLISHED)},
    "other_liaison_officer": {("other", SENT), ("other", PUBLISHED)},
    "officer_without_force": set(),
    "analyst": {("own", PUBLISHED), ("other", PUBLISHED)},
    "administrator": set(),
}
"""A force from the day it was sent to it, everybody else of the record from publication."""
BETWEEN_US = {**RECORD, "analyst": set()}
"""For the inspectorate and the force alone."""
REFERENCE = dict.fromkeys(SIGNED_IN, _ALL_STORIES)
ACCOUNTS = {
    **dict.fromkeys(SIGNED_IN, _ALL_STORIES),
    "liaison_officer": {("own", PUBLISHED)},
    "other_liaison_officer": {("other", PUBLISHED)},
    "officer_without_force": set(),
    "analyst": set(),
}
TOKENS = {**ACCOUNTS, "inspector": set(), "lead_inspector": set()}
READERS = {
    "inspectorate": INSIDE,
    "force": INSIDE | {"liaison_officer", "other_liaison_officer"},
    "everyone": INSIDE | {"liaison_officer", "other_liaison_officer", "analyst"},
}
"""Who reads an event of a record they see, by its audience."""

CLOSING = {
    "propose-closure": INSIDE,
    "approve-closure": LEAD,
    "refuse-closure": LEAD,
    "record-closure": LEAD,
    "reopen": LEAD,
    "withdraw": LEAD,
}
CLAIMS = dict.fromkeys(("claim-progress", "claim-complete", "promise"), OFFICERS)
LINES = dict.fromkeys(
    ("supersede", "carry-forward", "escalate", "merge", "split", "inherit", "re-raise"), INSIDE
)
OF_CONCERN = {
    **CLOSING,
    **CLAIMS,
    **LINES,
    "add-recommendation": INSIDE,
    "revisit": INSIDE,
    "comment": INSIDE | OFFICERS,
}
OF_RECOMMENDATION = {
    **CLOSING,
    **CLAIMS,
    "extend-deadline": INSIDE,
    "inherit": INSIDE,
    "revisit": INSIDE,
    "comment": INSIDE | OFFICERS,
}
OF_ACTION = dict.fromkeys(("start", "finish", "drop", "resume", "comment"), INSIDE | OFFICERS)


@dataclass(frozen=True)
class Resource:
    """A resource of the API: None is a method that it does not have."""

    kind: str
    sees: dict
    key: str = "pk"
    create: frozenset | None = None
    edit: frozenset | None = None
    verbs: dict = field(default_factory=dict)
    bulk: frozenset | None = None
    scope: str = "record"
    """What a token needs to record; every verb but `withdraw` of a row needs `verbs`."""
    reads: dict = field(default_factory=dict)
    """What else is read of a row: who may, and what it answers them."""


_FIXED = {"withdraw": INSIDE}
_CHIEFS = frozenset({"administrator"})
API = {
    "forces": Resource("force", REFERENCE, "slug", INSIDE, INSIDE, {"hand-on": INSIDE}),
    "frameworks": Resource("framework", REFERENCE, "slug", INSIDE, INSIDE),
    "areas": Resource("area", REFERENCE, "pk", INSIDE, INSIDE),
    "indicators": Resource("indicator", REFERENCE, "code", INSIDE, INSIDE),
    "inspections": Resource("inspection", RECORD, "reference", INSIDE, INSIDE),
    "publications": Resource("publication", RECORD, "reference", INSIDE, INSIDE, {"release": LEAD}),
    "judgments": Resource("judgment", RECORD, "pk", INSIDE, None, _FIXED),
    "monitoring-stages": Resource("monitoringstage", RECORD, "pk", LEAD, None, {"withdraw": LEAD}),
    "concerns": Resource(
        "concern", RECORD, "pk", INSIDE, INSIDE, OF_CONCERN, bulk=INSIDE | OFFICERS
    ),
    "lineages": Resource("lineage", RECORD),
    "wordings": Resource("wording", RECORD, edit=INSIDE),
    "recommendations": Resource(
        "recommendation", RECORD, "pk", None, INSIDE, OF_RECOMMENDATION, bulk=INSIDE | OFFICERS
    ),
    "actions": Resource(
        "action",
        BETWEEN_US,
        "pk",
        INSIDE | OFFICERS,
        INSIDE | OFFICERS,
        OF_ACTION,
        bulk=INSIDE | OFFICERS,
    ),
    "events": Resource("event", RECORD, verbs={"strike-out": INSIDE | OFFICERS}),
    "responses": Resource("response", RECORD, "pk", INSIDE, INSIDE),
    "answers": Resource("answer", RECORD, "pk", INSIDE, None, _FIXED),
    "measures": Resource("measure", RECORD, "pk", INSIDE, INSIDE),
    "targets": Resource("target", RECORD, "pk", INSIDE, None, _FIXED),
    "baselines": Resource("baseline", RECORD, "pk", INSIDE, None, _FIXED),
    "readings": Resource(
        "reading",
        RECORD,
        "pk",
        INSIDE | OFFICERS,
        None,
        _FIXED,
        bulk=INSIDE | OFFICERS,
        scope="readings",
    ),
    "figures": Resource("figure", RECORD, "pk", INSIDE, None, _FIXED),
    "progress": Resource("progress", RECORD),
    "schedules": Resource(
        "schedule",
        TOKENS,
        "pk",
        INSIDE | OFFICERS | {"analyst"},
        INSIDE | OFFICERS,
        {"run-now": OFFICERS, "pause": OFFICERS | _CHIEFS, "resume": OFFICERS | _CHIEFS},
        scope="exports",
        reads={"preview": (OFFICERS, 200)},
    ),
    "runs": Resource(
        "run",
        TOKENS,
        verbs={"cancel": OFFICERS | _CHIEFS},
        scope="exports",
        reads={"file": (OFFICERS, 400)},
    ),
}
DOCUMENTS = {
    "overview/": 200,
    "comparisons/forces/": 400,
    "comparisons/grades/": 400,
    "": 200,
}
"""What everybody signed in may ask for, and what it answers to an empty question."""
OPEN = ("/api/schema/", "/api/docs/", "/livez", "/readyz", "/")
"""What anybody may read: nothing of the record stands there."""


@dataclass(frozen=True)
class Pages:
    """Pages of the admin about one kind of row: None is a page that there is not."""

    kind: str
    sees: dict
    add: frozenset = NONE
    change: frozenset = NONE
    rewrite: frozenset | None = None
    """Who corrects and withdraws, of rows that are never edited."""
    steps: dict | None = None
    history: frozenset = INSIDE
    more: dict = field(default_factory=dict)


_REFERENCE: dict[str, Any] = {"sees": REFERENCE, "add": INSIDE, "change": INSIDE}
_EDITED: dict[str, Any] = {"sees": RECORD, "add": INSIDE, "change": INSIDE}
_KEPT: dict[str, Any] = {"sees": RECORD, "add": INSIDE, "rewrite": INSIDE}
ADMIN = {
    "accounts/user": Pages(
        "user",
        ACCOUNTS,
        _CHIEFS,
        _CHIEFS,
        history=ALL,
        more={"password": _CHIEFS, "take-off": _CHIEFS},
    ),
    "accounts/token": Pages("token", TOKENS, ALL, history=ALL, more={"revoke": ALL}),
    "inspections/force": Pages("force", **_REFERENCE, more={"hand-on": INSIDE}),
    "inspections/gradescale": Pages("scale", **_REFERENCE),
    "inspections/grade": Pages("grade", **_REFERENCE),
    "inspections/framework": Pages("framework", **_REFERENCE),
    "inspections/area": Pages("area", **_REFERENCE),
    "concerns/indicator": Pages("indicator", **_REFERENCE),
    "concerns/seriesbreak": Pages("break_", REFERENCE, INSIDE, rewrite=INSIDE),
    "inspections/inspection": Pages("inspection", **_EDITED),
    "inspections/publication": Pages(
        "publication", **_EDITED, more={"release": LEAD, "letter": LEAD}
    ),
    "inspections/judgment": Pages("judgment", **_KEPT),
    "inspections/monitoringstage": Pages("monitoringstage", RECORD, LEAD, rewrite=LEAD),
    "concerns/concern": Pages("concern", **_EDITED, steps=OF_CONCERN),
    "concerns/wording": Pages("wording", **_EDITED),
    "concerns/recommendation": Pages("recommendation", **_EDITED, steps=OF_RECOMMENDATION),
    "concerns/action": Pages(
        "action", BETWEEN_US, INSIDE | OFFICERS, INSIDE | OFFICERS, steps=OF_ACTION
    ),
    "concerns/lineage": Pages("lineage", **_KEPT),
    "concerns/event": Pages("event", RECORD, INSIDE | OFFICERS, more={"strike-out": INSIDE}),
    "concerns/response": Pages("response", **_EDITED),
    "concerns/answer": Pages("answer", **_KEPT),
    "concerns/measure": Pages("measure", **_EDITED),
    "concerns/reading": Pages("reading", RECORD, INSIDE | OFFICERS, rewrite=INSIDE),
    "concerns/target": Pages("target", **_KEPT),
    "concerns/baseline": Pages("baseline", **_KEPT),
    "concerns/figure": Pages("figure", **_KEPT),
    "concerns/progress": Pages("measure", RECORD),
    "exports/schedule": Pages(
        "schedule",
        TOKENS,
        INSIDE | OFFICERS | {"analyst"},
        INSIDE | OFFICERS | {"analyst"},
        history=ALL,
        more={
            "run-now": OFFICERS,
            "pause": OFFICERS | _CHIEFS,
            "resume": OFFICERS | _CHIEFS,
            "preview": OFFICERS,
        },
    ),
    "exports/run": Pages(
        "run", TOKENS, history=ALL, more={"cancel": OFFICERS | _CHIEFS, "file": NONE}
    ),
}
FRONT = {
    "": (200, 200),
    "accounts/": (200, 200),
    "inspections/": (200, 200),
    "concerns/": (200, 200),
    "exports/": (200, 200),
    "password_change/": (200, 200),
    "password_change/done/": (200, 405),
    "jsi18n/": (200, 405),
    "autocomplete/": (403, 405),
    "find/": (200, 405),
    "seen/": (405, 302),
    "own-account/": (200, 200),
    "r/1/1/": (404, 404),
    "no-such-page/": (404, 404),
}
"""Pages about no row: what GET and POST answer to everybody signed in."""
UNCONFIGURED = {"sign-on/": 404, "sign-on/answer/": 404}
"""Ways in by single sign-on: what everybody gets, by any method, where there is no provider."""
UPLOADS = {
    "concerns/reading/upload/": (200, 200),
    "concerns/reading/upload/template/{}/": (404, 404),
    "concerns/reading/upload/{}/": (302, 302),
    "concerns/reading/upload/{}/refused/": (302, 302),
}
"""Where readings are uploaded: what GET and POST answer, about no upload of theirs, to those who
record any; to everybody else 403."""
UPLOADERS = INSIDE | OFFICERS
OVERVIEW = ALL - {"administrator"}
"""Who sees the page of the overview: those who see any of the record."""
