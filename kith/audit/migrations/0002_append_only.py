"""Entries are only ever added: both databases refuse anything else."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = tuple(
    f"CREATE TRIGGER audit_entry_no_{act.lower()} BEFORE {act} ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END"
    for act in ("UPDATE", "DELETE")
)
SQLITE_BACK = ("DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete")
POSTGRESQL = (
    """CREATE FUNCTION audit_entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'entries are only ever added'; END $$;
       CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_entry
       FOR EACH ROW EXECUTE FUNCTION audit_entry_kept()""",
)
POSTGRESQL_BACK = ("DROP TRIGGER audit_entry_kept ON audit_entry; DROP FUNCTION audit_entry_kept()",)


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
