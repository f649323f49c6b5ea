"""Say how old a measure's latest reading may be, and when the next one is expected.

A reading is expected within the measure's cadence of the end of the latest one's period: so many
days after it, or so many months, where the last day of a month is followed by the last day of a
month. That day itself is in time; from the next one on the measure is stale, until a reading with
a dated period comes. Without a cadence, or without any reading, no day is known and nothing is
stale. A stale measure's pace is `stale`: what met its target a year ago need not meet it today.
What the pace was at the latest reading stands beside it.

A target is on the same side of a break of the series as the latest reading, whichever of the two
came first; the rest of the function is as it was. OFFSET 0 keeps each step from being copied into
all that build on it.
"""

from importlib import import_module

from django.db import migrations

# Rows that were current when p_known_at was now; NULL = that are current now.
KNOWN = """CASE WHEN p_known_at IS NULL THEN {0}.superseded_at IS NULL
          ELSE {0}.recorded_at <= p_known_at
              AND ({0}.superseded_at IS NULL OR {0}.superseded_at > p_known_at) END"""

# Something of the definition before a break on one side, something of the one after on the other.
BROKEN = f"""EXISTS (SELECT FROM concerns_seriesbreak AS broken
          WHERE broken.indicator_id = indicator.id
            AND broken.from_on > {{}} AND broken.from_on <= {{}}
            AND {KNOWN.format('broken')})"""

