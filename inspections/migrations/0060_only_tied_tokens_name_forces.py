"""Only a token that is tied may be named by a force: else the tie would be believed and not kept.

Tokens that forces named before are tied from now on.
"""

from django.db import migrations

FORWARD = """
UPDATE accounts_token SET is_tied = TRUE
WHERE id IN (SELECT token_id FROM inspections_force_api_tokens);
CREATE FUNCTION only_tied_tokens_name_forces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (SELECT is_tied FROM accounts_token WHERE id = NEW.token_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            CONSTRAINT = 'only_tied_tokens_name_forces', TABLE = TG_TABLE_NAME,
            MESSAGE = 'A token is tied to forces when it is made: make another one.';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_tied_tokens_name_forces BEFORE INSERT OR UPDATE ON inspections_force_api_tokens
    FOR EACH ROW EXECUTE FUNCTION only_tied_tokens_name_forces();
"""

BACKWARD = """
DROP TRIGGER only_tied_tokens_name_forces ON inspections_force_api_tokens;
DROP FUNCTION only_tied_tokens_name_forces();
"""


class Migration(migrations.Migration):
    """Creates the trigger."""

    dependencies = [
        ("accounts", "0020_token_is_tied"),
        ("inspections", "0030_versions_are_stamped"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
