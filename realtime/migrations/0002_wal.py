"""Put SQLite into write-ahead logging, once: the file remembers it."""

from django.db import migrations


def enable_wal(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = WAL")


class Migration(migrations.Migration):
    atomic = False  # SQLite cannot change it inside a transaction

    dependencies = [("realtime", "0001_initial")]
    operations = [migrations.RunPython(enable_wal, migrations.RunPython.noop)]
