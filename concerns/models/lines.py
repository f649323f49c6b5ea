"""How a concern goes on: as a newer one, as one with others, as several, with another force."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

from api.constraints import refusals_in_words, refused
from concerns.models.logged import Logged, Said
from concerns.positions import LIVE_STATUSES, Status
from concerns.transitions import BY_VERB

if TYPE_CHECKING:
    from concerns.models.concern import Concern
    from concerns.models.event import Event

GRAVITY = ("area_for_improvement", "area_of_concern", "cause_of_concern")
"""The kinds of concern, the gravest last."""


def locked_together(concerns: Sequence[Any]) -> dict[int, Any]:
    """Return several concerns by their keys, locked until the transaction ends.

    They are locked concerns in the order of their keys, so that two verbs wait for each other.
    """
    rows = type(concerns[0])._base_manager.select_for_update(no_key=True)
    keys = [each.pk for each in concerns]
    return {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}


def inherited_reference(model: Any, reference: str) -> str:
    """Return a free reference for what is inherited from the row of that one."""
    longest = model._meta.get_field("reference").max_length
    for number in itertools.count(1):
        ending = "-inherited" if number == 1 else f"-inherited-{number}"
        name = f"{reference[: longest - len(ending)]}{ending}"
        if not model._base_manager.filter(reference=name).exists():
            return name
    raise AssertionError("counting does not end")


class Descending(Logged):
    """A concern that may go on as later ones.

    A later concern is a live one of the same force. Of a live concern it takes the place: that
    one is superseded, and its open recommendations with it, for the later one has its own. What
    deserves another outcome is decided before.
    """

    class Meta(Logged.Meta):
        abstract = True

    def supersede(self, *, later: Concern, **said: Unpack[Said]) -> Event:
        """Put a newer live concern in its place.

        Raises: PermissionDenied; ValidationError with code `later_of_other_force`,
        `later_not_live`, `lineage_no_loop` or `lineage_once`.
        """
        return self.go_on_as("supersede", [later], **said)

    def carry_forward(self, *, later: Concern, **said: Unpack[Said]) -> Event:
        """Let a later inspection's concern of the same kind stand in its place.

        Raises: as `supersede`, and with code `later_of_other_kind`.
        """
        if later.kind != self.kind:  # type: ignore[attr-defined]  # of the concern
            raise refused(
                "later", "later: one of the same kind is carried forward.", "later_of_other_kind"
            )
        return self.go_on_as("carry_forward", [later], **said)

    def escalate(self, *, later: Concern, **said: Unpack[Said]) -> Event:
        """Let a concern of a graver kind stand in its place.

        Raises: as `supersede`, and with code `later_not_graver`.
        """
        own: str = self.kind  # type: ignore[attr-defined]  # of the concern
        if GRAVITY.index(later.kind) <= GRAVITY.index(own):
            raise refused(
                "later",
                "later: one of a graver kind; a cause of concern is the gravest.",
                "later_not_graver",
            )
        return self.go_on_as("escalate", [later], **said)

    def re_raise(self, *, later: Concern, **said: Unpack[Said]) -> Event:
        """Say that it came back as a later concern; it stays closed as it was decided.

        Raises: as `supersede`.
        """
        return self.go_on_as("re_raise", [later], **said)

    def go_on_as(self, verb: str, later: Sequence[Concern], **said: Unpack[Said]) -> Event:
        """Record the lines of a verb to its later concerns, and supersede what was live."""
        given: dict[str, Any] = {**said, "later": later[0] if later else None, "parts": later or ""}
        with refusals_in_words():
            locked = locked_together([self, *later])
            with self.taking(verb, **given) as row:
                for each in later:
                    row._check_later(locked[each.pk])
                    row._draw_line(BY_VERB[verb].how, each, said)
                return row._superseded(verb, **said)

    def inherit(self, **said: Unpack[Said]) -> Event:
        """Open it anew against the force that succeeded its own, and supersede it.

        Claims, promises, deadlines, open recommendations and unfinished actions go with it, told
        by events of that day; what is decided, its measures and a proposal of closure stay. It
        keeps its publication, which the successor's people then see.

        Raises: PermissionDenied; ValidationError with code `no_successor`.
        """
        with self.taking("inherit", **said) as row:
            successor = row._successor(**said)
            row._draw_line("inherited", successor, said)
            return row.moved("inherit", Status.SUPERSEDED, **said)

    def _superseded(self, verb: str, **said: Unpack[Said]) -> Event:
        if not BY_VERB[verb].position:
            return self.logged(verb, **said)
        concern: Any = self
        for part in concern._undecided_recommendations():
            part.moved(verb, Status.SUPERSEDED, **said)
        return self.moved(verb, Status.SUPERSEDED, **said)

    def _successor(self, **said: Unpack[Said]) -> Concern:
        concern: Any = self
        kept = ("kind", "area", "publication", "title", "detail", "external_references")
        successor: Any = type(concern)(
            **{name: getattr(concern, name) for name in (*kept, "completeness", "missing")},
            reference=inherited_reference(type(concern), concern.reference),
            force=concern.force.succeeded_by,
            raised_on=said["happened_on"],
        )
        undecided = concern._undecided_recommendations()
        if concern.standing_recommendations().count() > len(undecided):
            successor.completeness = "partial"
            successor.missing = f"Its decided recommendations, which stay with {concern.reference}."
        from_it = {"by": said["by"], "route": said["route"], "note": f"Inherited from {concern}."}
        successor.open(**from_it)
        concern.carry_claims(successor, **said)
        parts = {part.pk: part.hand_on(successor, **said) for part in undecided}
        for action in concern.actions.unfinished().select_for_update(no_key=True).order_by("pk"):
            action.hand_on(successor, parts.get(action.recommendation_id), **said)
        return successor  # type: ignore[no-any-return]

    def _check_later(self, later: Concern) -> None:
        if later.force_id != self.force_id:  # type: ignore[attr-defined]  # of the concern
            raise refused(
                "later",
                f"later: one of the same force; {later.reference} is not.",
                "later_of_other_force",
            )
        if later.status not in LIVE_STATUSES:
            now = later.get_status_display().lower()
            raise refused(
                "later", f"later: a live one; {later.reference} is {now}.", "later_not_live"
            )

    def _draw_line(self, how: str, later: Any, said: Said) -> None:
        from concerns.models.lineage import Lineage

        earlier: Any = self
        line = Lineage(
            earlier=earlier,
            later=later,
            how=how,
            happened_on=said["happened_on"],
            publication=said.get("publication"),
            recorded_by=said["by"],
        )
        with refusals_in_words(Lineage):
            line.full_clean(exclude=["recorded_at"])
            line.save(force_insert=True)
