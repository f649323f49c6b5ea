"""Words to be found, and words that are looked for, as SQL functions that an index can hold."""

from django.db import migrations

PUNCTUATION = "-_./:;,&’()[]"
BLANKS = " " * len(PUNCTUATION)

FUNCTIONS = f"""
CREATE FUNCTION searched_list(texts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT array_to_string(texts, ' ') $$;

CREATE FUNCTION searched_words(VARIADIC texts text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.english', said.text) || to_tsvector('pg_catalog.simple', said.text)
    FROM translate(array_to_string(texts, ' '), '{PUNCTUATION}', '{BLANKS}') AS said(text)
$$;
COMMENT ON FUNCTION searched_words(text[]) IS
    'The words of several texts, in English and letter for letter, without punctuation.';

CREATE FUNCTION asked_words(term text, is_begun boolean) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN NOT is_begun AND numnode(english) = 0 THEN english
        WHEN NOT is_begun THEN english || simple
        WHEN numnode(english) = 0 THEN (simple::text || ':*')::tsquery
        ELSE (english::text || ':*')::tsquery || (simple::text || ':*')::tsquery
    END
    FROM translate(term, '{PUNCTUATION}', '{BLANKS}') AS said(text),
        phraseto_tsquery('pg_catalog.english', said.text) AS english,
        phraseto_tsquery('pg_catalog.simple', said.text) AS simple
$$;
COMMENT ON FUNCTION asked_words(text, boolean) IS
    'A word or phrase to be found; one that is begun is found by its beginning.';
"""
REVERSE = """
DROP FUNCTION asked_words(text, boolean);
DROP FUNCTION searched_words(text[]);
DROP FUNCTION searched_list(text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("api", "0001_recording_and_settled_instant")]
    operations = [migrations.RunSQL(FUNCTIONS, REVERSE)]
