"""The log's guards find the events of a record by its index; they read the whole log before."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0010_event_kinds_and_outcome'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='event',
            name='event_opens_first',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='event',
            name='event_not_before_last',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='event',
            name='event_strikes_out_own_record',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='event_opens_first', sql=pgtrigger.compiler.UpsertTriggerSql(func=" IF (NEW.kind = 'opened') = EXISTS (SELECT FROM concerns_event earlier WHERE (earlier.concern_id = NEW.concern_id OR earlier.recommendation_id = NEW.recommendation_id OR earlier.action_id = NEW.action_id)) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'The first event of a record opens it, and only the first.', CONSTRAINT = 'event_opens_first', TABLE = TG_TABLE_NAME; END IF;  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;", hash='a9ce9eef8f2037637f59f0efd45451261452cf54', operation='INSERT', pgid='pgtrigger_event_opens_first_5d50a', table='concerns_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='event_not_before_last', sql=pgtrigger.compiler.UpsertTriggerSql(func=" IF NEW.position <> '' AND EXISTS (SELECT FROM concerns_event earlier WHERE (earlier.concern_id = NEW.concern_id OR earlier.recommendation_id = NEW.recommendation_id OR earlier.action_id = NEW.action_id) AND earlier.position <> '' AND earlier.happened_on > NEW.happened_on AND NOT EXISTS (SELECT FROM concerns_event struck WHERE struck.strikes_out_id = earlier.id)) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'happened_on: not before the last change of a position of this record.', CONSTRAINT = 'event_not_before_last', TABLE = TG_TABLE_NAME; END IF;  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;", hash='37fc14ffad5583476d5481960af13a42a8021b4e', operation='INSERT', pgid='pgtrigger_event_not_before_last_a71cb', table='concerns_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='event_strikes_out_own_record', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.strikes_out_id IS NOT NULL)', func=" IF NOT EXISTS (SELECT FROM concerns_event earlier WHERE earlier.id = NEW.strikes_out_id AND (earlier.concern_id = NEW.concern_id OR earlier.recommendation_id = NEW.recommendation_id OR earlier.action_id = NEW.action_id) AND earlier.kind NOT IN ('opened', 'struck_out')) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'strikes_out: an earlier event of the same record, other than its opening or a striking out.', CONSTRAINT = 'event_strikes_out_own_record', TABLE = TG_TABLE_NAME; END IF;  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;", hash='1991791bf9d5bd4762dcb4f2f6c6e3d8c64b2921', operation='INSERT', pgid='pgtrigger_event_strikes_out_own_record_b2d59', table='concerns_event', when='BEFORE')),
        ),
    ]
