"""A request for every operation, about Greater Manchester in 2021/22; steps are what goes before.

`operation: (role, key of the row, body, *steps before)`; a step is the same of another operation.
"""

from concerns.models import Recommendation, Wording
from inspections.models import Force, Publication

C1, C1_1, C1_2, C1_3 = "GMP-2021-C1", "GMP-2021-C1.1", "GMP-2021-C1.2", "GMP-2021-C1.3"
C2, C3 = "GMP-2022-C1", "GMP-2022-C2"
REPORT, LETTER = "greater-manchester-2021-22", "greater-manchester-revisit-2022"
FORCE, FRAMEWORK = "greater-manchester", "peel-2021-22-v2"
INSPECTOR, LEAD, LIAISON = "inspector", "lead_inspector", "liaison_officer"
HAPPENED = {"happened_on": "2022-10-28"}
WRITTEN = "Found wrong when it was read again."
OWN = [
    {"reference": "GMP-2022-C3.1", "text": "Plan the capacity to respond.", "deadline_kind": "none"}
]

IMPROVEMENT = {
    "reference": "GMP-2022-A1",
    "kind": "area_for_improvement",
    "force": FORCE,
    "inspection": REPORT,
    "area": "responding-to-the-public",
    "publication": REPORT,
    "title": "Callers who wait",
    "detail": "Callers are not told how long an answer will take.",
    "raised_on": "2022-03-03",
}
A1 = "GMP-2022-A1"
CAUSE = {
    **IMPROVEMENT,
    "reference": "GMP-2022-C3",
    "kind": "cause_of_concern",
    "title": "Response to the public, again",
    "recommendations": OWN,
}
ACTION = {
    "concern": C1,
    "recommendation": C1_1,
    "title": "Staff the control room for every shift",
    "due_on": "2022-06-30",
}
ANSWER = {
    "response": "greater-manchester-accelerated-2021",
    "position": "accepted",
    "recommendation": C1_1,
    "answered_on": "2021-11-24",
}
TARGET = {
    "measure": "incidents-awaiting-response",
    "low": 0,
    "high": 1000,
    "due_on": "2022-12-31",
    "set_on": "2022-03-03",
    "set_by": "force",
    "statement": "Fewer than a thousand.",
}
BASELINE = {
    "measure": "crimes-recorded",
    "period_start": "2020-04-01",
    "period_end": "2020-06-30",
    "chosen_on": "2022-10-28",
}
READING = {
    "force": FORCE,
    "indicator": "crimes-recorded",
    "said_by": "inspectorate",
    "period_start": "2021-10-01",
    "period_end": "2021-12-31",
    "value": 91.0,
    "margin": 2.8,
}
FIGURE = {
    "publication": REPORT,
    "code": "M56",
    "force": FORCE,
    "places": [111],
    "words": "Incidents that waited for a response",
    "unit": "percent",
    "nature": "observed",
    "said_by": "inspectorate",
    "kind": "bound",
    "high": -50,
    "high_inclusive": False,
}
JUDGMENT = {
    "inspection": REPORT,
    "area": "responding-to-the-public",
    "state": "graded",
    "grade": "inadequate",
    "publication": REPORT,
    "as_of_on": "2022-10-28",
}
STAGE = {"force": "cumbria", "stage": "engage", "started_on": "2022-10-28"}
PUBLICATION = {
    "reference": "greater-manchester-closure-2023",
    "title": "Closure of the cause of concern about response",
    "kind": "closure_letter",
    "addresses": [FORCE],
}
FORCE_ENTRY = {"slug": "east-anglia", "name": "East Anglia Police", "kind": "territorial"}
AREA = {
    "framework": FRAMEWORK,
    "slug": "custody",
    "name": "Detention and custody",
    "position": 20,
    "is_graded": False,
}
CLAIM = {"note": "The plan is in place on every shift.", **HAPPENED}
PROPOSAL = {
    "outcome": "closed_complete",
    "note": "Seen on site in every division.",
    "publication": LETTER,
    **HAPPENED,
}
NOTED = {"note": "Seen on site in every division.", **HAPPENED}
REVISIT = {"assessment": "some_progress", "publication": LETTER, **NOTED}
STARTED = {"happened_on": "today", "note": "Staff are chosen."}
HANDED = {"note": "The force has merged into another."}

ALONE = "GMP-2022-N1"


