-- A record of national size, made up in sets: the same rows for the same numbers, every time.
-- Triggers are off while it runs (session_replication_role = replica): they would stamp every row
-- with the instant of this run, and the past is what is to be measured. Names in braces are
-- filled in by benchmarks/national.py; pick() spreads a number evenly, each time the same way.

CREATE FUNCTION pg_temp.pick(i bigint, salt integer, n integer) RETURNS integer
LANGUAGE sql IMMUTABLE AS 'SELECT ((hashint8extended(i, salt) & 9007199254740991) % n)::integer';

-- When a row about that day came into the record: loaded in early 2024, since then within 60 days,
-- all of it by the end of October 2026.
CREATE FUNCTION pg_temp.recorded(happened_on date, i bigint, salt integer) RETURNS timestamptz
LANGUAGE sql IMMUTABLE AS $$
    SELECT least(DATE '2026-10-30', greatest(happened_on, DATE '2024-01-01')
        + CASE WHEN pg_temp.pick(i, salt, 10) < 7 THEN 1 ELSE 1 + pg_temp.pick(i, salt + 1, 60) END
    )::timestamp AT TIME ZONE 'UTC' + interval '9 hours'
        + pg_temp.pick(i, salt + 2, 28800) * interval '1 second'
$$;

CREATE TEMP TABLE territorial AS
SELECT row_number() OVER (ORDER BY id) - 1 AS number, id FROM inspections_force
WHERE kind = 'territorial';

CREATE TEMP TABLE graded AS
SELECT row_number() OVER (ORDER BY position) - 1 AS number, area.id, area.framework_id,
    framework.scale_id
FROM inspections_area AS area JOIN inspections_framework AS framework
    ON framework.id = area.framework_id
WHERE framework.slug = 'peel-2021-22-v2' AND area.is_graded;

-- Publications: eight concerns each, of one force; after them the national reports, to all.
INSERT INTO inspections_publication (id, version, reference, title, kind, state, sent_on,
    sent_on_precision, published_on, published_on_precision, url, note, sent_recorded_at,
    published_recorded_at)
SELECT made.n, 1, 'publication-' || made.n,
    CASE WHEN made.n > {publications} THEN 'National report ' ELSE 'Report ' END || made.n,
    CASE WHEN made.n > {publications} THEN 'thematic_report'
        WHEN pg_temp.pick(made.n, 10, 10) = 0 THEN 'accelerated_cause' ELSE 'report' END,
    made.state,
    CASE WHEN made.state = 'sent' THEN made.on_day END, 'day',
    CASE WHEN made.state = 'published' THEN made.on_day END, 'day', '', '',
    CASE WHEN made.state = 'sent' THEN pg_temp.recorded(made.on_day, made.n, 11) END,
    CASE WHEN made.state = 'published' THEN pg_temp.recorded(made.on_day, made.n, 11) END
FROM (
    SELECT n, DATE '2017-01-10' + (3540 * ((n - 1) % {publications}) / {publications})::integer
            AS on_day,
        CASE WHEN n > {publications} OR n < {publications} * 0.96 THEN 'published'
            WHEN n % 4 = 0 THEN 'draft' WHEN n % 4 = 1 THEN 'sent' ELSE 'published' END AS state
    FROM generate_series(1, {publications} + {national}) AS n
) AS made;

INSERT INTO inspections_address (publication_id, force_id)
SELECT n, territorial.id FROM generate_series(1, {publications}) AS n
JOIN territorial ON territorial.number = n % 43
UNION ALL
SELECT {publications} + n, territorial.id FROM generate_series(1, {national}) AS n, territorial;

INSERT INTO inspections_inspection (id, version, reference, title, kind, completeness, missing,
    force_id, framework_id, publication_id)
SELECT number + 1, 1, 'inspection-' || number, 'PEEL', 'peel',
    CASE WHEN number % 3 = 0 THEN 'partial' ELSE 'complete' END,
    CASE WHEN number % 3 = 0 THEN 'Its figures.' ELSE '' END,
    territorial.id, (SELECT max(framework_id) FROM graded), number + 43
FROM territorial;

