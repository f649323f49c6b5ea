"""The two positions that no peer keeps apart: what the force claims, what we have decided."""

import datetime as dt

from django.db import models

from api.days import day_text


class Status(models.TextChoices):
    """What the inspectorate has decided."""

    OPEN = "open", "Open"
    CLOSURE_PROPOSED = "closure_proposed", "Closure proposed"
    CLOSED_COMPLETE = "closed_complete", "Closed as complete"
    CLOSED_NO_FURTHER_ACTION = "closed_no_further_action", "Closed with no further action"
    SUPERSEDED = "superseded", "Superseded by a newer concern"
    WITHDRAWN = "withdrawn", "Withdrawn: raised in error"


LIVE_STATUSES = (Status.OPEN, Status.CLOSURE_PROPOSED)
"""Statuses in which something is still to be done."""

CLOSED_STATUSES = (Status.CLOSED_COMPLETE, Status.CLOSED_NO_FURTHER_ACTION)
"""Statuses that two people have decided: one proposed, another approved."""


class Outcome(models.TextChoices):
    """As what a record is proposed to be closed."""

    COMPLETE = Status.CLOSED_COMPLETE.value, "Closed as complete"
    NO_FURTHER_ACTION = Status.CLOSED_NO_FURTHER_ACTION.value, "Closed with no further action"


class ForceStatus(models.TextChoices):
    """What the force claims, least advanced first."""

    NOT_STARTED = "not_started", "Not started"
    AWAITING_ALLOCATION = "awaiting_allocation", "Awaiting allocation"
    IN_PROGRESS = "in_progress", "In progress"
    CLAIMED_COMPLETE = "claimed_complete", "Claimed complete"


CLAIMS_OF_PROGRESS = [c for c in ForceStatus.choices if c[0] != ForceStatus.CLAIMED_COMPLETE]
"""What a force may claim short of complete."""


class ActionState(models.TextChoices):
    """How far a follow-up action has gone."""

    PLANNED = "planned", "Planned"
    IN_PROGRESS = "in_progress", "In progress"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class Audience(models.TextChoices):
    """Who may read an event."""

    INSPECTORATE = "inspectorate", "The inspectorate"
    FORCE = "force", "The inspectorate and the force"
    EVERYONE = "everyone", "Everyone who sees the concern"


class Route(models.TextChoices):
    """By which door a change came."""

    ADMIN = "admin", "Admin"
    API = "api", "API"
    IMPORT = "import", "Import"
    SEED = "seed", "Seed document"
    COMMAND = "command", "Command"


POSITION_WORDS: dict[str, str] = {
    **dict(Status.choices),
    **dict(ForceStatus.choices),
    **dict(ActionState.choices),
}


def position_words(value: str) -> str:
    """Say a position as people read it: a status by its name, a date in British words."""
    try:
        return day_text(dt.date.fromisoformat(value))
    except ValueError:
        return POSITION_WORDS.get(value, value)
