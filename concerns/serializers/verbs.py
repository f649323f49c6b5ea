"""What a client sends to a verb, built from the table of transitions; the verb judges it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from rest_framework import serializers

from api.entries import Entry, NameWithinReach
from api.fields import Precision
from api.serializers import ChoiceField
from concerns.models import Concern, Event, Recommendation, Wording
from concerns.positions import CLAIMS_OF_PROGRESS, Audience, Outcome
from concerns.transitions import NEEDED, TRANSITIONS, Transition
from inspections.models import Publication


class DecidedRecommendation(serializers.Serializer[Any]):
    """What becomes of an open recommendation whose concern is to be closed."""

    recommendation = NameWithinReach(
        slug_field="reference",
        queryset=Recommendation.objects.all(),
        help_text="Its reference.",
    )
    outcome = ChoiceField(choices=Outcome.choices, help_text="As what it is to be closed.")


def _publication(**options: Any) -> Any:
    return NameWithinReach(slug_field="reference", queryset=Publication.objects.all(), **options)


def _concern(**options: Any) -> Any:
    return NameWithinReach(slug_field="reference", queryset=Concern.objects.all(), **options)


def _addresses(**options: Any) -> Any:
    address = serializers.URLField(max_length=500, help_text="An address.")
    return serializers.ListField(child=address, max_length=50, **options)


def _meta(model: type[models.Model], names: tuple[str, ...]) -> type:
    return type("Meta", (), {"model": model, "fields": names})


FIELDS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "happened_on": (
        serializers.DateField,
        {"help_text": "The day on which it happened; today in London unless given."},
    ),
    "note": (serializers.CharField, {"help_text": "What is to be said, in words."}),
    "evidence_links": (_addresses, {"help_text": "Addresses of evidence."}),
    "publication": (_publication, {"help_text": "Reference of the publication that says so."}),
    "force_status": (
        ChoiceField,
        {
            "choices": CLAIMS_OF_PROGRESS,
            "help_text": "How far it has come; in_progress unless given.",
        },
    ),
    "promised_on": (serializers.DateField, {"help_text": "By when it will be done."}),
    "due_on": (serializers.DateField, {"help_text": "The new last day to comply."}),
    "outcome": (
        ChoiceField,
        {"choices": Outcome.choices, "help_text": "As what it is to be closed."},
    ),
    "recommendations": (
        DecidedRecommendation,
        {"many": True, "help_text": "What becomes of each open recommendation."},
    ),
    "assessment": (
        ChoiceField,
        {"choices": Event.Assessment.choices, "help_text": "What the revisit found."},
    ),
    "audience": (
        ChoiceField,
        {"choices": Audience.choices, "help_text": "Who may read it; one's own side unless given."},
    ),
    "later": (_concern, {"help_text": "Reference of the live concern in its place."}),
    "others": (_concern, {"many": True, "help_text": "References of those that go on with it."}),
    "parts": (_concern, {"many": True, "help_text": "References of the concerns it becomes."}),
    "reference": (
        serializers.CharField,
        {"max_length": 50, "help_text": "Our own lasting key for it, such as GMP-2021-C1.1."},
    ),
    "text": (serializers.CharField, {"help_text": "What is asked, in our own words."}),
    "deadline_kind": (
        ChoiceField,
        {"choices": Wording.DeadlineKind.choices, "help_text": "Which style; none unless given."},
    ),
    "deadline_months": (
        serializers.IntegerField,
        {"min_value": 1, "max_value": 32767, "help_text": "Months from publication."},
    ),
    "deadline_days": (
        serializers.IntegerField,
        {"min_value": 1, "max_value": 32767, "help_text": "Days from publication."},
    ),
    "deadline_on": (serializers.DateField, {"help_text": "The day, for a dated one."}),
    "deadline_words": (
        serializers.CharField,
        {"max_length": 120, "help_text": "How the deadline is put."},
    ),
}
"""Every field a verb may take: what builds it, and how it is described."""


def entry_for(transition: Transition, subject: str) -> type[Entry]:
    """Return the serializer of what a verb takes, of that kind of record."""
    names = ["happened_on", "note", *transition.fields]
    if subject != "concern" and "recommendations" in names:
        names.remove("recommendations")
    built = {name: _built(name, required=name in transition.needs) for name in names}
    name = f"{subject.title()}{transition.verb.title().replace('_', '')}"
    meta = _meta(Event, tuple(names))
    return type(name, (Entry,), {**built, "Meta": meta, "__doc__": transition.meaning})


def _built(name: str, *, required: bool) -> Any:
    build, options = FIELDS[name]
    told = f"{name}: {NEEDED[name]}" if required else ""
    messages = {"required": told, "blank": told, "null": told, "empty": told} if told else {}
    if build is serializers.CharField and not required:
        options = {**options, "allow_blank": True}
    if not options.get("many"):
        options = {**options, "error_messages": messages}
    return build(required=required, **options)


ENTRIES: dict[tuple[str, str], type[Entry]] = {
    (subject, transition.verb): entry_for(transition, subject)
    for transition in TRANSITIONS
    for subject in transition.subjects
}
"""What each verb takes, by the kind of record and the verb."""


class EventStrikeOut(Entry):
    """Why an event is struck out."""

    happened_on = serializers.DateField(
        required=False, help_text=FIELDS["happened_on"][1]["help_text"]
    )
    note = serializers.CharField(
        error_messages=dict.fromkeys(
            ("required", "blank"), "note: say why it is struck out, in a sentence."
        ),
        help_text="What was wrong, in a sentence that stands in the log.",
    )

    class Meta:
        model = Event
        fields = ("happened_on", "note")


class PublicationRelease(Entry):
    """On which days a publication was sent, published, or both."""

    sent_on = serializers.DateField(
        required=False, help_text="When it went to whom it addresses. Fixed once set."
    )
    sent_on_precision = ChoiceField(
        required=False, choices=Precision.choices, help_text="How exactly that day is known."
    )
    published_on = serializers.DateField(
        required=False, help_text="When everybody could read it. Fixed once set."
    )
    published_on_precision = ChoiceField(
        required=False, choices=Precision.choices, help_text="How exactly that day is known."
    )

    class Meta:
        model = Publication
        fields = ("sent_on", "sent_on_precision", "published_on", "published_on_precision")


class ForceHandOn(Entry):
    """When a force hands on what is live to the one that succeeded it."""

    happened_on = serializers.DateField(
        required=False, help_text=FIELDS["happened_on"][1]["help_text"]
    )
    note = serializers.CharField(
        required=False, allow_blank=True, help_text="What is to be said of it, in words."
    )
    publication = _publication(
        required=False, help_text="Reference of the publication that says so."
    )

    class Meta:
        model = Event
        fields = ("happened_on", "note", "publication")
