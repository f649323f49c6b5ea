"""Records on their way to being closed, for the tests of the verbs."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from api.clocks import london_date
from tests import factories as make

PROPOSED_ON = dt.date(2022, 3, 3)
APPROVED_ON = dt.date(2022, 10, 28)
LINKS = ["https://example.org/evidence"]


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
