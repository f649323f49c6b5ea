"""A token may be used for the verbs of the record."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_service_account_has_no_password'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='token',
            name='token_has_known_scopes',
        ),
        migrations.AlterField(
            model_name='token',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read the record'), ('readings', 'Record readings'), ('verbs', 'Claim, propose, decide, comment: change positions by their verbs'), ('exports', 'Run and fetch exports')], max_length=20), default=list, help_text="What it may be used for, within its owner's role.", size=None),
        ),
        migrations.AddConstraint(
            model_name='token',
            constraint=models.CheckConstraint(condition=models.Q(('scopes__len__gt', 0), ('scopes__contained_by', ['read', 'readings', 'verbs', 'exports'])), name='token_has_known_scopes', violation_error_message='scopes: at least one of read, readings, verbs and exports.'),
        ),
    ]
