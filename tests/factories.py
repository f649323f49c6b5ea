"""The smallest valid record of each kind; variants are traits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Token, User
from accounts.roles import Role
from concerns.models import (
    Action,
    Answer,
    Baseline,
    Concern,
    Event,
    Figure,
    Indicator,
    Lineage,
    Measure,
    Reading,
    ReadingUpload,
    Recommendation,
    Response,
    SeriesBreak,
    Target,
    Wording,
)
from concerns.models.upload import KEPT_FOR
from concerns.uploads.table import Table
from exports.models import Run, Schedule
from inspections.models import (
    Address,
    Area,
    Force,
    Framework,
    Grade,
    GradeScale,
    Inspection,
    Judgment,
    MonitoringStage,
    Publication,
)

PUBLISHED_ON = dt.date(2021, 9, 30)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    role = Role.INSPECTOR

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        if extracted:
            self.set_password(extracted)
            self.save()


class TokenFactory(DjangoModelFactory):
    class Meta:
        model = Token

    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"token {n}")
    prefix = "insp_test"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    scopes = ["read"]
    created_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    expires_at = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


class ForceFactory(DjangoModelFactory):
    class Meta:
        model = Force

    slug = factory.Sequence(lambda n: f"force-{n}")
    name = factory.Sequence(lambda n: f"Force {n}")
    kind = "territorial"


class GradeScaleFactory(DjangoModelFactory):
    class Meta:
        model = GradeScale

    slug = factory.Sequence(lambda n: f"scale-{n}")
    name = "Five tiers"
    used = "2021/22 onward"


class GradeFactory(DjangoModelFactory):
    class Meta:
        model = Grade

    scale = factory.SubFactory(GradeScaleFactory)
    rank = factory.Sequence(lambda n: n + 1)
    slug = factory.Sequence(lambda n: f"grade-{n}")
    name = "Good"


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = Framework

    slug = factory.Sequence(lambda n: f"framework-{n}")
    name = "PEEL"
    cycle = "2021/22"
    scale = factory.SubFactory(GradeScaleFactory)


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = Area

    framework = factory.SubFactory(FrameworkFactory)
    slug = factory.Sequence(lambda n: f"area-{n}")
    name = factory.Sequence(lambda n: f"Area {n}")
    position = factory.Sequence(lambda n: n + 1)
    is_graded = True


class PublicationFactory(DjangoModelFactory):
    """A published report unless `draft` or `sent`; `addresses=[force, ...]` addresses it."""

    class Meta:
        model = Publication

    class Params:
        draft = factory.Trait(released={})
        sent = factory.Trait(released={"sent_on": PUBLISHED_ON})

    reference = factory.Sequence(lambda n: f"publication-{n}")
    title = "A report"
    kind = "report"
    addresses = ()
    released = {"published_on": PUBLISHED_ON}

    @classmethod
    def _create(cls, model_class, *args, addresses, released, **kwargs):
        publication = super()._create(model_class, *args, **kwargs)
        for force in addresses:
            Address.objects.create(publication=publication, force=force)
        if released:
            publication.release(**released)
        return publication


class AddressFactory(DjangoModelFactory):
    class Meta:
        model = Address

    publication = factory.SubFactory(PublicationFactory, draft=True)
    force = factory.SubFactory(ForceFactory)


class InspectionFactory(DjangoModelFactory):
    class Meta:
        model = Inspection

    reference = factory.Sequence(lambda n: f"inspection-{n}")
    title = "PEEL 2021/22"
    force = factory.SubFactory(ForceFactory)
    kind = "peel"
    framework = factory.SubFactory(FrameworkFactory)
    publication = factory.LazyAttribute(lambda o: PublicationFactory(addresses=[o.force]))
    completeness = "complete"


class JudgmentFactory(DjangoModelFactory):
    """An ungraded judgment; `graded` gives a grade of the framework's scale."""

    class Meta:
        model = Judgment

    class Params:
        graded = factory.Trait(
            state="graded",
            grade=factory.LazyAttribute(lambda o: GradeFactory(scale=o.inspection.framework.scale)),
        )

    inspection = factory.SubFactory(InspectionFactory)
    area = factory.LazyAttribute(lambda o: AreaFactory(framework=o.inspection.framework))
    state = "ungraded"
    publication = factory.LazyAttribute(lambda o: o.inspection.publication)
    as_of_on = PUBLISHED_ON
    recorded_by = factory.SubFactory(UserFactory)


