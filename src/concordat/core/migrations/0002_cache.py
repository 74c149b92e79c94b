"""The table of the database cache, as Django's `createcachetable` would make it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE TABLE concordat_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL,"
            " expires timestamptz NOT NULL);"
            "CREATE INDEX concordat_cache_expires ON concordat_cache (expires);",
            "DROP TABLE concordat_cache;",
        )
    ]
