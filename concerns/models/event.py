"""The append-only log: everything that changed a position, and everything that was said."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q

from accounts.roles import Permission
from api.checks import Checked
from api.clocks import RecordingInstant
from api.constraints import refusals_in_words, refused
from api.days import dated_text
from api.fields import ChoiceField, WebAddressField, precision_constraint, precision_field
from api.guards import RecordedNow, never_deleted, never_edited
from api.search import searched_words
from concerns.models.action import Action
from concerns.models.concern import Concern
from concerns.models.event_guards import closing_guards, order_guards, striking_guards
from concerns.models.recommendation import Recommendation
from concerns.positions import LIVE_STATUSES, Audience, Outcome, Route
from concerns.querysets import EventQuerySet
from concerns.transitions import OF_OTHER_FORCE, Refusal
from inspections.models import Publication

if TYPE_CHECKING:
    from accounts.models import User


WORDS_OF_EVENT = ("note",)
"""The texts by which one is found."""


class Event(Checked):
    """One thing that happened to one concern, recommendation or action.

    The first event of a record opens it. An event changes at most one position: it says what it
    was and what it became. Order is (happened_on, id). A mistake is struck out by a later event.
    """

    SEARCHED: ClassVar = WORDS_OF_EVENT
    SEARCHED_THROUGH: ClassVar = ("concern", "recommendation", "action")

    class Kind(models.TextChoices):
        """What happened."""

        OPENED = "opened", "Opened"
        COMMENTED = "commented", "Comment"
        CLAIMED_PROGRESS = "claimed_progress", "Force claims progress"
        CLAIMED_COMPLETE = "claimed_complete", "Force claims it complete"
        PROMISED = "promised", "Force promises a date"
        CLOSURE_PROPOSED = "closure_proposed", "Closure proposed"
        CLOSURE_APPROVED = "closure_approved", "Closure approved"
        CLOSURE_REFUSED = "closure_refused", "Closure refused"
        CLOSED_BY_LETTER = "closed_by_letter", "Closed by its letter"
        CLOSURE_RECORDED = "closure_recorded", "Closure before our time recorded"
        REOPENED = "reopened", "Reopened"
        SUPERSEDED = "superseded", "Superseded by a newer concern"
        RE_RAISED = "re_raised", "Raised again as a newer concern"
        WITHDRAWN = "withdrawn", "Withdrawn"
        DEADLINE_CHANGED = "deadline_changed", "Deadline changed"
        REVISITED = "revisited", "Revisit finding"
        STATE_CHANGED = "state_changed", "Action moved on"
        STRUCK_OUT = "struck_out", "An earlier event struck out"

    class Position(models.TextChoices):
        """Which position an event changes."""

        STATUS = "status", "Decided"
        FORCE_STATUS = "force_status", "Claimed"
        PROMISED_ON = "promised_on", "Promised date"
        DUE_ON = "due_on", "Deadline"
        STATE = "state", "State of the action"

    class Assessment(models.TextChoices):
        """What a revisit found."""

        NO_PROGRESS = "no_progress", "No progress"
        SOME_PROGRESS = "some_progress", "Some progress"
        SUFFICIENT_PROGRESS = "sufficient_progress", "Sufficient progress"

    concern = models.ForeignKey(
        Concern,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        help_text="The concern it happened to, if it is one.",
    )
    recommendation = models.ForeignKey(
        Recommendation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        help_text="The recommendation it happened to, if it is one.",
    )
    action = models.ForeignKey(
        Action,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        help_text="The action it happened to, if it is one.",
    )
    kind = ChoiceField(max_length=20, choices=Kind, help_text="What happened.")
    position = ChoiceField(
        max_length=15, choices=Position, blank=True, help_text="Which position it changed, if any."
    )
    was = models.CharField(max_length=30, blank=True, help_text="What the position was.")
    became = models.CharField(max_length=30, blank=True, help_text="What the position became.")
    happened_on = models.DateField(help_text="When it happened: today or earlier.")
    happened_on_precision = precision_field("happened_on")
    recorded_at = models.DateTimeField(
        db_default=RecordingInstant(), editable=False, help_text="When we recorded it."
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text="Who recorded it.",
    )
    route = ChoiceField(
        max_length=10, choices=Route, editable=False, help_text="By which door it came."
    )
    note = models.TextField(blank=True, help_text="What was said or found, in words.")
    evidence_links = ArrayField(
        WebAddressField(max_length=500),
        default=list,
        blank=True,
        help_text="Addresses of evidence, separated by commas.",
    )
    publication = models.ForeignKey(
        Publication,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        help_text="The letter or report that says so, if one does.",
    )
    outcome = ChoiceField(
        max_length=25,
        choices=Outcome,
        blank=True,
        default="",
        help_text="As what closure is proposed or approved; empty on other events.",
    )
    assessment = ChoiceField(
        max_length=20, choices=Assessment, blank=True, help_text="What a revisit found."
    )
    audience = ChoiceField(
        max_length=15, choices=Audience, default="inspectorate", help_text="Who may read it."
    )
    strikes_out = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="struck_out_by",
        help_text="The event this one strikes out, saying why in the note.",
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            precision_constraint("event", "happened_on"),
            models.CheckConstraint(
                condition=Q(concern__isnull=False, recommendation=None, action=None)
                | Q(concern=None, recommendation__isnull=False, action=None)
                | Q(concern=None, recommendation=None, action__isnull=False),
                name="event_has_one_subject",
                violation_error_message=(
                    "An event is about one record: a concern, a recommendation or an action."
                ),
            ),
            models.CheckConstraint(
                condition=Q(position="", was="", became="")
                | (~Q(position="") & (~Q(became="") | ~Q(was=""))),
                name="event_position_says_what",
                violation_error_message=(
                    "An event that changes a position says which, what it was and what it became."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind="commented") | ~Q(note=""),
                name="event_comment_has_words",
                violation_error_message="note: a comment needs words.",
            ),
            models.CheckConstraint(
                condition=Q(assessment="") | Q(kind="revisited"),
                name="event_assessment_at_revisit",
                violation_error_message="assessment: only a revisit finding has one.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="") & Q(kind__in=["closure_proposed", "closure_approved"])
                | Q(outcome="") & ~Q(kind__in=["closure_proposed", "closure_approved"]),
                name="event_outcome_of_closure",
                violation_error_message=(
                    "outcome: say as what it is closed, at a proposal or an approval only."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind="struck_out", strikes_out__isnull=False) & ~Q(note="")
                | ~Q(kind="struck_out") & Q(strikes_out=None),
                name="event_strikes_out_and_says_why",
                violation_error_message=(
                    "strikes_out: name the event that is struck out and say why in the note."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind="closure_recorded") | Q(publication__isnull=False),
                name="event_recorded_closure_has_source",
                violation_error_message=(
                    "publication: a closure before our time needs the publication that says so."
                ),
            ),
        ]
        indexes = [
            GinIndex(searched_words(WORDS_OF_EVENT), name="event_words"),
            models.Index(fields=["recorded_at"], name="event_recorded_at"),
            models.Index(fields=["concern", "happened_on", "id"], name="event_concern_order"),
            models.Index(
                fields=["recommendation", "happened_on", "id"], name="event_recommendation_order"
            ),
            models.Index(fields=["action", "happened_on", "id"], name="event_action_order"),
            # The past reads these alone, once for each position of each record: see past.py.
            *(
                models.Index(
                    fields=[subject, "position", "happened_on", "id"],
                    include=["became", "happened_on_precision", "recorded_at"],
                    condition=~Q(position=""),
                    name=f"event_{subject}_position",
                )
                for subject in ("concern", "recommendation")
            ),
            *(
                models.Index(
                    fields=[subject],
                    include=["happened_on", "happened_on_precision", "recorded_at"],
                    condition=Q(kind="opened"),
                    name=f"event_{subject}_opened",
                )
                for subject in ("concern", "recommendation")
            ),
            models.Index(
                fields=["strikes_out"],
                include=["recorded_at"],
                condition=Q(strikes_out__isnull=False),
                name="event_strike",
            ),
        ]
        triggers = [
            RecordedNow(),
            never_deleted(),
            never_edited(),
            *order_guards(),
            *closing_guards(),
            *striking_guards(),
        ]

    def __str__(self) -> str:
        when = dated_text(self.happened_on, self.happened_on_precision)
        return f"{self.get_kind_display()}, {when}"

    @property
    def subject(self) -> Concern | Recommendation | Action:
        """The record it happened to. Hidden query: that record."""
        found = self.concern or self.recommendation or self.action
        assert found is not None  # the constraint event_has_one_subject
        return found

    @classmethod
    def append(
        cls,
        subject: Concern | Recommendation | Action,
        *,
        kind: str,
        happened_on: dt.date,
        by: User,
        route: str,
        **values: Any,
    ) -> Event:
        """Add one event to the subject's log, and return it.

        Raises: PermissionDenied if a token tied to forces would write of another's; ValidationError
        with the sentence of the rule it breaks.
        """
        written: Any = type(subject)._default_manager
        if by.is_narrowed and not written.visible_to(by).filter(pk=subject.pk).exists():
            raise PermissionDenied(OF_OTHER_FORCE)
        name = {Concern: "concern", Recommendation: "recommendation", Action: "action"}[
            type(subject)
        ]
        event = cls(kind=kind, happened_on=happened_on, recorded_by=by, route=route, **values)
        setattr(event, name, subject)
        with refusals_in_words(cls):
            event.full_clean(exclude=["recorded_at"])
            event.save(force_insert=True)
        return event

    @classmethod
    def change(
        cls,
        subject: Concern | Recommendation | Action,
        *,
        position: str,
        became: Any,
        kind: str,
        happened_on: dt.date,
        by: User,
        route: str,
        **values: Any,
    ) -> Event:
        """Change one position of the subject and log it, in one transaction under a row lock.

        Raises: ValidationError with code `unchanged` if it is so already, or a rule's sentence.
        """
        with refusals_in_words():
            row = type(subject)._base_manager.select_for_update(no_key=True).get(pk=subject.pk)
            was = getattr(row, position)
            if was == became:
                raise refused(position, f"{position}: it is {became} already.", "unchanged")
            event = cls.append(
                row,
                kind=kind,
                position=position,
                was="" if was is None else str(was),
                became="" if became is None else str(became),
                happened_on=happened_on,
                by=by,
                route=route,
                **values,
            )
            setattr(row, position, became)
            changed = [position]
            changed += event._set_since(row)
            row.save(update_fields=changed)
        subject.refresh_from_db()
        return event

    def refusal_to_strike_out(self, user: User) -> Refusal | None:
        """Return why the person may not strike this event out; None = they may.

        Whoever recorded an event strikes it out, or a lead inspector. A decision about a
        recommendation stands while its concern is decided, and so does a supersession while its
        line does. What later decisions stand on, the database keeps. Hidden queries: a few.
        """
        own = self.recorded_by_id == user.pk and user.may(Permission.RECORD_COMMENT)
        if not own and not user.may(Permission.APPROVE_CLOSURE):
            return Refusal(
                "Whoever recorded an event strikes it out, or a lead inspector.",
                "not_your_event",
                is_role=True,
            )
        if self.position != self.Position.STATUS:
            return None
        concern = self.recommendation.concern if self.recommendation else None
        if concern is not None and concern.status not in LIVE_STATUSES:
            now = concern.get_status_display().lower()
            return Refusal(f"Its concern is {now}: that comes first.", "concern_not_live")
        lines = self.concern.later_lines.current() if self.concern else None
        if self.kind == self.Kind.SUPERSEDED and lines is not None and lines.exists():
            return Refusal(
                "The line to the later concern stands: withdraw that first.", "line_stands"
            )
        return None

    def strike_out(self, *, happened_on: dt.date, by: User, route: str, note: str) -> Event:
        """Strike this event out, saying why, and put the position it changed back.

        The position becomes what the last standing event on it says, or what it was before the
        first. The log keeps both events; the striking out is read by whom the mistake was.
        Nobody closes a record by it: decisions are struck out from the last one backwards, and
        one whose absence would close the record is kept.

        Raises: PermissionDenied; ValidationError with the sentence of the rule it breaks: it is
        struck out already, it opened the record, a later decision stands on it, or the note is
        empty; then nothing has changed.
        """
        with refusals_in_words():
            row = self.subject.locked()
            fresh = Event.objects.get(pk=self.pk)  # what it names, as it stands under the lock
            found = fresh.refusal_to_strike_out(by)
            if found is not None:
                raise found.error
            struck = Event.append(
                row,
                kind=Event.Kind.STRUCK_OUT,
                strikes_out=self,
                note=note,
                happened_on=happened_on,
                by=by,
                route=route,
                audience=self.audience,
            )
            if self.position:
                self._put_back(row)
        self.subject.refresh_from_db()
        return struck

    def _put_back(self, row: Any) -> None:
        """Set the row's position to what the standing log says."""
        changes = row.events.filter(position=self.position).order_by("happened_on", "pk")
        last = changes.standing().last()
        said = last.became if last else changes.first().was
        since = last or row.events.get(kind=Event.Kind.OPENED)
        field = row._meta.get_field(self.position)
        setattr(row, self.position, field.to_python(said) if said else (None if field.null else ""))
        row.save(update_fields=[self.position, *since._set_since(row, self.position)])

    def _set_since(self, row: Any, position: str = "") -> list[str]:
        """Set since when the row's position has been so, if it says that; return the fields set."""
        since = f"{position or self.position}_since_on"
        if not hasattr(row, since):
            return []
        setattr(row, since, self.happened_on)
        setattr(row, f"{since}_precision", self.happened_on_precision)
        return [since, f"{since}_precision"]