class MonitoringStageFactory(DjangoModelFactory):
    class Meta:
        model = MonitoringStage

    force = factory.SubFactory(ForceFactory)
    stage = "engage"
    started_on = dt.date(2020, 12, 1)
    publication = factory.LazyAttribute(lambda o: PublicationFactory(addresses=[o.force]))
    recorded_by = factory.SubFactory(UserFactory)


class Opened(DjangoModelFactory):
    """A record that is opened by its verb, so that its log begins with it."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        by = kwargs.pop("by", None) or UserFactory()
        record = model_class(*args, **kwargs)
        record.open(by=by, route="command", **cls.open_values())
        return record

    @classmethod
    def open_values(cls):
        return {}


class ConcernFactory(Opened):
    """A published area for improvement; `cause` makes it a partial cause of concern."""

    class Meta:
        model = Concern

    class Params:
        cause = factory.Trait(
            kind="cause_of_concern", completeness="partial", missing="Its recommendations."
        )
        draft = factory.Trait(
            publication=factory.LazyAttribute(
                lambda o: PublicationFactory(draft=True, addresses=[o.force])
            )
        )
        sent = factory.Trait(
            publication=factory.LazyAttribute(
                lambda o: PublicationFactory(sent=True, addresses=[o.force])
            )
        )

    reference = factory.Sequence(lambda n: f"F-2021-C{n}")
    kind = "area_for_improvement"
    force = factory.SubFactory(ForceFactory)
    publication = factory.LazyAttribute(lambda o: PublicationFactory(addresses=[o.force]))
    title = "Response to the public"
    raised_on = PUBLISHED_ON


class LineageFactory(DjangoModelFactory):
    class Meta:
        model = Lineage

    earlier = factory.SubFactory(ConcernFactory)
    later = factory.SubFactory(ConcernFactory, force=factory.SelfAttribute("..earlier.force"))
    how = "re_raised"
    happened_on = PUBLISHED_ON
    recorded_by = factory.SubFactory(UserFactory)


class WordingFactory(DjangoModelFactory):
    class Meta:
        model = Wording

    publication = factory.SubFactory(PublicationFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "Do better."
    deadline_kind = "within_period"
    deadline_months = 3


class RecommendationFactory(Opened):
    class Meta:
        model = Recommendation

    reference = factory.Sequence(lambda n: f"F-2021-C1.{n}")
    concern = factory.SubFactory(ConcernFactory, cause=True)
    force = factory.LazyAttribute(lambda o: o.concern.force)
    wording = factory.LazyAttribute(lambda o: WordingFactory(publication=o.concern.publication))


class ActionFactory(Opened):
    class Meta:
        model = Action

    concern = factory.SubFactory(ConcernFactory)
    title = "Train supervisors"

    @classmethod
    def open_values(cls):
        return {"on": PUBLISHED_ON}


class EventFactory(DjangoModelFactory):
    """A comment on a concern."""

    class Meta:
        model = Event

    concern = factory.SubFactory(ConcernFactory)
    kind = "commented"
    note = "Spoke to the force."
    happened_on = dt.date(2022, 3, 3)
    route = "command"
    recorded_by = factory.SubFactory(UserFactory)


class ResponseFactory(DjangoModelFactory):
    class Meta:
        model = Response

    force = factory.SubFactory(ForceFactory)
    publication = factory.LazyAttribute(lambda o: PublicationFactory(addresses=[o.force]))
    due_on = dt.date(2021, 11, 24)


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = Answer

    response = factory.SubFactory(ResponseFactory)
    position = "commented"
    answered_on = dt.date(2021, 11, 1)
    recorded_by = factory.SubFactory(UserFactory)


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    code = factory.Sequence(lambda n: f"indicator-{n}")
    name = "Incidents awaiting a response"
    unit = "incidents"
    better = "lower"
    nature = "stock"
    floor = Decimal(0)


class SeriesBreakFactory(DjangoModelFactory):
    class Meta:
        model = SeriesBreak

    indicator = factory.SubFactory(IndicatorFactory)
    from_on = dt.date(2022, 1, 1)
    reason = "The definition changed."
    recorded_by = factory.SubFactory(UserFactory)


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure
        skip_postgeneration_save = True

    indicator = factory.SubFactory(IndicatorFactory)
    force = factory.SubFactory(ForceFactory)
    said_by = "inspectorate"

    @factory.post_generation
    def concerns(self, create, extracted, **kwargs):
        self.concerns.set(extracted or [])


class ReadingFactory(DjangoModelFactory):
    """A point on one day; `value=` sets both ends."""

    class Meta:
        model = Reading

    class Params:
        value = Decimal(100)

    measure = factory.SubFactory(MeasureFactory)
    period_start = dt.date(2021, 9, 30)
    period_end = factory.LazyAttribute(lambda o: o.period_start)
    low = factory.LazyAttribute(lambda o: o.value)
    high = factory.LazyAttribute(lambda o: o.value)
    recorded_by = factory.SubFactory(UserFactory)


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    measure = factory.SubFactory(MeasureFactory)
    low = Decimal(50)
    high = Decimal(50)
    due_on = dt.date(2022, 9, 30)
    set_on = dt.date(2021, 9, 30)
    set_by = "force"
    recorded_by = factory.SubFactory(UserFactory)


class BaselineFactory(DjangoModelFactory):
    """The measure's reading of 30 September 2021, which is made if there is none."""

    class Meta:
        model = Baseline

    measure = factory.LazyAttribute(lambda o: ReadingFactory().measure)
    period_start = dt.date(2021, 9, 30)
    period_end = dt.date(2021, 9, 30)
    chosen_on = dt.date(2021, 9, 30)
    recorded_by = factory.SubFactory(UserFactory)


