"""How a measure is going, as one SQL function over what was known.

Source of the rules: the service's own definition of progress (docs/progress.md). Boundaries: a
period is [period_start, period_end]; a reading counts from the end of its period; "at or below"
includes the limit. A margin widens a reading to the interval of its possible values wherever
something is said to hold; a change, and the way to a target, are computed from the baseline as
stated. A bound that is not reached itself ("more than 50") decides at the very limit. OFFSET 0
keeps each step from being copied into all that build on it.
"""

from django.db import migrations

PERIOD_LENGTH = """
CREATE FUNCTION period_length(p_start date, p_end date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT extract(year FROM span) * 12 + extract(month FROM span) || ' months '
        || extract(day FROM span) || ' days'
    FROM (SELECT age((p_end + 1)::timestamp, p_start::timestamp)) AS length(span)
$$;
COMMENT ON FUNCTION period_length(date, date) IS
    'Length of a period in whole months and the days left over; both its days are part of it.';
"""

KNOWN_READINGS = """
CREATE FUNCTION known_readings(p_known_at timestamptz) RETURNS SETOF concerns_reading
LANGUAGE sql STABLE AS $$
    SELECT * FROM concerns_reading
    WHERE superseded_at IS NULL AND (p_known_at IS NULL OR recorded_at <= p_known_at)
    UNION ALL
    SELECT * FROM concerns_reading
    WHERE superseded_at IS NOT NULL AND superseded_at > p_known_at AND recorded_at <= p_known_at
$$;
COMMENT ON FUNCTION known_readings(timestamptz) IS
    'Readings as they were known at that instant; NULL = as they are now.';
"""

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
    way_low numeric, way_high numeric, expected_now numeric, pace text, pace_refusal text
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
    CASE WHEN judged.refusal IS NULL OR judged.pace IN ('no_target', 'no_baseline',
              'too_few_readings') THEN judged.pace ELSE 'cannot_be_said' END,
    judged.refusal
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
    SELECT reading.id, reading.period_end
    FROM known_readings(p_known_at) AS reading
    WHERE indicator.better <> 'higher' AND reading.measure_id = measure.id
      AND reading.period_end <= p_as_at AND reading.period_basis <> 'not_stated'
      AND CASE
          WHEN reading.kind = 'change' THEN reading.change_unit = 'percent'
              AND CASE WHEN since.base_on IS NOT NULL THEN reading.base_on = since.base_on
                  ELSE latest.kind = 'change' AND reading.base_on IS NULL
                      AND reading.base_label = latest.base_label END
              AND 1 + (reading.high + coalesce(reading.margin, 0)) / 100 <= p_fraction
          WHEN reading.kind = 'direction' OR NOT latest.is_level THEN FALSE
          ELSE base.kind IN ('point', 'range', 'bound') AND base.least > 0
              AND reading.period_end > base.period_end
              AND reading.high + coalesce(reading.margin, 0) <= p_fraction * base.least
              AND period_length(base.period_start, base.period_end)
                  = period_length(reading.period_start, reading.period_end) END
      AND NOT {BROKEN.format('since.begins_on', 'reading.period_end')}
    ORDER BY reading.period_end, reading.period_start LIMIT 1
) AS first ON TRUE
CROSS JOIN LATERAL (
    SELECT target.id IS NOT NULL AND {BROKEN.format('target.set_on', 'latest.period_end')} AS broken,
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
$$;
COMMENT ON FUNCTION measure_progress(date, timestamptz, numeric) IS
    'How each measure is going at the end of a day, from what was known at an instant.';
"""


class Migration(migrations.Migration):
    """Creates the functions."""

    dependencies = [
        ("concerns", "0001_concerns_readings_and_figures"),
        ("inspections", "0002_publication_release_recorded"),
    ]
    operations = [
        migrations.RunSQL(PERIOD_LENGTH, "DROP FUNCTION period_length(date, date)"),
        migrations.RunSQL(KNOWN_READINGS, "DROP FUNCTION known_readings(timestamptz)"),
        migrations.RunSQL(PROGRESS, "DROP FUNCTION measure_progress(date, timestamptz, numeric)"),
    ]
