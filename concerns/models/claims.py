"""What a force claims and promises."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Unpack

from api.constraints import refused
from concerns.models.logged import Logged, Said
from concerns.positions import ForceStatus
from concerns.transitions import BY_VERB

if TYPE_CHECKING:
    from concerns.models.event import Event


class Claimed(Logged):
    """A record on which its force claims progress and promises dates, through its own people.

    A concern that has recommendations takes none of its own: it is shown as the least advanced of
    theirs.
    """

    force_status: Any
    promised_on: Any

    class Meta(Logged.Meta):
        abstract = True

    def claim_progress(
        self, *, force_status: str = ForceStatus.IN_PROGRESS, **said: Unpack[Said]
    ) -> Event:
        """Say how far the force has come, short of complete; also that it is no longer complete.

        Raises: PermissionDenied; ValidationError, with code `unchanged` for the same claim again.
        """
        with self.taking("claim_progress", **said) as row:
            claims = BY_VERB["claim_progress"].becomes
            if force_status not in claims:
                raise refused(
                    "force_status", f"force_status: one of {', '.join(claims)}.", "not_a_claim"
                )
            return row.moved("claim_progress", force_status, **said)

    def claim_complete(self, **said: Unpack[Said]) -> Event:
        """Say that the force holds it done; the inspectorate has not decided by that.

        Raises: PermissionDenied; ValidationError, with code `unchanged` for the same claim again.
        """
        with self.taking("claim_complete", **said) as row:
            return row.moved("claim_complete", ForceStatus.CLAIMED_COMPLETE, **said)

    def carry_claims(self, successor: Claimed, **said: Unpack[Said]) -> None:
        """Tell the successor's log what the predecessor has claimed and promised."""
        told: dict[str, Any] = {**said, "note": f"Inherited from {self}."}
        complete = self.force_status == ForceStatus.CLAIMED_COMPLETE
        if self.force_status and self.force_status != successor.force_status:
            verb = "claim_complete" if complete else "claim_progress"
            successor.moved(verb, self.force_status, **told)
        if self.promised_on:
            successor.moved("promise", self.promised_on, **told)

    def promise(self, *, promised_on: dt.date, **said: Unpack[Said]) -> Event:
        """Promise to be done by a day, in the place of any earlier promise.

        Raises: PermissionDenied; ValidationError, with code `promise_in_past` for a day before
        the one on which it is promised.
        """
        given: dict[str, Any] = {**said, "promised_on": promised_on}
        with self.taking("promise", **given) as row:
            if promised_on < said["happened_on"]:
                raise refused(
                    "promised_on",
                    "promised_on: not before the day on which it is promised.",
                    "promise_in_past",
                )
            return row.moved("promise", promised_on, **said)
