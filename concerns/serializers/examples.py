"""Examples for the API's description, from the report of 3 March 2022 on Greater Manchester."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

FORCE = {"slug": "greater-manchester", "name": "Greater Manchester Police"}
CRIMES_RECORDED = {
    "id": 2,
    "indicator": {
        "code": "crimes-recorded",
        "name": "Reports of crime recorded",
        "unit": "percent",
        "better": "higher",
    },
    "force": FORCE,
    "said_by": "inspectorate",
}
NO_CHANGE = {"direction": "", "change_unit": "", "base_on": None, "base_label": ""}

READING: dict[str, Any] = {
    "id": 3,
    "measure": CRIMES_RECORDED,
    "period_start": "2021-05-01",
    "period_end": "2021-07-31",
    "period_basis": "stated",
    "kind": "point",
    "low": 90.6,
    "high": 90.6,
    "low_inclusive": True,
    "high_inclusive": True,
    "value": 90.6,
    "text": "90.6 ± 2.8 percent",
    "margin": 2.8,
    "margin_level": None,
    "approximate": False,
    **NO_CHANGE,
    "sample_size": None,
    "numerator": None,
    "denominator": None,
    "source": "",
    "recorded_at": "2026-01-12T09:30:00.000000Z",
    "supersedes": None,
    "superseded_at": None,
    "superseded_because": "",
}

HALVED: dict[str, Any] = {
    "measure": {
        "id": 13,
        "indicator": {
            "code": "incidents-awaiting-response",
            "name": "incidents awaiting a response",
            "unit": "incidents",
            "better": "lower",
        },
        "force": FORCE,
        "said_by": "inspectorate",
    },
    "as_at": "2026-01-12",
    "latest": {
        "id": 22,
        "period_start": "2021-09-30",
        "period_end": "2021-10-28",
        "period_basis": "loose",
        "kind": "change",
        "low": None,
        "high": -50,
        "low_inclusive": True,
        "high_inclusive": False,
        "value": None,
        "text": "more than 50 percent lower than publication of the cause of concern",
        "margin": None,
        "margin_level": None,
        "approximate": False,
        "direction": "",
        "change_unit": "percent",
        "base_on": "2021-09-30",
        "base_label": "publication of the cause of concern",
        "sample_size": None,
        "numerator": None,
        "denominator": None,
        "source": "",
        "recorded_at": "2026-01-12T09:30:00.000000Z",
        "supersedes": None,
    },
    "baseline": None,
    "baseline_chosen": None,
    "target": None,
    "base_on": "2021-09-30",
    "raised_on": "2021-09-30",
    "counted_from_on": "2021-09-30",
    "days_since_raised": 1565,
    "days_since_baseline": 1565,
    "change": {
        "low": None,
        "high": None,
        "low_inclusive": None,
        "high_inclusive": None,
        "percent_low": None,
        "percent_high": -50,
        "refusal": "level_unknown",
    },
    "reached": {
        "said": "yes",
        "refusal": None,
        "first": {"id": 22, "period_start": "2021-09-30", "period_end": "2021-10-28"},
        "first_days": 28,
    },
    "way": {"low": None, "high": None},
    "pace": {
        "said": "no_target",
        "at_latest": "no_target",
        "expected_now": None,
        "refusal": "no_target",
    },
    "next_due_on": None,
    "is_stale": False,
    "days_stale": None,
}
HALVED_ALONE: dict[str, Any] = {
    **HALVED,
    "trend": {
        "way": None,
        "slope": None,
        "readings": 0,
        "left_out": 1,
        "first_on": None,
        "last_on": None,
        "refusal": "too_few_points",
        "reach": None,
        "earliest_on": None,
        "latest_on": None,
        "reach_refusal": None,
        "text": (
            "Cannot be said: a trend needs at least five readings of one value each; left out as "
            "stating no single value: 1."
        ),
    },
    "significance": {
        "said": "cannot_be_said",
        "difference": None,
        "threshold": None,
        "movement": None,
        "test": None,
        "assumption": None,
        "level": None,
        "periods_known": False,
        "refusal": "level_unknown",
        "text": "Cannot be said: the level of the baseline is not stated.",
    },
    "share": None,
}

READING_EXAMPLE = OpenApiExample(
    "A point with its margin", summary="Crime recorded", value=READING, response_only=True
)
PROGRESS_EXAMPLE = OpenApiExample(
    "A backlog that fell by more than half",
    summary="Halved within 28 days",
    value=HALVED,
    response_only=True,
)
PROGRESS_DETAIL_EXAMPLE = OpenApiExample(
    "A backlog that fell by more than half, by itself",
    summary="Halved within 28 days",
    value=HALVED_ALONE,
    response_only=True,
)

ACTION_TAKEN: dict[str, Any] = {
    "as_at": "2026-01-12",
    "known_at": None,
    "indicator": {
        "code": "offences-action-taken",
        "name": "offences that led to action",
        "unit": "percent",
        "better": "higher",
    },
    "period_start": "2020-04-01",
    "period_end": "2021-03-31",
    "said_by": "home_office",
    "n": 3,
    "mean": 13,
    "sd": 4.5,
    "normality": {"w": 1, "p": 1},
    "normality_of_logs": None,
    "logs_used": False,
    "logs": "normal",
    "logs_reason": ("Nothing says that the values are not normally distributed: used as they are."),
    "log_mean": None,
    "log_sd": None,
    "centre": 13,
    "low": 8.5,
    "high": 17.5,
    "forces": [
        {
            "force": FORCE,
            "reading": 41,
            "value": 8.5,
            "is_computed": False,
            "text": "8.5 percent",
            "approximate": False,
            "z": -1,
            "band": "around",
        },
    ],
    "missing": ["cumbria"],
    "left_out": [],
}
RESPONDING = {"id": 27, "slug": "responding-to-the-public", "name": "Responding to the public"}
GRADED: dict[str, Any] = {
    "as_at": "2026-01-12",
    "known_at": None,
    "force": FORCE,
    "frameworks": [{"slug": "peel-2021-22-v2", "name": "PEEL 2021/22, second version"}],
    "lines": [
        {
            "area": RESPONDING,
            "grades": [
                {
                    "judgment": 5,
                    "state": "graded",
                    "grade": {"slug": "inadequate", "name": "Inadequate", "rank": 5},
                    "as_of_on": "2022-03-03",
                    "publication": {
                        "reference": "greater-manchester-2021-22",
                        "title": "PEEL 2021/22: Greater Manchester Police",
                        "published_on": "2022-03-03",
                        "published_on_precision": "day",
                    },
                    "comparable": None,
                    "reason": "There is no earlier grade to compare it with.",
                    "framework": {
                        "slug": "peel-2021-22-v2",
                        "name": "PEEL 2021/22, second version",
                    },
                    "area": RESPONDING,
                    "compared_with": None,
                    "breaks": [],
                    "direction": None,
                    "asserted": [],
                }
            ],
        }
    ],
}
FORCES_EXAMPLE = OpenApiExample(
    "Offences that led to action",
    summary="Three forces; the first of them is shown, and one of the missing",
    value=ACTION_TAKEN,
    response_only=True,
)
GRADES_EXAMPLE = OpenApiExample(
    "One force over time",
    summary="An area without an earlier grade",
    value=GRADED,
    response_only=True,
)

NEW_POINT = OpenApiExample(
    "A point with its margin",
    value={
        "force": "greater-manchester",
        "indicator": "crimes-recorded",
        "said_by": "inspectorate",
        "period_start": "2021-05-01",
        "period_end": "2021-07-31",
        "value": 90.6,
        "margin": 2.8,
    },
    request_only=True,
)
NEW_CHANGE = OpenApiExample(
    "A change from a base whose level is not stated",
    value={
        "measure": 13,
        "period_start": "2021-09-30",
        "period_end": "2021-10-28",
        "period_basis": "loose",
        "kind": "change",
        "high": -50,
        "high_inclusive": False,
        "change_unit": "percent",
        "base_on": "2021-09-30",
    },
    request_only=True,
)
CORRECTION = OpenApiExample(
    "A correction",
    value={"supersedes": 3, "because": "our_error", "note": "Misread.", "value": 90.6},
    request_only=True,
)

ONE_OF_MANY = OpenApiExample(
    "A new reading among many",
    value={
        "force": "greater-manchester",
        "indicator": "crimes-recorded",
        "period_start": "2021-05-01",
        "period_end": "2021-07-31",
        "value": 90.6,
        "margin": 2.8,
    },
    request_only=True,
    media_type="application/json",
)
CORRECTION_AMONG_MANY = OpenApiExample(
    "A correction of what stands for the period",
    value={
        "measure": 13,
        "period_start": "2021-12-01",
        "period_end": "2021-12-01",
        "value": 1020,
        "because": "our_error",
        "note": "Misread.",
    },
    request_only=True,
    media_type="application/json",
)
MANY_READINGS_AS_CSV = OpenApiExample(
    "A new reading as CSV",
    value=(
        "force,indicator,period_start,period_end,value,margin\r\n"
        "greater-manchester,crimes-recorded,2021-05-01,2021-07-31,90.6,2.8\r\n"
    ),
    request_only=True,
    media_type="text/csv",
)
MANY_ANSWERED = OpenApiExample(
    "A new reading and a correction took effect",
    value={
        "on_error": "all_or_nothing",
        "dry_run": False,
        "rows": 2,
        "created": 1,
        "unchanged": 0,
        "superseded": 1,
        "superseded_before": 0,
        "refused": 0,
        "results": [
            {"row": 0, "result": "created", "reading": 71},
            {"row": 1, "result": "superseded", "reading": 72},
        ],
    },
    response_only=True,
)
CLAIM_AMONG_MANY = OpenApiExample(
    "A claim",
    value={
        "recommendation": "GMP-2021-C1.1",
        "verb": "claim-complete",
        "note": "Seen on every shift.",
        "happened_on": "2021-10-28",
    },
    request_only=True,
)
PROMISE_AMONG_MANY = OpenApiExample(
    "A promise",
    value={"recommendation": "GMP-2021-C1.2", "verb": "promise", "promised_on": "2021-12-30"},
    request_only=True,
)
