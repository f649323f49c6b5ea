"""Help texts for the admin and the API, and sentences that name their field."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_accounts_and_tokens'),
    ]

    operations = [
        migrations.AlterField(
            model_name='token',
            name='created_at',
            field=models.DateTimeField(editable=False, help_text='When it was made.'),
        ),
        migrations.AlterField(
            model_name='token',
            name='expires_at',
            field=models.DateTimeField(help_text='When it ends; at most 366 days after it was made.'),
        ),
        migrations.AlterField(
            model_name='token',
            name='last_used_at',
            field=models.DateTimeField(editable=False, help_text='When it last made a request that succeeded.', null=True),
        ),
        migrations.AlterField(
            model_name='token',
            name='owner',
            field=models.ForeignKey(help_text='Who acts with it.', on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='token',
            name='revoked_at',
            field=models.DateTimeField(editable=False, help_text='When it was ended.', null=True),
        ),
        migrations.AlterField(
            model_name='token',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read the record'), ('readings', 'Record readings'), ('exports', 'Run and fetch exports')], max_length=20), default=list, help_text="What it may be used for, within its owner's role.", size=None),
        ),
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.CharField(choices=[('inspector', 'Inspector'), ('lead_inspector', 'Lead inspector'), ('liaison_officer', 'Liaison officer'), ('analyst', 'Analyst'), ('administrator', 'Administrator')], help_text='Decides what the account may see and do.', max_length=20),
        ),
        migrations.AlterConstraint(
            model_name='token',
            name='token_expires_after_creation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='token_expires_after_creation', violation_error_message='expires_at: later than when the token was made.'),
        ),
        migrations.AlterConstraint(
            model_name='token',
            name='token_has_known_scopes',
            constraint=models.CheckConstraint(condition=models.Q(('scopes__len__gt', 0), ('scopes__contained_by', ['read', 'readings', 'exports'])), name='token_has_known_scopes', violation_error_message='scopes: at least one of read, readings and exports.'),
        ),
        migrations.AlterConstraint(
            model_name='token',
            name='token_name_unique_per_owner',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('owner', 'name'), name='token_name_unique_per_owner', violation_error_message='name: there is a token of this name, choose another.'),
        ),
        migrations.AlterConstraint(
            model_name='user',
            name='user_role_known',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['inspector', 'lead_inspector', 'liaison_officer', 'analyst', 'administrator'])), name='user_role_known', violation_error_message='role: one of the five roles.'),
        ),
    ]
