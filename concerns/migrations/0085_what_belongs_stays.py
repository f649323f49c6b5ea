"""A recommendation stays with its concern, an action with both: the past is looked up by them."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0080_count_what_a_row_names'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='recommendation',
            name='recommendation_identity_fixed',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='action',
            trigger=pgtrigger.compiler.Trigger(name='action_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.concern_id IS DISTINCT FROM OLD.concern_id OR NEW.recommendation_id IS DISTINCT FROM OLD.recommendation_id)', func=" IF TRUE THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'An action stays where it is: drop it, and record another one.', CONSTRAINT = 'action_stays', TABLE = TG_TABLE_NAME; END IF;  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;", hash='84d2cecbc51f75de5a3e116f3bd92f6b15922695', operation='UPDATE', pgid='pgtrigger_action_stays_dbc65', table='concerns_action', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendation',
            trigger=pgtrigger.compiler.Trigger(name='recommendation_identity_fixed', sql=pgtrigger.compiler.UpsertTriggerSql(func=" IF NEW.concern_id IS DISTINCT FROM OLD.concern_id OR (NEW.wording_id, NEW.force_id) IS DISTINCT FROM (OLD.wording_id, OLD.force_id) AND EXISTS (SELECT FROM concerns_wording w JOIN inspections_publication p ON p.id = w.publication_id WHERE w.id = OLD.wording_id AND p.state <> 'draft') THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'A recommendation keeps its wording, force and concern: withdraw it instead.', CONSTRAINT = 'recommendation_identity_fixed', TABLE = TG_TABLE_NAME; END IF;  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;", hash='b7ba8d9e606dc78d4479418b709b388af9487ceb', operation='UPDATE', pgid='pgtrigger_recommendation_identity_fixed_53227', table='concerns_recommendation', when='BEFORE')),
        ),
    ]
