"""The recording instant and the settled instant, as SQL functions."""

from django.db import migrations

LOCK = "hashtext('inspection-tracker'), hashtext('recording')"

RECORDING = f"""
CREATE FUNCTION recording_instant() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    stamped text := current_setting('inspection_tracker.recording_instant', true);
BEGIN
    IF stamped IS NULL OR stamped = '' THEN
        PERFORM pg_advisory_xact_lock_shared({LOCK});
        stamped := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
        PERFORM set_config('inspection_tracker.recording_instant', stamped, true);
    END IF;
    RETURN stamped::timestamptz;
END
$$;
COMMENT ON FUNCTION recording_instant() IS
    'One instant per transaction, read after taking the shared recording lock.';
"""

# The clock is read before the locks are looked at: whoever takes the lock after that look is
# stamped later than it. A session that ended in between has committed, and will be seen.
SETTLED = f"""
CREATE FUNCTION settled_instant() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    settled timestamptz := clock_timestamp();
    holder record;
BEGIN
    -- A transaction looks at other sessions once and remembers: look anew.
    PERFORM pg_stat_clear_snapshot();
    FOR holder IN
        SELECT lock.pid, activity.pid AS seen, activity.backend_type, activity.xact_start
        FROM pg_locks AS lock
        LEFT JOIN pg_stat_activity AS activity ON activity.pid = lock.pid
        WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 2
          AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND lock.classid::bigint = (hashtext('inspection-tracker')::bigint & 4294967295)
          AND lock.objid::bigint = (hashtext('recording')::bigint & 4294967295)
    LOOP
        -- A prepared transaction has no session; another role's session hides its start.
        IF holder.pid IS NULL OR (holder.seen IS NOT NULL AND holder.backend_type IS NULL) THEN
            RAISE EXCEPTION 'The settled instant cannot be told: role % does not see every '
                'recording transaction.', current_user
                USING HINT = 'Grant pg_read_all_stats to this role, and finish prepared '
                    'transactions.';
        END IF;
        settled := least(settled, holder.xact_start);
    END LOOP;
    RETURN settled - interval '1 microsecond';
END
$$;
COMMENT ON FUNCTION settled_instant() IS
    'The latest instant about which every answer is final: no open transaction records before it.';
"""


class Migration(migrations.Migration):
    """Creates both functions."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(RECORDING, "DROP FUNCTION recording_instant()"),
        migrations.RunSQL(SETTLED, "DROP FUNCTION settled_instant()"),
    ]
