"""What a row names several of is counted among its versions, by hand: it stands elsewhere."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0060_only_tied_tokens_name_forces'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='area',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='force',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='framework',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='grade',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='gradescale',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='inspection',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='publication',
            name='bump_version',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='area',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='78a0a80cfb40a9ab94f43d0da9d5827b99a3d03f', operation='UPDATE', pgid='pgtrigger_bump_version_63812', table='inspections_area', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='force',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='e3dc7bc9953680ca3eb2bc333cc55ae1112579d7', operation='UPDATE', pgid='pgtrigger_bump_version_b3ead', table='inspections_force', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='framework',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='aa80e9817daff61f1a53b5c1d53263d13b0968a0', operation='UPDATE', pgid='pgtrigger_bump_version_78668', table='inspections_framework', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grade',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='5db091067329f1a5688c04d08afb4f0d71d86618', operation='UPDATE', pgid='pgtrigger_bump_version_3f641', table='inspections_grade', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gradescale',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='e882f37636b22c9dd37405e9b6f3c4cb899b726d', operation='UPDATE', pgid='pgtrigger_bump_version_b472d', table='inspections_gradescale', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='inspection',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='45514bcf17a924349e03c51c306ce4c649a9e0f4', operation='UPDATE', pgid='pgtrigger_bump_version_07923', table='inspections_inspection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='9d3427883569bdeaeeed2159881db866fab6b673', operation='UPDATE', pgid='pgtrigger_bump_version_8b5f9', table='inspections_publication', when='BEFORE')),
        ),
    ]