INSERT INTO inspections_judgment (recorded_at, superseded_because, superseded_note, state,
    as_of_on, note, area_id, grade_id, inspection_id, recorded_by_id, publication_id)
SELECT coalesce(publication.published_recorded_at, TIMESTAMPTZ '2024-01-02 09:00Z'), '', '',
    'graded', coalesce(publication.published_on, DATE '2023-01-01'), '', graded.id, grade.id,
    inspection.id, {inspector}, publication.id
FROM inspections_inspection AS inspection
JOIN inspections_publication AS publication ON publication.id = inspection.publication_id
CROSS JOIN graded
JOIN inspections_grade AS grade ON grade.scale_id = graded.scale_id
    AND grade.rank = 1 + pg_temp.pick(inspection.id * 100 + graded.number, 15, 5);

-- Concerns and recommendations as they began; their positions follow from the log below.
INSERT INTO concerns_concern (id, version, reference, external_references, kind, title, detail,
    raised_on, raised_on_precision, completeness, missing, status, status_since_on,
    status_since_on_precision, force_status, area_id, force_id, inspection_id, publication_id)
SELECT made.n, 1, 'C-' || lpad(made.n::text, 6, '0'), '{{}}',
    CASE WHEN made.n % 2 = 0 THEN 'cause_of_concern'
        WHEN made.n % 20 = 1 THEN 'area_of_concern' ELSE 'area_for_improvement' END,
    'What was found, number ' || made.n, repeat('What was found is told in some words. ', 6),
    made.raised_on, CASE WHEN pg_temp.pick(made.n, 20, 12) = 0 AND extract(day FROM made.raised_on) = 1
        THEN 'month' ELSE 'day' END,
    'complete', '', 'open', made.raised_on, 'day', '', graded.id, territorial.id,
    territorial.number + 1, publication.id
FROM (SELECT n, date_trunc('month', on_day)::date + pg_temp.pick(n, 21, 2) * 14 AS raised_on, p
    FROM (SELECT n, 1 + (n - 1) / 8 AS p, DATE '2017-01-01'
            + (3540 * ((n - 1) / 8) / {publications})::integer AS on_day
        FROM generate_series(1, {concerns}) AS n) AS placed) AS made
JOIN inspections_publication AS publication ON publication.id = made.p
JOIN territorial ON territorial.number = made.p % 43
LEFT JOIN graded ON graded.number = pg_temp.pick(made.n, 22, 12);

INSERT INTO concerns_wording (id, version, number, text, deadline_kind, deadline_months,
    deadline_words, publication_id)
SELECT n, 1, row_number() OVER (PARTITION BY placed.publication_id ORDER BY n),
    repeat('What is to be done, by whom and with what. ', 4),
    CASE n % 10 WHEN 0 THEN 'immediate' WHEN 1 THEN 'none' ELSE 'within_period' END,
    CASE WHEN n % 10 > 1 THEN 3 * (1 + n % 4) END, '', placed.publication_id
FROM (
    SELECT n, CASE WHEN n > {own} THEN {publications} + n - {own}
        ELSE 1 + (2 * (1 + (n - 1) % ({concerns} / 2)) - 1) / 8 END AS publication_id
    FROM generate_series(1, {own} + {national}) AS n
) AS placed;

INSERT INTO concerns_recommendation (id, version, reference, status, status_since_on,
    status_since_on_precision, force_status, force_status_since_on,
    force_status_since_on_precision, due_on, concern_id, force_id, wording_id)
SELECT made.n, 1, 'R-' || lpad(made.n::text, 6, '0'), 'open', made.began_on, 'day', 'not_started',
    made.began_on, 'day', (made.clock_on + make_interval(months => made.deadline_months))::date,
    made.concern_id, made.force_id, made.wording_id
