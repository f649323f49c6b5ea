"""Why something cannot be said, one list for every answer that may refuse."""

from __future__ import annotations

from django.db import models


class Refusal(models.TextChoices):
    """Why something cannot be said."""

    NO_READING = "no_reading", "there is no reading with a dated period"
    DIRECTION_ONLY = "direction_only", "only a direction is stated"
    NO_BASELINE = "no_baseline", "there is no baseline"
    TOO_FEW_READINGS = "too_few_readings", "there is no reading after the baseline"
    LEVEL_UNKNOWN = "level_unknown", "the level of the baseline is not stated"
    SERIES_BREAK = "series_break", "the definition changed in between"
    UNLIKE_PERIODS = "unlike_periods", "the two periods are of unlike length"
    INTERVAL_TOO_WIDE = "interval_too_wide", "the possible values lie on both sides"
    MORE_IS_BETTER = "more_is_better", "more is better here, so falling to it is no progress"
    NOT_POSITIVE = "not_positive", "the baseline is not above nought"
    NO_TARGET = "no_target", "no target is set"
    NO_TARGET_DATE = "no_target_date", "the target has no date"
    TARGET_IS_BASELINE = "target_is_baseline", "the target is the baseline itself"
    PAST_TARGET = "past_target", "it lies beyond the target, where neither way is better"
    TOO_FEW_POINTS = "too_few_points", "a trend needs at least five readings of one value each"
    NOT_ONE_VALUE = "not_one_value", "not every one of them states one value"
    NO_COMPARATOR = "no_comparator", "what it is compared with has no number"
    CORRECTED = "corrected", "what it is compared with was corrected or withdrawn since"
    PART_OF_WHOLE = (
        "part_of_whole",
        "one is a part of the other, so the samples are not independent",
    )
    UNLIKE_UNITS = "unlike_units", "the units differ"
    FLOW_AGAINST_STOCK = "flow_against_stock", "one counts a period, the other an instant"
    OVERLAPPING = "overlapping", "the periods overlap"
    UNLIKE_LEVELS = "unlike_levels", "the margins are of different confidence levels"
    NO_MARGINS = "no_margins", "not both have a margin"


class Said(models.TextChoices):
    """Whether something holds: an interval that lies on both sides says neither."""

    YES = "yes", "Yes"
    NO = "no", "No"
    CANNOT_BE_SAID = "cannot_be_said", "Cannot be said"
