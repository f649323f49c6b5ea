"""Find what a position was on a day, and when a record was opened, in indexes alone.

A question about the past asks this of every record; it read the log's rows for it before, at a
hundred times the cost of the same question about today.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0032_progress_from_versions'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('position', ''), _negated=True), fields=['concern', 'position', 'happened_on', 'id'], include=('became', 'happened_on_precision', 'recorded_at'), name='event_concern_position'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('position', ''), _negated=True), fields=['recommendation', 'position', 'happened_on', 'id'], include=('became', 'happened_on_precision', 'recorded_at'), name='event_recommendation_position'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('kind', 'opened')), fields=['concern'], include=('happened_on', 'happened_on_precision', 'recorded_at'), name='event_concern_opened'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('kind', 'opened')), fields=['recommendation'], include=('happened_on', 'happened_on_precision', 'recorded_at'), name='event_recommendation_opened'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('strikes_out__isnull', False)), fields=['strikes_out'], include=('recorded_at',), name='event_strike'),
        ),
    ]
