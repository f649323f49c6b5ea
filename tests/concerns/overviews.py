"""A small record for the tests of the overview, every figure of which is worked out by hand."""

import datetime as dt

from tests import factories as make
from tests.concerns.closing import said

AS_AT = dt.date(2024, 6, 30)
RAISED_ON = make.PUBLISHED_ON  # 30 September 2021: 1,004 days before


def day(text):
    return dt.date.fromisoformat(text)


def close(record, on, by, outcome="closed_complete"):
    """Record that it was closed before our time."""
    publication = make.PublicationFactory(addresses=[record.force])
    return record.record_closure(outcome=outcome, **said(by, day(on), publication=publication))


class SmallRecord:
    """Two forces, five concerns, five recommendations."""

    def __init__(self, force, liaison_officer, lead):
        make.ForceFactory(name="Gone", existed_until=day("2019-04-01"))
        make.ForceFactory(name="England and Wales", kind="country")
        self.force, self.other = force, make.ForceFactory(slug="b", name="B")
        force.region = "North West"
        force.save()
        make.InspectionFactory(force=force)
        make.InspectionFactory(force=self.other, completeness="partial", missing="Its grades.")
        self.area = make.AreaFactory(slug="response", name="Response")
        self.cause = make.ConcernFactory(force=force, cause=True, area=self.area)
        self.add_recommendations(liaison_officer, lead)
        self.back = make.ConcernFactory(force=self.other)
        close(self.back, "2022-01-08", lead)
        self.back.reopen(**said(lead, day("2023-01-08"), note="It is as it was."))
        self.done = make.ConcernFactory(force=self.other)
        close(self.done, "2022-01-08", lead)
        self.first = make.ConcernFactory(
            force=force, raised_on=day("2017-01-01"), raised_on_precision="year"
        )
        self.second = make.ConcernFactory(force=force)
        self.first.carry_forward(later=self.second, **said(lead, RAISED_ON))
        self.add_national(liaison_officer)

    def add_recommendations(self, liaison_officer, lead):
        """Three on the cause: met in time but closed late, overdue, and immediate."""
        self.met = make.RecommendationFactory(concern=self.cause)
        self.met.claim_complete(**said(liaison_officer, day("2021-12-30")))
        close(self.met, "2022-03-03", lead)
        self.overdue = make.RecommendationFactory(concern=self.cause)
        at_once = make.WordingFactory(
            publication=self.cause.publication, deadline_kind="immediate", deadline_months=None
        )
        self.immediate = make.RecommendationFactory(concern=self.cause, wording=at_once)

    def add_national(self, liaison_officer):
        """One wording put to both forces without a concern; one of them claims it complete."""
        report = make.PublicationFactory(
            addresses=[self.force, self.other], released={"published_on": day("2024-01-15")}
        )
        wording = make.WordingFactory(
            publication=report,
            deadline_kind="by_date",
            deadline_months=None,
            deadline_on=day("2024-07-15"),
        )
        self.claimed, self.soon = (
            make.RecommendationFactory(concern=None, force=each, wording=wording)
            for each in (self.force, self.other)
        )
        self.claimed.claim_complete(**said(liaison_officer, day("2024-06-20")))
