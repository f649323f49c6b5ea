"""A record in which something waits on every list, of two forces and at three stages."""

import datetime as dt

from accounts.roles import Permission, Role
from exports.models import Turn
from tests import factories as make
from tests.concerns.closing import propose, said, today
from tests.conftest import person

STAGES = ("draft", "sent", "published")
RELEASED = {
    "draft": {},
    "sent": {"sent_on": make.PUBLISHED_ON},
    "published": {"published_on": make.PUBLISHED_ON},
}
LISTS = (
    "overdue",
    "concerns_to_sign_off",
    "recommendations_to_sign_off",
    "claimed_concerns",
    "claimed_recommendations",
    "due_this_month",
    "no_reading",
    "responses_due",
    "changed",
    "new_readings",
    "exports_failed",
)


def people():
    """One account of each role; the inspector follows the own force, another owns a concern."""
    made = {role: person(f"{role}_who_waits", role) for role in Role.values}
    made["other_lead"] = person("other_lead", Role.LEAD_INSPECTOR)
    made["concern_owner"] = person("concern_owner", Role.INSPECTOR)
    return made


class Waiting:
    """At each stage, of each force: one row for each list, two to be signed off."""

    def __init__(self):
        self.people = people()
        self.recorder = person("recorder", Role.INSPECTOR)
        self.forces = {}
        for whose in ("own", "other"):
            force = make.ForceFactory(slug=f"{whose}-waits", name=f"Force {whose}")
            officer = person(f"officer_of_{whose}", Role.LIAISON_OFFICER)
            force.liaison_officers.add(officer)
            self.forces[whose] = force
            for stage in STAGES:
                self._story(force, officer, stage)
        own = self.forces["own"]
        own.inspectors.add(self.people["inspector"])
        own.liaison_officers.add(self.people["liaison_officer"])
        owned = self.forces["other"].concerns.filter(status="open").order_by("pk").last()
        owned.owner = self.people["concern_owner"]
        owned.save()
        self.owned = owned
        for someone in self.people.values():
            if someone.may(Permission.EXPORT):
                self._failing_export(someone)

    def _failing_export(self, owner):
        schedule = make.ScheduleFactory(owner=owner)
        make.RunFactory(schedule=schedule, status="failed", error="Full.", ended_at=LONG_AGO)
        Turn.objects.update_or_create(schedule=schedule, defaults={"failing_since": LONG_AGO})

    def _story(self, force, officer, stage):
        publication = make.PublicationFactory(draft=True, addresses=[force])
        about = {"force": force, "publication": publication, "by": self.recorder}
        cause = make.ConcernFactory(cause=True, **about)
        claimed = make.ConcernFactory(**about)
        proposed = [make.ConcernFactory(**about) for _ in range(2)]
        put = [self._put(cause, day) for day in (dt.date(2021, 12, 30), today(), None, None)]
        measure = make.MeasureFactory(force=force, concerns=[cause], expected_every_months=1)
        make.ReadingFactory(measure=measure, recorded_by=self.recorder)
        if RELEASED[stage]:
            publication.release(**RELEASED[stage])
        *_, to_verify, to_sign = put
        for record in (claimed, to_verify):
            record.claim_complete(**said(officer))
        for record, by in ((proposed[0], self.recorder), (proposed[1], "lead_inspector")):
            propose(record, self.people[by] if isinstance(by, str) else by)
        propose(to_sign, self.recorder)
        if stage == "published":
            make.ResponseFactory(force=force, publication=publication)

    def _put(self, cause, day):
        """Put a recommendation with that deadline, else with three months from release."""
        dated = {"deadline_kind": "by_date", "deadline_on": day, "deadline_months": None}
        wording = make.WordingFactory(publication=cause.publication, **(dated if day else {}))
        return make.RecommendationFactory(concern=cause, wording=wording, by=self.recorder)

    def again(self):
        """Let as much again wait."""
        for force in self.forces.values():
            for stage in STAGES:
                self._story(force, force.liaison_officers.order_by("pk").first(), stage)


def seen_on(client, **asked):
    """Return the front page's sections by name, those with nothing in them too."""
    context = client.get("/admin/", asked).context
    shown = [*context["sections"], *context["news"], *context["empty"]]
    return {each.name: each for each in shown}


LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