class FigureFactory(DjangoModelFactory):
    class Meta:
        model = Figure

    class Params:
        value = Decimal("77.7")

    publication = factory.LazyAttribute(lambda o: PublicationFactory(addresses=[o.force]))
    code = factory.Sequence(lambda n: f"M{n}")
    force = factory.SubFactory(ForceFactory)
    places = [31]
    words = "Reports of crime recorded"
    unit = "percent"
    nature = "observed"
    said_by = "inspectorate"
    low = factory.LazyAttribute(lambda o: o.value)
    high = factory.LazyAttribute(lambda o: o.value)
    recorded_by = factory.SubFactory(UserFactory)


class ReadingUploadFactory(DjangoModelFactory):
    """A file of no rows, uploaded just now."""

    class Meta:
        model = ReadingUpload

    owner = factory.SubFactory(UserFactory)
    name = "readings.csv"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    table = factory.LazyFunction(lambda: Table(names=["value"]).packed())
    uploaded_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda o: o.uploaded_at + KEPT_FOR)


class ScheduleFactory(DjangoModelFactory):
    class Meta:
        model = Schedule

    name = factory.Sequence(lambda n: f"Schedule {n}")
    owner = factory.SubFactory(UserFactory, role=Role.ANALYST)
    datasets = ["concerns"]
    file_format = "csv"
    cron = "0 6 * * *"


class RunFactory(DjangoModelFactory):
    class Meta:
        model = Run

    schedule = factory.SubFactory(ScheduleFactory)
    due_at = factory.Sequence(
        lambda n: dt.datetime(2026, 1, 1, 6, tzinfo=dt.UTC) + dt.timedelta(days=n)
    )
    queued_at = factory.SelfAttribute("due_at")
