"""What was recorded since an instant is found by index, of readings by their order."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0090_words_by_index'),
        ('inspections', '0090_words_by_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['recorded_at'], name='event_recorded_at'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['recorded_at'], name='reading_recorded_at'),
        ),
    ]