FROM (
    SELECT wording.id AS n, wording.id AS wording_id, wording.deadline_months, concern.force_id,
        concern.id AS concern_id,
        coalesce(publication.published_on, publication.sent_on) AS clock_on,
        coalesce(publication.published_on, publication.sent_on, concern.raised_on) AS began_on
    FROM concerns_wording AS wording
    JOIN inspections_publication AS publication ON publication.id = wording.publication_id
    JOIN concerns_concern AS concern
        ON concern.id = 2 * (1 + (wording.id - 1) % ({concerns} / 2))
    WHERE wording.id <= {own}
    UNION ALL
    SELECT {own} + (wording.id - {own} - 1) * 43 + territorial.number + 1, wording.id,
        wording.deadline_months, territorial.id, NULL, publication.published_on,
        publication.published_on
    FROM concerns_wording AS wording
    JOIN inspections_publication AS publication ON publication.id = wording.publication_id
    CROSS JOIN territorial WHERE wording.id > {own}
) AS made;

-- The log. Each record goes the same way as far as its number and the days allow.
CREATE TEMP TABLE happening AS
WITH subject AS (
    SELECT id AS concern_id, NULL::bigint AS recommendation_id, id * 2 AS key,
        raised_on AS began_on, raised_on_precision AS exactness,
        kind <> 'cause_of_concern' AS is_claimed, publication_id
    FROM concerns_concern
    UNION ALL
    SELECT NULL, id, id * 2 + 1, status_since_on, 'day', TRUE, NULL FROM concerns_recommendation
), paced AS (
    SELECT subject.*,
        30 + pg_temp.pick(key, 30, 60) AS to_start, 120 + pg_temp.pick(key, 31, 500) AS to_claim,
        recommendation_id IS NOT NULL AS is_recommendation,
        pg_temp.pick(key, 32, 100) AS luck, pg_temp.pick(key, 33, 100) AS chance
    FROM subject
), step AS (
    SELECT paced.*, told.*
    FROM paced CROSS JOIN LATERAL (VALUES
        (0, 0, 'opened', 'status', '', 'open', TRUE),
        (1, to_start, 'claimed_progress', 'force_status',
            CASE WHEN is_recommendation THEN 'not_started' ELSE '' END, 'in_progress', is_claimed),
        (2, to_start + 12, 'promised', 'promised_on', '',
            (began_on + to_claim)::text, is_claimed AND luck < 50),
        (3, to_start + 20, 'commented', '', '', '', TRUE),
        (4, to_start + 40, 'deadline_changed', 'due_on', NULL, NULL,
            is_recommendation AND chance < 15),
        (5, to_start + 60, 'commented', '', '', '', chance < 60),
        (6, to_claim, 'claimed_complete', 'force_status', 'in_progress', 'claimed_complete',
            is_claimed AND luck < 70),
        (7, to_claim + 20, 'struck_out', '', '', '', is_claimed AND luck < 4),
        (8, to_claim + 50, 'closure_proposed', 'status', 'open', 'closure_proposed',
            is_claimed AND luck BETWEEN 4 AND 59),
        (9, to_claim + 75, 'closure_approved', 'status', 'closure_proposed', 'closed_complete',
            is_claimed AND luck BETWEEN 4 AND 59),
        (9, to_claim + 400, 'closure_recorded', 'status', 'open', 'closed_complete',
            NOT is_claimed AND luck < 50),
        (10, to_claim + 600, 'reopened', 'status', 'closed_complete', 'open',
            is_claimed AND luck BETWEEN 4 AND 6)
    ) AS told(step, days, kind, position, was, became, takes_place)
    WHERE takes_place AND began_on + days <= DATE '2026-09-30'
)
SELECT row_number() OVER (ORDER BY recorded_at, key, step) AS id, told.*
FROM (
    SELECT step.key, step.step, step.kind, step.concern_id, step.recommendation_id,
        step.publication_id, step.position, began_on + days AS happened_on,
        CASE WHEN step.step = 0 THEN step.exactness ELSE 'day' END AS happened_on_precision,
        CASE WHEN step.step = 4 THEN coalesce(recommendation.due_on::text, '')
            ELSE step.was END AS was,
        CASE WHEN step.step = 4
            THEN (coalesce(recommendation.due_on, began_on) + 90)::text
            ELSE step.became END AS became,
        -- A record's own events are recorded in the order in which they happened.
        max(pg_temp.recorded(began_on + days, key * 16 + step.step, 34))
            OVER (PARTITION BY key ORDER BY step.step) AS recorded_at
    FROM step LEFT JOIN concerns_recommendation AS recommendation
        ON recommendation.id = step.recommendation_id
) AS told;

