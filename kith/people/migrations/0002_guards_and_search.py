"""What the ORM cannot say: records keep their assertion, and the full-text index follows the stored tokens."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ASSERTION = (
    "public_id", "source", "source_key", "row", "route", "observer", "observed_at", "precision",
    "data", "replaces", "denies", "data_version", "content_hash",
)  # fmt: skip
COLUMNS = ", ".join(f'"{name}"' for name in ASSERTION)

# detail=none: our tokens stand alone, no phrases. automerge=0 keeps merges out of the write lock; a job merges in
# small steps (SPINE 3.1), crisismerge only guards against a worker that never runs.
SQLITE = (
    """CREATE VIRTUAL TABLE people_search USING fts5(tokens, content='people_searchtext', content_rowid='person_id',
       tokenize="unicode61 remove_diacritics 0", prefix='2 3', detail=none, columnsize=0)""",
    "INSERT INTO people_search(people_search, rank) VALUES ('automerge', 0)",
    "INSERT INTO people_search(people_search, rank) VALUES ('crisismerge', 1000)",
    """CREATE TRIGGER people_search_add AFTER INSERT ON people_searchtext BEGIN
       INSERT INTO people_search(rowid, tokens) VALUES (new.person_id, new.tokens); END""",
    """CREATE TRIGGER people_search_drop AFTER DELETE ON people_searchtext BEGIN
       INSERT INTO people_search(people_search, rowid, tokens) VALUES ('delete', old.person_id, old.tokens); END""",
    """CREATE TRIGGER people_search_change AFTER UPDATE OF tokens ON people_searchtext BEGIN
       INSERT INTO people_search(people_search, rowid, tokens) VALUES ('delete', old.person_id, old.tokens);
       INSERT INTO people_search(rowid, tokens) VALUES (new.person_id, new.tokens); END""",
    f"""CREATE TRIGGER record_is_said BEFORE UPDATE OF {COLUMNS} ON people_record BEGIN
       SELECT RAISE(ABORT, 'the assertion of a record never changes'); END""",
)
SQLITE_BACK = (
    "DROP TRIGGER record_is_said",
    "DROP TRIGGER people_search_change",
    "DROP TRIGGER people_search_drop",
    "DROP TRIGGER people_search_add",
    "DROP TABLE people_search",
)

# array_to_tsvector keeps each token whole, where to_tsvector would cut "a1" or "z@x" as it likes. fastupdate=off: the
# pending list's flush is what makes single writes slow at p95 (SPINE 3.1).
POSTGRESQL = (
    """ALTER TABLE people_searchtext ADD COLUMN tokens_vector tsvector
       GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED""",
    "CREATE INDEX people_search ON people_searchtext USING gin (tokens_vector) WITH (fastupdate = off)",
    f"""CREATE FUNCTION record_is_said() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the assertion of a record never changes'; END $$;
       CREATE TRIGGER record_is_said BEFORE UPDATE OF {COLUMNS} ON people_record
       FOR EACH ROW EXECUTE FUNCTION record_is_said()""",
)
POSTGRESQL_BACK = (
    "DROP TRIGGER record_is_said ON people_record; DROP FUNCTION record_is_said()",
    "DROP INDEX people_search",
    "ALTER TABLE people_searchtext DROP COLUMN tokens_vector",
)


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
