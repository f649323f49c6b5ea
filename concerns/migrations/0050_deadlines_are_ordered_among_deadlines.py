"""A deadline may be counted from a day before the force's last claim: it is ordered among deadlines."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0040_past_positions_by_index'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='event',
            name='event_not_before_last',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='event_not_before_last', sql=pgtrigger.compiler.UpsertTriggerSql(func=" IF NEW.position NOT IN ('', 'due_on') AND EXISTS (SELECT FROM concerns_event earlier WHERE (earlier.concern_id = NEW.concern_id OR earlier.recommendation_id = NEW.recommendation_id OR earlier.action_id = NEW.action_id) AND earlier.position <> '' AND earlier.happened_on > NEW.happened_on AND NOT EXISTS (SELECT FROM concerns_event struck WHERE struck.strikes_out_id = earlier.id)) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'happened_on: not before the last change of a position of this record.', CONSTRAINT = 'event_not_before_last', TABLE = TG_TABLE_NAME; END IF;  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;", hash='b2b0c50c5ec21787c7767662576d7ae660ea0318', operation='INSERT', pgid='pgtrigger_event_not_before_last_a71cb', table='concerns_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='event_deadline_not_before_last', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.position = 'due_on')", func=" IF EXISTS (SELECT FROM concerns_event earlier WHERE (earlier.concern_id = NEW.concern_id OR earlier.recommendation_id = NEW.recommendation_id OR earlier.action_id = NEW.action_id) AND (earlier.kind = 'opened' OR earlier.position = 'due_on') AND earlier.happened_on > NEW.happened_on AND NOT EXISTS (SELECT FROM concerns_event struck WHERE struck.strikes_out_id = earlier.id)) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'happened_on: not before the record was opened, nor before its deadline changed last.', CONSTRAINT = 'event_deadline_not_before_last', TABLE = TG_TABLE_NAME; END IF;  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;", hash='609f3d47b60c5923fa862c335eb339b76abba90a', operation='INSERT', pgid='pgtrigger_event_deadline_not_before_last_e5b9a', table='concerns_event', when='BEFORE')),
        ),
    ]