INSERT INTO concerns_event (id, kind, position, was, became, happened_on, happened_on_precision,
    recorded_at, route, note, evidence_links, assessment, audience, concern_id, recommendation_id,
    publication_id, recorded_by_id, strikes_out_id, outcome)
SELECT told.id, told.kind, told.position, told.was, told.became, told.happened_on,
    told.happened_on_precision,
    told.recorded_at, 'command',
    CASE WHEN told.kind IN ('commented', 'struck_out') THEN 'Something was said about it.'
        ELSE '' END,
    '{{}}', '', CASE told.kind WHEN 'commented' THEN 'inspectorate' ELSE 'everyone' END,
    told.concern_id, told.recommendation_id,
    CASE WHEN told.kind = 'closure_recorded' THEN told.publication_id END,
    CASE told.kind WHEN 'closure_approved' THEN {lead} ELSE {inspector} END, struck.id,
    CASE WHEN told.kind IN ('closure_proposed', 'closure_approved') THEN 'closed_complete'
        ELSE '' END
FROM happening AS told
LEFT JOIN happening AS struck
    ON told.kind = 'struck_out' AND struck.key = told.key AND struck.step = 6
ORDER BY told.id;

ANALYZE concerns_event;

CREATE TEMP TABLE standing AS
SELECT DISTINCT ON (event.concern_id, event.recommendation_id, event.position) event.*
FROM concerns_event AS event
WHERE event.position <> ''
  AND NOT EXISTS (SELECT FROM concerns_event AS strike WHERE strike.strikes_out_id = event.id)
ORDER BY event.concern_id, event.recommendation_id, event.position,
    event.happened_on DESC, event.id DESC;

UPDATE concerns_concern AS row
SET status = s.became, status_since_on = s.happened_on,
    status_since_on_precision = s.happened_on_precision
FROM standing AS s WHERE s.concern_id = row.id AND s.position = 'status';
UPDATE concerns_concern AS row SET force_status = s.became
FROM standing AS s WHERE s.concern_id = row.id AND s.position = 'force_status';
UPDATE concerns_concern AS row SET promised_on = s.became::date
FROM standing AS s WHERE s.concern_id = row.id AND s.position = 'promised_on';
UPDATE concerns_recommendation AS row
SET status = s.became, status_since_on = s.happened_on,
    status_since_on_precision = s.happened_on_precision
FROM standing AS s WHERE s.recommendation_id = row.id AND s.position = 'status';
UPDATE concerns_recommendation AS row
SET force_status = s.became, force_status_since_on = s.happened_on
FROM standing AS s WHERE s.recommendation_id = row.id AND s.position = 'force_status';
UPDATE concerns_recommendation AS row SET promised_on = s.became::date
FROM standing AS s WHERE s.recommendation_id = row.id AND s.position = 'promised_on';
UPDATE concerns_recommendation AS row SET due_on = s.became::date
FROM standing AS s WHERE s.recommendation_id = row.id AND s.position = 'due_on';

-- Causes that were closed and came back as another one of the same force.
INSERT INTO concerns_lineage (recorded_at, superseded_because, superseded_note, how, happened_on,
    happened_on_precision, earlier_id, later_id, recorded_by_id)
SELECT pg_temp.recorded(later.raised_on, later.id, 40), '', '', 're_raised', later.raised_on,
    'day', earlier.id, later.id, {inspector}
FROM concerns_concern AS earlier
JOIN concerns_concern AS later ON later.id = earlier.id + 43 * 8 * 4
WHERE earlier.id % 15 = 2 AND earlier.status = 'closed_complete'
  AND later.raised_on > earlier.status_since_on;

-- Measures: each indicator for 43 forces, as the inspectorate and as the force says it.
INSERT INTO concerns_indicator (id, version, code, name, definition, unit, better, floor, nature,
    period_months)
