from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0016_teams_routes"),
    ]

    operations = [
        migrations.AddField(
            model_name="effect",
            name="scope",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The vendor's limit that it waited for last.",
                max_length=200,
            ),
        ),
        migrations.RemoveIndex(model_name="effect", name="effect_due"),
        migrations.AddIndex(
            model_name="effect",
            index=models.Index(
                condition=models.Q(("status__in", ["pending", "leased"])),
                fields=["queue", "priority", "id", "not_before"],
                name="effect_due",
            ),
        ),
    ]
