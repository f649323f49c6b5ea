"""Keep whom a publication addresses, who follows a force and who speaks for it: since when."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0090_words_by_index'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AddressHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ForceInspectorHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ForceOfficerHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ForceOfficer',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('inspections.force_liaison_officers',),
        ),
        migrations.CreateModel(
            name='ForceInspector',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('inspections.force_inspectors',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='address',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_addresshistory" ("force_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_id") VALUES (NEW."force_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publication_id"); RETURN NULL;', hash='68c104ff17ccc885824febc083e16588c35d6bab', operation='INSERT', pgid='pgtrigger_insert_insert_1d394', table='inspections_address', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='address',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_addresshistory" ("force_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_id") VALUES (NEW."force_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publication_id"); RETURN NULL;', hash='f39ff357b5091ec50d9f863e8042a14201e5c8d6', operation='UPDATE', pgid='pgtrigger_update_update_865db', table='inspections_address', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='address',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_addresshistory" ("force_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_id") VALUES (OLD."force_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."publication_id"); RETURN NULL;', hash='c6f598f2e446eb98b5c953eb85dfcca7c6843f87', operation='DELETE', pgid='pgtrigger_delete_delete_5ed6d', table='inspections_address', when='AFTER')),
        ),
        migrations.AddField(
            model_name='addresshistory',
            name='force',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.force'),
        ),
        migrations.AddField(
            model_name='addresshistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='addresshistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='inspections.address'),
        ),
        migrations.AddField(
            model_name='addresshistory',
            name='publication',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.publication'),
        ),
        migrations.AddField(
            model_name='forceinspectorhistory',
            name='force',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.force'),
        ),
        migrations.AddField(
            model_name='forceinspectorhistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='forceinspectorhistory',
            name='user',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='forceofficerhistory',
            name='force',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inspections.force'),
        ),
        migrations.AddField(
            model_name='forceofficerhistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='forceofficerhistory',
            name='user',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='forceofficerhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='inspections.forceofficer'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceofficer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_forceofficerhistory" ("force_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."force_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='09d76894686761c3e00a9aaada0faa71e9352b37', operation='INSERT', pgid='pgtrigger_insert_insert_8c8b8', table='inspections_force_liaison_officers', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceofficer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_forceofficerhistory" ("force_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."force_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='9575db750f1192353e7b7a287ab56923bd7cf098', operation='UPDATE', pgid='pgtrigger_update_update_47570', table='inspections_force_liaison_officers', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceofficer',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_forceofficerhistory" ("force_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."force_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='fba48555d425f2d878face1ba213348f6396cce8', operation='DELETE', pgid='pgtrigger_delete_delete_e2bff', table='inspections_force_liaison_officers', when='AFTER')),
        ),
        migrations.AddField(
            model_name='forceinspectorhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='inspections.forceinspector'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceinspector',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_forceinspectorhistory" ("force_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."force_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='ab6128c384a3e0d34e513d1a7a87817c78a38224', operation='INSERT', pgid='pgtrigger_insert_insert_621c2', table='inspections_force_inspectors', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceinspector',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "inspections_forceinspectorhistory" ("force_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."force_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='8cd79906981b5140b648cbed4f9f5d977e9fa2ef', operation='UPDATE', pgid='pgtrigger_update_update_bfad8', table='inspections_force_inspectors', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceinspector',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inspections_forceinspectorhistory" ("force_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."force_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='d873f531fbad2dd5a59e7eeaa58d5246d48a53ef', operation='DELETE', pgid='pgtrigger_delete_delete_266e2', table='inspections_force_inspectors', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='addresshistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='addresshistory_at'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='addresshistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='52a9531bb4aafab2b7c8e28e67f7c9f8e48a2f16', operation='INSERT', pgid='pgtrigger_version_recorded_5d526', table='inspections_addresshistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='addresshistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='57d56047178adeb8fed9a69356b314083dc987e5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ac3dc', table='inspections_addresshistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='forceofficerhistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='forceofficerhistory_at'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceofficerhistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='11d65b820cceb5f3a52083e73079afe73dd04ccd', operation='INSERT', pgid='pgtrigger_version_recorded_f3b7c', table='inspections_forceofficerhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceofficerhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='aa348c9da897f5478061083b82a1c9f06f971b4d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8ff7a', table='inspections_forceofficerhistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='forceinspectorhistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='forceinspectorhistory_at'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceinspectorhistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='8b5ca5c2559199b0d3577df6a6673791a4fdf43c', operation='INSERT', pgid='pgtrigger_version_recorded_147c6', table='inspections_forceinspectorhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceinspectorhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='10c3951302cae9162b48df309a83e2d097bda65a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_95534', table='inspections_forceinspectorhistory', when='BEFORE')),
        ),
    ]