SELECT n, 1, 'indicator-' || n, 'Indicator ' || n, '',
    CASE n % 3 WHEN 0 THEN 'incidents' WHEN 1 THEN 'seconds' ELSE 'crimes' END,
    CASE WHEN n % 10 < 6 THEN 'lower' WHEN n % 10 < 9 THEN 'higher' ELSE 'neither' END, 0,
    CASE n % 2 WHEN 0 THEN 'stock' ELSE 'flow' END, CASE n % 2 WHEN 1 THEN 1 END
FROM generate_series(1, ceil({measures} / 86.0)::integer) AS n;

INSERT INTO concerns_measure (id, version, said_by, expected_every_months, force_id, indicator_id)
SELECT n, 1, CASE ((n - 1) / 43) % 2 WHEN 0 THEN 'inspectorate' ELSE 'force' END,
    CASE WHEN n % 3 > 0 THEN 3 END, territorial.id, 1 + (n - 1) / 86
FROM generate_series(1, {measures}) AS n JOIN territorial ON territorial.number = (n - 1) % 43;

INSERT INTO concerns_measure_concerns (measure_id, concern_id)
SELECT DISTINCT measure.id, concern.id
FROM concerns_measure AS measure
JOIN territorial ON territorial.id = measure.force_id
CROSS JOIN generate_series(0, 1) AS which
JOIN concerns_concern AS concern ON concern.id = 1 + pg_temp.pick(measure.id, 51 + which, 8)
    + 8 * ((territorial.number + 42) % 43
        + 43 * pg_temp.pick(measure.id, 53 + which, greatest({publications} / 43, 1)))
WHERE pg_temp.pick(measure.id, 50, 3) > 0 AND (which = 0 OR measure.id % 2 = 0);

INSERT INTO concerns_seriesbreak (recorded_at, superseded_because, superseded_note, from_on,
    reason, indicator_id, recorded_by_id)
SELECT TIMESTAMPTZ '2025-03-01 09:00Z', '', '', DATE '2025-01-01', 'It is counted otherwise.', id,
    {inspector}
FROM concerns_indicator WHERE id % 25 = 0;

-- Readings by month; one in eight is corrected, most of these in the spring and summer of 2026.
CREATE TEMP TABLE said AS
SELECT told.*, pg_temp.recorded(told.ends_on + 9, told.id, 60) AS recorded_at
FROM (
    SELECT (measure.id - 1) * {readings_each} + k + 1 AS id, measure.id AS measure_id, k,
        indicator.nature,
        (DATE '2026-10-01' - make_interval(months => {readings_each} - k))::date AS starts_on,
        (DATE '2026-10-01' - make_interval(months => {readings_each} - k - 1))::date - 1 AS ends_on,
        CASE WHEN measure.id % 25 = 0 AND k > 0 THEN 'change' WHEN measure.id % 20 = 1 THEN 'bound'
            WHEN measure.id % 20 = 2 THEN 'range' ELSE 'point' END AS kind,
        (500 + pg_temp.pick(measure.id, 61, 5000) / 10.0
            + (pg_temp.pick(measure.id, 62, 41) - 25) * k * 12.0 / {readings_each}
            + pg_temp.pick(measure.id * 1000 + k, 63, 200) / 10.0)::numeric(12, 1) AS value,
        CASE WHEN measure.id % 5 = 0 AND measure.id % 25 > 0 THEN 4.5 END AS margin
    FROM concerns_measure AS measure
    JOIN concerns_indicator AS indicator ON indicator.id = measure.indicator_id
    CROSS JOIN generate_series(0, {readings_each} - 1) AS k
) AS told;

CREATE TEMP TABLE correction AS
SELECT id, greatest(recorded_at + interval '20 days', TIMESTAMPTZ '2026-04-20 10:00Z'
    + pg_temp.pick(id, 65, 13000000) * interval '1 second') AS at
FROM said WHERE pg_temp.pick(id, 64, 8) = 0;

INSERT INTO concerns_reading (id, recorded_at, superseded_at, superseded_because, superseded_note,
    kind, low, high, low_inclusive, high_inclusive, direction, change_unit, base_on, base_label,
    margin, approximate, period_start, period_end, period_basis, source, measure_id,
    recorded_by_id, superseded_by_id, supersedes_id)
