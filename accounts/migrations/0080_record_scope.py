"""A token may be used to record and edit what its owner's role records."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0022_failed_attempts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='token',
            name='token_has_known_scopes',
        ),
        migrations.AlterField(
            model_name='token',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read the record'), ('readings', 'Record readings'), ('record', 'Record and edit what the role records, readings apart'), ('verbs', 'Claim, propose, decide, comment: change positions by their verbs'), ('exports', 'Run and fetch exports')], max_length=20), default=list, help_text="What it may be used for, within its owner's role.", size=None),
        ),
        migrations.AddConstraint(
            model_name='token',
            constraint=models.CheckConstraint(condition=models.Q(('scopes__len__gt', 0), ('scopes__contained_by', ['read', 'readings', 'record', 'verbs', 'exports'])), name='token_has_known_scopes', violation_error_message='scopes: at least one of read, readings, record, verbs and exports.'),
        ),
    ]
