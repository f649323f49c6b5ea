"""Tell the progress of the past from measures, indicators, concerns and links as known then.

A table that is edited under row-level history stands here as a statement: each row that has no
version after p_known_at as it is, any other as its last version by then says, one without such a
version not at all. Where p_known_at is null nothing is later, and the statement is the table. The
rest of the function is as it was.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("concerns.migrations.0020_stale_measures").PROGRESS

CHANGED = """(
    SELECT changed.pgh_obj_id AS changed_id, version.* FROM (
        SELECT DISTINCT later.pgh_obj_id FROM {table}history AS later
        WHERE later.pgh_created_at > p_known_at) AS changed
    LEFT JOIN LATERAL (SELECT version.* FROM {table}history AS version
        WHERE version.pgh_obj_id = changed.pgh_obj_id AND version.pgh_created_at <= p_known_at
        ORDER BY version.pgh_id DESC LIMIT 1) AS version ON TRUE)"""


def known(table, *columns):
    """Return the statement of some columns of a table's rows as they were known."""
    told = ", ".join(
        f"CASE WHEN version.changed_id IS NULL THEN row.{name} ELSE version.{name} END AS {name}"
        for name in columns
    )
    return f"""(
    SELECT row.id, {told} FROM {table} AS row
    LEFT JOIN {CHANGED.format(table=table)} AS version ON version.changed_id = row.id
    WHERE version.changed_id IS NULL OR version.pgh_id IS NOT NULL
)"""


LINKS = f"""(
    SELECT row.measure_id, row.concern_id FROM concerns_measure_concerns AS row
    WHERE NOT EXISTS (SELECT FROM concerns_measureconcernhistory AS later
        WHERE later.pgh_obj_id = row.id AND later.pgh_created_at > p_known_at)
    UNION ALL SELECT version.measure_id, version.concern_id
    FROM {CHANGED.format(table='concerns_measureconcern')} AS version
    WHERE version.pgh_label <> 'delete'
)"""

REPLACED = {
    "CREATE FUNCTION": "CREATE OR REPLACE FUNCTION",
    "FROM concerns_measure AS measure": "FROM "
    + known(
        "concerns_measure", "indicator_id", "expected_every_months", "expected_every_days"
    )
    + " AS measure",
    "JOIN concerns_indicator AS indicator": f"JOIN {known('concerns_indicator', 'better')} AS indicator",
    "FROM concerns_measure_concerns AS link": f"FROM {LINKS} AS link",
    "JOIN concerns_concern AS concern": "JOIN "
    + known("concerns_concern", "raised_on", "publication_id")
    + " AS concern",
    "JOIN inspections_publication AS publication": "JOIN "
    + known("inspections_publication", "state", "published_on")
    + " AS publication",
    """
        AND (p_known_at IS NULL OR publication.published_recorded_at <= p_known_at)""": "",
}


def replaced(text):
    """Return the function with each table read through its statement."""
    for old, new in REPLACED.items():
        if text.count(old) != 1:
            raise ValueError(f"The function was to name it once: {old}")
        text = text.replace(old, new)
    return text


class Migration(migrations.Migration):
    """Replaces the function."""

    dependencies = [
        ("concerns", "0031_links_are_kept"),
        ("inspections", "0030_versions_are_stamped"),
    ]
    operations = [
        migrations.RunSQL(
            replaced(BEFORE), BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
        ),
    ]
