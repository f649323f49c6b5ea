"""A record in which every word says to whom it belongs: own and other force, three stages.

Each story is one publication and all that hangs on it. Its words begin with a mark, such as
`zqotherdraft`; whoever is not to see the story must not find the mark in any answer.
"""

import datetime as dt
from types import SimpleNamespace

from django.contrib.admin.models import CHANGE, LogEntry

from accounts.roles import Role, TokenScope
from concerns.models import Progress
from inspections.models import Address
from tests import factories as make
from tests.tied import tied_client

WHOSE = ("own", "other")
STAGES = ("draft", "sent", "published")
AUDIENCES = ("inspectorate", "force", "everyone")
STORIES = tuple((whose, stage) for whose in WHOSE for stage in STAGES)
TWO_STAGES = tuple(story for story in STORIES if story[1] != "sent")
"""Before anybody outside sees it, and after everybody does."""
PEOPLE = {
    "inspector": Role.INSPECTOR,
    "lead_inspector": Role.LEAD_INSPECTOR,
    "liaison_officer": Role.LIAISON_OFFICER,
    "other_liaison_officer": Role.LIAISON_OFFICER,
    "officer_without_force": Role.LIAISON_OFFICER,
    "analyst": Role.ANALYST,
    "administrator": Role.ADMINISTRATOR,
    "switched_off": Role.LEAD_INSPECTOR,
}
RELEASED = {
    "draft": {},
    "sent": {"sent_on": make.PUBLISHED_ON},
    "published": {"published_on": make.PUBLISHED_ON},
}


def mark(whose, stage):
    """How the words of a story begin."""
    return f"zq{whose}{stage}"


def name_of(person):
    """What stands in every name of a person."""
    return f"zqname{person.replace('_', '')}"


def account(person, role):
    """An account whose every name can be told from any other word."""
    name = name_of(person)
    return make.UserFactory(
        username=name,
        first_name=f"{name}first",
        last_name=f"{name}last",
        email=f"{name}@example.test",
        role=role,
        password="unusual words for a test",
    )


