"""How exactly it is known since when a position has been so: a year is no 1 January."""

import api.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0012_closing_is_one_door'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='concern',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='concern',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='concern',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendation',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendation',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendation',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='concern',
            name='status_since_on_precision',
            field=api.fields.ChoiceField(choices=[('day', 'day'), ('month', 'month'), ('year', 'year')], default='day', editable=False, help_text='How exactly the source names status_since_on; a month or year is kept as its first day.', max_length=5),
        ),
        migrations.AddField(
            model_name='concernhistory',
            name='status_since_on_precision',
            field=api.fields.ChoiceField(choices=[('day', 'day'), ('month', 'month'), ('year', 'year')], default='day', editable=False, help_text='How exactly the source names status_since_on; a month or year is kept as its first day.', max_length=5),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='force_status_since_on_precision',
            field=api.fields.ChoiceField(choices=[('day', 'day'), ('month', 'month'), ('year', 'year')], default='day', editable=False, help_text='How exactly the source names force_status_since_on; a month or year is kept as its first day.', max_length=5),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='status_since_on_precision',
            field=api.fields.ChoiceField(choices=[('day', 'day'), ('month', 'month'), ('year', 'year')], default='day', editable=False, help_text='How exactly the source names status_since_on; a month or year is kept as its first day.', max_length=5),
        ),
        migrations.AddField(
            model_name='recommendationhistory',
            name='force_status_since_on_precision',
            field=api.fields.ChoiceField(choices=[('day', 'day'), ('month', 'month'), ('year', 'year')], default='day', editable=False, help_text='How exactly the source names force_status_since_on; a month or year is kept as its first day.', max_length=5),
        ),
        migrations.AddField(
            model_name='recommendationhistory',
            name='status_since_on_precision',
            field=api.fields.ChoiceField(choices=[('day', 'day'), ('month', 'month'), ('year', 'year')], default='day', editable=False, help_text='How exactly the source names status_since_on; a month or year is kept as its first day.', max_length=5),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='concern',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "concerns_concernhistory" ("area_id", "completeness", "detail", "external_references", "force_id", "force_status", "id", "inspection_id", "kind", "missing", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_on", "publication_id", "raised_on", "raised_on_precision", "reference", "status", "status_since_on", "status_since_on_precision", "title") VALUES (NEW."area_id", NEW."completeness", NEW."detail", NEW."external_references", NEW."force_id", NEW."force_status", NEW."id", NEW."inspection_id", NEW."kind", NEW."missing", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promised_on", NEW."publication_id", NEW."raised_on", NEW."raised_on_precision", NEW."reference", NEW."status", NEW."status_since_on", NEW."status_since_on_precision", NEW."title"); RETURN NULL;', hash='0f25989d79cc763fd7e62471b3ca7553b8e28b6d', operation='INSERT', pgid='pgtrigger_insert_insert_43864', table='concerns_concern', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='concern',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."area_id" IS DISTINCT FROM (NEW."area_id") OR OLD."completeness" IS DISTINCT FROM (NEW."completeness") OR OLD."detail" IS DISTINCT FROM (NEW."detail") OR OLD."external_references" IS DISTINCT FROM (NEW."external_references") OR OLD."force_id" IS DISTINCT FROM (NEW."force_id") OR OLD."force_status" IS DISTINCT FROM (NEW."force_status") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."inspection_id" IS DISTINCT FROM (NEW."inspection_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."missing" IS DISTINCT FROM (NEW."missing") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."promised_on" IS DISTINCT FROM (NEW."promised_on") OR OLD."publication_id" IS DISTINCT FROM (NEW."publication_id") OR OLD."raised_on" IS DISTINCT FROM (NEW."raised_on") OR OLD."raised_on_precision" IS DISTINCT FROM (NEW."raised_on_precision") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."status_since_on" IS DISTINCT FROM (NEW."status_since_on") OR OLD."status_since_on_precision" IS DISTINCT FROM (NEW."status_since_on_precision") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "concerns_concernhistory" ("area_id", "completeness", "detail", "external_references", "force_id", "force_status", "id", "inspection_id", "kind", "missing", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_on", "publication_id", "raised_on", "raised_on_precision", "reference", "status", "status_since_on", "status_since_on_precision", "title") VALUES (NEW."area_id", NEW."completeness", NEW."detail", NEW."external_references", NEW."force_id", NEW."force_status", NEW."id", NEW."inspection_id", NEW."kind", NEW."missing", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promised_on", NEW."publication_id", NEW."raised_on", NEW."raised_on_precision", NEW."reference", NEW."status", NEW."status_since_on", NEW."status_since_on_precision", NEW."title"); RETURN NULL;', hash='35566208fc51c7c031c2e915ac2ff0e11cc34ec3', operation='UPDATE', pgid='pgtrigger_update_update_39f33', table='concerns_concern', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='concern',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "concerns_concernhistory" ("area_id", "completeness", "detail", "external_references", "force_id", "force_status", "id", "inspection_id", "kind", "missing", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_on", "publication_id", "raised_on", "raised_on_precision", "reference", "status", "status_since_on", "status_since_on_precision", "title") VALUES (OLD."area_id", OLD."completeness", OLD."detail", OLD."external_references", OLD."force_id", OLD."force_status", OLD."id", OLD."inspection_id", OLD."kind", OLD."missing", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."promised_on", OLD."publication_id", OLD."raised_on", OLD."raised_on_precision", OLD."reference", OLD."status", OLD."status_since_on", OLD."status_since_on_precision", OLD."title"); RETURN NULL;', hash='c0dec72dd1030d793bb973299d7edc8997d767ec', operation='DELETE', pgid='pgtrigger_delete_delete_3fc22', table='concerns_concern', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "concerns_recommendationhistory" ("concern_id", "due_on", "force_id", "force_status", "force_status_since_on", "force_status_since_on_precision", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_on", "reference", "status", "status_since_on", "status_since_on_precision", "wording_id") VALUES (NEW."concern_id", NEW."due_on", NEW."force_id", NEW."force_status", NEW."force_status_since_on", NEW."force_status_since_on_precision", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promised_on", NEW."reference", NEW."status", NEW."status_since_on", NEW."status_since_on_precision", NEW."wording_id"); RETURN NULL;', hash='f2005e39514f6fde52e578b61a9dc90c2df08289', operation='INSERT', pgid='pgtrigger_insert_insert_53c1f', table='concerns_recommendation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."concern_id" IS DISTINCT FROM (NEW."concern_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."force_id" IS DISTINCT FROM (NEW."force_id") OR OLD."force_status" IS DISTINCT FROM (NEW."force_status") OR OLD."force_status_since_on" IS DISTINCT FROM (NEW."force_status_since_on") OR OLD."force_status_since_on_precision" IS DISTINCT FROM (NEW."force_status_since_on_precision") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."promised_on" IS DISTINCT FROM (NEW."promised_on") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."status_since_on" IS DISTINCT FROM (NEW."status_since_on") OR OLD."status_since_on_precision" IS DISTINCT FROM (NEW."status_since_on_precision") OR OLD."wording_id" IS DISTINCT FROM (NEW."wording_id"))', func='INSERT INTO "concerns_recommendationhistory" ("concern_id", "due_on", "force_id", "force_status", "force_status_since_on", "force_status_since_on_precision", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_on", "reference", "status", "status_since_on", "status_since_on_precision", "wording_id") VALUES (NEW."concern_id", NEW."due_on", NEW."force_id", NEW."force_status", NEW."force_status_since_on", NEW."force_status_since_on_precision", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promised_on", NEW."reference", NEW."status", NEW."status_since_on", NEW."status_since_on_precision", NEW."wording_id"); RETURN NULL;', hash='7e206be7ed05cfbd2860c3a901e2c1a27d380d18', operation='UPDATE', pgid='pgtrigger_update_update_56cf6', table='concerns_recommendation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "concerns_recommendationhistory" ("concern_id", "due_on", "force_id", "force_status", "force_status_since_on", "force_status_since_on_precision", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promised_on", "reference", "status", "status_since_on", "status_since_on_precision", "wording_id") VALUES (OLD."concern_id", OLD."due_on", OLD."force_id", OLD."force_status", OLD."force_status_since_on", OLD."force_status_since_on_precision", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."promised_on", OLD."reference", OLD."status", OLD."status_since_on", OLD."status_since_on_precision", OLD."wording_id"); RETURN NULL;', hash='44dfae7a177ae729e589d71fd0404412f0cf8b36', operation='DELETE', pgid='pgtrigger_delete_delete_fbd06', table='concerns_recommendation', when='AFTER')),
        ),
    ]
