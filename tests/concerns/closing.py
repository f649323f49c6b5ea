"""Records on their way to being closed, for the tests of the verbs."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from api.clocks import london_date
from tests import factories as make

PROPOSED_ON = dt.date(2022, 3, 3)
APPROVED_ON = dt.date(2022, 10, 28)
LINKS = ["https://example.org/evidence"]
PROPOSAL = {"outcome": "closed_complete", "note": "Seen on site.", "evidence_links": LINKS}
"""What proposes closure by the API."""
PROPOSED_IN_FORM = {
    **PROPOSAL,
    "evidence_links": LINKS[0],
    "happened_on": "2022-03-03",
    "version": "1",
}
"""What proposes closure in the admin, of a record never changed."""


def today():
    return london_date(timezone.now())


def said(by, on=PROPOSED_ON, **more):
    """What every verb is told."""
    return {"by": by, "route": "command", "happened_on": on, **more}


def propose(record, by, on=PROPOSED_ON, outcome="closed_complete", **more):
    given = {"note": "Seen on site.", "evidence_links": LINKS, **more}
    return record.propose_closure(outcome=outcome, **said(by, on, **given))


def letter_to(force, kind="closure_letter", **traits):
    return make.PublicationFactory(kind=kind, addresses=[force], **traits)


def code_of(call):
    """The code of the refusal that calling it meets; None = it is done."""
    try:
        call()
    except PermissionDenied:
        return "forbidden"
    except ValidationError as error:
        (fault,) = [fault for faults in error.error_dict.values() for fault in faults]
        return fault.code
    return None


def sentence_of(call):
    """The sentence of the refusal that calling it must meet."""
    with pytest.raises((ValidationError, PermissionDenied)) as refusal:
        call()
    return getattr(refusal.value, "messages", [str(refusal.value)])[0]


def fault_of(answer):
    """The one fault of a problem document."""
    (fault,) = answer.json()["errors"]
    return fault


def page_of(record):
    """The address of a record's page in the admin."""
    return reverse(f"admin:concerns_{record._meta.model_name}_change", args=[record.pk])


def step_of(record, verb):
    """The address of the page on which a verb is done."""
    return reverse(f"admin:concerns_{record._meta.model_name}_step", args=[record.pk, verb])
