"""The record of changes names trusts, authorities and types in words instead of by their ids and codes."""

from __future__ import annotations

from django.db import migrations

NAMES = """
update establishments_registerchange c set fact = replace(c.fact, '_id', ''),
    before = coalesce((select o.name from accounts_organisation o where o.id::text = c.before), c.before),
    after = coalesce((select o.name from accounts_organisation o where o.id::text = c.after), c.after)
where c.fact in ('trust_id', 'local_authority_id');
update establishments_registerchange set fact = 'type' where fact = 'type_code';
"""


class Migration(migrations.Migration):
    dependencies = [("establishments", "0001_initial")]
    operations = [migrations.RunSQL(NAMES, migrations.RunSQL.noop)]
