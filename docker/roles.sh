#!/bin/sh
# Run once by PostgreSQL's image, when the database is made: the role that serves. It may read and
# write rows of the tables, but not empty them at once nor drop their triggers, which guard the record.
set -eu
password=$(cat /run/secrets/app-password)
psql --set ON_ERROR_STOP=1 --set password="$password" --username "$POSTGRES_USER" \
    --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE app LOGIN PASSWORD :'password';
GRANT pg_read_all_stats TO app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO app;
SQL
