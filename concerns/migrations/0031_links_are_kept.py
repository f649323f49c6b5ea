"""Keep which measure shows which concern: when each link was made and undone.

Those that are there already count from when both their ends were.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# Before the stamping of versions begins.
KEPT = """
INSERT INTO concerns_measureconcernhistory
    (id, measure_id, concern_id, pgh_created_at, pgh_label, pgh_obj_id)
SELECT link.id, link.measure_id, link.concern_id,
    coalesce(greatest(measure.since, concern.since), 'epoch'), 'insert', link.id
FROM concerns_measure_concerns AS link
LEFT JOIN (SELECT pgh_obj_id, min(pgh_created_at) AS since FROM concerns_measurehistory
    GROUP BY pgh_obj_id) AS measure ON measure.pgh_obj_id = link.measure_id
LEFT JOIN (SELECT pgh_obj_id, min(pgh_created_at) AS since FROM concerns_concernhistory
    GROUP BY pgh_obj_id) AS concern ON concern.pgh_obj_id = link.concern_id
ORDER BY link.id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0030_versions_are_stamped'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='MeasureConcern',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('concerns.measure_concerns',),
        ),
        migrations.CreateModel(
            name='MeasureConcernHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('concern', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='concerns.concern')),
                ('measure', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='concerns.measure')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='concerns.measureconcern')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measureconcern',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "concerns_measureconcernhistory" ("concern_id", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."concern_id", NEW."id", NEW."measure_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='cf006785aba94f2eba9d9b784363ffcdb8b668cf', operation='INSERT', pgid='pgtrigger_insert_insert_26d12', table='concerns_measure_concerns', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measureconcern',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "concerns_measureconcernhistory" ("concern_id", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."concern_id", NEW."id", NEW."measure_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='ad7898912bfd6f9255faea5fcea71a008fd4d552', operation='UPDATE', pgid='pgtrigger_update_update_c0fe5', table='concerns_measure_concerns', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measureconcern',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "concerns_measureconcernhistory" ("concern_id", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."concern_id", OLD."id", OLD."measure_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='0ec6cc20cfd7390ebbc49c3c8a657338fd05bd56', operation='DELETE', pgid='pgtrigger_delete_delete_75050', table='concerns_measure_concerns', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='measureconcernhistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='measureconcernhistory_at'),
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='measureconcernhistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='fd5a7176c9b68c693bf27622901eb40856b0a1b0', operation='INSERT', pgid='pgtrigger_version_recorded_1ce10', table='concerns_measureconcernhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measureconcernhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0045c5db41a89c7167fcecd4e16c6537c28fd16b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b6e31', table='concerns_measureconcernhistory', when='BEFORE')),
        ),
    ]
