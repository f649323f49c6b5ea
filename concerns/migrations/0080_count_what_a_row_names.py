"""What a row names several of is counted among its versions, by hand: it stands elsewhere."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0050_deadlines_are_ordered_among_deadlines'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='action',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='concern',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='indicator',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='measure',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendation',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='response',
            name='bump_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='wording',
            name='bump_version',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='action',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='8a7a843f76ebff3f9a679bf0525f943cac97e407', operation='UPDATE', pgid='pgtrigger_bump_version_0b08a', table='concerns_action', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='concern',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='3593e446bfaba10db985abc504a6ea68dd7f6c5a', operation='UPDATE', pgid='pgtrigger_bump_version_5f1d7', table='concerns_concern', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicator',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='4acfcc4ad4b32d8807ab6b3013d55a36a2acc01c', operation='UPDATE', pgid='pgtrigger_bump_version_8765d', table='concerns_indicator', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='031e91238a621db611356f38a1f03142390c28b7', operation='UPDATE', pgid='pgtrigger_bump_version_b6da1', table='concerns_measure', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendation',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='040e6b6f497da01655517d212eba4070f6d57961', operation='UPDATE', pgid='pgtrigger_bump_version_fad66', table='concerns_recommendation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='response',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='01d5ec73c30631324d5f188b619df66f901b7933', operation='UPDATE', pgid='pgtrigger_bump_version_d4660', table='concerns_response', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='bump_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF to_jsonb(NEW) - 'version' IS DISTINCT FROM to_jsonb(OLD) - 'version' THEN NEW.version := OLD.version + 1; ELSIF NEW.version <> OLD.version + 1 THEN NEW.version := OLD.version; END IF; RETURN NEW;", hash='b9837316cce65e977f84f6246aaff289dc2def67', operation='UPDATE', pgid='pgtrigger_bump_version_eeeaa', table='concerns_wording', when='BEFORE')),
        ),
    ]
