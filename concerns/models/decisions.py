"""What the inspectorate decides: the one guarded door of closing, and what opens it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from api.constraints import refusals_in_words, refused
from concerns.models.logged import Logged, Said
from concerns.positions import CLOSED_STATUSES, Outcome, Status
from concerns.transitions import LETTER_KINDS, RECOMMENDATIONS_OPEN
from inspections.models import Publication

if TYPE_CHECKING:
    from concerns.models.event import Event
    from concerns.models.recommendation import Recommendation


class Decided(Logged):
    """A record that one named person proposes to close and another, a lead inspector, closes.

    A cause of concern is closed by its letter: approved with a draft, it waits until that is
    sent. A concern closes with its recommendations or after them, never before.
    """

    status: Any

    class Meta(Logged.Meta):
        abstract = True

    def standing_recommendations(self) -> Any:
        """Return the recommendations of a concern, withdrawn ones apart; a part has none."""
        raise NotImplementedError

    @property
    def closes_by_letter(self) -> bool:
        """Whether approving its closure takes a letter to the force."""
        return False

    def standing_proposal(self) -> Event | None:
        """Return the proposal of closure that waits for a decision. One query."""
        decisions = self.events.standing().filter(position="status").order_by("happened_on", "pk")
        last: Event | None = decisions.select_related("recorded_by").last()
        return last if last and last.kind == last.Kind.CLOSURE_PROPOSED else None

    def standing_approval(self) -> Event | None:
        """Return the approval that waits for its letter to be sent. Two queries."""
        proposal = self.standing_proposal()
        if proposal is None:
            return None
        approvals = self.events.standing().filter(
            kind=proposal.Kind.CLOSURE_APPROVED, position="", pk__gt=proposal.pk
        )
        approval: Event | None = approvals.select_related("publication").order_by("pk").last()
        return approval

    def propose_closure(
        self,
        *,
        outcome: str,
        recommendations: Mapping[Recommendation, str] | None = None,
        **said: Unpack[Said],
    ) -> Event:
        """Propose to close it, as complete (on evidence or a publication) or with nothing further.

        `recommendations` says the same of each open recommendation of a concern, which is
        proposed with it.

        Raises: PermissionDenied; ValidationError with code `note_missing`, `evidence_missing`,
        `not_an_outcome` or `open_recommendations`.
        """
        given: dict[str, Any] = {**said, "outcome": outcome}
        with self.taking("propose_closure", **given) as row:
            row._check_outcome(outcome)
            row._check_evidence(outcome, said)
            row._propose_recommendations(dict(recommendations or {}), said)
            return row.moved("propose_closure", Status.CLOSURE_PROPOSED, outcome=outcome, **said)

    def approve_closure(self, **said: Unpack[Said]) -> Event:
        """Close it as another person proposed, together with its proposed recommendations.

        A cause of concern names its letter in `publication`. If that is sent or published, the
        cause closes on the day given; if it is a draft, approval is recorded, and
        `actions.release` closes the cause on the day the letter is sent.

        Raises: PermissionDenied; ValidationError with code `event_approver_is_not_proposer`,
        `approval_stands`, `open_recommendations`, or what is wrong with the letter.
        """
        with refusals_in_words():
            letter = said.get("publication")
            if letter is not None:
                # Before the record, as sending it does: it does not go out meanwhile.
                letter = Publication.objects.select_for_update(no_key=True).get(pk=letter.pk)
            with self.taking("approve_closure", **said) as row:
                return row._approved(letter, said)

    def refuse_closure(self, **said: Unpack[Said]) -> Event:
        """Refuse what was proposed, or take one's own proposal back: it is open again."""
        with self.taking("refuse_closure", **said) as row:
            return row.moved("refuse_closure", Status.OPEN, **said)

    def close_by_letter(self, approval: Event, **said: Any) -> Event | None:
        """Close it as approved, on the day its letter went out; None if the approval has lapsed.

        Called by `actions.release` alone, which is given what people decided before.

        Raises: ValidationError with code `letter_before_last_change`.
        """
        row = self.locked()
        standing = row.standing_approval()
        if standing is None or standing.pk != approval.pk:
            return None
        last = max(row.last_changed_on(), approval.happened_on)
        if said["happened_on"] < last:
            raise refused(
                None,
                f"It closes {row}, which was approved or changed last on {last}: it goes out on "
                "that day or later.",
                "letter_before_last_change",
            )
        if row._undecided_recommendations(proposed=False):
            raise refused(None, f"{row}: {RECOMMENDATIONS_OPEN}", "open_recommendations")
        return row.moved("approve_closure", approval.outcome, kind="closed_by_letter", **said)

    def record_closure(self, *, outcome: str, **said: Unpack[Said]) -> Event:
        """Record a closure that was decided before the record was kept here, as published.

        It takes one person, since two decided elsewhere; so it lies before the day on which the
        record was opened here, and names the publication that says so.

        Raises: PermissionDenied; ValidationError with code `publication_missing`,
        `publication_draft`, `open_recommendations` or `event_closure_before_our_time`.
        """
        given: dict[str, Any] = {**said, "outcome": outcome}
        with self.taking("record_closure", **given) as row:
            row._check_outcome(outcome)
            publication = said.get("publication")
            if publication is not None and publication.state == Publication.State.DRAFT:
                raise refused(
                    "publication",
                    "publication: one that was sent or published.",
                    "publication_draft",
                )
            row._refuse_undecided(row._undecided_recommendations())
            return row.moved("record_closure", outcome, **said)

    def reopen(self, **said: Unpack[Said]) -> Event:
        """Open again what was closed; each recommendation is reopened by itself."""
        with self.taking("reopen", **said) as row:
            return row.moved("reopen", Status.OPEN, **said)

    def withdraw(self, **said: Unpack[Said]) -> Event:
        """Withdraw what was raised in error, with the recommendations still open on it."""
        with self.taking("withdraw", **said) as row:
            for part in row._undecided_recommendations():
                part.moved("withdraw", Status.WITHDRAWN, **said)
            return row.moved("withdraw", Status.WITHDRAWN, **said)

    def revisit(self, *, assessment: str, audience: str = "", **said: Unpack[Said]) -> Event:
        """Say what a revisit found of it; by default to the inspectorate."""
        return self._remarked("revisit", audience, assessment=assessment, **said)

    def _approved(self, letter: Publication | None, said: Said) -> Event:
        proposal = self._proposal()
        told: dict[str, Any] = {**said, "outcome": proposal.outcome}
        parts = self._proposed_recommendations()
        if self.closes_by_letter and self._awaits(letter, said):
            for part in parts:
                part._approve_for_letter(**said)
            return self.logged("approve_closure", **told)
        for part in parts:
            part.approve_closure(**said)
        return self.moved("approve_closure", proposal.outcome, **told)

    def _undecided_recommendations(self, *, proposed: bool = True) -> list[Recommendation]:
        """Return the live recommendations, locked; `proposed` includes those to be closed."""
        live = self.standing_recommendations().live()
        if not proposed:
            live = live.exclude(status=Status.CLOSURE_PROPOSED)
        return list(live.select_for_update(no_key=True).order_by("pk"))

    def _propose_recommendations(self, outcomes: dict[Any, str], said: Said) -> None:
        undecided = self._undecided_recommendations(proposed=False)
        unknown = [str(each) for each in outcomes if each not in undecided]
        if unknown:
            raise refused(
                "recommendations",
                f"recommendations: {', '.join(unknown)} is not an open one of this concern.",
                "not_an_open_recommendation",
            )
        self._refuse_undecided([each for each in undecided if each not in outcomes])
        for part in undecided:
            part.propose_closure(outcome=outcomes[part], **said)

    def _proposed_recommendations(self) -> list[Recommendation]:
        self._refuse_undecided(self._undecided_recommendations(proposed=False))
        return self._undecided_recommendations()

    def _refuse_undecided(self, undecided: list[Recommendation]) -> None:
        if undecided:
            names = ", ".join(each.reference for each in undecided)
            raise refused(
                "recommendations", f"{RECOMMENDATIONS_OPEN} Open: {names}.", "open_recommendations"
            )

    def _approve_for_letter(self, **said: Unpack[Said]) -> Event:
        with self.taking("approve_closure", **said) as row:
            return row.logged("approve_closure", outcome=row._proposal().outcome, **said)

    def _proposal(self) -> Event:
        proposal = self.standing_proposal()
        if proposal is None:  # the log lacks what the row says: check_record tells
            raise refused(None, "No proposal of closure stands in the log.", "wrong_status")
        return proposal

    def _check_outcome(self, outcome: str) -> None:
        if outcome not in CLOSED_STATUSES:
            raise refused(
                "outcome", f"outcome: one of {', '.join(Outcome.values)}.", "not_an_outcome"
            )

    def _check_evidence(self, outcome: str, said: Said) -> None:
        shown = said.get("evidence_links") or said.get("publication")
        if outcome == Outcome.COMPLETE and not shown:
            raise refused(
                "evidence_links",
                "evidence_links: complete takes an address of evidence or a publication.",
                "evidence_missing",
            )

    def _awaits(self, letter: Publication | None, said: Said) -> bool:
        """Whether the letter has still to go out; refuses one that cannot close this record."""
        force: Any = self.force  # type: ignore[attr-defined]  # of the concern
        if letter is None:
            raise refused(
                "publication", "publication: name the letter that closes it.", "letter_missing"
            )
        if letter.kind not in LETTER_KINDS:
            raise refused(
                "publication",
                f"publication: of a kind that closes: {', '.join(LETTER_KINDS)}.",
                "letter_kind",
            )
        if not letter.addresses.filter(pk=force.pk).exists():
            raise refused(
                "publication", f"publication: one addressed to {force}.", "letter_of_other_force"
            )
        out_on = letter.out_on
        if out_on is not None and said["happened_on"] < out_on:
            raise refused(
                "happened_on",
                f"happened_on: not before the letter went out, {out_on}.",
                "before_letter",
            )
        return out_on is None