def put_alone(people):
    """Put a wording to the force without a concern, as a national report does: no address does."""
    wording = Wording.printed_next(
        Publication.objects.get(reference="greater-manchester-2021-22"),
        text="Agree with neighbouring forces on how incidents are handed over.",
        deadline_kind="none",
    )
    put = Recommendation(
        reference=ALONE, wording=wording, force=Force.objects.get(slug="greater-manchester")
    )
    put.open(by=people[INSPECTOR], route="command")


NEW_IMPROVEMENT = ("concerns_create", INSPECTOR, None, IMPROVEMENT)
NEW_CAUSE = ("concerns_create", INSPECTOR, None, CAUSE)
NEW_ACTION = ("actions_create", INSPECTOR, None, ACTION)
NEW_ANSWER = ("answers_create", INSPECTOR, None, ANSWER)
SCHEDULE = {
    "name": "Open concerns for the committee",
    "datasets": ["concerns"],
    "filters": {"concerns": {"force": FORCE, "status": "open"}},
    "columns": {"concerns": ["reference", "title", "status"]},
    "file_format": "csv",
    "cron": "0 6 * * 1-5",
    "folder": "committee",
}
NEW_SCHEDULE = ("schedules_create", INSPECTOR, None, SCHEDULE)
NEW_RUN = ("schedules_run_now_create", INSPECTOR, "latest", {})
PAUSED = ("schedules_pause_create", INSPECTOR, "latest", {"because": "The committee is away."})
READ_AFTER = {
    "actions": (NEW_ACTION,),
    "answers": (NEW_ANSWER,),
    "schedules": (NEW_SCHEDULE,),
    "runs": (NEW_SCHEDULE, NEW_RUN),
}
"""What is recorded before these are read: the report tells of none."""
PROPOSED = ("concerns_propose_closure_create", INSPECTOR, A1, PROPOSAL)
APPROVED = ("concerns_approve_closure_create", LEAD, A1, NOTED)
PUT_PROPOSED = ("recommendations_propose_closure_create", INSPECTOR, C1_1, PROPOSAL)
PUT_APPROVED = ("recommendations_approve_closure_create", LEAD, C1_1, NOTED)
MERGED = (
    ("forces_create", INSPECTOR, None, FORCE_ENTRY),
    (
        "forces_partial_update",
        INSPECTOR,
        FORCE,
        {"succeeded_by": "east-anglia", "existed_until": "2023-03-31"},
    ),
)
CLOSED = {"outcome": "closed_complete", "publication": LETTER, **HAPPENED}


def _line(**more):
    return {"later": "GMP-2022-C3", "publication": REPORT, "happened_on": "2022-03-03", **more}