# On track is within a twentieth of the way on either side of the straight line: our own choice.
PROGRESS = f"""
CREATE FUNCTION measure_progress(p_as_at date, p_known_at timestamptz, p_fraction numeric)
RETURNS TABLE (
    measure_id bigint, latest_id bigint, baseline_id bigint, baseline_chosen boolean,
    target_id bigint, base_on date, raised_on date, counted_from_on date,
    days_since_raised integer, days_since_baseline integer,
    change_low numeric, change_high numeric,
    change_low_inclusive boolean, change_high_inclusive boolean,
    change_percent_low numeric, change_percent_high numeric, change_refusal text,
    reached text, reached_refusal text, reached_first_id bigint, reached_first_days integer,
    way_low numeric, way_high numeric, expected_now numeric,
    pace text, pace_at_latest text, pace_refusal text,
    next_due_on date, is_stale boolean, days_stale integer,
    aim_at_least numeric, aim_at_most numeric
) LANGUAGE sql STABLE AS $$
SELECT
    measure.id, latest.id, base.id, base.is_chosen, target.id, compared.base_on,
    raised.raised_on, raised.counted_from_on,
    p_as_at - raised.raised_on, p_as_at - compared.base_on,
    change.low, change.high,
    CASE WHEN change.low IS NOT NULL OR change.percent_low IS NOT NULL
        THEN change.low_inclusive END,
    CASE WHEN change.high IS NOT NULL OR change.percent_high IS NOT NULL
        THEN change.high_inclusive END,
    change.percent_low, change.percent_high,
    CASE WHEN compared.refusal IS NOT NULL THEN compared.refusal
         WHEN latest.kind = 'change' AND latest.change_unit = 'percent' THEN 'level_unknown' END,
    CASE WHEN reach.refusal IS NULL THEN reach.said ELSE 'cannot_be_said' END,
    reach.refusal, first.id, first.period_end - raised.counted_from_on,
    round(way.low, 3), round(way.high, 3), line.expected_now,
    CASE WHEN due.is_stale THEN 'stale' ELSE told.pace END, told.pace, judged.refusal,
    due.next_due_on, due.is_stale,
    CASE WHEN due.is_stale THEN p_as_at - due.next_due_on END,
    target.at_least, target.at_most
FROM concerns_measure AS measure
JOIN concerns_indicator AS indicator ON indicator.id = measure.indicator_id
LEFT JOIN LATERAL (
    SELECT reading.*, reading.low - coalesce(reading.margin, 0) AS least,
        reading.high + coalesce(reading.margin, 0) AS most,
        reading.kind IN ('point', 'range', 'bound') AS is_level
    FROM known_readings(p_known_at) AS reading
    WHERE reading.measure_id = measure.id AND reading.period_end <= p_as_at
      AND reading.period_basis <> 'not_stated'
    ORDER BY reading.period_end DESC, reading.period_start DESC LIMIT 1
) AS latest ON TRUE
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN measure.expected_every_days IS NOT NULL
            THEN latest.period_end + measure.expected_every_days
        WHEN extract(day FROM latest.period_end + 1) = 1  -- the ends of months follow each other
            THEN (latest.period_end + 1
                + make_interval(months => measure.expected_every_months))::date - 1
        ELSE (latest.period_end
            + make_interval(months => measure.expected_every_months))::date END AS next_due_on
    OFFSET 0
) AS expected
CROSS JOIN LATERAL (
    SELECT expected.next_due_on, coalesce(expected.next_due_on < p_as_at, FALSE) AS is_stale
    OFFSET 0
) AS due
LEFT JOIN LATERAL (
    SELECT baseline.period_start, baseline.period_end
    FROM concerns_baseline AS baseline
    WHERE baseline.measure_id = measure.id AND baseline.chosen_on <= p_as_at
      AND {KNOWN.format('baseline')}
    ORDER BY baseline.chosen_on DESC LIMIT 1
) AS chosen ON TRUE
LEFT JOIN LATERAL (
    SELECT reading.id, reading.kind, reading.low, reading.high, reading.low_inclusive,
        reading.high_inclusive, reading.period_start, reading.period_end,
        reading.low - coalesce(reading.margin, 0) AS least,
        reading.high + coalesce(reading.margin, 0) AS most,
        latest.is_level AND chosen.period_end IS NOT NULL AS is_chosen
    FROM known_readings(p_known_at) AS reading
    WHERE reading.measure_id = measure.id AND reading.period_end <= p_as_at
      AND reading.period_basis <> 'not_stated'
      AND CASE
          WHEN NOT latest.is_level THEN latest.kind = 'change'
              AND reading.period_end = latest.base_on
              AND reading.kind IN ('point', 'range', 'bound')
          WHEN chosen.period_end IS NOT NULL THEN reading.period_start = chosen.period_start
              AND reading.period_end = chosen.period_end
          ELSE reading.kind IN ('point', 'range', 'bound') END
    ORDER BY reading.period_end, reading.period_start LIMIT 1
) AS base ON TRUE
LEFT JOIN LATERAL (
    SELECT target.id, target.set_on, target.due_on,
        CASE indicator.better WHEN 'lower' THEN coalesce(target.high, target.low)
            WHEN 'higher' THEN coalesce(target.low, target.high)
            ELSE CASE WHEN base.high < target.low OR target.low = target.high THEN target.low
                WHEN base.low > target.high THEN target.high END END AS aim,
        CASE WHEN indicator.better <> 'higher' THEN coalesce(target.high,
            CASE WHEN indicator.better = 'lower' THEN target.low END) END AS at_most,
        CASE WHEN indicator.better <> 'lower' THEN coalesce(target.low,
            CASE WHEN indicator.better = 'higher' THEN target.high END) END AS at_least
    FROM concerns_target AS target
    WHERE target.measure_id = measure.id AND target.set_on <= p_as_at
      AND {KNOWN.format('target')}
    ORDER BY target.set_on DESC LIMIT 1
) AS target ON TRUE
LEFT JOIN LATERAL (
    SELECT concern.raised_on,
        publication.published_on AS counted_from_on
    FROM concerns_measure_concerns AS link
    JOIN concerns_concern AS concern ON concern.id = link.concern_id
    JOIN inspections_publication AS publication ON publication.id = concern.publication_id
        AND publication.state = 'published'  -- the same figure for every reader
        AND (p_known_at IS NULL OR publication.published_recorded_at <= p_known_at)
    JOIN concerns_event AS opening ON opening.concern_id = concern.id
        AND opening.kind = 'opened' AND (p_known_at IS NULL OR opening.recorded_at <= p_known_at)
    LEFT JOIN LATERAL (
        SELECT event.became FROM concerns_event AS event
        WHERE event.concern_id = concern.id AND event.position = 'status'
          AND event.happened_on <= p_as_at
          AND (p_known_at IS NULL OR event.recorded_at <= p_known_at)
          AND NOT EXISTS (SELECT FROM concerns_event AS strike
              WHERE strike.strikes_out_id = event.id
                AND (p_known_at IS NULL OR strike.recorded_at <= p_known_at))
        ORDER BY event.happened_on DESC, event.id DESC LIMIT 1
    ) AS decided ON TRUE
    WHERE link.measure_id = measure.id
      AND coalesce(decided.became, 'open') IN ('open', 'closure_proposed')
      AND concern.raised_on <= p_as_at
      AND publication.published_on <= p_as_at
    ORDER BY concern.raised_on, concern.id LIMIT 1
) AS raised ON TRUE
CROSS JOIN LATERAL (
    SELECT CASE WHEN latest.kind = 'change' THEN latest.base_on
                ELSE base.period_end END AS base_on,
        CASE WHEN latest.kind = 'change' THEN latest.base_on
            ELSE base.period_start END AS begins_on
    OFFSET 0
) AS since
CROSS JOIN LATERAL (
    SELECT since.base_on,
        CASE WHEN latest.id IS NULL THEN 'no_reading'
            WHEN latest.kind = 'direction' THEN 'direction_only'
            WHEN latest.is_level AND base.id IS NULL THEN 'no_baseline'
            WHEN latest.is_level AND base.id = latest.id THEN 'too_few_readings'
            WHEN latest.is_level AND base.kind NOT IN ('point', 'range', 'bound')
                THEN 'level_unknown'
            WHEN {BROKEN.format('since.begins_on', 'latest.period_end')} THEN 'series_break'
            WHEN latest.is_level AND period_length(base.period_start, base.period_end)
                <> period_length(latest.period_start, latest.period_end)
                THEN 'unlike_periods' END AS refusal
    OFFSET 0
) AS compared
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN compared.refusal IS NOT NULL THEN NULL
            WHEN latest.is_level THEN latest.low - base.high
            WHEN latest.change_unit = 'absolute' THEN latest.low END AS low,
        CASE WHEN compared.refusal IS NOT NULL THEN NULL
            WHEN latest.is_level THEN latest.high - base.low
            WHEN latest.change_unit = 'absolute' THEN latest.high END AS high,
        latest.low_inclusive AND (NOT latest.is_level OR base.high_inclusive) AS low_inclusive,
        latest.high_inclusive AND (NOT latest.is_level OR base.low_inclusive) AS high_inclusive,
        CASE WHEN compared.refusal IS NOT NULL THEN NULL
            WHEN latest.is_level AND base.low > 0 THEN round(100 * (latest.low
                / CASE WHEN latest.low < 0 THEN base.low ELSE base.high END - 1), 1)
            WHEN latest.change_unit = 'percent' THEN latest.low END AS percent_low,
        CASE WHEN compared.refusal IS NOT NULL THEN NULL
            WHEN latest.is_level AND base.low > 0 THEN round(100 * (latest.high
                / CASE WHEN latest.high < 0 THEN base.high ELSE base.low END - 1), 1)
            WHEN latest.change_unit = 'percent' THEN latest.high END AS percent_high
    OFFSET 0
) AS change
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN latest.is_level AND latest.most <= p_fraction * base.least THEN 'yes'
            WHEN latest.is_level AND (latest.least > p_fraction * base.most
                OR latest.least = p_fraction * base.most
                    AND NOT (latest.low_inclusive AND base.high_inclusive)) THEN 'no'
            WHEN latest.is_level THEN NULL
            WHEN 1 + latest.most / 100 <= p_fraction THEN 'yes'
            WHEN 1 + latest.least / 100 > p_fraction OR NOT latest.low_inclusive
                AND 1 + latest.least / 100 = p_fraction THEN 'no' END AS said
    OFFSET 0
) AS asked
CROSS JOIN LATERAL (
    SELECT asked.said,
        CASE WHEN compared.refusal IS NOT NULL THEN compared.refusal
            WHEN indicator.better = 'higher' THEN 'more_is_better'
            WHEN latest.kind = 'change' AND latest.change_unit <> 'percent' THEN 'level_unknown'
            WHEN latest.is_level AND base.least <= 0 THEN 'not_positive'
            WHEN asked.said IS NULL THEN 'interval_too_wide' END AS refusal
    OFFSET 0
) AS reach
LEFT JOIN LATERAL (
    -- One level alone has nothing before it: what changes were counted from is named by the last.
    SELECT TRUE AS is_alone, reading.base_on, reading.base_label
    FROM known_readings(p_known_at) AS reading
    WHERE latest.is_level AND base.id = latest.id AND reading.measure_id = measure.id
      AND reading.period_end <= p_as_at AND reading.period_basis <> 'not_stated'
      AND reading.kind = 'change' AND reading.change_unit = 'percent'
    ORDER BY reading.period_end DESC, reading.period_start DESC LIMIT 1
) AS named ON TRUE
LEFT JOIN LATERAL (
    SELECT reading.id, reading.period_end
    FROM known_readings(p_known_at) AS reading
    WHERE indicator.better <> 'higher' AND reading.measure_id = measure.id
      AND reading.period_end <= p_as_at AND reading.period_basis <> 'not_stated'
      AND CASE
          WHEN reading.kind = 'change' THEN reading.change_unit = 'percent'
              AND CASE WHEN named.is_alone THEN reading.base_on IS NOT DISTINCT FROM named.base_on
                      AND (named.base_on IS NOT NULL OR reading.base_label = named.base_label)
                  WHEN since.base_on IS NOT NULL THEN reading.base_on = since.base_on
                  ELSE latest.kind = 'change' AND reading.base_on IS NULL
                      AND reading.base_label = latest.base_label END
              AND 1 + (reading.high + coalesce(reading.margin, 0)) / 100 <= p_fraction
          WHEN reading.kind = 'direction' OR NOT latest.is_level THEN FALSE
          ELSE base.kind IN ('point', 'range', 'bound') AND base.least > 0
              AND reading.period_end > base.period_end
              AND reading.high + coalesce(reading.margin, 0) <= p_fraction * base.least
              AND period_length(base.period_start, base.period_end)
                  = period_length(reading.period_start, reading.period_end) END
      AND NOT {BROKEN.format(
          "CASE WHEN reading.kind = 'change' THEN reading.base_on ELSE since.begins_on END",
          'reading.period_end')}
    ORDER BY reading.period_end, reading.period_start LIMIT 1
) AS first ON TRUE
CROSS JOIN LATERAL (
    SELECT target.id IS NOT NULL AND {BROKEN.format(
            'least(target.set_on, latest.period_start)',
            'greatest(target.set_on, latest.period_end)')} AS broken,
        latest.is_level AND (latest.most <= target.at_most OR target.at_most IS NULL)
            AND (latest.least >= target.at_least OR target.at_least IS NULL) AS met,
        latest.least > target.at_most OR latest.most < target.at_least
            OR NOT latest.low_inclusive AND latest.least = target.at_most
            OR NOT latest.high_inclusive AND latest.most = target.at_least AS missed,
        CASE indicator.better
            WHEN 'lower' THEN latest.least > base.most OR latest.least = base.most
                AND NOT (latest.low_inclusive AND base.high_inclusive)
            WHEN 'higher' THEN latest.most < base.least OR latest.most = base.least
                AND NOT (latest.high_inclusive AND base.low_inclusive)
            ELSE (base.most <= target.at_most OR target.at_most IS NULL)
                AND (base.least >= target.at_least OR target.at_least IS NULL)
                AND (latest.least > target.at_most OR latest.most < target.at_least) END AS worse
    OFFSET 0
) AS aimed
CROSS JOIN LATERAL (
    SELECT CASE WHEN compared.refusal IS NULL AND NOT aimed.broken AND latest.is_level
                     AND base.low = base.high AND CASE indicator.better
                         WHEN 'lower' THEN target.aim < base.low
                         WHEN 'higher' THEN target.aim > base.low
                         ELSE target.aim <> base.low END
        THEN base.low - target.aim END AS length
    OFFSET 0
) AS whole
CROSS JOIN LATERAL (
    SELECT
        (base.low - CASE WHEN whole.length > 0 THEN latest.high ELSE latest.low END)
            / whole.length AS low,
        (base.low - CASE WHEN whole.length > 0 THEN latest.low ELSE latest.high END)
            / whole.length AS high,
        (base.low - CASE WHEN whole.length > 0 THEN latest.most ELSE latest.least END)
            / whole.length AS least,
        (base.low - CASE WHEN whole.length > 0 THEN latest.least ELSE latest.most END)
            / whole.length AS most
    OFFSET 0
) AS way
CROSS JOIN LATERAL (
    SELECT CASE WHEN target.due_on IS NULL THEN NULL
            WHEN latest.period_end >= target.due_on THEN 1
            ELSE (latest.period_end - base.period_end)::numeric
                / nullif(target.due_on - base.period_end, 0) END AS expected
    OFFSET 0
) AS elapsed
CROSS JOIN LATERAL (
    SELECT round(base.low - whole.length * elapsed.expected, 3) AS expected_now
    OFFSET 0
) AS line
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN target.id IS NULL THEN 'no_target'
            WHEN aimed.broken THEN NULL
            WHEN aimed.met THEN 'met'
            WHEN compared.refusal = 'no_baseline' THEN 'no_baseline'
            WHEN compared.refusal = 'too_few_readings' THEN 'too_few_readings'
            WHEN compared.refusal IS NOT NULL THEN NULL
            WHEN aimed.worse OR indicator.better = 'neither' AND way.most < 0
                THEN 'worse_than_baseline'
            WHEN indicator.better = 'neither' AND way.least > 1 THEN NULL
            WHEN latest.period_end >= target.due_on
                THEN CASE WHEN aimed.missed AND latest.is_level THEN 'behind' END
            WHEN way.least > elapsed.expected + 0.05 THEN 'ahead'
            WHEN way.most < elapsed.expected - 0.05 THEN 'behind'
            WHEN way.least >= elapsed.expected - 0.05 AND way.most <= elapsed.expected + 0.05
                THEN 'on_track' END AS pace
    OFFSET 0
) AS lies
CROSS JOIN LATERAL (
    SELECT lies.pace,
        CASE WHEN lies.pace = 'no_target' THEN 'no_target'
            WHEN lies.pace IN ('no_baseline', 'too_few_readings') THEN compared.refusal
            WHEN lies.pace IS NOT NULL THEN NULL
            WHEN compared.refusal = 'no_reading' THEN compared.refusal
            WHEN aimed.broken THEN 'series_break'
            WHEN compared.refusal IS NOT NULL THEN compared.refusal
            WHEN NOT latest.is_level THEN 'level_unknown'
            WHEN target.aim = base.low AND base.low = base.high THEN 'target_is_baseline'
            WHEN indicator.better = 'neither' AND way.least > 1 THEN 'past_target'
            WHEN target.due_on IS NULL THEN 'no_target_date'
            ELSE 'interval_too_wide' END AS refusal
    OFFSET 0
) AS judged
CROSS JOIN LATERAL (
    SELECT CASE WHEN judged.refusal IS NULL OR judged.pace IN ('no_target', 'no_baseline',
              'too_few_readings') THEN judged.pace ELSE 'cannot_be_said' END AS pace
    OFFSET 0
) AS told
$$;
COMMENT ON FUNCTION measure_progress(date, timestamptz, numeric) IS
    'How each measure is going at the end of a day, from what was known at an instant.';
"""


DROP = "DROP FUNCTION measure_progress(date, timestamptz, numeric)"


class Migration(migrations.Migration):
    """Replaces the function by one that has more columns, which needs it to be dropped first."""

    dependencies = [("concerns", "0013_since_which_day_is_known")]
    operations = [
        migrations.RunSQL(
            DROP, import_module("concerns.migrations.0002_measure_progress").PROGRESS
        ),
        migrations.RunSQL(PROGRESS, DROP),
    ]