SELECT told.id, told.recorded_at, told.superseded_at,
    CASE WHEN told.superseded_at IS NULL THEN '' ELSE 'our_error' END, '', told.kind,
    CASE told.kind WHEN 'change' THEN NULL ELSE told.value END,
    CASE told.kind WHEN 'change' THEN -5.0 - told.k / 10.0 WHEN 'bound' THEN NULL
        WHEN 'range' THEN told.value + 10 ELSE told.value END,
    TRUE, TRUE, '', CASE told.kind WHEN 'change' THEN 'percent' ELSE '' END,
    CASE told.kind WHEN 'change'
        THEN (DATE '2026-10-01' - make_interval(months => {readings_each} - 1))::date - 1 END,
    '', told.margin, FALSE, CASE told.nature WHEN 'flow' THEN told.starts_on ELSE told.ends_on END,
    told.ends_on,
    CASE WHEN pg_temp.pick(told.id, 66, 100) = 0 THEN 'not_stated' ELSE 'stated' END, '',
    told.measure_id, {inspector},
    CASE WHEN told.superseded_at IS NOT NULL THEN {lead} END, told.supersedes_id
FROM (
    SELECT said.*, correction.at AS superseded_at, NULL::bigint AS supersedes_id
    FROM said LEFT JOIN correction ON correction.id = said.id
    UNION ALL
    SELECT {measures}::bigint * {readings_each} + row_number() OVER (ORDER BY said.id),
        said.measure_id, said.k, said.nature, said.starts_on, said.ends_on, said.kind,
        said.value + 7.5, said.margin, correction.at, NULL, said.id
    FROM said JOIN correction ON correction.id = said.id
) AS told
ORDER BY told.measure_id, told.ends_on, told.recorded_at;

-- Targets: four measures in five, a fifth of them moved later, a tenth of the first ones corrected.
INSERT INTO concerns_target (id, recorded_at, superseded_at, superseded_because, superseded_note,
    low, high, due_on, due_on_precision, set_on, set_on_precision, set_by, statement, measure_id,
    recorded_by_id, superseded_by_id, supersedes_id)
SELECT measure.id + made.which * {measures}, made.recorded_at, made.superseded_at,
    CASE WHEN made.superseded_at IS NULL THEN '' ELSE 'restated_by_source' END, '',
    CASE WHEN measure.id % 4 = 0 THEN NULL ELSE 520 + 10 * made.which END, 520 + 10 * made.which,
    made.set_on + 500, 'day', made.set_on, 'day', 'force', '', measure.id, {inspector},
    CASE WHEN made.superseded_at IS NOT NULL THEN {lead} END,
    CASE WHEN made.which = 2 THEN measure.id END
FROM concerns_measure AS measure
CROSS JOIN LATERAL (VALUES
    (0, DATE '2025-01-15', TIMESTAMPTZ '2025-01-20 09:00Z',
        CASE WHEN measure.id % 10 = 3 THEN TIMESTAMPTZ '2026-05-05 09:00Z' END, TRUE),
    (1, DATE '2026-02-01', TIMESTAMPTZ '2026-02-10 09:00Z', NULL, measure.id % 5 = 1),
    (2, DATE '2025-01-15', TIMESTAMPTZ '2026-05-05 09:00Z', NULL, measure.id % 10 = 3)
) AS made(which, set_on, recorded_at, superseded_at, takes_place)
WHERE made.takes_place AND measure.id % 5 > 0;

INSERT INTO concerns_baseline (recorded_at, superseded_because, superseded_note, period_start,
    period_end, chosen_on, note, measure_id, recorded_by_id)
SELECT TIMESTAMPTZ '2025-02-01 09:00Z', '', '',
    CASE said.nature WHEN 'flow' THEN said.starts_on ELSE said.ends_on END, said.ends_on,
    DATE '2025-02-01', '', said.measure_id, {inspector}
FROM said WHERE said.k = 2 AND said.measure_id % 3 = 0;
