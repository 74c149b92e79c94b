"""Where a setting is, for those that the register gives a place on the National Grid."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Two facts of the register, both or neither."""

    dependencies = [("establishments", "0006_own_dates")]

    operations = [
        migrations.AddField("establishment", "easting", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("establishment", "northing", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddConstraint(
            "establishment",
            models.CheckConstraint(
                condition=Q(easting__isnull=True, northing__isnull=True)
                | Q(easting__isnull=False, northing__isnull=False),
                name="establishment_place_is_whole",
            ),
        ),
    ]