REQUESTS = {
    "actions_create": (INSPECTOR, None, ACTION),
    "actions_partial_update": (INSPECTOR, "latest", {"due_on": "2022-09-30"}, NEW_ACTION),
    "actions_comment_create": (LIAISON, "latest", {"note": "Two shifts are staffed."}, NEW_ACTION),
    "actions_drop_create": (LIAISON, "latest", {"note": "Another action does it."}, NEW_ACTION),
    "actions_start_create": (LIAISON, "latest", {"note": "Staff are chosen."}, NEW_ACTION),
    "actions_finish_create": (LIAISON, "latest", {"note": "Every shift is staffed."}, NEW_ACTION),
    "actions_resume_create": (
        LIAISON,
        "latest",
        {"note": "Two shifts lack staff again."},
        NEW_ACTION,
        ("actions_finish_create", LIAISON, "latest", {}),
    ),
    "answers_create": (INSPECTOR, None, ANSWER),
    "answers_withdraw_create": (
        INSPECTOR,
        "latest",
        {"note": WRITTEN},
        NEW_ANSWER,
    ),
    "areas_create": (INSPECTOR, None, AREA),
    "areas_partial_update": (INSPECTOR, "latest", {"aliases": ["Responding"]}),
    "baselines_create": (INSPECTOR, None, BASELINE),
    "baselines_withdraw_create": (INSPECTOR, "latest", {"note": WRITTEN}),
    "concerns_create": (INSPECTOR, None, CAUSE),
    "concerns_partial_update": (INSPECTOR, C1, {"title": "Response to the public"}),
    "concerns_add_recommendation_create": (
        INSPECTOR,
        C1,
        {
            "reference": "GMP-2021-C1.4",
            "text": "Tell callers who wait how long it will be.",
            "publication": LETTER,
            "deadline_kind": "within_period",
            "deadline_months": 3,
            **HAPPENED,
        },
    ),
    "concerns_claim_progress_create": (LIAISON, A1, CLAIM, NEW_IMPROVEMENT),
    "concerns_claim_complete_create": (LIAISON, A1, CLAIM, NEW_IMPROVEMENT),
    "concerns_promise_create": (LIAISON, A1, {"promised_on": "2027-06-30"}, NEW_IMPROVEMENT),
    "concerns_comment_create": (INSPECTOR, C1, {"audience": "everyone", **NOTED}),
    "concerns_propose_closure_create": (INSPECTOR, A1, PROPOSAL, NEW_IMPROVEMENT),
    "concerns_approve_closure_create": (LEAD, A1, NOTED, NEW_IMPROVEMENT, PROPOSED),
    "concerns_refuse_closure_create": (LEAD, A1, NOTED, NEW_IMPROVEMENT, PROPOSED),
    "concerns_reopen_create": (
        LEAD,
        A1,
        {"note": "Callers wait again."},
        NEW_IMPROVEMENT,
        PROPOSED,
        APPROVED,
    ),
    "concerns_record_closure_create": (LEAD, C2, CLOSED),
    "concerns_revisit_create": (INSPECTOR, C1, REVISIT),
    "concerns_re_raise_create": (
        INSPECTOR,
        A1,
        _line(later=C1, happened_on="2022-10-28"),
        NEW_IMPROVEMENT,
        PROPOSED,
        APPROVED,
    ),
    "concerns_carry_forward_create": (INSPECTOR, C2, _line(), NEW_CAUSE),
    "concerns_escalate_create": (INSPECTOR, A1, _line(), NEW_IMPROVEMENT, NEW_CAUSE),
    "concerns_supersede_create": (INSPECTOR, C2, _line(), NEW_CAUSE),
    "concerns_merge_create": (INSPECTOR, C2, _line(others=[C3]), NEW_CAUSE),
    "concerns_split_create": (
        INSPECTOR,
        C2,
        {"parts": ["GMP-2022-C3", C3], "publication": REPORT, "happened_on": "2022-03-03"},
        NEW_CAUSE,
    ),
    "concerns_inherit_create": (INSPECTOR, C2, HANDED, *MERGED),
    "concerns_withdraw_create": (LEAD, C2, {"note": "Raised in error."}),
    "concerns_bulk_create": (
        INSPECTOR,
        None,
        [{"concern": C1, "verb": "comment", "note": "Read again for the quarter."}],
    ),
    "events_strike_out_create": (
        INSPECTOR,
        "latest",
        {"note": "Written under the wrong concern."},
        ("concerns_comment_create", INSPECTOR, C1, NOTED),
    ),
    "figures_create": (INSPECTOR, None, FIGURE),
    "figures_withdraw_create": (INSPECTOR, "latest", {"note": WRITTEN}),
    "forces_create": (INSPECTOR, None, FORCE_ENTRY),
    "forces_partial_update": (INSPECTOR, FORCE, {"region": "North West"}),
    "forces_hand_on_create": (INSPECTOR, FORCE, HANDED, *MERGED),
    "frameworks_create": (
        INSPECTOR,
        None,
        {
            "slug": "peel-2025-27",
            "name": "PEEL 2025-27",
            "cycle": "2025-27",
            "scale": "five-tier",
            "previous": "peel-2023-25",
            "comparable_with_previous": True,
            "comparability_reason": "The same questions and grades.",
        },
    ),
    "frameworks_partial_update": (INSPECTOR, FRAMEWORK, {"note": "Twelve areas, eleven graded."}),
    "indicators_create": (
        INSPECTOR,
        None,
        {
            "code": "calls-abandoned",
            "name": "emergency calls abandoned",
            "unit": "percent",
            "better": "lower",
            "nature": "flow",
        },
    ),
    "indicators_partial_update": (INSPECTOR, "crimes-recorded", {"floor": 0, "ceiling": 100}),
    "inspections_create": (
        INSPECTOR,
        None,
        {
            "reference": "greater-manchester-2023-25",
            "title": "PEEL 2023-25: Greater Manchester Police",
            "kind": "peel",
            "force": FORCE,
            "framework": "peel-2023-25",
            "completeness": "partial",
            "missing": "Everything but its dates.",
        },
    ),
    "inspections_partial_update": (INSPECTOR, REPORT, {"declared_areas": 12}),
    "judgments_create": (INSPECTOR, None, JUDGMENT),
    "judgments_withdraw_create": (INSPECTOR, "latest", {"note": WRITTEN}),
    "measures_create": (
        INSPECTOR,
        None,
        {
            "indicator": "crimes-recorded",
            "force": FORCE,
            "said_by": "force",
            "concerns": ["GMP-2020-C1"],
        },
    ),
    "measures_partial_update": (INSPECTOR, "crimes-recorded", {"expected_every_months": 12}),
    "monitoring_stages_create": (LEAD, None, STAGE),
    "monitoring_stages_withdraw_create": (LEAD, "latest", {"note": WRITTEN}),
    "publications_create": (INSPECTOR, None, PUBLICATION),
    "publications_partial_update": (
        INSPECTOR,
        "greater-manchester-closure-2023",
        {"title": "Closure of the cause of concern about response, May 2023"},
        ("publications_create", INSPECTOR, None, PUBLICATION),
    ),
    "publications_release_create": (
        LEAD,
        "greater-manchester-closure-2023",
        {"sent_on": "2023-05-10", "published_on": "2023-05-11"},
        ("publications_create", INSPECTOR, None, PUBLICATION),
    ),
    "readings_create": (INSPECTOR, None, READING),
    "readings_withdraw_create": (INSPECTOR, "latest", {"note": WRITTEN}),
    "readings_bulk_create": (INSPECTOR, None, [READING]),
    "recommendations_partial_update": (INSPECTOR, C1_1, {"reference": C1_1}),
    "recommendations_approve_closure_create": (LEAD, C1_1, NOTED, PUT_PROPOSED),
    "recommendations_claim_complete_create": (LIAISON, C1_1, CLAIM),
    "recommendations_claim_progress_create": (LIAISON, C1_3, CLAIM),
    "recommendations_comment_create": (INSPECTOR, C1_1, {"audience": "everyone", **NOTED}),
    "recommendations_extend_deadline_create": (
        INSPECTOR,
        C1_2,
        {"due_on": "2022-12-31", "note": "The new system came late.", **HAPPENED},
    ),
    "recommendations_inherit_create": (
        INSPECTOR,
        ALONE,
        HANDED,
        put_alone,
        *MERGED,
    ),
    "recommendations_promise_create": (LIAISON, C1_2, {"promised_on": "2027-06-30"}),
    "recommendations_propose_closure_create": (INSPECTOR, C1_1, PROPOSAL),
    "recommendations_record_closure_create": (LEAD, C1_2, CLOSED),
    "recommendations_refuse_closure_create": (LEAD, C1_1, NOTED, PUT_PROPOSED),
    "recommendations_reopen_create": (
        LEAD,
        C1_1,
        {"note": "Shifts lack staff again."},
        PUT_PROPOSED,
        PUT_APPROVED,
    ),
    "recommendations_revisit_create": (INSPECTOR, C1_1, REVISIT),
    "recommendations_withdraw_create": (LEAD, C1_1, {"note": "Printed by mistake."}),
    "recommendations_bulk_create": (
        LIAISON,
        None,
        [
            {"recommendation": C1_1, "verb": "claim-complete", "note": "Seen on every shift."},
            {"recommendation": C1_2, "verb": "promise", "promised_on": "2027-06-30"},
        ],
    ),
    "actions_bulk_create": (
        LIAISON,
        None,
        [{"action": "latest", "verb": "start", "note": "Staff are chosen."}],
        NEW_ACTION,
    ),
    "responses_create": (
        INSPECTOR,
        None,
        {"publication": "greater-manchester-inspection-2017", "force": FORCE},
    ),
    "responses_partial_update": (
        INSPECTOR,
        "greater-manchester-accelerated-2021",
        {"is_required": False, "not_required_because": "The same findings as a report."},
    ),
    "schedules_create": (INSPECTOR, None, SCHEDULE),
    "schedules_partial_update": (INSPECTOR, "latest", {"cron": "30 7 * * 1"}, NEW_SCHEDULE),
    "schedules_run_now_create": (*NEW_RUN[1:], NEW_SCHEDULE),
    "schedules_pause_create": (*PAUSED[1:], NEW_SCHEDULE),
    "schedules_resume_create": (INSPECTOR, "latest", {}, NEW_SCHEDULE, PAUSED),
    "runs_cancel_create": (INSPECTOR, "latest", {}, NEW_SCHEDULE, NEW_RUN),
    "targets_create": (INSPECTOR, None, TARGET),
    "targets_withdraw_create": (INSPECTOR, "latest", {"note": WRITTEN}),
    "wordings_partial_update": (INSPECTOR, "1", {"deadline_words": "at once"}),
}
