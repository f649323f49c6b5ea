"""Every kept version is stamped with its recording instant, and found by it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0020_stale_measures'),
        ('inspections', '0002_publication_release_recorded'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='actionhistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='actionhistory_at'),
        ),
        migrations.AddIndex(
            model_name='concernhistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='concernhistory_at'),
        ),
        migrations.AddIndex(
            model_name='indicatorhistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='indicatorhistory_at'),
        ),
        migrations.AddIndex(
            model_name='measurehistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='measurehistory_at'),
        ),
        migrations.AddIndex(
            model_name='recommendationhistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='recommendationhistory_at'),
        ),
        migrations.AddIndex(
            model_name='responsehistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='responsehistory_at'),
        ),
        migrations.AddIndex(
            model_name='wordinghistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='wordinghistory_at'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actionhistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='83f3f0627866367af4fedaf6da65a9a4dcd0b237', operation='INSERT', pgid='pgtrigger_version_recorded_a381b', table='concerns_actionhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='concernhistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='abac1c499930056bc8c8879c0330f3b3a91f80de', operation='INSERT', pgid='pgtrigger_version_recorded_4696d', table='concerns_concernhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicatorhistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='2f113ce9918f5cc8f3b91c8ec127f24b6f74edbb', operation='INSERT', pgid='pgtrigger_version_recorded_09097', table='concerns_indicatorhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measurehistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='ce6a8b96353e64e9ff6a66ef33657cbb28ff8002', operation='INSERT', pgid='pgtrigger_version_recorded_3dc37', table='concerns_measurehistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendationhistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='a69dd9a60dbe5f38fd1e20724eede4dabc427f35', operation='INSERT', pgid='pgtrigger_version_recorded_7ae75', table='concerns_recommendationhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='responsehistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='e641cc84fb0e980ddcae2f313e1dca56a6f94ecf', operation='INSERT', pgid='pgtrigger_version_recorded_874b6', table='concerns_responsehistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wordinghistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='d4b57fb4b163e8fa5f969e5f96cdc86a463817eb', operation='INSERT', pgid='pgtrigger_version_recorded_04361', table='concerns_wordinghistory', when='BEFORE')),
        ),
    ]
