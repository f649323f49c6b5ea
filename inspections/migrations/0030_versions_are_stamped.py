"""Every kept version is stamped with its recording instant, and found by it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0002_publication_release_recorded'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='areahistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='areahistory_at'),
        ),
        migrations.AddIndex(
            model_name='forcehistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='forcehistory_at'),
        ),
        migrations.AddIndex(
            model_name='frameworkhistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='frameworkhistory_at'),
        ),
        migrations.AddIndex(
            model_name='gradehistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='gradehistory_at'),
        ),
        migrations.AddIndex(
            model_name='gradescalehistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='gradescalehistory_at'),
        ),
        migrations.AddIndex(
            model_name='inspectionhistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='inspectionhistory_at'),
        ),
        migrations.AddIndex(
            model_name='publicationhistory',
            index=models.Index(fields=['pgh_created_at', 'pgh_obj'], name='publicationhistory_at'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='areahistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='ce381add2de34ae8b62a213d8438a1e9c5c6e017', operation='INSERT', pgid='pgtrigger_version_recorded_11892', table='inspections_areahistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forcehistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='233a346437c0a238d596617f30f51f77f6deebb2', operation='INSERT', pgid='pgtrigger_version_recorded_7679f', table='inspections_forcehistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='frameworkhistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='cef667198a56f6b4ace0e91b5163354592c5dc0f', operation='INSERT', pgid='pgtrigger_version_recorded_8b66d', table='inspections_frameworkhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gradehistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='f45024df4034f52a464ca7fb63902a7b9e8f97f1', operation='INSERT', pgid='pgtrigger_version_recorded_1de07', table='inspections_gradehistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gradescalehistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='dea4960a694f39cd4735a74cde79225964e998cb', operation='INSERT', pgid='pgtrigger_version_recorded_e6793', table='inspections_gradescalehistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='inspectionhistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='2606d5ca7481fa2715cd971f69a880686ad39cd5', operation='INSERT', pgid='pgtrigger_version_recorded_0b0dd', table='inspections_inspectionhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationhistory',
            trigger=pgtrigger.compiler.Trigger(name='version_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.pgh_created_at := recording_instant(); RETURN NEW;', hash='8f9207e73ad15fe7a7dc0ff85ed480c0f6b2ab44', operation='INSERT', pgid='pgtrigger_version_recorded_924df', table='inspections_publicationhistory', when='BEFORE')),
        ),
    ]
