from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0010_heartbeat_waits_from'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['severity', '-id'], name='alert_severity'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['source', '-id'], name='alert_source'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('status', 'resolved'), _negated=True), fields=['-id'], name='alert_newest_open'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('status', 'resolved')), fields=['-id'], name='alert_newest_over'),
        ),
    ]
