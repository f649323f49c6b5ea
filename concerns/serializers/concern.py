"""The JSON shapes of concerns, their lines of descent, and what is recommended about them."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Precision
from api.serializers import ChoiceField
from api.shapes import CORRECTED, RECORDED, Shape, SupersedingDetail
from concerns.models import Action, Concern, Lineage, Recommendation, Wording
from concerns.positions import ForceStatus
from concerns.serializers.references import ConcernReference, ConcernsShape, MeasureReference
from inspections.serializers import ForceReference, Owned


class AllowedTransition(serializers.Serializer[Any]):
    """A verb of the record, and whether the caller may use it now."""

    verb = serializers.CharField(help_text="The verb, as it stands in the address.")
    allowed = serializers.BooleanField(help_text="Whether you may do it to the record as it is.")
    reason = serializers.CharField(help_text="Why not, in a sentence; empty if you may.")


class StandingClosure(serializers.Serializer[Any]):
    """A closure that is proposed, and perhaps approved."""

    outcome = serializers.CharField(help_text="As what it is to be closed.")
    proposed_on = serializers.DateField(
        source="happened_on", help_text="When closure was proposed."
    )
    approved_on = serializers.DateField(
        allow_null=True, help_text="When it was approved; null = it is not yet."
    )
    letter = serializers.CharField(
        allow_null=True, help_text="Reference of the draft letter that closes it once it is sent."
    )


class MovedOn(Shape):
    """A record by itself that verbs change: which of them the caller may use."""

    allowed_transitions = serializers.SerializerMethodField(
        help_text="What you may do to the record now, and why not the rest."
    )

    @extend_schema_field(AllowedTransition(many=True))
    def get_allowed_transitions(self, row: Any) -> Any:
        """Say what the caller may do, as the verbs themselves would answer."""
        allowed = row.allowed_transitions(self.context["request"].user)
        return AllowedTransition(allowed, many=True).data


class ClosedOn(MovedOn):
    """A record by itself that is closed by two people: what they have said so far."""

    closure = serializers.SerializerMethodField(
        help_text="The closure that is proposed, for the inspectorate; null if there is none."
    )

    @extend_schema_field(StandingClosure(allow_null=True))
    def get_closure(self, row: Any) -> Any:
        """Say what is proposed and approved; outside the inspectorate nothing is known of it."""
        inside = self.context["request"].user.belongs_to_inspectorate
        proposal = row.standing_proposal() if inside else None
        if proposal is None:
            return None
        approval = row.standing_approval()
        proposal.approved_on = approval.happened_on if approval else None
        proposal.letter = approval.publication.reference if approval else None
        return StandingClosure(proposal).data


class WordingOfRecommendation(ConcernsShape):
    """A wording as its recommendation shows it."""

    units: ClassVar = {"number": "counted from 1"}

    class Meta:
        model = Wording
        fields = ("id", "publication", "number", "text", "deadline_kind", "deadline_words")


class RecommendationOfConcern(ConcernsShape):
    """A recommendation as its concern lists it."""

    wording = WordingOfRecommendation(read_only=True, help_text="What is asked, as printed.")

    class Meta:
        model = Recommendation
        fields: tuple[str, ...] = (
            "id",
            "reference",
            "wording",
            "status",
            "status_since_on",
            "status_since_on_precision",
            "force_status",
            "force_status_since_on",
            "force_status_since_on_precision",
            "promised_on",
            "due_on",
        )


class RecommendationSerializer(RecommendationOfConcern):
    """A recommendation."""

    class Meta(RecommendationOfConcern.Meta):
        fields = ("id", "reference", "force", "concern", *RecommendationOfConcern.Meta.fields[2:])
        extra_kwargs: ClassVar = {
            "concern": {"help_text": "Its concern; null if it has none within your reach."}
        }


class RecommendationDetail(ClosedOn, RecommendationSerializer):
    """A recommendation by itself, with what the caller may do to it."""

    class Meta(RecommendationSerializer.Meta):
        fields = (
            *RecommendationSerializer.Meta.fields,
            "version",
            "closure",
            "allowed_transitions",
        )


class RecommendationOfWording(Shape):
    """A recommendation as its wording lists it: whom it was put to."""

    force = ForceReference(read_only=True, help_text="Whom it is put to.")

    class Meta:
        model = Recommendation
        fields = ("id", "reference", "force", "status", "force_status")


class WordingSerializer(ConcernsShape):
    """A recommendation as printed."""

    units: ClassVar = {
        "number": "counted from 1",
        "deadline_months": "months",
        "deadline_days": "days",
    }

    class Meta:
        model = Wording
        fields: tuple[str, ...] = (
            "id",
            "publication",
            "number",
            "text",
            "deadline_kind",
            "deadline_months",
            "deadline_days",
            "deadline_on",
            "deadline_words",
        )


class WordingDetail(WordingSerializer):
    """A recommendation as printed, with the recommendations it became."""

    recommendations = RecommendationOfWording(
        many=True, read_only=True, help_text="What it became, one for each force within your reach."
    )

    class Meta(WordingSerializer.Meta):
        fields = (*WordingSerializer.Meta.fields, "recommendations", "version")


class EarlierConcern(ConcernsShape):
    """A line to an earlier concern, as the later one lists it."""

    concern = ConcernReference(
        source="earlier", read_only=True, help_text="The concern it comes from."
    )

    class Meta:
        model = Lineage
        fields = ("id", "concern", "how", "happened_on", "happened_on_precision", "publication")


class LaterConcern(EarlierConcern):
    """A line to a later concern, as the earlier one lists it."""

    concern = ConcernReference(source="later", read_only=True, help_text="The concern it became.")


class LineageSerializer(ConcernsShape):
    """A line of descent."""

    class Meta:
        model = Lineage
        fields: tuple[str, ...] = (
            "id",
            "earlier",
            "later",
            "how",
            "happened_on",
            "happened_on_precision",
            "publication",
            *RECORDED,
        )


class LineageDetail(SupersedingDetail, LineageSerializer):
    """A line of descent by itself."""

    class Meta(LineageSerializer.Meta):
        fields = (*LineageSerializer.Meta.fields, *CORRECTED)


class ConcernSerializer(ConcernsShape):
    """A concern with its two positions."""

    units: ClassVar = {"open_recommendations": "recommendations"}

    force_status = ChoiceField(
        source="shown_force_status",
        choices=ForceStatus.choices,
        allow_blank=True,
        read_only=True,
        help_text=(
            "What the force claims; of a cause with recommendations the least advanced of "
            "their claims. Empty if nothing can be claimed yet."
        ),
    )
    open_recommendations = serializers.IntegerField(
        read_only=True, help_text="Recommendations on which something is still to be done."
    )
    next_due_on = serializers.DateField(
        read_only=True,
        allow_null=True,
        help_text="Earliest deadline of those recommendations; null if none has a date.",
    )
    is_accelerated = serializers.BooleanField(
        read_only=True, help_text="Whether it was published ahead of the force report."
    )
    public_on = serializers.DateField(
        read_only=True,
        allow_null=True,
        help_text="The day its publication went out: published, else sent; null for a draft.",
    )
    public_on_precision = ChoiceField(
        choices=Precision.choices,
        read_only=True,
        allow_null=True,
        help_text="How exactly that day is known; null without a publication.",
    )

    class Meta:
        model = Concern
        fields: tuple[str, ...] = (
            "id",
            "reference",
            "external_references",
            "kind",
            "force",
            "inspection",
            "area",
            "publication",
            "title",
            "raised_on",
            "raised_on_precision",
            "public_on",
            "public_on_precision",
            "is_accelerated",
            "status",
            "status_since_on",
            "status_since_on_precision",
            "force_status",
            "promised_on",
            "open_recommendations",
            "next_due_on",
            "completeness",
            "missing",
        )


class ConcernDetail(ClosedOn, Owned, ConcernSerializer):
    """A concern by itself: what was found, what is recommended, its line and its measures."""

    recommendations = RecommendationOfConcern(
        many=True, read_only=True, help_text="Its recommendations within your reach, in order."
    )
    earlier = EarlierConcern(
        source="earlier_lines", many=True, read_only=True, help_text="The concerns it comes from."
    )
    later = LaterConcern(
        source="later_lines", many=True, read_only=True, help_text="The concerns it became."
    )
    measures = MeasureReference(
        many=True, read_only=True, help_text="The measures that show its progress."
    )

    class Meta(ConcernSerializer.Meta):
        fields = (
            *ConcernSerializer.Meta.fields,
            "detail",
            "recommendations",
            "earlier",
            "later",
            "measures",
            "owner",
            "version",
            "closure",
            "allowed_transitions",
        )


class ActionSerializer(ConcernsShape):
    """A follow-up action of a force."""

    class Meta:
        model = Action
        fields: tuple[str, ...] = (
            "id",
            "concern",
            "recommendation",
            "title",
            "owner",
            "due_on",
            "external_reference",
            "state",
            "evidence",
            "evidence_links",
        )


class ActionDetail(MovedOn, ActionSerializer):
    """A follow-up action by itself, with what the caller may do to it."""

    class Meta(ActionSerializer.Meta):
        fields = (*ActionSerializer.Meta.fields, "version", "allowed_transitions")
