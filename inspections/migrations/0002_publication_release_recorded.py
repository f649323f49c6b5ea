"""When we recorded that a publication was sent or published, for answers about the past."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0001_recording_and_settled_instant'),
        ('inspections', '0001_forces_frameworks_inspections'),
    ]

    operations = [
        migrations.AddField(
            model_name='publication',
            name='published_recorded_at',
            field=models.DateTimeField(editable=False, help_text='When we recorded that it was published.', null=True),
        ),
        migrations.AddField(
            model_name='publication',
            name='sent_recorded_at',
            field=models.DateTimeField(editable=False, help_text='When we recorded that it was sent.', null=True),
        ),
        # Of what was released before this, now is when we know that we know.
        migrations.RunSQL(
            """
            UPDATE inspections_publication SET
                sent_recorded_at = CASE WHEN sent_on IS NOT NULL THEN recording_instant() END,
                published_recorded_at =
                    CASE WHEN published_on IS NOT NULL THEN recording_instant() END
            WHERE state <> 'draft'
            """,
            migrations.RunSQL.noop,
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='release_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.sent_on IS NULL THEN NEW.sent_recorded_at := NULL; ELSIF TG_OP = 'INSERT' OR OLD.sent_on IS NULL THEN NEW.sent_recorded_at := recording_instant(); ELSE NEW.sent_recorded_at := OLD.sent_recorded_at; END IF; IF NEW.published_on IS NULL THEN NEW.published_recorded_at := NULL; ELSIF TG_OP = 'INSERT' OR OLD.published_on IS NULL THEN NEW.published_recorded_at := recording_instant(); ELSE NEW.published_recorded_at := OLD.published_recorded_at; END IF; RETURN NEW;", hash='c5ed514c86d200addaa6c5fd16a81a2df5e7fbb6', operation='INSERT OR UPDATE', pgid='pgtrigger_release_recorded_1e2f2', table='inspections_publication', when='BEFORE')),
        ),
    ]
