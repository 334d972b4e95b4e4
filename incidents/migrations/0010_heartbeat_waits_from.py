from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0009_alert_entries'),
    ]

    operations = [
        migrations.AddField(
            model_name='heartbeat',
            name='waits_from',
            field=models.DateTimeField(blank=True, editable=False, help_text='From when the wait for the next one counts.', null=True),
        ),
    ]
