from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0018_alert_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="effect",
            name="lane",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Where it goes: one limit of the vendor's holds all that goes there.",
                max_length=60,
            ),
        ),
    ]
