"""A complete cause of concern is not published without a recommendation.

Checked at the end of a transaction, so that a cause and its recommendations may be recorded in
any order within one. It looks from three sides: the concern's, its publication's, and that of a
recommendation that is put to another concern.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION complete_cause_has_recommendation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bare text;
    changed bigint;
BEGIN
    IF TG_TABLE_NAME = 'concerns_recommendation' THEN
        changed := OLD.concern_id;
    ELSE
        changed := NEW.id;
    END IF;
    SELECT concern.reference INTO bare
    FROM concerns_concern AS concern
    JOIN inspections_publication AS publication ON publication.id = concern.publication_id
    WHERE concern.kind = 'cause_of_concern' AND concern.completeness = 'complete'
      AND concern.status <> 'withdrawn' AND publication.state = 'published'
      AND CASE TG_TABLE_NAME WHEN 'inspections_publication' THEN publication.id
          ELSE concern.id END = changed
      AND NOT EXISTS (SELECT FROM concerns_recommendation WHERE concern_id = concern.id)
    LIMIT 1;
    IF bare IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            CONSTRAINT = 'complete_cause_has_recommendation', TABLE = TG_TABLE_NAME,
            MESSAGE = 'A cause of concern is not published without a recommendation: give ' || bare
                || ' one, or say in completeness and missing that it is partial.';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER complete_cause_has_recommendation
    AFTER INSERT OR UPDATE OF kind, publication_id, completeness, status ON concerns_concern
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION complete_cause_has_recommendation();
CREATE CONSTRAINT TRIGGER complete_cause_has_recommendation
    AFTER UPDATE OF state ON inspections_publication
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION complete_cause_has_recommendation();
CREATE CONSTRAINT TRIGGER complete_cause_has_recommendation
    AFTER UPDATE OF concern_id ON concerns_recommendation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION complete_cause_has_recommendation();
"""

BACKWARD = """
DROP TRIGGER complete_cause_has_recommendation ON concerns_concern;
DROP TRIGGER complete_cause_has_recommendation ON inspections_publication;
DROP TRIGGER complete_cause_has_recommendation ON concerns_recommendation;
DROP FUNCTION complete_cause_has_recommendation();
"""


class Migration(migrations.Migration):
    """Creates the constraint triggers."""

    dependencies = [
        ("concerns", "0002_measure_progress"),
        ("inspections", "0001_forces_frameworks_inspections"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
