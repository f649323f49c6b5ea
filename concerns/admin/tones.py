"""How a state looks: each has a word, and a tone that gives the word its edge and its colour."""

from __future__ import annotations

from concerns.models.progress import Pace
from concerns.positions import ActionState, ForceStatus, Status
from concerns.refusals import Said

HALVED_TONES = {Said.YES: "good", Said.NO: "warn"}
PACE_TONES = {
    Pace.MET: "good",
    Pace.AHEAD: "good",
    Pace.ON_TRACK: "good",
    Pace.BEHIND: "bad",
    Pace.WORSE_THAN_BASELINE: "bad",
    Pace.STALE: "warn",
}
STATUS_TONES = {
    Status.OPEN: "warn",
    Status.CLOSURE_PROPOSED: "wait",
    Status.CLOSED_COMPLETE: "good",
}
CLAIM_TONES = {ForceStatus.IN_PROGRESS: "wait", ForceStatus.CLAIMED_COMPLETE: "good"}
ACTION_TONES = {ActionState.IN_PROGRESS: "wait", ActionState.DONE: "good"}
