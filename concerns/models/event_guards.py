"""What the log refuses in the database, whatever route an event comes by.

Each guard looks at the standing events of the same record: those that no later one struck out.
"""

from __future__ import annotations

import pgtrigger

from api.guards import Guard
from concerns.positions import CLOSED_STATUSES, LIVE_STATUSES
from concerns.transitions import (
    CLOSES_ALONE,
    LATER_DECISION_STANDS,
    LETTER_KINDS,
    NOT_BY_PROPOSER,
    RECOMMENDATIONS_OPEN,
)


def _listed(values: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


CLOSED = _listed(tuple(str(status) for status in CLOSED_STATUSES))
LIVE = _listed(tuple(str(status) for status in LIVE_STATUSES))

# One of the three is given, so that one of three indexes finds the record's own events.
OF_RECORD = (
    "(earlier.concern_id = NEW.concern_id OR earlier.recommendation_id = NEW.recommendation_id "
    "OR earlier.action_id = NEW.action_id)"
)
STANDS = "NOT EXISTS (SELECT FROM concerns_event struck WHERE struck.strikes_out_id = earlier.id)"
LAST_DECISION = (
    f"(SELECT earlier.* FROM concerns_event earlier WHERE {OF_RECORD} "
    f"AND earlier.position = 'status' AND {STANDS} "
    "ORDER BY earlier.happened_on DESC, earlier.id DESC LIMIT 1) AS proposal"
)
IS_CAUSE = (
    "EXISTS (SELECT FROM concerns_concern concern WHERE concern.id = NEW.concern_id "
    "AND concern.kind = 'cause_of_concern')"
)


def order_guards() -> list[Guard]:
    """Return what keeps the order of a log: it opens first, and never goes back or ahead.

    A deadline is ordered among deadlines. It counts from the day of a publication, which may be
    recorded late: what the force claimed and what was decided meanwhile does not stand in its way.
    """
    return [
        Guard(
            constraint="event_not_in_future",
            sentence="happened_on: today or earlier.",
            field="happened_on",
            operation=pgtrigger.Insert,
            refuse_if="NEW.happened_on > (recording_instant() AT TIME ZONE 'Europe/London')::date",
        ),
        Guard(
            constraint="event_opens_first",
            sentence="The first event of a record opens it, and only the first.",
            operation=pgtrigger.Insert,
            refuse_if=(
                "(NEW.kind = 'opened') = EXISTS (SELECT FROM concerns_event earlier "
                f"WHERE {OF_RECORD})"
            ),
        ),
        Guard(
            constraint="event_not_before_last",
            sentence="happened_on: not before the last change of a position of this record.",
            field="happened_on",
            operation=pgtrigger.Insert,
            refuse_if=(
                "NEW.position NOT IN ('', 'due_on') AND EXISTS (SELECT FROM concerns_event earlier "
                f"WHERE {OF_RECORD} AND earlier.position <> '' "
                f"AND earlier.happened_on > NEW.happened_on AND {STANDS})"
            ),
        ),
        Guard(
            constraint="event_deadline_not_before_last",
            sentence=(
                "happened_on: not before the record was opened, nor before its deadline changed last."
            ),
            field="happened_on",
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition("NEW.position = 'due_on'"),
            refuse_if=(
                f"EXISTS (SELECT FROM concerns_event earlier WHERE {OF_RECORD} "
                "AND (earlier.kind = 'opened' OR earlier.position = 'due_on') "
                f"AND earlier.happened_on > NEW.happened_on AND {STANDS})"
            ),
        ),
    ]


def closing_guards() -> list[Guard]:
    """Return what keeps the one door of closing: proposed by one person, approved by another."""
    return [
        Guard(
            constraint="event_approver_is_not_proposer",
            sentence=NOT_BY_PROPOSER,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition("NEW.kind = 'closure_approved'"),
            refuse_if=(
                f"EXISTS (SELECT FROM {LAST_DECISION} WHERE proposal.kind = 'closure_proposed' "
                "AND proposal.recorded_by_id = NEW.recorded_by_id)"
            ),
        ),
        Guard(
            constraint="event_closes_what_was_proposed",
            sentence=(
                "A record is closed by approving the closure that was proposed last, not before "
                "that day and as it was proposed."
            ),
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition(
                "NEW.kind IN ('closure_approved', 'closed_by_letter') "
                f"OR NEW.position = 'status' AND NEW.became IN {CLOSED}"
            ),
            refuse_if=(
                "NEW.kind <> 'closure_recorded' AND NOT (NEW.kind IN ('closure_approved', "
                "'closed_by_letter') AND NEW.position IN ('', 'status') AND EXISTS (SELECT FROM "
                f"{LAST_DECISION} WHERE proposal.kind = 'closure_proposed' "
                "AND (NEW.position = 'status' OR proposal.happened_on <= NEW.happened_on) "
                "AND NEW.became IN ('', proposal.outcome) "
                "AND NEW.outcome IN ('', proposal.outcome)))"
            ),
        ),
        Guard(
            constraint="event_closed_by_approved_letter",
            sentence=(
                "publication: a letter closes what somebody approved naming it, after closure "
                "was proposed."
            ),
            field="publication",
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition("NEW.kind = 'closed_by_letter'"),
            refuse_if=(
                "NEW.position <> 'status' OR NOT EXISTS (SELECT FROM concerns_event earlier, "
                f"{LAST_DECISION} WHERE {OF_RECORD} AND {STANDS} "
                "AND earlier.kind = 'closure_approved' AND earlier.position = '' "
                "AND earlier.publication_id = NEW.publication_id "
                "AND earlier.happened_on <= NEW.happened_on AND earlier.id > proposal.id)"
            ),
        ),
        Guard(
            constraint="event_cause_closed_by_letter",
            sentence=(
                "publication: a cause of concern is closed by a letter or report addressed to "
                "its force, not before the day it was sent or published."
            ),
            field="publication",
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition("NEW.kind IN ('closure_approved', 'closed_by_letter')"),
            refuse_if=(
                f"{IS_CAUSE} AND NOT EXISTS (SELECT FROM concerns_concern concern "
                "JOIN inspections_address address ON address.force_id = concern.force_id "
                "JOIN inspections_publication letter ON letter.id = address.publication_id "
                "WHERE concern.id = NEW.concern_id AND letter.id = NEW.publication_id "
                f"AND letter.kind IN {_listed(LETTER_KINDS)} AND (NEW.position = '' "
                "OR least(letter.sent_on, letter.published_on) <= NEW.happened_on))"
            ),
        ),
        Guard(
            constraint="event_recommendations_decided_first",
            sentence=RECOMMENDATIONS_OPEN,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition(
                "NEW.kind IN ('closure_approved', 'closed_by_letter') AND NEW.position = 'status' "
                "AND NEW.concern_id IS NOT NULL"
            ),
            refuse_if=(
                "EXISTS (SELECT FROM concerns_recommendation WHERE concern_id = NEW.concern_id "
                f"AND status IN {LIVE})"
            ),
        ),
        Guard(
            constraint="event_closure_before_our_time",
            sentence=(
                "happened_on: before the day the record was opened here; a later closure is "
                "proposed and approved."
            ),
            field="happened_on",
            operation=pgtrigger.Insert,
            # A seed document tells of what two people decided elsewhere, and is read by one.
            condition=pgtrigger.Condition("NEW.kind = 'closure_recorded' AND NEW.route <> 'seed'"),
            refuse_if=(
                "NOT EXISTS (SELECT FROM concerns_event earlier "
                f"WHERE {OF_RECORD} AND earlier.kind = 'opened' AND NEW.happened_on < "
                "(earlier.recorded_at AT TIME ZONE 'Europe/London')::date)"
            ),
        ),
    ]


def striking_guards() -> list[Guard]:
    """Return what may be struck out, so that nobody closes a record by striking out."""
    struck = pgtrigger.Condition("NEW.strikes_out_id IS NOT NULL")
    mistake = "concerns_event mistake WHERE mistake.id = NEW.strikes_out_id"
    return [
        Guard(
            constraint="event_strikes_out_own_record",
            sentence=(
                "strikes_out: an earlier event of the same record, other than its opening "
                "or a striking out."
            ),
            field="strikes_out",
            operation=pgtrigger.Insert,
            condition=struck,
            refuse_if=(
                "NOT EXISTS (SELECT FROM concerns_event earlier "
                f"WHERE earlier.id = NEW.strikes_out_id AND {OF_RECORD} "
                "AND earlier.kind NOT IN ('opened', 'struck_out'))"
            ),
        ),
        Guard(
            constraint="event_strikes_out_last_decision",
            sentence=LATER_DECISION_STANDS,
            field="strikes_out",
            operation=pgtrigger.Insert,
            condition=struck,
            refuse_if=(
                f"EXISTS (SELECT FROM concerns_event earlier, {mistake} "
                "AND (mistake.position = 'status' OR mistake.kind = 'closure_approved') "
                "AND (earlier.position = 'status' OR earlier.kind = 'closure_approved') "
                "AND (earlier.happened_on, earlier.id) > (mistake.happened_on, mistake.id) "
                f"AND {OF_RECORD} AND {STANDS})"
            ),
        ),
        Guard(
            constraint="event_strike_out_closes_nothing",
            sentence=CLOSES_ALONE,
            field="strikes_out",
            operation=pgtrigger.Insert,
            condition=struck,
            refuse_if=(
                f"EXISTS (SELECT FROM {mistake} AND mistake.position = 'status' "
                f"AND mistake.was IN {CLOSED})"
            ),
        ),
    ]
