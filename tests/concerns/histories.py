"""Things that happen to a record in any order, for the tests that the past does not change."""

import contextlib
import datetime as dt
import os
from decimal import Decimal

from django.core.exceptions import ValidationError

from api.constraints import refusals_in_words
from concerns.actions import release
from concerns.models import Baseline, Event, Figure, Lineage, Reading, Recommendation, Target
from concerns.positions import Outcome
from inspections.models import Judgment, MonitoringStage
from tests import factories as make
from tests.concerns.edits import Edits
from tests.reach import STAGES

FIRST_DAY = dt.date(2024, 1, 1)
HISTORIES = int(os.environ.get("HISTORIES", "4"))
"""How many random histories a property is tried on; HISTORIES=100 before a release."""
POSITIONS = {
    "force_status": ("claimed_progress", ["not_started", "in_progress", "claimed_complete"]),
    "promised_on": ("promised", [dt.date(2024, 6, 1), dt.date(2024, 9, 1), None]),
    "due_on": ("deadline_changed", [dt.date(2024, 7, 1), dt.date(2024, 10, 1)]),
}


def day(number):
    return FIRST_DAY + dt.timedelta(days=number)


class World(Edits):
    """A small record of one force, on which things happen; each is done or refused whole."""

    def __init__(self, force, by, lead):
        self.force, self.by, self.lead = force, by, lead
        self.concerns = [make.ConcernFactory(force=force, **STAGES[stage]) for stage in STAGES]
        self.recommendations = [
            make.RecommendationFactory(
                concern=make.ConcernFactory(force=force, cause=True, **STAGES[stage])
            )
            for stage in STAGES
        ]
        self.measures = [make.MeasureFactory(force=force, concerns=[c]) for c in self.concerns]
        self.elsewhere = make.MeasureFactory(indicator=self.measures[2].indicator)
        self.actions = [make.ActionFactory(concern=concern) for concern in self.concerns]
        make.ResponseFactory(force=force, publication=self.concerns[2].publication)
        self.inspection = make.InspectionFactory(force=force)
        self.area = make.AreaFactory(framework=self.inspection.framework)

    def happen(self, what, which, when, value):
        """Do one thing: `what` names it, the three numbers say to what, on which day, and how."""
        with contextlib.suppress(ValidationError), refusals_in_words():
            getattr(self, what)(which, day(when), value)

    def read(self, which, on, value):
        measure = [*self.measures, self.elsewhere][which % 4]
        make.ReadingFactory(
            measure=measure, period_start=on, value=Decimal(value), recorded_by=self.by
        )

    def correct(self, which, on, value):
        reading = _one(Reading.objects.current(), which)
        reading.supersede(by=self.by, because="our_error", low=value, high=value)

    def withdraw(self, which, on, value):
        _one(Reading.objects.current(), which).withdraw(by=self.by, note="It was never said.")

    def move(self, which, on, value):
        record = [*self.recommendations, *self.concerns][which % 6]
        names = list(POSITIONS)[: 3 if isinstance(record, Recommendation) else 2]
        position = names[value % len(names)]
        kind, choices = POSITIONS[position]
        Event.change(
            record,
            position=position,
            became=choices[(value // 4) % len(choices)],
            kind=kind,
            happened_on=on,
            by=self.by,
            route="command",
        )

    def decide(self, which, on, value):
        record = self.recommendations[which % 3] if value % 2 else self.concerns[which % 3]
        said = {"happened_on": on, "route": "command", "note": "Seen.", "by": self.lead}
        match (record.status, value // 2 % 3):
            case ("open", 0):
                record.withdraw(**said)
            case ("open", _):
                said["by"] = self.by
                record.propose_closure(outcome=Outcome.values[value // 8 % 2], **said)
            case ("closure_proposed", 0):
                record.refuse_closure(**said)
            case ("closure_proposed", _):
                record.approve_closure(**said)
            case _:
                record.reopen(**said)

    def strike_out(self, which, on, value):
        event = _one(Event.objects.exclude(kind__in=["opened", "struck_out"]), which)
        event.strike_out(happened_on=on, by=self.lead, route="command", note="By mistake.")

    def comment(self, which, on, value):
        make.EventFactory(
            concern=self.concerns[which % 3],
            happened_on=on,
            audience=["inspectorate", "force", "everyone"][value % 3],
            recorded_by=self.by,
        )

    def aim(self, which, on, value):
        make.TargetFactory(
            measure=self.measures[which % 3],
            set_on=on,
            due_on=on + dt.timedelta(days=90),
            low=value,
            high=value,
            recorded_by=self.by,
        )

    def aim_anew(self, which, on, value):
        target = _one(Target.objects.current(), which)
        target.supersede(by=self.by, because="restated_by_source", low=value, high=value)

    def choose(self, which, on, value):
        reading = _one(Reading.objects.current(), which)
        Baseline.objects.create(
            measure=reading.measure,
            period_start=reading.period_start,
            period_end=reading.period_end,
            chosen_on=on,
            recorded_by=self.by,
        )

    def print(self, which, on, value):
        make.FigureFactory(
            force=self.force,
            area=self.area,
            publication=self.concerns[which % 3].publication,
            compared_with=Figure.objects.current().filter(area=self.area).first(),
            value=Decimal(value),
        )

    def judge(self, which, on, value):
        make.JudgmentFactory(
            inspection=self.inspection,
            area=self.area,
            as_of_on=on,
            publication=self.concerns[which % 3].publication,
            recorded_by=self.by,
        )

    def judge_anew(self, which, on, value):
        judgment = _one(Judgment.objects.current(), which)
        judgment.supersede(by=self.by, because="our_error", as_of_on=on)

    def stage(self, which, on, value):
        make.MonitoringStageFactory(
            force=self.force,
            started_on=on,
            ended_on=on + dt.timedelta(days=1 + value),
            publication=self.concerns[which % 3].publication,
            recorded_by=self.by,
        )

    def stage_anew(self, which, on, value):
        stage = _one(MonitoringStage.objects.current(), which)
        stage.supersede(by=self.by, because="our_error", stage="scan")

    def descend(self, which, on, value):
        Lineage.objects.create(
            earlier=self.concerns[which % 3],
            later=self.recommendations[value % 3].concern,
            how="re_raised",
            happened_on=on,
            recorded_by=self.by,
        )

    def send(self, which, on, value):
        publication = [*self.concerns, *(r.concern for r in self.recommendations)][
            which % 6
        ].publication
        dates = {"sent_on": on} if value % 2 else {"published_on": on}
        release(publication, by=self.by, route="command", **dates)


EDITS = sorted(name for name in vars(Edits) if not name.startswith("_"))
HAPPENINGS = EDITS + sorted(
    name for name in vars(World) if not name.startswith("_") and name != "happen"
)


def _one(rows, which):
    rows = list(rows.order_by("pk"))
    if not rows:
        raise ValidationError("There is none yet.")
    return rows[which % len(rows)]
