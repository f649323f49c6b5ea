"""The JSON shape of the overview: counts with their totals, days, and what cannot be said."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers


def whole(help_text: str, **options: Any) -> serializers.IntegerField:
    """Return the field of a count."""
    return serializers.IntegerField(help_text=help_text, **options)


def words(help_text: str, **options: Any) -> serializers.CharField:
    """Return the field of a word or sentence."""
    return serializers.CharField(help_text=help_text, **options)


APPROXIMATE = "How many of them a date known only to its month or year put there, by its first day."


class OverviewRow(serializers.Serializer[Any]):
    """One count of a breakdown."""

    key = words("What a filter takes; null = those that have none.", allow_null=True)
    label = words("The same in words.")  # type: ignore[assignment]  # a declared field is taken out
    count = whole("How many.")


class OverviewBreakdown(serializers.Serializer[Any]):
    """Counts that add up: rows and remainder are the total."""

    total = whole("All of them.")
    remainder = whole("Those that stand in no row; no rows are left out, so it is nought.")
    rows = OverviewRow(many=True, help_text="The counts, with a row for those that have none.")


class OverviewBand(OverviewRow):
    """One band of age."""

    approximate = whole(APPROXIMATE)


class OverviewDays(serializers.Serializer[Any]):
    """A number of days, or what a date known to its month or year leaves possible."""

    low = whole("At least so many days.")
    high = whole("At most so many days.")


class OverviewAges(serializers.Serializer[Any]):
    """Live ones in bands of age, each by the first day its date can be."""

    total = whole("All live ones.")
    remainder = whole("Those in no band: nought.")
    rows = OverviewBand(many=True, help_text="The bands, the youngest first.")
    median = OverviewDays(
        allow_null=True, help_text="Median age, of two the lower; null = there is none."
    )
    since_on = serializers.DateField(
        allow_null=True, help_text="The first day that the oldest can have been raised on."
    )
    since_until_on = serializers.DateField(
        allow_null=True, help_text="The last such day: the same if it is known to the day."
    )


class OverviewAgeing(serializers.Serializer[Any]):
    """How old live concerns are."""

    by_form = OverviewAges(help_text="Each concern once, from the day it was raised.")
    by_line = OverviewAges(
        help_text="Each line of descent once, from the first day one of its ancestors was raised."
    )


class OverviewStanding(serializers.Serializer[Any]):
    """How many there are, broken down in every way."""

    total = whole("All of them.")
    by_force = OverviewBreakdown(help_text="By force: its slug.")
    by_region = OverviewBreakdown(help_text="By the region of the force.")
    by_area = OverviewBreakdown(help_text="By area: its slug, in whichever framework.")
    by_kind = OverviewBreakdown(help_text="By kind of concern.")
    by_status = OverviewBreakdown(help_text="By what the inspectorate has decided.")
    by_force_status = OverviewBreakdown(help_text="By what the force claims.")


class OverviewWordings(serializers.Serializer[Any]):
    """A national report puts one wording to many forces."""

    recommendations = whole("Recommendations put to a force each.")
    wordings = whole("Different wordings among them.")
    text = words("Both in words: 43 recommendations, 1 wording.")


class OverviewWaiting(serializers.Serializer[Any]):
    """How many wait, and how long."""

    count = whole("How many.")
    approximate = whole("Of how many the day on which it began is not known exactly.")
    median = OverviewDays(allow_null=True, help_text="Median wait, of two the lower.")
    longest = OverviewDays(allow_null=True, help_text="Longest wait.")


class OverviewDeadlines(serializers.Serializer[Any]):
    """Live recommendations by their deadline."""

    overdue = whole("Past due and not claimed complete.")
    due_soon = whole("Due on the day asked about or within 30 days, and not claimed complete.")
    immediate = OverviewWaiting(help_text="To be met at once: how long they have been open.")


class OverviewAwaiting(serializers.Serializer[Any]):
    """Claimed complete and not decided, by the age of the claim."""

    concerns = OverviewWaiting(help_text="Concerns with a claim of their own.")
    recommendations = OverviewWaiting(help_text="Recommendations.")


class OverviewQuarter(serializers.Serializer[Any]):
    """What happened in one quarter of the calendar."""

    quarter = words("Such as 2021-Q3.", source="name")
    starts_on = serializers.DateField(help_text="Its first day.")
    opened = whole("Opened.")
    closed_complete = whole("Closed as complete.")
    closed_no_further_action = whole("Closed with no further action.")
    superseded = whole("Superseded by a newer concern.")
    withdrawn = whole("Withdrawn: raised in error.")
    reopened = whole("Reopened.")
    approximate = whole("How many of all these are known only to their year.")


class OverviewQuarters(serializers.Serializer[Any]):
    """By the day it happened, from the first quarter with something in it to the last."""

    concerns = OverviewQuarter(many=True, help_text="Of concerns.")
    recommendations = OverviewQuarter(many=True, help_text="Of recommendations.")


class OverviewQuantile(serializers.Serializer[Any]):
    """Within how many days that part was closed."""

    days = whole("Days from opening; null = it cannot be said.", allow_null=True)
    refusal = words("Why it cannot be said; empty if it can.")


class OverviewDaysToClose(serializers.Serializer[Any]):
    """Days from opening to closing as complete (Kaplan-Meier), the others censored."""

    number = whole("How many count: closed and censored.")
    closed = whole("Closed as complete.")
    censored = whole("Still open on the day asked about, or closed otherwise.")
    left_out = whole("Left out, as they begin or end on a day that is not known exactly.")
    lower_quartile = OverviewQuantile(help_text="A quarter was closed within so many days.")
    median = OverviewQuantile(help_text="Half was closed within so many days.")
    upper_quartile = OverviewQuantile(help_text="Three quarters were closed within so many days.")


class OverviewBothDaysToClose(serializers.Serializer[Any]):
    """The same of concerns and of recommendations."""

    concerns = OverviewDaysToClose(help_text="Of concerns.")
    recommendations = OverviewDaysToClose(help_text="Of recommendations.")


class OverviewCameBack(serializers.Serializer[Any]):
    """Reopened or raised again within two years (730 days) of being closed as complete."""

    closed_by_on = serializers.DateField(
        help_text="Counted are those first closed on that day or before: two years earlier."
    )
    closed = whole("How many are counted.")
    came_back = whole("How many of them were back within two years.")
    left_out = whole("Left out, as a day that matters is not known exactly.")


class OverviewBothCameBack(serializers.Serializer[Any]):
    """The same of concerns and of recommendations."""

    concerns = OverviewCameBack(help_text="Of concerns.")
    recommendations = OverviewCameBack(help_text="Of recommendations.")


class OverviewPromptness(serializers.Serializer[Any]):
    """By the last day as it stood on the day it was done."""

    total = whole("All that were done: in time, late and without a date.")
    in_time = whole("On the last day or before.")
    late = whole("After it.")
    no_date = whole("Without a dated deadline: neither.")
    approximate = whole(APPROXIMATE)


class OverviewInTime(serializers.Serializer[Any]):
    """Whether recommendations were met by their last day."""

    by_claim = OverviewPromptness(help_text="Claimed complete by the force.")
    by_decision = OverviewPromptness(help_text="Closed as complete by the inspectorate.")


class OverviewCoverage(serializers.Serializer[Any]):
    """Of how many territorial forces an inspection is loaded: nought never means not loaded."""

    forces = whole("Territorial forces that existed on the day asked about.")
    complete = whole("Forces of which a complete inspection is loaded.")
    in_part = whole("Forces of which only parts are.")
    none = whole("Forces of which nothing is.")
    text = words("In words: 1 of 43 forces loaded.")


@extend_schema_serializer(many=False)
class OverviewSerializer(serializers.Serializer[Any]):
    """The overview at the two clocks, within the person's reach."""

    as_at = serializers.DateField(help_text="The day it is told as of.")
    coverage = OverviewCoverage(help_text="How much of the record is loaded.")
    concerns = OverviewStanding(help_text="Concerns as they stand.")
    recommendations = OverviewStanding(
        help_text="Recommendations as they stand; area and kind are their concern's."
    )
    wordings = OverviewWordings(help_text="Recommendations and the wordings they are of.")
    deadlines = OverviewDeadlines(help_text="Overdue, due soon, and immediate ones.")
    awaiting_verification = OverviewAwaiting(help_text="Claimed complete and not decided.")
    ageing = OverviewAgeing(help_text="Ages of live concerns.")
    quarters = OverviewQuarters(help_text="What was opened, closed and reopened when.")
    days_to_close = OverviewBothDaysToClose(help_text="How long closing takes.")
    came_back = OverviewBothCameBack(help_text="What came back after it was closed.")
    in_time = OverviewInTime(help_text="What was done in time.")