class World:
    """The people, both forces, reference data and the six stories."""

    def __init__(self):
        self.people = {person: account(person, role) for person, role in PEOPLE.items()}
        self.by = self.people["inspector"]
        self.forces = {whose: self._force(whose) for whose in WHOSE}
        self.framework = make.FrameworkFactory(slug="framework", name="A framework")
        self.scale = self.framework.scale
        self.grade = make.GradeFactory(scale=self.scale)
        self.area = make.AreaFactory(framework=self.framework, slug="area")
        self.indicator = make.IndicatorFactory(code="indicator")
        self.break_ = make.SeriesBreakFactory(indicator=self.indicator, recorded_by=self.by)
        self.days = iter(range(10_000))
        self.stories = {(whose, stage): self._story(whose, stage) for whose, stage in STORIES}
        self.tokens = {
            "own": make.TokenFactory(owner=self.people["liaison_officer"]),
            "other": make.TokenFactory(owner=self.people["other_liaison_officer"]),
        }
        for whose in WHOSE:
            self._scheduled(whose)
        for person in self.people.values():
            self._let_change(person)
        off = self.people["switched_off"]
        off.is_active = False
        off.save()

    def _force(self, whose):
        force = make.ForceFactory(slug=f"{whose}-force", name=f"Force {whose}", owner=None)
        officer = "liaison_officer" if whose == "own" else "other_liaison_officer"
        force.liaison_officers.add(self.people[officer])
        force.inspectors.add(self.by)
        force.owner = self.by
        force.save()
        return force

    def _story(self, whose, stage):
        word, force, by = mark(whose, stage), self.forces[whose], self.by
        story = SimpleNamespace(word=word)
        publication = make.PublicationFactory(
            draft=True, reference=f"{word}-p", title=f"{word} title", note=f"{word} note"
        )
        Address.objects.create(publication=publication, force=force)
        story.publication = publication
        story.inspection = make.InspectionFactory(
            force=force,
            publication=publication,
            framework=self.framework,
            reference=f"{word}-i",
            title=f"{word} inspection",
        )
        story.judgment = make.JudgmentFactory(
            inspection=story.inspection, area=self.area, note=f"{word} note", recorded_by=by
        )
        story.monitoringstage = make.MonitoringStageFactory(
            force=force,
            publication=publication,
            started_on=self._next_day(),
            ended_on=self._next_day(),
            note=f"{word} note",
            recorded_by=by,
        )
        said = {"force": force, "publication": publication, "inspection": story.inspection}
        said |= {"area": self.area, "by": by, "owner": by}
        story.concern = make.ConcernFactory(
            **said,
            cause=True,
            reference=f"{word}-c",
            title=f"{word} title",
            detail=f"{word} detail",
        )
        story.improvement = make.ConcernFactory(
            **said, reference=f"{word}-a", title=f"{word} improvement"
        )
        story.lineage = make.LineageFactory(
            earlier=story.concern,
            later=story.improvement,
            publication=publication,
            recorded_by=by,
        )
        story.wording = make.WordingFactory(publication=publication, number=1, text=f"{word} text")
        story.recommendation = make.RecommendationFactory(
            concern=story.concern, wording=story.wording, reference=f"{word}-c.1", by=by
        )
        story.action = make.ActionFactory(
            concern=story.concern,
            recommendation=story.recommendation,
            title=f"{word}action",
            owner=f"{word}action",
            evidence=f"{word}action",
            by=by,
        )
        self._measured(story, force, by)
        if RELEASED[stage]:
            publication.release(**RELEASED[stage])
        story.events = {audience: self._event(story, audience) for audience in AUDIENCES}
        story.event = story.events["everyone"]
        if stage == "published":
            story.response = make.ResponseFactory(force=force, publication=publication)
            story.answer = make.AnswerFactory(
                response=story.response, reason=f"{word} reason", recorded_by=by
            )
        return story

    def _measured(self, story, force, by):
        word = story.word
        for name, said_by in (("measure", "inspectorate"), ("own_measure", "force")):
            indicator = make.IndicatorFactory(code=f"of-{word}-{said_by}"[-40:].replace("zq", ""))
            measure = make.MeasureFactory(
                indicator=indicator,
                force=force,
                said_by=said_by,
                concerns=[story.concern],
                expected_every_months=1,
            )
            setattr(story, name, measure)
        read = {"recorded_by": by, "source": f"{word} source"}
        story.reading = make.ReadingFactory(measure=story.measure, **read)
        later = dt.date(2021, 10, 28)
        make.ReadingFactory(measure=story.measure, period_start=later, value=90, **read)
        story.own_reading = make.ReadingFactory(measure=story.own_measure, **read)
        story.target = make.TargetFactory(
            measure=story.measure, statement=f"{word} statement", recorded_by=by
        )
        story.baseline = make.BaselineFactory(
            measure=story.measure, note=f"{word} note", recorded_by=by
        )
        story.figure = make.FigureFactory(
            force=force,
            publication=story.publication,
            words=f"{word} words",
            note=f"{word} note",
            reading=story.reading,
            value=100,
            recorded_by=by,
        )
        story.progress = Progress(measure=story.measure)

    def _scheduled(self, whose):
        """Let the officer of the force have a schedule that ran once; nobody else sees it."""
        story = self.stories[whose, "published"]
        officer = "liaison_officer" if whose == "own" else "other_liaison_officer"
        story.schedule = make.ScheduleFactory(owner=self.people[officer], name=f"Of {whose}")
        story.run = make.RunFactory(schedule=story.schedule)

    def _event(self, story, audience):
        return make.EventFactory(
            concern=story.concern,
            audience=audience,
            note=f"{story.word}to{audience}",
            publication=story.publication,
            recorded_by=self.by,
        )

    def _next_day(self):
        return dt.date(1990, 1, 1) + dt.timedelta(days=next(self.days))

    def _let_change(self, person):
        """Leave a trace of the person in the admin's own history of a published concern."""
        LogEntry.objects.create(
            user=person,
            content_type_id=_content_type(self.stories["own", "published"].concern),
            object_id=str(self.stories["own", "published"].concern.pk),
            object_repr="a concern",
            action_flag=CHANGE,
            change_message="changed",
        )

    def row(self, kind, whose, stage):
        """The row of that kind in a story; None where a story has none."""
        return getattr(self.stories[whose, stage], kind, None)

    def token_client(self, person, scopes, *forces):
        """A client that sends a token of the person."""
        return tied_client(
            self.people[person], *forces, name=f"t{next(self.days)}", scopes=tuple(scopes)
        )


def _content_type(row):
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(row).pk


ALL_SCOPES = tuple(scope.value for scope in TokenScope)
